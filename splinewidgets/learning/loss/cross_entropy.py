"""The cross-entropy on the tiles of a slice of one parameter: on each smooth and convex, its minima by Newton."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from splinewidgets.geometry.progress import Progress
from splinewidgets.geometry.tessellation.tessellation import Tessellation

from .tile_loss import Bools, Floats, Ints
from .tile_maps import ROUNDINGS, TileMaps

# A minimum is found when another step of Newton's would lower the loss by less than this share of it.
TOLERANCE = 1e-12
# Newton squares its error; bisection, which stands in where it leaves the bracket, halves it.
STEPS = 100
# A step within a tile goes no farther than this share of the way to its border, which the minimum is not on.
SHARE_OF_WAY = 0.99
# Of the trace of a Hessian, which may have a direction along which every score is certain.
RIDGE = 1e-14


class CrossEntropy:
    """The mean over data points of the cross-entropy, as `cross_entropy` of torch has it.

    Of a data point it is log(1 + sum of exp(margins)), the margins by which other classes lead over its own: affine on
    each tile. Small losses of points that are told apart with certainty keep their digits.

    Attributes
    ----------
    ranks : (T,)
        Of the Hessian on each tile; what rounding cannot tell from zero is zero.
    """

    iterated: float | None = TOLERANCE

    def __init__(self, tessellation: Tessellation, labels: Tensor, progress: Progress | None = None) -> None:
        self._count, self._classes = len(labels), tessellation.outputs.shape[2]
        classes = torch.arange(self._classes).expand(self._count, -1)
        others = classes[classes != labels[:, None]].reshape(self._count, -1)

        def margins(outputs: Tensor) -> Tensor:
            rows = outputs.reshape(len(outputs), self._count, self._classes)
            own = labels[:, None].expand(len(rows), -1, 1)
            return (rows.gather(2, others.expand(len(rows), -1, -1)) - rows.gather(2, own)).flatten(1)

        self._maps = TileMaps(tessellation, margins, np.zeros(others.numel()), progress)
        self.centers, self.ranks = self._maps.centers, self._maps.ranks()
        # Of one margin.
        self._rounding = 2 * ROUNDINGS * tessellation.rounding

    def at(self, tiles: Ints, uv: Floats) -> Floats:
        """The loss (k,) at points (k, 2) of these tiles (k,)."""
        parts = [self._losses(self._maps.at(tiles[part], uv[part])).mean(1) for part in self._blocks(len(tiles))]
        return np.concatenate([np.empty(0), *parts])

    def gradients(self, tiles: Ints, uv: Floats) -> Floats:
        """Its gradients (k, 2)."""
        parts = [self._derivatives(tiles[part], uv[part])[0] for part in self._blocks(len(tiles))]
        return np.concatenate([np.empty((0, 2)), *parts])

    def hessians(self, tiles: Ints, uv: Floats) -> Floats:
        """Its Hessians (k, 2, 2)."""
        parts = [self._derivatives(tiles[part], uv[part])[1] for part in self._blocks(len(tiles))]
        return np.concatenate([np.empty((0, 2, 2)), *parts])

    def along(self, tiles: Ints, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
        """Where the loss is least on segments of these tiles, as shares (k,) of the way, and its values (k,) there."""
        shares, values = np.empty(len(tiles)), np.empty(len(tiles))
        for part in self._blocks(len(tiles)):
            shares[part], values[part] = self._along(
                self._maps.at(tiles[part], starts[part]), self._maps.at(tiles[part], ends[part])
            )
        return shares, values

    def _along(self, starts: Floats, ends: Floats) -> tuple[Floats, Floats]:
        """The same of segments at whose ends these are the margins (k, M), by Newton within a shrinking bracket."""
        ways = (ends - starts).reshape(len(starts), self._count, -1)
        low, high = np.zeros(len(starts)), np.ones(len(starts))
        falls = self._slope(ends, ways)[0] <= 0
        rises = self._slope(starts, ways)[0] >= 0
        shares = np.where(falls, 1.0, np.where(rises, 0.0, 0.5))
        left = np.flatnonzero(~falls & ~rises)
        for _ in range(STEPS):
            if not len(left):
                break
            t = shares[left]
            margins = starts[left] + t[:, None] * (ends[left] - starts[left])
            slope, bend = self._slope(margins, ways[left])
            low[left], high[left] = np.where(slope <= 0, t, low[left]), np.where(slope >= 0, t, high[left])
            with np.errstate(divide="ignore", invalid="ignore"):
                step = t - slope / bend
            near = slope**2 <= TOLERANCE * bend * self._losses(margins).mean(1)
            good = (step > low[left]) & (step < high[left])
            shares[left] = np.where(near, t, np.where(good, step, (low[left] + high[left]) / 2))
            left = left[~near & (high[left] - low[left] > np.finfo(np.float64).eps)]
        return shares, self._losses(starts + shares[:, None] * (ends - starts)).mean(1)

    def _slope(self, margins: Floats, ways: Floats) -> tuple[Floats, Floats]:
        """First and second derivatives (k,) at margins (k, M) along ways (k, n, classes - 1)."""
        chances = self._chances(margins)
        first = (chances * ways).sum(2)
        return first.mean(1), ((chances * ways**2).sum(2) - first**2).mean(1)

    def falls(self, tiles: Ints, starts: Floats, ends: Floats) -> Bools:
        """Test whether the loss falls at the starts of segments of these tiles."""
        falls = np.empty(len(tiles), bool)
        for part in self._blocks(len(tiles)):
            margins, others = (self._maps.at(tiles[part], places[part]) for places in (starts, ends))
            falls[part] = self._slope(margins, (others - margins).reshape(len(margins), self._count, -1))[0] < 0
        return falls

    def within(self, tile: int, start: Floats, inside: Callable[[Floats], bool]) -> Floats:
        """Where the loss is least (2,) within a tile, by Newton from a point from which it falls inward."""
        tiles, place = np.array([tile]), start
        slopes = self._maps.slopes(tiles)
        for _ in range(STEPS):
            margins = self._maps.at(tiles, place[None])
            value = float(self._losses(margins).mean())
            (gradient,), (hessian,) = self._bent(margins, slopes)
            step = -np.linalg.lstsq(hessian + RIDGE * np.trace(hessian) * np.eye(2), gradient, rcond=None)[0]
            fall = float(-gradient @ step)
            if not fall > TOLERANCE * value:
                break
            # Back until it is inside and the loss falls as far as it should (Armijo).
            length = 1.0
            while length > TOLERANCE:
                there = place + length * step
                if inside(there) and float(self.at(tiles, there[None])[0]) <= value - fall * length / 4:
                    break
                length /= 2
            else:
                break
            place = there
        return place

    def rounding(self, values: Floats) -> Floats:
        """Losses (k,) are good to this, (k,): to a share of each, for where they are small they change by little."""
        found: Floats = (self._rounding + TOLERANCE) * values
        return found

    def _blocks(self, count: int) -> Iterator[slice]:
        return (slice(begin, begin + self._maps.block) for begin in range(0, count, self._maps.block))

    def _derivatives(self, tiles: Ints, uv: Floats) -> tuple[Floats, Floats]:
        return self._bent(self._maps.at(tiles, uv), self._maps.slopes(tiles))

    def _bent(self, margins: Floats, slopes: Floats) -> tuple[Floats, Floats]:
        """Gradients (k, 2) and Hessians (k, 2, 2) of the loss where the margins (k, M) have slopes (k, M, 2)."""
        chances = self._chances(margins)
        slopes = slopes.reshape(*chances.shape, 2)
        first = np.einsum("kbc,kbci->kbi", chances, slopes)
        second = np.einsum("kbc,kbci,kbcj->kij", chances, slopes, slopes) - np.einsum("kbi,kbj->kij", first, first)
        return first.mean(1), second / self._count

    def _chances(self, margins: Floats) -> Floats:
        """Probabilities (k, n, classes - 1) of the classes that are not the data point's own."""
        rows = margins.reshape(len(margins), self._count, -1)
        found: Floats = np.exp(rows - self._losses(margins)[..., None])
        return found

    def _losses(self, margins: Floats) -> Floats:
        """The loss (k, n) of each data point."""
        rows = margins.reshape(len(margins), self._count, -1)
        # The own class has the margin 0.
        largest = np.maximum(rows.max(2), 0)
        found: Floats = largest + np.log1p(np.exp(rows - largest[..., None]).sum(2) + np.expm1(-largest))
        return found
