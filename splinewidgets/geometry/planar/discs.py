"""Tiles that meet a disc."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.compiled import compiled

from .nearest_segment import point_to_segment
from .point_location import Locator

Ints = npt.NDArray[np.int64]


def tiles_meeting_discs(
    locator: Locator, centers: npt.NDArray[np.float64], radius: float, *, listed: bool
) -> tuple[Ints, Ints]:
    """The tiles that meet the open disc around each of the centers (k, 2).

    Returns
    -------
    offsets : (k + 1,)
        Disc i meets `offsets[i + 1] - offsets[i]` tiles.
    tiles : (offsets[-1],) or, if not `listed`, (0,)
    """
    return _meeting(
        np.ascontiguousarray(centers), radius, locator.vertices, locator.tile_offsets, locator.tile_vertices,
        locator.cell_offsets, locator.cell_tiles, locator.low, locator.high, locator.side, listed,
    )  # fmt: skip


@compiled
def _meeting(centers, radius, vertices, tile_offsets, tile_vertices, cell_offsets, cell_tiles, low, high, side, listed):
    offsets = np.zeros(len(centers) + 1, np.int64)
    found = [0 for _ in range(0)]
    seen = np.full(len(tile_offsets) - 1, -1, np.int64)
    first, last = np.empty(2, np.int64), np.empty(2, np.int64)
    for i in range(len(centers)):
        offsets[i + 1] = offsets[i]
        beyond = False
        for k in range(2):
            # A tile is registered where its corners are, by the same formula.
            scale = (high[k] - low[k]) / side
            begin, end = (centers[i, k] - radius - low[k]) / scale, (centers[i, k] + radius - low[k]) / scale
            beyond = beyond or end < 0 or begin > side
            first[k], last[k] = int(min(max(begin - 1, 0), side - 1)), int(min(max(end + 1, 0), side - 1))
        if beyond:
            continue
        for y in range(first[1], last[1] + 1):
            for x in range(first[0], last[0] + 1):
                for c in range(cell_offsets[y * side + x], cell_offsets[y * side + x + 1]):
                    tile = cell_tiles[c]
                    if seen[tile] == i:
                        continue
                    seen[tile] = i
                    loop = tile_vertices[tile_offsets[tile] : tile_offsets[tile + 1]]
                    if _distance(centers[i], vertices, loop) < radius:
                        offsets[i + 1] += 1
                        if listed:
                            found.append(tile)
    return offsets, np.array(found, np.int64)


@compiled
def _distance(point, vertices, loop):
    """From a point to a counter-clockwise convex polygon; 0 within."""
    nearest = np.inf
    inside = True
    a = vertices[loop[-1]]
    for v in loop:
        b = vertices[v]
        if (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]) < 0:
            inside = False
        nearest = min(nearest, point_to_segment(point, a, b))
        a = b
    return 0.0 if inside else nearest
