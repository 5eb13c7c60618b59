"""One tile of a tessellation, with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64
from torch import Tensor

from ..argument_types import check_type
from ..network.local_map import LocalMap
from ..network.network import Network
from .affine_maps import affine_maps
from .boundary_distance import nearest_boundary
from .class_scores import class_scores
from .halfspaces import Halfspaces
from .slopes import slopes, stretches
from .tessellation import Tessellation


@dataclass(frozen=True, eq=False, repr=False)
class Tile(LocalMap):
    """One tile: where it is, the affine map of the network on it, and what is active there.

    Beside what is listed, it has what a `LocalMap` has: `A`, `c`, `outputs`, `pattern`, `active_units`,
    `spectral_norm` and `frobenius_norm`. The input of `outputs` and `scores` is the tile's `middle`.

    Parameters
    ----------
    tessellation : Tessellation
    number : int

    Attributes
    ----------
    corners : (n, 2) float64
        Counter-clockwise, in (u, v).
    middle : (2,) float64
        The mean of the corners.
    area : float
        In squared units of (u, v).
    halfspaces : Halfspaces
        The tile as `A uv <= b`, with the layer and the unit of each side.
    slope : float
        The most that the network stretches a step within the slice.
    scores : (classes,) float64
        At the middle: the outputs, and (0, f) for a single one.
    boundary_distance : float
        Of the center of mass from the decision boundary, in units of (u, v); infinite where there is none.

    Raises
    ------
    IndexError
        If there is no such tile.

    Examples
    --------
    >>> tile = Tile(tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1))), 0)
    >>> tile.area, tile.spectral_norm, tile.halfspaces
    (1.0, 0.0, <Halfspaces: 4 sides, 2 of the window>)
    """

    # What a LocalMap is made of is found here.
    network: Network = field(init=False)
    input: Float64[Tensor, "*input"] = field(init=False)
    tessellation: Tessellation
    number: int

    def __post_init__(self) -> None:
        check_type(self.tessellation, Tessellation, "The tessellation", "that of a slice", "Make it with tessellate.")
        middle = self.tessellation.loop(self.number).mean(0, keepdims=True)
        object.__setattr__(self, "number", int(self.number))
        object.__setattr__(self, "network", self.tessellation.network)
        object.__setattr__(self, "input", self.tessellation.slice.embed(middle)[0].cpu().double())

    def __repr__(self) -> str:
        return f"<Tile {self.number}: {len(self.corners)} corners, area {self.area:.4g}>"

    @cached_property
    def corners(self) -> Float64[np.ndarray, "loop 2"]:
        """Its corners, counter-clockwise."""
        return self.tessellation.loop(self.number)

    @cached_property
    def middle(self) -> Float64[np.ndarray, "2"]:
        """The mean of the corners, which is within."""
        return np.asarray(self.corners.mean(0), np.float64)

    @property
    def area(self) -> float:
        """Its area on the slice."""
        return float(self.tessellation.areas()[self.number])

    @property
    def halfspaces(self) -> Halfspaces:
        """The halfspaces that it is the intersection of."""
        return self.tessellation.halfspaces(self.number)

    @cached_property
    def slope(self) -> float:
        """The 2-norm of the gradient within the slice."""
        ends, values = np.array([0, len(self.corners)], np.int32), self._values_at_corners
        loop = np.arange(len(self.corners), dtype=np.int32)
        return float(stretches(slopes(self.corners, ends, loop, values))[0])

    @cached_property
    def outputs(self) -> Float64[np.ndarray, "outputs"]:
        """The network at the middle: the mean of its values at the corners, for it is affine between them."""
        return np.asarray(self._values_at_corners.mean(0), np.float64)

    @cached_property
    def scores(self) -> Float64[np.ndarray, "classes"]:
        """The scores of classes at the middle."""
        return np.asarray(class_scores(self.tessellation)[self._vertices].mean(0), np.float64)

    @cached_property
    def boundary_distance(self) -> float:
        """Distance from the decision boundary."""
        return float(nearest_boundary(self.tessellation, self.tessellation.centroids()[self.number]).distances[0])

    @cached_property
    def pattern(self) -> Any:
        """The state of every unit: `Tessellation.activation_pattern`."""
        return self.tessellation.activation_pattern(self.number)

    @property
    def _vertices(self) -> npt.NDArray[np.int32]:
        first, end = self.tessellation.tile_offsets[self.number : self.number + 2]
        return self.tessellation.tile_vertices[first:end]

    @property
    def _values_at_corners(self) -> npt.NDArray[np.float64]:
        values = self.tessellation.outputs[self._vertices.astype(np.int64)].detach().cpu().double().numpy()
        return np.ascontiguousarray(values.reshape(len(values), -1))

    def _rows(self, which: list[int]) -> tuple[Tensor, Tensor]:
        maps, constants = affine_maps(self.tessellation, [self.number], which)
        return maps[0].cpu(), constants[0].cpu()
