"""Tiles that are chosen together: their rim, and the hatching within, as js/src/selection draws them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.palette import INK, PALE
from splinewidgets.pictures.stills.raster import Floats, Raster
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.picture import WirePicture

# Between two lines of the hatching, across them, in pixels.
SPACING = 9.0


def rim_of(loops: Loops, points: Floats, tiles: npt.NDArray[np.int64]) -> Floats:
    """Sides (n, 2, 2) of tiles to which no other of them is adjacent, between placed vertices (V, 2)."""
    chosen = np.zeros(len(loops.sizes), np.bool_)
    chosen[tiles] = True
    sides = loops.sides()[np.repeat(chosen, loops.sizes)]
    count = len(points)
    # Two tiles have a side in opposite directions.
    ahead, back = sides[:, 0] * count + sides[:, 1], sides[:, 1] * count + sides[:, 0]
    rim: Floats = points[sides[~np.isin(ahead, back)]]
    return rim


def hatching(rim: Floats, spacing: float = SPACING) -> Floats:
    """Diagonal lines (m, 2, 2) within closed curves, of which the sides are given (n, 2, 2), by the even-odd rule."""
    along, across = rim.sum(2), rim[..., 0] - rim[..., 1]
    step = spacing * np.sqrt(2)
    # A line through a corner meets one of the two sides there, or both or none.
    first, end = (np.ceil(bound / step).astype(np.int64) for bound in (along.min(1), along.max(1)))
    side = np.repeat(np.arange(len(rim)), end - first)
    line = np.arange(len(side)) - np.repeat(np.cumsum(end - first) - (end - first), end - first) + first[side]
    share = (line * step - along[side, 0]) / (along[side, 1] - along[side, 0])
    at = across[side, 0] + share * (across[side, 1] - across[side, 0])
    order = np.lexsort((at, line))
    total, difference = (line * step)[order].reshape(-1, 2), at[order].reshape(-1, 2)
    return np.stack([(total + difference) / 2, (total - difference) / 2], axis=2)


def draw_chosen(raster: Raster, picture: WirePicture, tiles: npt.NDArray[np.int64]) -> None:
    """Draw tiles of a picture as chosen."""
    width, height = raster.size
    points = decode(picture["positions"]).astype(np.float64) * (width, -height) + (0, height)
    rim = rim_of(Loops(picture), points, tiles)
    lines = hatching(rim)
    raster.lines(lines, INK, 0.75, 2.5)
    raster.lines(lines, PALE, 1.0, 1.0)
    raster.lines(rim, INK, 0.75, 4.0)
    raster.lines(rim, PALE, 1.0, 2.0)
