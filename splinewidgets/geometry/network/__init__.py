"""A model read: its layers, and its values at any input."""
