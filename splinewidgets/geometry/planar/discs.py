"""Tiles that meet a disc."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.compiled import borrowing, compiled

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
            scale = (high[k] - low[k]) / side
            near, far = (centers[i, k] - radius - low[k]) / scale, (centers[i, k] + radius - low[k]) / scale
            beyond = beyond or far < 0 or near > side
            # One more on each side, for rounding.
            first[k], last[k] = int(min(max(near - 1, 0), side - 1)), int(min(max(far + 1, 0), side - 1))
        if beyond:
            continue
        for y in range(first[1], last[1] + 1):
            for x in range(first[0], last[0] + 1):
                for c in range(cell_offsets[y * side + x], cell_offsets[y * side + x + 1]):
                    tile = cell_tiles[c]
                    if seen[tile] == i:
                        continue
                    seen[tile] = i
                    begin, end = tile_offsets[tile], tile_offsets[tile + 1]
                    if _distance(centers[i, 0], centers[i, 1], vertices, tile_vertices, begin, end) < radius:
                        offsets[i + 1] += 1
                        if listed:
                            found.append(tile)
    return offsets, np.array(found, np.int64)


@borrowing
def _distance(x, y, vertices, tile_vertices, begin, end):
    """From a point to a counter-clockwise convex polygon; 0 within."""
    nearest = np.inf
    inside = True
    ax, ay = vertices[tile_vertices[end - 1], 0], vertices[tile_vertices[end - 1], 1]
    for i in range(begin, end):
        bx, by = vertices[tile_vertices[i], 0], vertices[tile_vertices[i], 1]
        if (bx - ax) * (y - ay) - (by - ay) * (x - ax) < 0:
            inside = False
        nearest = min(nearest, point_to_segment(x, y, ax, ay, bx, by))
        ax, ay = bx, by
    return 0.0 if inside else nearest
