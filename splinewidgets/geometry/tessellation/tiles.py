"""The tiles of a slice: flat arrays, and what these say without the network that made them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, Int32, Int64

from ..argument_types import check_type, real_number
from ..array_like import float64_array
from ..graph.dual_graph import DualGraph, dual_graph
from ..planar.moments import moments, next_in_loop
from ..planar.point_location import Locator
from ..planar.polygon import holds
from ..slices.slice import Slice

if TYPE_CHECKING:
    import networkx

    from .halfspaces import Halfspaces


@dataclass(frozen=True, eq=False, repr=False)
class Tiles:
    """A window cut into convex tiles; the attributes are those of a `Tessellation`."""

    slice: Slice
    vertices: Float64[np.ndarray, "vertices 2"]
    edges: Int32[np.ndarray, "edges 2"]
    edge_tiles: Int32[np.ndarray, "edges 2"]
    edge_layer: Int32[np.ndarray, "edges"]
    edge_unit: Int32[np.ndarray, "edges"]
    tile_offsets: Int32[np.ndarray, "tiles+1"]
    tile_vertices: Int32[np.ndarray, "tile_corners"]
    tile_edges: Int32[np.ndarray, "tile_corners"]
    layer_tile_counts: tuple[int, ...]
    _parent: npt.NDArray[np.int32] = field(kw_only=True, default_factory=lambda: np.empty(0, np.int32))

    @property
    def tile_count(self) -> int:
        """Number of tiles."""
        return len(self.tile_offsets) - 1

    def loop(self, tile: int) -> Float64[np.ndarray, "loop 2"]:
        """Corners of one tile, counter-clockwise, (n, 2)."""
        tile = self._checked(tile)
        return self.vertices[self.tile_vertices[self.tile_offsets[tile] : self.tile_offsets[tile + 1]]]

    def areas(self) -> Float64[np.ndarray, "tiles"]:
        """Area of each tile, (T,), in squared units of (u, v)."""
        return self._moments[0]

    def centroids(self) -> Float64[np.ndarray, "tiles 2"]:
        """Center of mass of each tile, (T, 2), in (u, v)."""
        return self._moments[1]

    @cached_property
    def _moments(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        return moments(self.vertices[self.tile_vertices], self.tile_offsets)

    @cached_property
    def _next_in_loop(self) -> npt.NDArray[np.int64]:
        return next_in_loop(self.tile_offsets)

    def ancestors(self, layer: int) -> Int32[np.ndarray, "tiles"]:
        """For each tile, (T,), the tile of the tessellation by layers 0..layer in which it lies.

        Those tiles are numbered from 0 to `layer_tile_counts[layer] - 1`.
        """
        check_type(layer, Integral, "The layer", "a whole number", "See network.layers for their names.")
        if not 0 <= layer < len(self.layer_tile_counts):
            raise ValueError(
                f"Layer {layer} was asked for. The network has layers 0 to {len(self.layer_tile_counts) - 1}. "
                "See network.layers for their names."
            )
        count = self.layer_tile_counts[layer]
        ancestor = np.arange(self.tile_count, dtype=np.int32)
        while (later := ancestor >= count).any():
            ancestor[later] = self._parent[ancestor[later]]
        return ancestor

    def halfspaces(self, tile: int) -> Halfspaces:
        """One tile as `A uv <= b`, a row for each of its sides, with the layer and the unit that it lies on.

        Raises
        ------
        IndexError
            If there is no such tile.
        """
        from .halfspaces import halfspaces

        return halfspaces(self, self._checked(tile))

    def dual_graph(self) -> DualGraph:
        """The dual graph: the tiles, and which of them share an edge, of which layer and unit."""
        return self._dual_graph

    @cached_property
    def _dual_graph(self) -> DualGraph:
        ends = self.vertices[self.edges]
        labels = np.stack([self.edge_layer, self.edge_unit], 1)
        return dual_graph(self.tile_count, self.edge_tiles, labels, np.linalg.norm(ends[:, 1] - ends[:, 0], axis=1))

    def to_networkx(self) -> networkx.Graph:
        """The dual graph for networkx, tiles with `u`, `v` and `area`, edges with `layer`, `unit` and `length`.

        Raises
        ------
        ImportError
            If networkx is not installed.

        Examples
        --------
        >>> print(tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1))).to_networkx())
        Graph with 4 nodes and 4 edges
        """
        from .networkx_graph import networkx_graph

        return networkx_graph(self)

    def locate(self, uv: npt.ArrayLike) -> Int64[np.ndarray, "points"]:
        """The tile that holds each of the points (k, 2), or -1 outside the window."""
        tiles = self._locator.locate(uv)
        if self.slice.polygon is not None:
            tiles[~holds(self.slice.polygon, float64_array(uv, "points"))] = -1
        return tiles

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self.vertices, self.tile_offsets, self.tile_vertices)

    def _checked(self, tile: int) -> int:
        number = real_number(tile, "The tile", "Use locate(uv) to find the tile at a point.")
        if not 0 <= number < self.tile_count:
            raise IndexError(
                f"Tile {tile} was asked for. This tessellation has tiles 0 to {self.tile_count - 1}. "
                "Use locate(uv) to find the tile at a point."
            )
        return int(tile)
