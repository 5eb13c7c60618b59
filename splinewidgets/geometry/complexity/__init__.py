"""How many tiles meet a neighborhood."""
