"""The geometry of piecewise-affine networks: torch, numpy and numba; no Jupyter, no drawing, no printing.

"The survey" is Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning, Notices of the American
Mathematical Society 72(4), 2025 [balestriero2025geometry]. The keys in brackets are those of `docs/references.bib`.
"""

from .approximation import Approximation, OutsideSpan
from .boundary import Boundary
from .layer import Layer
from .limits import TooManyTiles
from .linearize import linearize
from .local_complexity import LocalComplexity, local_complexity
from .manifold import Manifold
from .measures import MEASURES, Measure
from .network import Network
from .parameter_space import ParameterSpace
from .piecewise_affine import PiecewiseAffine
from .power_diagram import PowerDiagram, centroids_and_radii
from .refusals import UnsupportedOperation
from .segment import Segment
from .segment_tessellation import DecisionChanges, SegmentTessellation
from .segment_walk import tessellate_segments
from .slices import Slice
from .soften import soften
from .tessellate import tessellate
from .tessellation import Tessellation
from .tiles_in_disc import tiles_in_disc
from .zaslavsky import zaslavsky

__all__ = [
    "MEASURES",
    "Approximation",
    "Boundary",
    "DecisionChanges",
    "Layer",
    "LocalComplexity",
    "Manifold",
    "Measure",
    "Network",
    "OutsideSpan",
    "ParameterSpace",
    "PiecewiseAffine",
    "PowerDiagram",
    "Segment",
    "SegmentTessellation",
    "Slice",
    "Tessellation",
    "TooManyTiles",
    "UnsupportedOperation",
    "centroids_and_radii",
    "linearize",
    "local_complexity",
    "soften",
    "tessellate",
    "tessellate_segments",
    "tiles_in_disc",
    "zaslavsky",
]
