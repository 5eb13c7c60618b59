"""The walk through a network's layers that cuts a slice into tiles."""
