"""A user's torch model: copied, called and compared, and left as it was."""
