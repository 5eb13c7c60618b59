"""`SliceExplorer`, and what explorers of a slice have in common."""
