"""Scenes: what is looked at, as a caller gives it, checked."""
