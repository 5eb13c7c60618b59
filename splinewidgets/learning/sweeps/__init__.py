"""A function of many checkpoints on many slices, here or on a cluster."""
