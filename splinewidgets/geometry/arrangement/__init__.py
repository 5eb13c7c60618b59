"""The hyperplanes of a network's units, and what a hand does to them."""
