"""Maps of loss landscapes, drawn without a browser."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np

from splinewidgets.pictures.stills.palette import BACKGROUND, BOUNDARY, INK, PALE, ramp_colors, rgb
from splinewidgets.pictures.stills.raster import Floats, Raster, disc
from splinewidgets.pictures.stills.slice_drawing import beside
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import WireArray
from splinewidgets.pictures.wire_types.landscape import WireLandscape, WireWay

# As in js/src/space/mark_styles.ts.
PURPLE = rgb("c2178f")[0]


def draw_landscapes(
    landscapes: Sequence[WireLandscape], ways: Sequence[WireWay], colormap: str, visible: Collection[str], pixels: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Landscapes side by side as maps, with the ways of marbles, whichever of their views are shown."""
    maps = []
    for landscape in landscapes:
        own = [way for way in ways if way["id"] == landscape["id"]]
        maps.append(draw_map(landscape, own, colormap, visible, pixels // len(landscapes)))
    return beside(*maps)


def draw_map(
    landscape: WireLandscape, ways: Sequence[WireWay], colormap: str, visible: Collection[str], pixels: int
) -> Raster:
    """A landscape from above; holes are white."""
    side = max(1, round(math.sqrt(pixels)))
    raster = Raster(side, side, BACKGROUND)
    rows, columns = (decode(landscape[axis]).astype(np.float64) for axis in ("rows", "columns"))
    heights = decode(landscape["heights"]).astype(np.float64)
    middles = (np.arange(side) + 0.5) / side
    nearest = heights[_nearest(rows, 1 - middles)][:, _nearest(columns, middles)]
    colors = ramp_colors(colormap, nearest.reshape(-1)).reshape(side, side, 3)
    colors[np.isnan(nearest)] = BACKGROUND
    raster.cells(colors)

    def segments(array: WireArray) -> Floats:
        ends = decode(array)[..., :2].astype(np.float64)
        return np.asarray([0.0, side]) + ends * [side, -side]

    def path(array: WireArray) -> Floats:
        points = segments(array)
        return np.stack([points[:-1], points[1:]], axis=1)

    if "contours" in visible:
        raster.lines(segments(landscape["contours"]), INK, opacity=0.35)
    if "tile lines" in visible:
        raster.lines(segments(landscape["lines"]), PALE, opacity=0.5)
    if "trajectory" in visible:
        raster.lines(path(landscape["trajectory"]), BOUNDARY, width=2.0)
    if "minima" in visible:
        u0, u1, v0, v1 = landscape["window"]
        minima = np.array([spot["at"] for spot in landscape["spots"] if spot["kind"] == "minimum"]).reshape(-1, 2)
        places = [0.0, side] + (minima - [u0, v0]) / [u1 - u0, v1 - v0] * [side, -side]
        raster.marks(places, disc(3.5), PALE)
        raster.marks(places, disc(2.5), PURPLE)
    for way in ways:
        raster.lines(path(way["way"]), INK, width=4.0)
        raster.lines(path(way["way"]), PALE, width=2.0)
        raster.marks(segments(way["way"])[-1:], disc(5.0), INK)
        raster.marks(segments(way["way"])[-1:], disc(3.5), PALE)
    return raster


def _nearest(ticks: Floats, at: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.abs(at[:, None] - ticks).argmin(1)
