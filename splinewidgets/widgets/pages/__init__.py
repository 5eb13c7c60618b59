"""Pages without a kernel: widgets as they stand, what Python answers to what is set, and the file that shows them."""
