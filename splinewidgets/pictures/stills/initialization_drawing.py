"""Stills of `InitializationExplorer`: hyperplanes or densities of three networks, with the data on them."""

from __future__ import annotations

import math

import numpy as np

from splinewidgets.pictures.scene.initialization_input import Points
from splinewidgets.pictures.stills.density_drawing import draw_density
from splinewidgets.pictures.stills.palette import INK, PALE, rgb
from splinewidgets.pictures.stills.raster import Floats, Raster, disc
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.initialization import WireCells, WireLines
from splinewidgets.pictures.wire_types.picture import Box

# As in js/src/initialization/plane_picture.ts.
EARLIER, CHOSEN = rgb("a8a8b0")[0], rgb("1565c0")[0]


def draw_plane(
    picture: WireLines | WireCells, window: Box, points: Points, layer: int, top: float, pixels: int
) -> Raster:
    """What is shown of one network, in about so many pixels: a layer, counted from 1, and densities up to `top`."""
    x0, x1, y0, y1 = window
    height = max(1, round(math.sqrt(pixels * (y1 - y0) / (x1 - x0))))
    width = max(1, round(pixels / height))

    def placed(places: Floats) -> Floats:
        """Places in the window, 0..1 and upwards, in pixels."""
        return np.column_stack([width * places[:, 0], height * (1 - places[:, 1])])

    if "counts" in picture:
        raster = draw_density(decode(picture["counts"])[::-1].astype(np.float64), top, width * height)
    else:
        raster = Raster(width, height, PALE)
        segments = placed(decode(picture["segments"]).astype(np.float64).reshape(-1, 2)).reshape(-1, 2, 2)
        layers = decode(picture["segment_layers"])
        raster.lines(segments[layers < layer - 1], EARLIER)
        raster.lines(segments[layers == layer - 1], CHOSEN)
    dots = placed((np.array(points) - (x0, y0)) / (x1 - x0, y1 - y0))
    raster.marks(dots, disc(3.4), PALE)
    raster.marks(dots, disc(2.4), INK)
    return raster
