"""Loss as a function of a model's parameters."""
