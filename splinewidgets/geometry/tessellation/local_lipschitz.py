"""Local Lipschitz constants: the steepest of the tiles that meet a disc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, Int64

from ..planar.discs import tiles_meeting_discs
from .affine_maps import operator_norms_of
from .asked_points import asked_points, asked_radius

if TYPE_CHECKING:
    from .tessellation import Tessellation

Directions = Literal["slice", "input"]


@dataclass(frozen=True, eq=False, repr=False)
class LocalLipschitz:
    """Local Lipschitz constants of a network on discs, one row each, in the 2-norm of inputs and outputs.

    Attributes
    ----------
    constants : (k,) float64
        In units of output per unit of input; NaN for a disc beyond the window.
    tiles : (k,) int64
        The tile that attains each; -1 for a disc beyond the window.

    Examples
    --------
    >>> steep = tessellate(nn.LeakyReLU(0.5), Slice.box((-1, 1), (-1, 1))).lipschitz([[-0.5, -0.5], [0.0, 0.0]], 0.1)
    >>> steep.constants.round(6)
    array([0.5, 1. ])
    """

    constants: Float64[np.ndarray, "discs"]
    tiles: Int64[np.ndarray, "discs"]

    def __repr__(self) -> str:
        known = self.constants[~np.isnan(self.constants)]
        largest = f", the largest constant {known.max():.4g}" if len(known) else ""
        return f"<LocalLipschitz: {len(self.constants):,} discs{largest}>"


def lipschitz(tessellation: Tessellation, uv: Any, radius: Any, directions: Any) -> LocalLipschitz:
    """The largest norms of the maps on discs; see `Tessellation.lipschitz`."""
    points, radius = asked_points(uv), asked_radius(radius)
    if directions not in ("slice", "input"):
        raise ValueError(
            f"directions is {directions!r}. It must be 'slice' or 'input': those of the slice's plane, or all. "
            "Choose one of them."
        )
    offsets, tiles = tiles_meeting_discs(tessellation._locator, points, radius, listed=True)
    norms = tessellation.singular_values()[tiles, 0] if directions == "slice" else _full_norms(tessellation, tiles)
    constants, attained = np.full(len(points), np.nan), np.full(len(points), -1, np.int64)
    met = np.flatnonzero(np.diff(offsets))
    if len(met):
        # The tiles of one disc after those of the other, by their norms: the last of each has the largest.
        order = np.lexsort([norms, np.repeat(np.arange(len(points)), np.diff(offsets))])
        last = order[offsets[met + 1] - 1]
        constants[met], attained[met] = norms[last], tiles[last]
    return LocalLipschitz(constants, attained)


def _full_norms(tessellation: Tessellation, tiles: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The norms of the tiles' maps in all directions, each computed once."""
    once, again = np.unique(tiles, return_inverse=True)
    return operator_norms_of(tessellation, once)[again]
