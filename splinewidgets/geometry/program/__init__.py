"""A graph of operations as the steps that a batch goes through."""
