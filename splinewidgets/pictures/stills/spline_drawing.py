"""The graph of an affine spline, drawn without a browser."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.palette import BACKGROUND, BOUNDARY, INK, NEUTRAL, REFERENCE
from splinewidgets.pictures.stills.raster import Floats, Raster, disc
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.spline import WireSpline

ASPECT = 1.6
# In pixels.
GRAPH, AXIS = 3.0, 1.0
KNOT, POINT = 6.0, 4.0


def draw_spline(wire: WireSpline, points: Floats, pixels: int) -> npt.NDArray[np.uint8]:
    """The graph with its knots and the points (2, N), of about so many pixels."""
    height = max(1, round(math.sqrt(pixels / ASPECT)))
    width = max(1, round(ASPECT * height))
    x0, x1, y0, y1 = wire["window"]

    def placed(places: Floats) -> Floats:
        # What is far outside of the picture is beside it all the same.
        shares = np.clip((places - [x0, y1]) / [x1 - x0, y0 - y1], -2.0, 3.0)
        return shares * [width, height]

    raster = Raster(width, height, BACKGROUND)
    axes = placed(np.array([[[x0, 0], [x1, 0]], [[0, y0], [0, y1]]]))
    raster.lines(axes, NEUTRAL, width=AXIS)
    graph = placed(decode(wire["vertices"]))
    raster.lines(np.stack([graph[:-1], graph[1:]], axis=1), REFERENCE, width=GRAPH)
    raster.marks(placed(points.T), disc(POINT), INK)
    knots = [[unit["knot"], unit["height"]] for unit in wire["units"] if unit["knot"] is not None]
    raster.marks(placed(np.array(knots, np.float64).reshape(-1, 2)), disc(KNOT), BOUNDARY)
    return raster.pixels()
