"""Triangles under a bound of a density that varies on them: to draw from by rejection, and to integrate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.planar.triangle_quadrature import quartered, triangle_areas

from .latent_density import LatentDensity
from .weights import Floats, normalized

Ints = npt.NDArray[np.int64]
# Of points (n, 2) in triangles (n,).
LogShares = Callable[[Floats, Ints], Floats]

# A density varies by no more than the exponential of this on a piece.
RANGE = 2.0
# All pieces on which it varies by more have this share of the whole at most, so that quadrature is as good; with what
# is only known where it is asked, a larger one.
UNRESOLVED = {True: 1e-10, False: 1e-5}
# More pieces are not made: a function that jumps never is resolved.
MOST_PIECES = 400_000
# Gauss-Legendre nodes a side: with this range, its relative error is 1e-11.
NODES = 8
# Triangles of which the density is asked at once.
AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class Envelope:
    """Pieces of triangles, and bounds of a density times a constant on each.

    Attributes
    ----------
    density : LatentDensity
    power : float
        Of the density.
    corners : (P, 3, 2)
    triangles : (P,)
        The triangle that each is a piece of.
    log_constants : (P,)
        The logarithm of the constant times the piece's area.
    tops : (P,)
        What the power of the density is at most on each, as a logarithm.
    log_shares : function or None
        Where the constants are bounds of what varies: the logarithm of its share of them, at most 0.
    """

    density: LatentDensity
    power: float
    corners: Floats
    triangles: Ints
    log_constants: Floats
    tops: Floats
    log_shares: LogShares | None = None

    @classmethod
    def over(
        cls,
        density: LatentDensity,
        power: float,
        corners: Floats,
        log_constants: Floats,
        log_shares: LogShares | None = None,
    ) -> Envelope:
        """Cut triangles (N, 3, 2) until a power of the density hardly varies on each.

        `log_constants` are by what the density is multiplied on each of them; those of minus infinity are left out.
        """
        triangles = np.flatnonzero(np.isfinite(log_constants) & (triangle_areas(corners) > 0))
        corners = corners[triangles]
        logs = log_constants[triangles] + np.log(triangle_areas(corners))
        low, high = _bounds(density, power, corners)
        if not np.isfinite(high).any():
            raise ValueError(
                "The density is zero all over the window. Nothing can be drawn from it there. Choose another window."
            )
        while True:
            shares = normalized(logs + high)
            with np.errstate(invalid="ignore"):
                wide = (high - low > RANGE) & (shares > 0)
            if shares[wide].sum() <= UNRESOLVED[density.certain] or len(corners) > MOST_PIECES:
                return cls(density, power, corners, triangles, logs, high, log_shares)
            # Those that matter most first: the rest is perhaps below the share then.
            wide &= shares >= shares[wide].max() * UNRESOLVED[density.certain]
            parts = quartered(corners[wide])
            of = np.repeat(np.flatnonzero(wide), 4)
            own_low, own_high = _bounds(density, power, parts)
            # A function that was asked at few points is known better now, not worse.
            triangles = np.concatenate([triangles[~wide], triangles[of]])
            logs = np.concatenate([logs[~wide], logs[of] - np.log(4)])
            corners = np.concatenate([corners[~wide], parts])
            low, high = np.concatenate([low[~wide], own_low]), np.concatenate([high[~wide], own_high])

    def log_masses(self) -> Floats:
        """The logarithm of the integral over each piece, (P,), by quadrature."""
        nodes, weights = np.polynomial.legendre.leggauss(NODES)
        nodes, weights = (nodes + 1) / 2, weights / 2
        # The unit square collapsed onto a triangle.
        along, across = (axis.ravel() for axis in np.meshgrid(nodes, nodes, indexing="ij"))
        barycentric = np.stack([1 - along, along * (1 - across), along * across], 1)
        shares = 2 * (weights[:, None] * weights).ravel() * along
        masses = np.empty(len(self.corners))
        for begin in range(0, len(masses), AT_ONCE):
            some = slice(begin, begin + AT_ONCE)
            points = np.einsum("qk,pkd->pqd", barycentric, self.corners[some])
            at, of = points.reshape(-1, 2), np.repeat(self.triangles[some], len(shares))
            values = (self._log_power(at) + self._log_share(at, of)).reshape(len(points), -1)
            masses[some] = np.exp(values - self.tops[some, None]) @ shares
        with np.errstate(divide="ignore"):
            found: Floats = np.log(masses) + self.tops + self.log_constants
        return found

    def sample(self, count: int, random: np.random.Generator) -> tuple[Floats, Ints]:
        """Points (count, 2), independent, and the triangle of each (count,): by rejection, which is exact."""
        tops = self.tops.copy()
        while True:
            drawn = self._attempt(count, random, tops)
            if drawn is not None:
                return drawn

    def _attempt(self, count: int, random: np.random.Generator, tops: Floats) -> tuple[Floats, Ints] | None:
        """The same; None where a function is larger than its bound, which is raised, and all is to be drawn again."""
        chances = normalized(self.log_constants + tops)
        points, pieces, kept = np.empty((count, 2)), np.empty(count, np.int64), 0
        while kept < count:
            tried = random.choice(len(chances), max(2 * (count - kept), 64), p=chances)
            at = in_triangles(self.corners[tried], random)
            logs = self._log_power(at)
            over = logs > tops[tried]
            if not self.density.certain and over.any():
                np.maximum.at(tops, tried[over], logs[over] + RANGE / 4)
                return None
            # What a bound of the constant gives away is asked of those alone that the density takes.
            heights = np.log(random.random(len(tried))) - logs + tops[tried]
            under = np.flatnonzero(heights < 0)
            shares = self._log_share(at[under], self.triangles[tried[under]])
            good = under[heights[under] < shares][: count - kept]
            points[kept : kept + len(good)], pieces[kept : kept + len(good)] = at[good], tried[good]
            kept += len(good)
        return points, self.triangles[pieces]

    def _log_power(self, points: Floats) -> Floats:
        return self.power * self.density.log_at(points)

    def _log_share(self, points: Floats, triangles: Ints) -> Floats | float:
        return 0.0 if self.log_shares is None else self.log_shares(points, triangles)


def in_triangles(corners: Floats, random: np.random.Generator) -> Floats:
    """A uniformly random point (n, 2) of each of triangles (n, 3, 2)."""
    # Half a parallelogram, the other half turned onto it.
    aside = random.random((len(corners), 2))
    aside = np.where(aside.sum(1, keepdims=True) > 1, 1 - aside, aside)
    points: Floats = corners[:, 0] + np.einsum("nk,nkd->nd", aside, corners[:, 1:] - corners[:, :1])
    return points


def _bounds(density: LatentDensity, power: float, corners: Floats) -> tuple[Floats, Floats]:
    found = [density.bounds(corners[begin : begin + AT_ONCE]) for begin in range(0, len(corners), AT_ONCE)]
    low, high = (power * np.concatenate(part) for part in zip(*found, strict=True))
    low, high = np.minimum(low, high), np.maximum(low, high)
    if np.isposinf(high).any():
        raise ValueError(
            "The density is zero in parts of the window. A negative power of it is infinite there. Choose a smaller "
            "window, or an alpha of at least 0."
        )
    return low, high
