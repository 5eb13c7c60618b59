"""The geometry of piecewise-affine networks: torch, numpy and numba; no Jupyter, no drawing, no printing.

"The survey" is Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning, Notices of the American
Mathematical Society 72(4), 2025 [balestriero2025geometry]. The keys in brackets are those of `docs/references.bib`.
"""

from .complexity.count_bounds import CountBounds, count_bounds
from .complexity.hyperplane_density import HyperplaneDensity, hyperplane_density
from .complexity.hyperplane_distances import HyperplaneDistances, hyperplane_distances
from .complexity.local_complexity import LocalComplexity, local_complexity
from .complexity.tile_complexity import tile_complexity
from .complexity.tiles_in_disc import tiles_in_disc
from .complexity.zaslavsky import zaslavsky
from .graph.dual_graph import DualGraph
from .limits import TooManyTiles
from .model.conditioned import Conditioned
from .model.restricted import Restricted
from .network.affine_spline import AffineSpline
from .network.local_map import LocalMap
from .network.network import Network
from .network.parameter_space import ParameterSpace
from .program.layer import Layer
from .refusals import UnsupportedOperation
from .slices.segment import Segment
from .slices.slice import Slice
from .smooth.approximation_error import Approximation, OutsideSpan
from .smooth.linearize import linearize
from .smooth.piecewise_affine import PiecewiseAffine
from .smooth.soften import soften
from .subdivision.segment_walk import tessellate_segments
from .tessellate import tessellate
from .tessellation.boundary_distance import NearestBoundary
from .tessellation.class_regions import ClassRegions
from .tessellation.decision_boundary import Boundary
from .tessellation.exchange.triangle_mesh import TriangleMesh
from .tessellation.fold_angles import FoldAngles, fold_angles
from .tessellation.halfspaces import Halfspaces
from .tessellation.level_set import LevelSet
from .tessellation.local_lipschitz import LocalLipschitz
from .tessellation.manifold import Manifold
from .tessellation.measures import MEASURES, Measure
from .tessellation.power_diagram import PowerDiagram, centroids_and_radii
from .tessellation.segment_tessellation import DecisionChanges, SegmentTessellation
from .tessellation.tessellation import Tessellation
from .tessellation.tile import Tile

__all__ = [
    "MEASURES",
    "AffineSpline",
    "Approximation",
    "Boundary",
    "ClassRegions",
    "Conditioned",
    "CountBounds",
    "DecisionChanges",
    "DualGraph",
    "FoldAngles",
    "Halfspaces",
    "HyperplaneDensity",
    "HyperplaneDistances",
    "Layer",
    "LevelSet",
    "LocalComplexity",
    "LocalLipschitz",
    "LocalMap",
    "Manifold",
    "Measure",
    "NearestBoundary",
    "Network",
    "OutsideSpan",
    "ParameterSpace",
    "PiecewiseAffine",
    "PowerDiagram",
    "Restricted",
    "Segment",
    "SegmentTessellation",
    "Slice",
    "Tessellation",
    "Tile",
    "TooManyTiles",
    "TriangleMesh",
    "UnsupportedOperation",
    "centroids_and_radii",
    "count_bounds",
    "fold_angles",
    "hyperplane_density",
    "hyperplane_distances",
    "linearize",
    "local_complexity",
    "soften",
    "tessellate",
    "tessellate_segments",
    "tile_complexity",
    "tiles_in_disc",
    "zaslavsky",
]
