"""The result of `tessellate`: flat arrays, and the questions one asks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Bool, Float, Float64, Int64
from torch import Tensor, nn

from ..smooth.approximation_error import Approximation, stated
from .affine_maps import activation_pattern, active_units, affine_map
from .affine_pieces import affine_pieces
from .decisions import Decisions
from .exchange.geojson import geojson
from .exchange.tessellation_file import load_tessellation, save_tessellation
from .local_lipschitz import Directions, LocalLipschitz, lipschitz
from .measures import Measure, measured, tile_frame
from .patterns import patterns, separating_units
from .singular_values import singular_values_of
from .slopes import slopes
from .verification import Report, verify

if TYPE_CHECKING:
    import os

    import matplotlib.axes
    import pandas

    from ..network.network import Network

    TileFunction = Callable[["Tessellation"], npt.ArrayLike]


@dataclass(frozen=True, eq=False, repr=False)
class Tessellation(Decisions):
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
        The network's value at each vertex; evaluated anew at each look if all together are more than `memory=`.
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

    rounding: float = 0.0
    output_rounding: float = 0.0
    unresolved: int = 0
    merged: int = 0
    approximations: tuple[Approximation, ...] = ()

    def __repr__(self) -> str:
        parts = [f"{self.tile_count:,} tiles on {self.slice.window}", self.precision, *stated(self.approximations)]
        return f"<Tessellation: {', '.join(parts)}>"

    @property
    def precision(self) -> str:
        """The dtype that decided, and what it may have missed."""
        if self.network.dtype == torch.float64:
            return "float64"
        return f"float32 (slivers may be merged: {self.merged:,} ends of chords were)"

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

    def separating_units(self, one: int, other: int) -> Int64[np.ndarray, "separating 2"]:
        """Layer and unit, (n, 2), of the units that are in another state on the one tile than on the other.

        Every path between the two crosses a zero of each. On neighbors it is the one of their edge, and those that
        coincide with it there. A max-pooling or maximum changes where it takes another entry.

        Raises
        ------
        IndexError
            If there is no such tile.
        """
        return separating_units(self, self._checked(one), self._checked(other))

    def affine_pieces(self) -> Int64[np.ndarray, "tiles"]:
        """For each tile, (T,), the number of its affine piece, from 0 in the order of the first tile of each.

        Tiles that share an edge are of one piece where the network does not bend at it: behind dead units, units of
        weight zero, and units that cancel. Maps of (u, v) are compared, in float64; those that differ by less than
        2e-13 of what they are the sum of count as the same. There are `affine_pieces().max() + 1`. Costs as many
        backward passes over the tiles' centers as the network has outputs.
        """
        return affine_pieces(self)

    def lipschitz(self, uv: npt.ArrayLike, radius: float, directions: Directions = "slice") -> LocalLipschitz:
        """Local Lipschitz constants on discs about points (k, 2), or one (2,), and the tiles that attain them.

        The largest 2-norm of the maps of the finitely many tiles that meet the open disc, in units of output per unit
        of input. What is beyond the window does not count.

        Parameters
        ----------
        uv
            Centers, in (u, v).
        radius
            In units of (u, v).
        directions
            "slice" for `A` restricted to the slice's plane, which is the Lipschitz constant of the network on the disc
            in that plane: it is convex. "input" for `A` in full input space, the most that the network is stretched in
            any direction at an input of the disc; it costs backward passes over these tiles. That bounds the constant
            on a ball of input space from below, for such a ball meets tiles that the slice does not.

        References
        ----------
        Jordan and Dimakis, Exactly Computing the Local Lipschitz Constant of ReLU Networks [jordan2020exactly].
        """
        return lipschitz(self, uv, radius, directions)

    def verify(self) -> Report:
        """Check every invariant of a tessellation on this one and say what was checked.

        Raises
        ------
        AssertionError
            Naming the invariant that fails and by how much.
        """
        return verify(self)

    def active_units(self) -> Int64[np.ndarray, "tiles layers"]:
        """Number of units of each layer that are positive on each tile, (T, layers); 0 for max-poolings."""
        return active_units(self)

    def measure(self, of: str | Measure | TileFunction) -> Float64[np.ndarray, "tiles"]:
        """One number for each tile, (T,): what tiles are colored by.

        Parameters
        ----------
        of
            "slope", "norm", "frobenius", "volume", "area", "corners", "class", "confidence", "distance", "active",
            "pattern" or "fiedler", a `Measure`, or a function of a tessellation.

        Raises
        ------
        ValueError
            If there is no such measure, or a function returns another number of values, or NaN.

        Examples
        --------
        >>> quadrants = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1)))
        >>> np.sort(quadrants.measure("frobenius") ** 2).round(6)
        array([0., 1., 1., 2.])
        >>> np.sort(quadrants.measure(lambda tiles: tiles.active_units()[:, 0]))
        array([0., 1., 1., 2.])
        """
        return measured(self, of)

    def to_frame(self, measures: Iterable[str | Measure | TileFunction] = ()) -> pandas.DataFrame:
        """One row per tile: centroid, area, number of corners, predicted class, slope, and measures. Needs pandas."""
        return tile_frame(self, measures)

    def to_geojson(self, measures: Iterable[str | Measure | TileFunction] = ("area", "class")) -> dict[str, Any]:
        """The tiles as a GeoJSON feature collection (RFC 7946) for `json.dump`: a polygon each, with measures.

        Rings are closed and counter-clockwise. Coordinates are (u, v), not degrees of longitude and latitude. What is
        infinite is null.
        """
        return geojson(self, measures)

    def save(self, path: str | os.PathLike[str], weights: bool = True) -> None:
        """Write one safetensors file, with the network's `weights` or without; its code is never written.

        A file of that name is replaced as a whole or not at all. Raises OSError or ValueError if it cannot be written,
        for its directory before any work.
        """
        save_tessellation(self, path, weights)

    @staticmethod
    def load(path: str | os.PathLike[str], model: nn.Module | Network | None = None) -> Tessellation:
        """Read what `save` has written; no code is run that a file may hold.

        Without a model there are answers to all questions that evaluate no network; affine maps, patterns, `verify()`
        and the like say so. With the model that was tessellated there are all; where the file has weights, any model of
        its kind will do. Raises ValueError if the model is another, or the file damaged or of a later format.

        Examples
        --------
        >>> tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1))).save("quadrants.safetensors")
        >>> Tessellation.load("quadrants.safetensors", model=nn.ReLU()).tile_count
        4
        """
        return load_tessellation(path, model)

    def plot(
        self,
        ax: matplotlib.axes.Axes | None = None,
        color_by: str | Measure | TileFunction = "slope",
        limits: tuple[float, float] | None = None,
    ) -> matplotlib.axes.Axes:
        """Draw tiles, hyperplanes and decision boundary with matplotlib; returns the axes.

        They are colored by a `measure`; `limits` are the values at the ends of the color bar, for pictures that are to
        be compared.
        """
        from .plotting import plot

        return plot(self, ax, color_by, limits)
