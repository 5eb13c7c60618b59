"""`TrainingExplorer`: a slice while the network learns."""
