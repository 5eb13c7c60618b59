"""Widgets: traits in, geometry call, arrays out."""

from .slice_explorer import SliceExplorer

__all__ = ["SliceExplorer"]
