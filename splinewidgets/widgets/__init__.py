"""Widgets: traits in, geometry call, arrays out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from splinewidgets.compilation import background
from splinewidgets.widget_list import HOMES

if TYPE_CHECKING:
    from .linked.manifold_explorer import ManifoldExplorer as ManifoldExplorer
    from .linked.network_diagram import NetworkDiagram as NetworkDiagram
    from .linked.robustness_view import RobustnessView as RobustnessView
    from .linked.segment_plot import SegmentPlot as SegmentPlot
    from .linked.spline_surface import SplineSurface as SplineSurface
    from .linked.tile_histograms import TileHistograms as TileHistograms
    from .linked.tile_inspector import TileInspector as TileInspector
    from .loss.loss_landscape import LossLandscape as LossLandscape
    from .polarity_explorer import PolarityExplorer as PolarityExplorer
    from .slice.slice_explorer import SliceExplorer as SliceExplorer
    from .teaching.depth_width_explorer import DepthWidthExplorer as DepthWidthExplorer
    from .teaching.hyperplane_editor import HyperplaneEditor as HyperplaneEditor
    from .teaching.initialization_explorer import InitializationExplorer as InitializationExplorer
    from .teaching.playground import Playground as Playground
    from .teaching.spline_editor import SplineEditor as SplineEditor
    from .training.training_explorer import TrainingExplorer as TrainingExplorer

__all__ = list(HOMES)

# While what a widget needs is imported, and its network trained.
background.begin()


def __getattr__(name: str) -> Any:
    """Load a widget, and all that it needs, on first use."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
