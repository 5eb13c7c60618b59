"""The geometry of piecewise-affine networks: torch, numpy and numba; no Jupyter, no drawing, no printing."""

from .boundary import Boundary
from .layer import Layer
from .measures import MEASURES, Measure
from .network import Network
from .operations import UnsupportedOperation
from .parameter_space import ParameterSpace
from .segment import Segment
from .segment_tessellation import DecisionChanges, SegmentTessellation
from .segment_walk import tessellate_segments
from .slices import Slice
from .tessellate import tessellate
from .tessellation import Tessellation
from .walk import TooManyTiles

__all__ = [
    "MEASURES",
    "Boundary",
    "DecisionChanges",
    "Layer",
    "Measure",
    "Network",
    "ParameterSpace",
    "Segment",
    "SegmentTessellation",
    "Slice",
    "Tessellation",
    "TooManyTiles",
    "UnsupportedOperation",
    "tessellate",
    "tessellate_segments",
]
