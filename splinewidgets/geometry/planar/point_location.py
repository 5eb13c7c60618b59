"""Find the tile that holds a point."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.compiled import compiled

from ..array_like import float64_array

# The window's corners are vertices up to so many roundings of the largest coordinate: a point that is no farther out
# is within.
CORNER_ROUNDINGS = 4


class Locator:
    """A uniform grid over the window with, for each cell, the tiles whose bounding box meets it.

    About as many cells as tiles, so a query looks at a handful of tiles whatever their number.
    """

    def __init__(
        self,
        vertices: npt.NDArray[np.float64],
        tile_offsets: npt.NDArray[np.int32],
        tile_vertices: npt.NDArray[np.int32],
    ) -> None:
        self.vertices, self.tile_offsets, self.tile_vertices = vertices, tile_offsets, tile_vertices
        self.side = max(1, int(np.sqrt(len(tile_offsets) - 1)))
        self.low, self.high = vertices.min(0), vertices.max(0)
        self.slack = CORNER_ROUNDINGS * np.finfo(np.float64).eps * float(np.abs(vertices).max())
        corners = (vertices[tile_vertices] - self.low) / (self.high - self.low) * self.side
        starts = tile_offsets[:-1]
        first = np.clip(np.minimum.reduceat(corners, starts, 0).astype(int), 0, self.side - 1)
        last = np.clip(np.maximum.reduceat(corners, starts, 0).astype(int), 0, self.side - 1)
        self.cell_offsets, self.cell_tiles = _register(first, last, self.side)

    def locate(self, uv: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Tile of each of the points (k, 2); -1 outside. A point on an edge belongs to one of its tiles."""
        points = float64_array(uv, "points")
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(
                f"The points have shape {points.shape}. They must be (k, 2) coordinates of the slice. "
                "Pass [[u, v]] for a single point."
            )
        return _locate(
            points, self.vertices, self.tile_offsets, self.tile_vertices,
            self.cell_offsets, self.cell_tiles, self.low, self.high, self.slack, self.side,
        )  # fmt: skip


@compiled
def _register(first, last, side):
    offsets = np.zeros(side * side + 1, np.int64)
    for i in range(len(first)):
        for y in range(first[i, 1], last[i, 1] + 1):
            for x in range(first[i, 0], last[i, 0] + 1):
                offsets[y * side + x + 1] += 1
    for c in range(side * side):
        offsets[c + 1] += offsets[c]
    fill = offsets[:-1].copy()
    tiles = np.empty(offsets[-1], np.int64)
    for i in range(len(first)):
        for y in range(first[i, 1], last[i, 1] + 1):
            for x in range(first[i, 0], last[i, 0] + 1):
                tiles[fill[y * side + x]] = i
                fill[y * side + x] += 1
    return offsets, tiles


@compiled
def _locate(points, vertices, tile_offsets, tile_vertices, cell_offsets, cell_tiles, low, high, slack, side):
    tiles = np.full(len(points), -1, np.int64)
    for i in range(len(points)):
        x, y = points[i, 0], points[i, 1]
        if not (low[0] - slack <= x <= high[0] + slack and low[1] - slack <= y <= high[1] + slack):
            continue
        column = min(int((x - low[0]) / (high[0] - low[0]) * side), side - 1)
        row = min(int((y - low[1]) / (high[1] - low[1]) * side), side - 1)
        cell = row * side + column
        best = -np.inf
        for k in range(cell_offsets[cell], cell_offsets[cell + 1]):
            tile = cell_tiles[k]
            begin, end = tile_offsets[tile], tile_offsets[tile + 1]
            depth = np.inf
            ax, ay = vertices[tile_vertices[end - 1]]
            for m in range(begin, end):
                bx, by = vertices[tile_vertices[m]]
                length = np.hypot(bx - ax, by - ay)
                if length > 0:
                    depth = min(depth, ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length)
                ax, ay = bx, by
            # The deepest, so that rounding on an edge cannot leave a point without a tile.
            if depth > best:
                best = depth
                tiles[i] = tile
                if depth > 0:
                    break
    return tiles
