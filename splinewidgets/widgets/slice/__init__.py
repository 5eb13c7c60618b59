"""`SliceExplorer`, and the base of all explorers of a slice."""
