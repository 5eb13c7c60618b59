"""The graphs of a network's outputs along a segment, drawn without a browser."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.palette import BACKGROUND, BOUNDARY, INK, NEUTRAL, class_colors
from splinewidgets.pictures.stills.raster import Floats, Raster
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.segment import WireSegment

ASPECT = 2.4
# Above and below what is drawn, as a share of its height.
MARGIN = 0.08
# Pixels.
GRAPH, HALO, LINE = 2.5, 4.0, 1.0


def plot_window(wire: WireSegment) -> tuple[float, float, float, float]:
    """What is seen of the plane (x0, x1, y0, y1): the whole segment, and all values on it."""
    values = decode(wire["values"])
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * ((high - low) or 1.0)
    return 0.0, wire["length"], low - margin, high + margin


def draw_segment(wire: WireSegment, pixels: int) -> npt.NDArray[np.uint8]:
    """Graphs, breakpoints and crossings of the decision boundary, in about so many pixels."""
    height = max(1, round(math.sqrt(pixels / ASPECT)))
    width = max(1, round(ASPECT * height))
    x0, x1, y0, y1 = plot_window(wire)

    def placed(places: Floats) -> Floats:
        return (places - [x0, y1]) / [x1 - x0, y0 - y1] * [width, height]

    def upright(at: Floats) -> Floats:
        return placed(
            np.stack([np.stack([at, np.full(len(at), y)], 1) for y in (y0, y1)], axis=1).reshape(-1, 2)
        ).reshape(-1, 2, 2)

    raster, positions = Raster(width, height, BACKGROUND), decode(wire["positions"])
    raster.lines(upright(positions[1:-1]), NEUTRAL, width=LINE)
    if y0 < 0 < y1:
        raster.lines(placed(np.array([[x0, 0.0], [x1, 0.0]]))[None], INK, 0.35, LINE)
    raster.lines(upright(decode(wire["changes"])), BOUNDARY, width=LINE)
    for output, values in zip(wire["outputs"], decode(wire["values"]), strict=True):
        graph = placed(np.stack([positions, values], 1))
        ends = np.stack([graph[:-1], graph[1:]], axis=1)
        raster.lines(ends, INK, 0.6, HALO)
        raster.lines(ends, class_colors([output])[0], 1.0, GRAPH)
    return raster.pixels()
