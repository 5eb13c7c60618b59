"""Piecewise-affine stand-ins for smooth activations, and their stated errors."""
