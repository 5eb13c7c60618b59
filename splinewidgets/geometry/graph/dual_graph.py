"""The dual graph of a tessellation: tiles, and which of them share an edge.

scipy is imported where it is needed: a first picture does not wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, Int64

from ..array_like import finite_tensor
from ..planar.connected_components import connected_components
from ..whole_numbers import whole_number

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, eq=False, repr=False)
class DualGraph:
    """Tiles as vertices, and an edge between two that share one.

    To cross an edge is to change the unit on whose hyperplane it lies.

    Attributes
    ----------
    tile_count : int
        Number of tiles.
    pairs : (E, 2) int64
        Two tiles that share an edge, the smaller number first, each pair once and in order.
    layer, unit : (E,) int64
        The layer and unit whose hyperplane separates them.
    lengths : (E,) float64
        Of what they share, in units of (u, v).

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], whose Figure 4 shows
    the tiles.

    Examples
    --------
    >>> graph = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1))).dual_graph()
    >>> graph
    <DualGraph: 4 tiles, 4 pairs that share an edge>
    >>> len(graph.path(*graph.pairs[0])), graph.components()
    (2, array([0, 0, 0, 0]))
    """

    tile_count: int
    pairs: Int64[np.ndarray, "pairs 2"]
    layer: Int64[np.ndarray, "pairs"]
    unit: Int64[np.ndarray, "pairs"]
    lengths: Float64[np.ndarray, "pairs"]

    def __repr__(self) -> str:
        return f"<DualGraph: {self.tile_count:,} tiles, {len(self.pairs):,} pairs that share an edge>"

    def path(self, start: int, end: int) -> Int64[np.ndarray, "tiles_on_it"]:
        """A shortest path between two tiles, with both of them: it crosses as few edges as any.

        Raises
        ------
        ValueError
            If there is no such tile, or no path.
        """
        from scipy.sparse.csgraph import breadth_first_order

        start, end = self._checked(start), self._checked(end)
        _, before = breadth_first_order(self.adjacency, start, directed=False)
        path = [end]
        while path[-1] != start and before[path[-1]] >= 0:
            path.append(int(before[path[-1]]))
        if path[-1] != start:
            raise ValueError(
                f"There is no path from tile {start} to tile {end}. They must be in one component. See components()."
            )
        return np.array(path[::-1], np.int64)

    def components(self, kept: npt.ArrayLike | None = None) -> Int64[np.ndarray, "tiles"]:
        """For each tile, (T,), the number of its connected component, from 0 in the order of the first tile of each.

        Parameters
        ----------
        kept : (E,) array-like of bool, optional
            The pairs that are joined; all by default, which joins all tiles of a window. `graph.layer > 0` leaves out
            what the first layer separates.

        Examples
        --------
        >>> graph = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1))).dual_graph()
        >>> np.bincount(graph.components(graph.unit == 0))
        array([2, 2])
        """
        joined = np.ones(len(self.pairs), np.bool_)
        if kept is not None:
            given = finite_tensor(kept, "mask of pairs").cpu().numpy()
            if given.dtype != np.bool_ or given.shape != joined.shape:
                raise ValueError(
                    f"The mask of pairs is {given.dtype} of shape {given.shape}. It must be bool of shape "
                    f"{joined.shape}. Compare layer, unit or lengths with something."
                )
            joined = given
        return connected_components(self.tile_count, self.pairs[joined])

    def laplacian(self, weights: npt.ArrayLike | None = None) -> csr_array:
        """The Laplacian (T, T), sparse: the sum of weights at a tile on the diagonal, minus a pair's weight beside it.

        Parameters
        ----------
        weights : (E,) array-like, optional
            Positive, one for each pair, such as `lengths`; 1 by default.
        """
        from .fiedler import laplacian

        return laplacian(self.tile_count, self.pairs, self._weights(weights))

    def fiedler_vector(self, weights: npt.ArrayLike | None = None) -> Float64[np.ndarray, "tiles"]:
        """The Fiedler vector, (T,): the eigenvector of the Laplacian's second smallest eigenvalue.

        It changes least from tile to tile among all of length 1 that sum to zero, so its signs cut the graph where
        few edges hold it together. Of several components each has its own. Where the eigenvalue is multiple, as
        symmetry makes it, it is one of many. Found by iteration, to a relative accuracy of 1e-6 where the next
        eigenvalue is apart.

        Parameters
        ----------
        weights
            As those of `laplacian`.

        References
        ----------
        Fiedler, Algebraic Connectivity of Graphs [fiedler1973algebraic].
        """
        from .fiedler import fiedler_vector

        return fiedler_vector(self.laplacian(weights), self.components())

    @cached_property
    def adjacency(self) -> csr_array:
        """Adjacency matrix (T, T), sparse: 1 where two tiles share an edge."""
        from scipy.sparse import csr_array

        one, other = self.pairs.T
        ends = np.concatenate([one, other]), np.concatenate([other, one])
        return csr_array((np.ones(2 * len(one)), ends), shape=(self.tile_count, self.tile_count))

    def _checked(self, tile: Any) -> int:
        remedy = "Use locate(uv) to find the tile at a point."
        return whole_number(tile, "The tile", remedy, 0, self.tile_count - 1)

    def _weights(self, weights: Any) -> npt.NDArray[np.float64]:
        if weights is None:
            return np.ones(len(self.pairs))
        given = finite_tensor(weights, "weights").cpu().double().numpy()
        if given.shape != (len(self.pairs),) or not (given > 0).all():
            raise ValueError(
                f"The weights have shape {given.shape}. They must be {len(self.pairs)} positive numbers, one for each "
                "pair. Pass graph.lengths, or leave them out."
            )
        return given


def dual_graph(
    tile_count: int,
    edge_tiles: npt.NDArray[np.int32],
    labels: npt.NDArray[np.int32],
    lengths: npt.NDArray[np.float64],
) -> DualGraph:
    """The dual graph of edges with tiles (E, 2) at their sides, labels (E, 2) and lengths (E,).

    Edges on the border, with no tile at one side, are left out. What two tiles share is one pair, even in pieces.
    """
    inner = (edge_tiles >= 0).all(1)
    sides = np.sort(edge_tiles[inner].astype(np.int64), axis=1)
    pairs, first, which = np.unique(sides, axis=0, return_index=True, return_inverse=True)
    layer, unit = labels[inner][first].astype(np.int64).T
    total = np.zeros(len(pairs))
    np.add.at(total, which.ravel(), lengths[inner])
    return DualGraph(tile_count, pairs, np.ascontiguousarray(layer), np.ascontiguousarray(unit), total)
