"""The geometry of piecewise-affine networks: torch, numpy and numba; no Jupyter, no drawing, no printing."""

from .approximation import Approximation, OutsideSpan
from .boundary import Boundary
from .linearize import linearize
from .measures import MEASURES, Measure
from .network import Network
from .operations import UnsupportedOperation
from .piecewise_affine import PiecewiseAffine
from .power_diagram import PowerDiagram, centroids_and_radii
from .program import Layer
from .slices import Slice
from .soften import soften
from .tessellate import TooManyTiles, tessellate
from .tessellation import Tessellation

__all__ = [
    "MEASURES",
    "Approximation",
    "Boundary",
    "Layer",
    "Measure",
    "Network",
    "OutsideSpan",
    "PiecewiseAffine",
    "PowerDiagram",
    "Slice",
    "Tessellation",
    "TooManyTiles",
    "UnsupportedOperation",
    "centroids_and_radii",
    "linearize",
    "soften",
    "tessellate",
]
