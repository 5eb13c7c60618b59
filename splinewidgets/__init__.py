"""Exact tessellations of piecewise-affine networks, live in a notebook.

The public names are loaded when first used (PEP 562), so that importing the package is instant and the geometry can
be used where there is no Jupyter.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .widget_list import HOMES as _WIDGETS

if TYPE_CHECKING:
    from .generation import (
        ManifoldSampler,
        Pool,
        magnet,
        polarity,
        pool,
        singular_values,
        uniform_on_manifold,
        walk_length,
    )
    from .geometry import (
        MEASURES,
        AffineSpline,
        Approximation,
        Boundary,
        ClassRegions,
        Conditioned,
        CountBounds,
        DualGraph,
        FoldAngles,
        Halfspaces,
        HyperplaneDensity,
        HyperplaneDistances,
        LevelSet,
        LocalComplexity,
        LocalLipschitz,
        LocalMap,
        Manifold,
        NearestBoundary,
        Network,
        OutsideSpan,
        ParameterSpace,
        PiecewiseAffine,
        PowerDiagram,
        Restricted,
        Segment,
        SegmentTessellation,
        Slice,
        Tessellation,
        Tile,
        TooManyTiles,
        TriangleMesh,
        UnsupportedOperation,
        centroids_and_radii,
        count_bounds,
        fold_angles,
        hyperplane_density,
        hyperplane_distances,
        linearize,
        local_complexity,
        soften,
        tessellate,
        tessellate_segments,
        tile_complexity,
        tiles_in_disc,
        zaslavsky,
    )
    from .learning import (
        Checkpoint,
        CheckpointFiles,
        ConditionNumbers,
        ExactLoss,
        History,
        HistoryCallback,
        LocalComplexityOf,
        LocalHessian,
        MergeTree,
        Minima,
        ParameterPlane,
        ProgressMeasures,
        SampledLoss,
        TileStatistics,
        TotalLeastSquares,
        Trajectory,
        adversarial_accuracy,
        condition_numbers,
        pgd,
        sampled_loss,
        sweep,
        total_least_squares,
    )
    from .widgets import DepthWidthExplorer as DepthWidthExplorer
    from .widgets import HyperplaneEditor as HyperplaneEditor
    from .widgets import InitializationExplorer as InitializationExplorer
    from .widgets import LossLandscape as LossLandscape
    from .widgets import ManifoldExplorer as ManifoldExplorer
    from .widgets import NetworkDiagram as NetworkDiagram
    from .widgets import Playground as Playground
    from .widgets import PolarityExplorer as PolarityExplorer
    from .widgets import RobustnessView as RobustnessView
    from .widgets import SegmentPlot as SegmentPlot
    from .widgets import SliceExplorer as SliceExplorer
    from .widgets import SplineEditor as SplineEditor
    from .widgets import SplineSurface as SplineSurface
    from .widgets import TileHistograms as TileHistograms
    from .widgets import TileInspector as TileInspector
    from .widgets import TrainingExplorer as TrainingExplorer
    from .widgets.pages.page import Page, to_html

__all__ = [
    *_WIDGETS,
    "MEASURES",
    "AffineSpline",
    "Approximation",
    "Boundary",
    "Checkpoint",
    "CheckpointFiles",
    "Conditioned",
    "ClassRegions",
    "ConditionNumbers",
    "CountBounds",
    "DualGraph",
    "ExactLoss",
    "FoldAngles",
    "Halfspaces",
    "History",
    "HistoryCallback",
    "HyperplaneDensity",
    "HyperplaneDistances",
    "LevelSet",
    "LocalComplexity",
    "LocalComplexityOf",
    "LocalLipschitz",
    "LocalMap",
    "LocalHessian",
    "Manifold",
    "ManifoldSampler",
    "NearestBoundary",
    "MergeTree",
    "Minima",
    "Network",
    "OutsideSpan",
    "Page",
    "ParameterPlane",
    "ParameterSpace",
    "PiecewiseAffine",
    "Pool",
    "PowerDiagram",
    "ProgressMeasures",
    "Restricted",
    "SampledLoss",
    "Segment",
    "SegmentTessellation",
    "Slice",
    "Tessellation",
    "Tile",
    "TileStatistics",
    "TooManyTiles",
    "TriangleMesh",
    "TotalLeastSquares",
    "Trajectory",
    "UnsupportedOperation",
    "adversarial_accuracy",
    "centroids_and_radii",
    "condition_numbers",
    "count_bounds",
    "fold_angles",
    "hyperplane_density",
    "hyperplane_distances",
    "linearize",
    "local_complexity",
    "magnet",
    "pgd",
    "polarity",
    "pool",
    "sampled_loss",
    "singular_values",
    "soften",
    "sweep",
    "tessellate",
    "tessellate_segments",
    "tile_complexity",
    "tiles_in_disc",
    "to_html",
    "total_least_squares",
    "uniform_on_manifold",
    "walk_length",
    "zaslavsky",
]

# Where the names come from that are not the geometry's.
_HOMES = {
    **dict.fromkeys(["ManifoldSampler", "Pool", "magnet", "polarity", "pool"], "generation"),
    **dict.fromkeys(["singular_values", "uniform_on_manifold", "walk_length"], "generation"),
    **dict.fromkeys(["Checkpoint", "CheckpointFiles", "History", "HistoryCallback", "LocalComplexityOf"], "learning"),
    **dict.fromkeys(["ProgressMeasures", "TileStatistics", "TotalLeastSquares", "adversarial_accuracy"], "learning"),
    **dict.fromkeys(["ConditionNumbers", "ExactLoss", "LocalHessian", "MergeTree", "Minima"], "learning"),
    **dict.fromkeys(["ParameterPlane", "SampledLoss", "Trajectory", "condition_numbers", "sampled_loss"], "learning"),
    **dict.fromkeys(["pgd", "sweep", "total_least_squares"], "learning"),
    **dict.fromkeys(_WIDGETS, "widgets"),
    **dict.fromkeys(["Page", "to_html"], "widgets.pages.page"),
}
_PACKAGES = {"generation", "geometry", "learning", "widgets", "zoo"}


def __getattr__(name: str) -> Any:
    """Load a public name, or one of the packages, on first use."""
    if name in _PACKAGES:
        return import_module(f".{name}", __name__)
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version(__name__)
    elif name in __all__:
        value = getattr(import_module(f".{_HOMES.get(name, 'geometry')}", __name__), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_PACKAGES, "__version__"})
