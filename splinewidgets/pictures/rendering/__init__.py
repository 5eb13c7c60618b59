"""Scenes as the arrays that a browser draws."""
