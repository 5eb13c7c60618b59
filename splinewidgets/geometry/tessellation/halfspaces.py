"""A tile as the halfspaces that it is the intersection of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int64

from .tiles import Tiles


@dataclass(frozen=True, eq=False, repr=False)
class Halfspaces:
    """A tile as `A uv <= b`, one row for each of its sides: none can be left out.

    Attributes
    ----------
    A : (n, 2) float64
        Normals of length 1 in (u, v), out of the tile; in the order of its loop.
    b : (n,) float64
        All corners of the tile are within, so that it is no larger than rounding makes it.
    layer, unit : (n,) int64
        The layer and unit whose hyperplane each side lies on; -1 for a side of the window.

    Examples
    --------
    >>> quadrants = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1)))
    >>> (tile,) = quadrants.locate([[0.5, 0.5]])
    >>> sides = quadrants.halfspaces(tile)
    >>> int(sides.on_window.sum()), np.sort(sides.unit)
    (2, array([-1, -1,  0,  1]))
    """

    A: Float64[np.ndarray, "sides 2"]
    b: Float64[np.ndarray, "sides"]
    layer: Int64[np.ndarray, "sides"]
    unit: Int64[np.ndarray, "sides"]

    def __repr__(self) -> str:
        return f"<Halfspaces: {len(self.b)} sides, {self.on_window.sum()} of the window>"

    @property
    def on_window(self) -> Bool[np.ndarray, "sides"]:
        """Mask of the sides, (n,), that are the window's."""
        return self.layer < 0


def halfspaces(tiles: Tiles, tile: int) -> Halfspaces:
    """The halfspaces of one tile; see `Tessellation.halfspaces`."""
    corners = tiles.loop(tile)
    ahead = np.roll(corners, -1, 0) - corners
    lengths = np.hypot(*ahead.T)
    # Rounding may have put two corners into one place.
    sides = lengths > 0
    edges = tiles.tile_edges[tiles.tile_offsets[tile] : tiles.tile_offsets[tile + 1]][sides]
    normals = np.stack([ahead[sides, 1], -ahead[sides, 0]], 1) / lengths[sides, None]
    return Halfspaces(
        normals,
        (corners @ normals.T).max(0),
        tiles.edge_layer[edges].astype(np.int64),
        tiles.edge_unit[edges].astype(np.int64),
    )
