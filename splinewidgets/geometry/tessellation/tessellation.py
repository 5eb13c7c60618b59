"""The result of `tessellate`: flat arrays, and the questions one asks of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Bool, Float, Float64, Int32, Int64
from torch import Tensor

from ..argument_types import check_type, real_number
from ..array_like import float64_array
from ..network.network import Network
from ..planar.moments import moments, next_in_loop
from ..planar.point_location import Locator
from ..planar.polygon import holds
from ..slices.slice import Slice
from ..smooth.approximation_error import Approximation, stated
from .affine_maps import activation_pattern, affine_map
from .affine_pieces import affine_pieces
from .decision_boundary import Boundary, decision_boundary
from .patterns import patterns
from .singular_values import singular_values_of
from .slopes import slopes
from .verification import Report, verify

if TYPE_CHECKING:
    import matplotlib.axes
    import pandas


@dataclass(frozen=True, eq=False)
class Tessellation:
    """A slice cut into the convex tiles on which the network is affine.

    Coordinates are (u, v) of the slice, in float64.

    A tile is a connected region of one activation pattern, all units in one state, with an area: the "activation
    regions" of Hanin and Rolnick [hanin2019deep], what Serra, Tjandraatmadja and Ramalingam [serra2018bounding] count,
    the cells of the "canonical polyhedral complex" of Grigsby and Lindsey [grigsby2022transversality]. A decision
    boundary never splits one. Beside it

    - `patterns` counts activation patterns [raghu2017expressive]. A region of one pattern is convex, so there are as
      many as tiles: another way to the same number.
    - `affine_pieces` counts neighbors with the same affine map as one: the "linear regions" of [montufar2014number] and
      [hanin2019deep], fewer where units are dead or cancel.

    Attributes
    ----------
    network, slice
        What was tessellated.
    vertices : (V, 2) float64
    edges : (E, 2) int32
        Pairs of vertices.
    edge_tiles : (E, 2) int32
        The tile on the left and on the right of each edge, seen from its first vertex; -1 outside the window.
    edge_layer, edge_unit : (E,) int32
        The layer and unit whose (folded) hyperplane the edge lies on; -1 on the window's border. Where hyperplanes
        coincide, the first to come.
    tile_offsets : (T + 1,) int32
    tile_vertices : (tile_offsets[-1],) int32
        Tile i has the counter-clockwise loop `tile_vertices[tile_offsets[i]:tile_offsets[i + 1]]`.
    tile_edges : (tile_offsets[-1],) int32
        The edge from each of these corners to the next of its loop.
    outputs : (V, *network.output_shape) tensor
        The network's value at each vertex.
    layer_tile_counts : tuple of int
        How many tiles there are once each layer has cut.
    rounding : float
        The size of one rounding within the network, measured; `outputs` are good to a few of these.
    output_rounding : float
        That of the outputs themselves; smaller where they are smaller than what is within the network.
    unresolved : int
        Hyperplane pieces that rounding kept from being drawn to their end; 0 unless float32 is too coarse.
    merged : int
        Ends of chords put on a vertex that was there, since rounding cannot tell them apart. In float64 these are
        nearly always coincidences of the stored weights; in float32 some may be slivers, which are missing.
    approximations : tuple of Approximation
        The network's, with the pre-activations that the slice reaches; empty for an exact network.

    Examples
    --------
    >>> quadrants = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1)))
    >>> quadrants.areas()
    array([1., 1., 1., 1.])
    >>> (tile,) = quadrants.locate([[0.5, -0.5]])
    >>> quadrants.affine_map(tile)[0]
    tensor([[1., 0.],
            [0., 0.]], dtype=torch.float64)
    """

    network: Network
    slice: Slice
    vertices: Float64[np.ndarray, "vertices 2"]
    edges: Int32[np.ndarray, "edges 2"]
    edge_tiles: Int32[np.ndarray, "edges 2"]
    edge_layer: Int32[np.ndarray, "edges"]
    edge_unit: Int32[np.ndarray, "edges"]
    tile_offsets: Int32[np.ndarray, "tiles+1"]
    tile_vertices: Int32[np.ndarray, "tile_corners"]
    tile_edges: Int32[np.ndarray, "tile_corners"]
    outputs: Float[Tensor, "vertices *output"]
    layer_tile_counts: tuple[int, ...]
    rounding: float = 0.0
    output_rounding: float = 0.0
    unresolved: int = 0
    merged: int = 0
    approximations: tuple[Approximation, ...] = ()
    _parent: npt.NDArray[np.int32] = field(repr=False, default_factory=lambda: np.empty(0, np.int32))

    def __repr__(self) -> str:
        parts = [f"{self.tile_count:,} tiles on {self.slice.window}", self.precision, *stated(self.approximations)]
        return f"<Tessellation: {', '.join(parts)}>"

    @property
    def precision(self) -> str:
        """The dtype that decided, and what it may have missed."""
        if self.outputs.dtype == torch.float64:
            return "float64"
        return f"float32 (slivers may be merged: {self.merged:,} ends of chords were)"

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

    def outputs_at(self, uv: npt.ArrayLike) -> Float[Tensor, "points *output"]:
        """The network at points (k, 2) of the slice, evaluated, (k, *output_shape)."""
        with torch.no_grad():
            return self.network(self.slice.embed(uv).to(self.network.device, self.network.dtype))

    def slopes(self) -> Float64[np.ndarray, "tiles outputs 2"]:
        """Gradient of every output within the slice, (T, C, 2), per unit of (u, v).

        From the outputs at each tile's corners by least squares, so its error is the outputs' rounding divided by
        the tile's diameter; `affine_map` has no such limit and costs a backward pass a tile.
        """
        # In one dtype, so that one function is compiled.
        outputs = self.outputs.detach().cpu().double().numpy().reshape(len(self.vertices), -1)
        return slopes(self.vertices, self.tile_offsets, self.tile_vertices, outputs)

    def singular_values(self) -> Float64[np.ndarray, "tiles 2"]:
        """Singular values of each tile's map, (T, 2), the larger first, in units of output per unit of input.

        Of the map within the slice's plane, whatever its axes, by `slopes`; one that cannot be told from the outputs'
        rounding is zero. Raises ValueError if outputs at vertices are NaN or infinite.
        """
        return self._singular_values

    @cached_property
    def _singular_values(self) -> npt.NDArray[np.float64]:
        return singular_values_of(self)

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

    def locate(self, uv: npt.ArrayLike) -> Int64[np.ndarray, "points"]:
        """The tile that holds each of the points (k, 2), or -1 outside the window."""
        tiles = self._locator.locate(uv)
        if self.slice.polygon is not None:
            tiles[~holds(self.slice.polygon, float64_array(uv, "points"))] = -1
        return tiles

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self.vertices, self.tile_offsets, self.tile_vertices)

    def affine_map(self, tile: int) -> tuple[Float64[Tensor, "outputs *input"], Float64[Tensor, "outputs"]]:
        """`A` (C, *input_shape) and `c` (C,) with network(x) = A x + c on the tile, in full input space, float64.

        The survey's A_omega and c_omega of equation (5).
        """
        return affine_map(self, self._checked(tile))

    def activation_pattern(self, tile: int) -> list[Bool[np.ndarray, "_units"] | Int64[np.ndarray, "_units"]]:
        """Activation pattern of the tile: one boolean array (units,) per layer, True where a unit is positive.

        For max-poolings and maxima an integer array: which entry of each window is the largest.
        """
        return activation_pattern(self, self._checked(tile))

    def patterns(self) -> Int64[np.ndarray, "tiles"]:
        """For each tile, (T,), the number of its activation pattern, from 0 in the order of the first tile of each.

        Patterns are compared by digests of 128 bits. There are `patterns().max() + 1`.
        """
        return patterns(self)

    def affine_pieces(self) -> Int64[np.ndarray, "tiles"]:
        """For each tile, (T,), the number of its affine piece, from 0 in the order of the first tile of each.

        Tiles that share an edge are of one piece where the network does not bend at it: behind dead units, units of
        weight zero, and units that cancel. Maps of (u, v) are compared, in float64; those that differ by less than
        2e-13 of what they are the sum of count as the same. There are `affine_pieces().max() + 1`. Costs as many
        backward passes over the tiles' centers as the network has outputs.
        """
        return affine_pieces(self)

    def decision_boundary(self) -> Boundary:
        """Decision boundary: where the predicted class changes; for a scalar output, where it changes sign."""
        return self._boundary

    @cached_property
    def _boundary(self) -> Boundary:
        return decision_boundary(self)

    def verify(self) -> Report:
        """Check every invariant of a tessellation on this one and say what was checked.

        Raises
        ------
        AssertionError
            Naming the invariant that fails and by how much.
        """
        return verify(self)

    def to_frame(self) -> pandas.DataFrame:
        """One row per tile: centroid, area, number of corners, predicted class, slope. Needs pandas."""
        from .measures import tile_frame

        return tile_frame(self)

    def plot(
        self,
        ax: matplotlib.axes.Axes | None = None,
        color_by: str = "slope",
        limits: tuple[float, float] | None = None,
    ) -> matplotlib.axes.Axes:
        """Draw tiles, hyperplanes and decision boundary with matplotlib; returns the axes.

        `limits` are the values at the ends of the color bar, for pictures that are to be compared.
        """
        from .plotting import plot

        return plot(self, ax, color_by, limits)

    def _checked(self, tile: int) -> int:
        number = real_number(tile, "The tile", "Use locate(uv) to find the tile at a point.")
        if not 0 <= number < self.tile_count:
            raise IndexError(
                f"Tile {tile} was asked for. This tessellation has tiles 0 to {self.tile_count - 1}. "
                "Use locate(uv) to find the tile at a point."
            )
        return int(tile)
