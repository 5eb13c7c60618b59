"""Shapes on a sheet: their marks, keys, ticks and scales, and files of them."""
