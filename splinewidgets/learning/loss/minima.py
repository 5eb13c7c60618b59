"""`Minima`: the local minima of a loss that is convex on every tile, all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int64

from splinewidgets.geometry.tessellation.tessellation import Tessellation

from .flat_sets import flat_sets
from .lowest_points import LowestPoints
from .tile_loss import Ints, TileLoss


@dataclass(frozen=True, eq=False)
class Minima:
    """The local minima of an exact loss in its window, the lowest first.

    A minimum is a connected set on which the loss is constant and around which it is higher: a point, or where units
    are dead or the data say too little, a flat set. What the loss's rounding cannot tell from a slope or from flat is
    no minimum of its own.

    Attributes
    ----------
    places : (M, 2) float64
        Each minimum, in (u, v); of a flat set one of its points.
    values : (M,) float64
    tiles : (M,) int64
        A tile that the place is in.
    on_border : (M,) bool
        The minimum is one of the window only: it meets the window's border, beyond which the loss may fall on.
    dimensions : (M,) int64
        0 for a point, 1 for segments, 2 where the loss is constant on a whole tile.
    extents : (M, 4) float64
        (u_min, u_max, v_min, v_max) of the set.
    basins : (T,) int64
        A minimum to which a path leads from any point of the tile along which the loss never rises: straight to the
        tile's lowest point, on to that of a tile beside it, and so on. From some points other minima can be so reached,
        too.

    Examples
    --------
    >>> model = nn.Sequential(nn.Linear(1, 2, bias=False), nn.ReLU(), nn.Linear(2, 1, bias=False))
    >>> _ = nn.init.ones_(model[2].weight)
    >>> plane = Slice(torch.zeros(2, 1), torch.eye(2)[..., None], (-2, 2, -2, 2))
    >>> minima = ExactLoss(model, "0.weight", [[1.0]], [[1.0]], plane).minima()
    >>> len(minima), minima.values, minima.dimensions
    (1, array([0.]), array([1]))
    """

    places: Float64[np.ndarray, "minima 2"]
    values: Float64[np.ndarray, "minima"]
    tiles: Int64[np.ndarray, "minima"]
    on_border: Bool[np.ndarray, "minima"]
    dimensions: Int64[np.ndarray, "minima"]
    extents: Float64[np.ndarray, "minima 4"]
    basins: Int64[np.ndarray, "tiles"]

    def __len__(self) -> int:
        return len(self.values)


def minima_of(tessellation: Tessellation, loss: TileLoss, points: LowestPoints, descents: Ints) -> Minima:
    """The minima, where from each tile there is another one to go on to, or itself."""
    ends = descents
    while (ends != (further := ends[ends])).any():
        ends = further
    tiles = np.unique(ends)
    tiles = tiles[np.argsort(points.tile_values[tiles], kind="stable")]
    number = np.empty(len(ends), np.int64)
    number[tiles] = np.arange(len(tiles))
    basins = number[ends]
    extents, dimensions, on_border = flat_sets(tessellation, loss, points, tiles, basins)
    places, values = points.tile_places[tiles], points.tile_values[tiles]
    return Minima(places, values, tiles, on_border, dimensions, extents, basins)
