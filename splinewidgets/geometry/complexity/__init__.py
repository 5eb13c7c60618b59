"""Densities of tiles: exact counts in discs, and local complexity."""
