"""The tiles of a slice, and the questions one asks of them."""
