"""The images of tiles behind a smooth end: curved, with areas by quadrature whose error is stated.

On a tile the network is y = s(A x + c), s a smooth function of every number by itself. Its Jacobian is diag(s') A, and
an area the integral of sqrt(det(A' diag(s')^2 A)). It is taken over triangles, which are cut in four until two rules
agree on each to `PRECISION`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..planar.triangle_quadrature import DUNAVANT, RADON, fans, quartered, triangle_areas
from ..program.smooth_end import SmoothEnd
from .singular_values import plane_frame
from .slopes import affine_values, log_volumes, singular_values
from .tile_parts import TilePart, tile_parts

if TYPE_CHECKING:
    from .tessellation import Tessellation

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# The error that is asked for, relative to each tile's own integral.
PRECISION = 1e-6
# A triangle is cut so often at most; what its error is then is stated.
MOST_CUTS = 10
# Numbers of points and outputs at once.
NUMBERS = 2**20


@dataclass(frozen=True, eq=False)
class Cells:
    """Triangles within tiles, and the integral of a power of the volume factor over each.

    Attributes
    ----------
    tiles : (n,)
    corners : (n, 3, 2)
        In (u, v).
    integrals, errors : (n,)
        In units of latent area.
    bounds : (n,)
        The logarithm of what the power is nowhere above; empty if nobody asked.
    """

    tiles: Ints
    corners: Floats
    integrals: Floats
    errors: Floats
    bounds: Floats


@dataclass(frozen=True, eq=False)
class CurvedTiles:
    """The tiles of a network with the smooth end that it leaves out."""

    tessellation: Tessellation
    end: SmoothEnd

    def cells(self, power: float = 1.0, *, bounds: bool = False, unit: float = 0.0) -> Cells:
        """The triangles of all tiles with an area, and the integral of the volume factor to this power over each.

        Integrals are in units of exp(unit).
        """
        alive = self.tessellation.singular_values()[:, 1] > 0
        found = [
            cells
            for part in tile_parts(self.tessellation)
            for cells in self._part(part).cells(alive, power, bounds, unit)
        ]
        nothing = Cells(np.empty(0, np.int64), np.empty((0, 3, 2)), *np.empty((3, 0)))
        parts = [[getattr(cells, name) for cells in (nothing, *found)] for name in Cells.__dataclass_fields__]
        return Cells(*map(np.concatenate, parts))

    def log_volumes(self, tiles: Ints, uv: Floats) -> Floats:
        """Logarithm of the volume factor at points (n, 2) of tiles (n,)."""
        chosen, which = np.unique(tiles, return_inverse=True)
        found = np.empty(len(tiles))
        position = np.empty(self.tessellation.tile_count, np.int64)
        for part in tile_parts(self.tessellation, chosen):
            position[:] = -1
            position[part.tiles] = np.arange(len(part.tiles))
            mine = np.flatnonzero(position[chosen][which] >= 0)
            found[mine] = self._part(part).log_volumes(position[tiles[mine]], uv[mine])
        return found

    def singular_values(self) -> Floats:
        """Singular values (T, 2) at the middle of each tile, zero where those of its map are."""
        found = self.tessellation.singular_values().copy()
        for part in tile_parts(self.tessellation):
            found[part.tiles] = np.where(found[part.tiles] > 0, self._part(part).singular_values(), 0.0)
        return found

    def _part(self, part: TilePart) -> _Part:
        return _Part(part, self.end, plane_frame(self.tessellation.slice))


class _Part:
    """Some of the tiles, numbered from 0."""

    def __init__(self, part: TilePart, end: SmoothEnd, frame: Floats) -> None:
        self._part, self._end = part, end
        self._slopes = part.slopes()
        self._maps = np.ascontiguousarray(self._slopes @ np.linalg.inv(frame))
        self._middles, self._values = part.middles()
        self._scale = float(abs(np.linalg.det(frame)))
        self._at_once = max(1, NUMBERS // max(1, self._values.shape[1]))

    def cells(self, alive: npt.NDArray[np.bool_], power: float, bounds: bool, unit: float) -> Iterator[Cells]:
        """The cells that are not cut any more, after each cut of the others."""
        tiles, places = fans(self._part.offsets)
        corners = self._part.vertices[self._part.corners[places]]
        kept = alive[self._part.tiles[tiles]] & (triangle_areas(corners) > 0)
        tiles, corners = tiles[kept], corners[kept]
        sizes = np.bincount(tiles, triangle_areas(corners), len(self._part.tiles))
        settled = np.zeros(len(sizes))
        for cut in range(MOST_CUTS + 1):
            integrals, errors = self._integrals(tiles, corners, power, unit)
            whole = settled + np.bincount(tiles, integrals, len(sizes))
            allowed = PRECISION * whole[tiles] * triangle_areas(corners) / sizes[tiles]
            done = (errors <= allowed) | (cut == MOST_CUTS)
            settled += np.bincount(tiles[done], integrals[done], len(sizes))
            limits = self._bounds(tiles[done], corners[done], power) if bounds else np.empty(0)
            yield Cells(self._part.tiles[tiles[done]], corners[done], integrals[done], errors[done], limits)
            if done.all():
                return
            tiles, corners = np.repeat(tiles[~done], 4), quartered(corners[~done])

    def log_volumes(self, tiles: Ints, uv: Floats) -> Floats:
        found = np.empty(len(tiles))
        for begin in range(0, len(tiles), self._at_once):
            some = slice(begin, begin + self._at_once)
            found[some] = log_volumes(self._maps, tiles[some], self._end.slopes(self._operands(tiles[some], uv[some])))
        return found

    def singular_values(self) -> Floats:
        found: Floats = singular_values(self._maps * self._end.slopes(self._values)[:, :, None], np.eye(2))
        return found

    def _integrals(self, tiles: Ints, corners: Floats, power: float, unit: float) -> tuple[Floats, Floats]:
        areas = triangle_areas(corners) * self._scale
        results = []
        for rule in (RADON, DUNAVANT):
            points = np.einsum("qk,nkd->nqd", rule[:, 1:], corners)
            logs = self.log_volumes(np.repeat(tiles, len(rule)), points.reshape(-1, 2))
            results.append(areas * (np.exp(power * logs - unit).reshape(-1, len(rule)) @ rule[:, 0]))
        return results[1], np.abs(results[1] - results[0])

    def _bounds(self, tiles: Ints, corners: Floats, power: float) -> Floats:
        """What the power of the volume factor is nowhere above: it grows with every slope of the end."""
        found = np.empty(len(tiles))
        at_once = max(1, self._at_once // 3)
        for begin in range(0, len(tiles), at_once):
            some = tiles[begin : begin + at_once]
            at = corners[begin : begin + at_once]
            z = self._operands(np.repeat(some, 3), at.reshape(-1, 2)).reshape(len(some), 3, -1)
            least, most = self._end.slope_range(z.min(1), z.max(1))
            found[begin : begin + at_once] = power * log_volumes(self._maps, some, most if power > 0 else least)
        return found

    def _operands(self, tiles: Ints, uv: Floats) -> Floats:
        """What goes into the end at points (n, 2), (n, C)."""
        operands: Floats = affine_values(self._values, self._slopes, self._middles, tiles, uv)
        return operands
