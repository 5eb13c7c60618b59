"""The geometry of piecewise-affine networks: torch, numpy and numba; no Jupyter, no drawing, no printing."""

from .boundary import Boundary
from .layer import Layer
from .measures import MEASURES, Measure
from .network import Network
from .operations import UnsupportedOperation
from .slices import Slice
from .tessellate import TooManyTiles, tessellate
from .tessellation import Tessellation

__all__ = [
    "MEASURES",
    "Boundary",
    "Layer",
    "Measure",
    "Network",
    "Slice",
    "Tessellation",
    "TooManyTiles",
    "UnsupportedOperation",
    "tessellate",
]
