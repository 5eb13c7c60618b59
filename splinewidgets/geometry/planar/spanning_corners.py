"""Three corners of each tile, from which an affine function on it is known best."""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled


@compiled
def spanning_corners(vertices, tile_offsets, tile_vertices):
    """Vertices (T, 3) that span each tile, and the heights (T,) of their triangles over the first two.

    The first corner, the one farthest from it, and the one farthest from the line through both: any point of the tile
    has coordinates of at most some units in them, however thin the tile is.
    """
    tiles = tile_offsets.size - 1
    chosen, heights = np.empty((tiles, 3), np.int64), np.empty(tiles)
    for tile in range(tiles):
        loop = tile_vertices[tile_offsets[tile] : tile_offsets[tile + 1]]
        first, second, third = loop[0], loop[1], loop[2]
        length = -1.0
        for v in loop[1:]:
            distance = np.hypot(vertices[v, 0] - vertices[first, 0], vertices[v, 1] - vertices[first, 1])
            if distance > length:
                second, length = v, distance
        along_u, along_v = vertices[second, 0] - vertices[first, 0], vertices[second, 1] - vertices[first, 1]
        cross = -1.0
        for v in loop[1:]:
            away = abs(
                along_u * (vertices[v, 1] - vertices[first, 1]) - along_v * (vertices[v, 0] - vertices[first, 0])
            )
            if v != second and away > cross:
                third, cross = v, away
        chosen[tile, 0], chosen[tile, 1], chosen[tile, 2] = first, second, third
        heights[tile] = cross / length if length > 0.0 else 0.0
    return chosen, heights
