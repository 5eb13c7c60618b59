"""Widgets: traits in, geometry call, arrays out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from splinewidgets.compilation import background

if TYPE_CHECKING:
    from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
    from splinewidgets.widgets.linked.spline_surface import SplineSurface
    from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
    from splinewidgets.widgets.training.training_explorer import TrainingExplorer

    from .polarity_explorer import PolarityExplorer

__all__ = ["ManifoldExplorer", "PolarityExplorer", "SliceExplorer", "SplineSurface", "TrainingExplorer"]

# While what a widget needs is imported, and its network trained.
background.begin()

_HOMES = {
    "ManifoldExplorer": "linked.manifold_explorer",
    "PolarityExplorer": "polarity_explorer",
    "SliceExplorer": "slice.slice_explorer",
    "SplineSurface": "linked.spline_surface",
    "TrainingExplorer": "training.training_explorer",
}


def __getattr__(name: str) -> Any:
    """Load a widget on first use, and only then what it needs."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
