"""`MergeTree`: at which values the sublevel sets around minima meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int64

from splinewidgets.geometry.planar.sublevel_sets import merge_sublevel_sets
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.geometry.whole_numbers import whole_number

from .lowest_points import lowest_points
from .minima import Minima, minima_of
from .tile_loss import TileLoss


@dataclass(frozen=True, eq=False)
class MergeTree:
    """The minima of a loss and the saddles between them: how its sublevel sets grow together.

    As the level rises, a component of the sublevel set is born at each minimum. Where two meet, at a saddle, that of
    the higher minimum ends (the elder rule of persistent homology).

    Attributes
    ----------
    minima : Minima
    saddles : (M,) float64
        The value at which each minimum's component joins that of a lower one; infinite for the lowest.
    places : (M, 2) float64
        Where, in (u, v); NaN for the lowest.
    parents : (M,) int64
        The lowest minimum of the component that it joins; -1 for the lowest.

    References
    ----------
    Edelsbrunner and Harer, Computational Topology, 2010: persistence and the elder rule.

    Examples
    --------
    Of |u| and |v|, wanted to be 1 and 0, the loss ((|u| - 1)^2 + v^2) / 2 has the minima (-1, 0) and (1, 0), and
    between them a saddle of height 1/2.

    >>> model = nn.Sequential(nn.Linear(1, 2, bias=False), zoo.Absolute())
    >>> plane = Slice(torch.zeros(2, 1), torch.eye(2)[..., None], (-2, 2, -2, 2))
    >>> tree = ExactLoss(model, "0.weight", [[1.0]], [[1.0, 0.0]], plane).merge_tree()
    >>> tree.saddles
    array([inf, 0.5])
    >>> tree.barrier(0, 1)
    0.5
    """

    minima: Minima
    saddles: Float64[np.ndarray, "minima"]
    places: Float64[np.ndarray, "minima 2"]
    parents: Int64[np.ndarray, "minima"]

    def __len__(self) -> int:
        return len(self.saddles)

    @property
    def persistences(self) -> Float64[np.ndarray, "minima"]:
        """How far one has to rise from each minimum to come to a lower one, (M,)."""
        return self.saddles - self.minima.values

    def barrier(self, one: int, other: int) -> float:
        """The least height of a path from one minimum to another: its highest value above that of the higher of them.

        Of paths within the window. In the limit of a path through the saddle between them.
        """
        remedy, last = "Minima are numbered from 0.", len(self) - 1
        a, b = (whole_number(given, "minimum", remedy, 0, last) for given in (one, other))
        level = higher = float(self.minima.values[[a, b]].max())
        while a != b:
            # Whose component ends first goes on as the one that it joins.
            if self.saddles[a] > self.saddles[b]:
                a, b = b, a
            level, a = float(self.saddles[a]), int(self.parents[a])
        return level - higher


def merge_tree_of(tessellation: Tessellation, loss: TileLoss) -> MergeTree:
    """The merge tree of a loss that is convex on each tile.

    What lies below a level is connected on a tile and on an edge. So all there is to know are the lowest values on
    tiles and on the edges between them.
    """
    points = lowest_points(tessellation, loss)
    inner = np.flatnonzero((tessellation.edge_tiles >= 0).all(1))
    levels = points.edge_values[inner]
    descents, merges = merge_sublevel_sets(
        points.tile_values, tessellation.edge_tiles[inner], levels, np.argsort(levels), loss.rounding(levels)
    )
    minima = minima_of(tessellation, loss, points, descents)
    saddles, parents = np.full(len(minima), np.inf), np.full(len(minima), -1)
    places = np.full((len(minima), 2), np.nan)
    ended, parent, edge = merges.T
    ended, parent = minima.basins[ended], minima.basins[parent]
    saddles[ended], parents[ended] = levels[edge], parent
    places[ended] = points.edge_places[inner[edge]]
    return MergeTree(minima, saddles, places, parents)
