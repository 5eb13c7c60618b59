"""Tiles of a network of two inputs, and the graph of one of one input, drawn without a browser."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.palette import BACKGROUND, BOUNDARY, REFERENCE, ramp_colors
from splinewidgets.pictures.stills.raster import Floats, Raster
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.depth_width import WireColoredTiles, WireGraph


def draw_cells(wire: WireColoredTiles, depth: int, pixels: int) -> npt.NDArray[np.uint8]:
    """Tiles by what the network makes of them, with the edges of its layers."""
    side, raster = _square(pixels)
    loops = Loops(wire)
    places = decode(wire["positions"]).astype(np.float64)
    points = np.column_stack([places[:, 0], 1 - places[:, 1]]) * side
    raster.polygons(points[loops.corners], loops.sizes, ramp_colors("viridis", decode(wire["values"])))
    loops.draw_lines(raster, points, range(depth), depth, float(side * side))
    return raster.pixels()


def draw_graph(wire: WireGraph, pixels: int) -> npt.NDArray[np.uint8]:
    """The graph, above what it approximates."""
    side, raster = _square(pixels)
    x0, x1, y0, y1 = wire["window"]

    def line(places: Floats) -> Floats:
        placed = (places - [x0, y1]) / [x1 - x0, y0 - y1] * side
        return np.stack([placed[:-1], placed[1:]], axis=1)

    if "target" in wire:
        raster.lines(line(decode(wire["target"])), BOUNDARY, width=2.0)
    raster.lines(line(decode(wire["vertices"])), REFERENCE, width=2.0)
    return raster.pixels()


def _square(pixels: int) -> tuple[int, Raster]:
    side = max(1, round(math.sqrt(pixels)))
    return side, Raster(side, side, BACKGROUND)
