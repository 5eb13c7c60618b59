"""A torch model as a graph of operations."""
