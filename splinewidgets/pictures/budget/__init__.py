"""Budget: exact pictures as far as they can be had at once, and samples elsewhere."""
