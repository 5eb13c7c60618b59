"""The mean squared error on the tiles of a slice of one parameter: on each a quadratic, in closed form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from torch import Tensor

from splinewidgets.geometry.progress import Progress
from splinewidgets.geometry.tessellation.tessellation import Tessellation

from .tile_loss import Bools, Floats, Ints
from .tile_maps import TileMaps


class SquaredLoss:
    """The mean over all M entries of the squared difference of outputs and targets, as `mse_loss` has it.

    On each tile it is |R (du, dv, 1)|^2 / M, a triangle R of nine numbers, (du, dv) from the tile's center. So it is
    never negative, and near a perfect fit it keeps its digits. Nothing of the size of the data is kept.

    Attributes
    ----------
    ranks : (T,)
        Of the Hessian on each tile; what rounding cannot tell from zero is zero.
    """

    iterated: float | None = None

    def __init__(self, tessellation: Tessellation, targets: Tensor, progress: Progress | None = None) -> None:
        def flat(outputs: Tensor) -> Tensor:
            return outputs.reshape(len(outputs), -1)

        maps = TileMaps(tessellation, flat, targets.reshape(-1).numpy(), progress)
        self.centers, self._triangles = maps.centers, maps.triangles
        self._size, self._rounding, self.ranks = targets.numel(), maps.rounding, maps.ranks()

    def at(self, tiles: Ints, uv: Floats) -> Floats:
        """The loss (k,) at points (k, 2) of these tiles (k,)."""
        found: Floats = (self._residuals(tiles, uv) ** 2).sum(1) / self._size
        return found

    def gradients(self, tiles: Ints, uv: Floats) -> Floats:
        """Its gradients (k, 2)."""
        found: Floats = (
            2 / self._size * np.einsum("kri,kr->ki", self._triangles[tiles][..., :2], self._residuals(tiles, uv))
        )
        return found

    def hessians(self, tiles: Ints, uv: Floats) -> Floats:
        """Its Hessians (k, 2, 2), the same at all points of a tile."""
        del uv
        slopes = self._triangles[tiles][..., :2]
        found: Floats = 2 / self._size * np.einsum("kri,krj->kij", slopes, slopes)
        return found

    def along(self, tiles: Ints, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
        """Where the loss is least on segments of these tiles, as shares (k,) of the way, and its values (k,) there."""
        start, way = self._residuals(tiles, starts), self._moves(tiles, ends - starts)
        square = (way**2).sum(1)
        shares = np.clip(-(start * way).sum(1) / np.where(square > 0, square, 1), 0, 1)
        return shares, ((start + shares[:, None] * way) ** 2).sum(1) / self._size

    def falls(self, tiles: Ints, starts: Floats, ends: Floats) -> Bools:
        """Test whether the loss falls at the starts of segments of these tiles."""
        found: Bools = (self._residuals(tiles, starts) * self._moves(tiles, ends - starts)).sum(1) < 0
        return found

    def within(self, tile: int, start: Floats, inside: Callable[[Floats], bool]) -> Floats:
        """Where the loss is least (2,) within a tile, whose Hessian has rank 2; `start` if it is not inside."""
        triangle = self._triangles[tile]
        place: Floats = self.centers[tile] - np.linalg.solve(triangle[:2, :2], triangle[:2, 2])
        return place if inside(place) else start

    def rounding(self, values: Floats) -> Floats:
        """Losses (k,) are good to this, (k,): outputs are rounded, and so are sums of M squares."""
        summed = np.sqrt(self._size) * np.finfo(np.float64).eps * values
        return summed + (2 * np.sqrt(values * self._size) + self._rounding) * self._rounding / self._size

    def _moves(self, tiles: Ints, ways: Floats) -> Floats:
        found: Floats = np.einsum("kri,ki->kr", self._triangles[tiles][..., :2], ways)
        return found

    def _residuals(self, tiles: Ints, uv: Floats) -> Floats:
        return self._moves(tiles, uv - self.centers[tiles]) + self._triangles[tiles][..., 2]
