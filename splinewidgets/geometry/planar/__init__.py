"""A planar complex of convex polygons and how lines cut it: numba and numpy, never a network."""
