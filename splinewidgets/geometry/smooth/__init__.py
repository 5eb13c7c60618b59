"""What stands in for smooth activations, and its stated error."""
