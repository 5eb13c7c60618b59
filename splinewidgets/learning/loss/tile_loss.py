"""What is asked of a loss that is convex on every tile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]
Bools = npt.NDArray[np.bool_]


class TileLoss(Protocol):
    """A loss on the tiles of a slice, smooth and convex on each.

    Attributes
    ----------
    ranks : (T,)
        Of the Hessian on each tile; what rounding cannot tell from zero is zero.
    iterated : float or None
        Minima on edges and within tiles are found by steps until the next would lower the loss by less than this share
        of it; None where they are in closed form.
    """

    ranks: Ints
    iterated: float | None

    def at(self, tiles: Ints, uv: Floats) -> Floats:
        """The loss (k,) at points (k, 2) of these tiles (k,)."""

    def gradients(self, tiles: Ints, uv: Floats) -> Floats:
        """Its gradients (k, 2) there."""

    def hessians(self, tiles: Ints, uv: Floats) -> Floats:
        """Its Hessians (k, 2, 2) there."""

    def along(self, tiles: Ints, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
        """Where it is least on segments of these tiles, as shares (k,) of the way, and its values (k,) there."""

    def falls(self, tiles: Ints, starts: Floats, ends: Floats) -> Bools:
        """Test whether it falls at the starts of segments of these tiles."""

    def within(self, tile: int, start: Floats, inside: Callable[[Floats], bool]) -> Floats:
        """Where it is least (2,) within a tile of rank 2 whose border has its least value at `start`, but not the tile.

        `start` itself where rounding puts that place outside.
        """

    def rounding(self, values: Floats) -> Floats:
        """Values (k,) are good to this, (k,)."""
