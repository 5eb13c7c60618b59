"""Tessellations for other programs and for another day."""
