"""Points of tiles behind a smooth end, drawn exactly: by rejection, from bounds on triangles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.planar.triangle_quadrature import triangle_areas
from splinewidgets.geometry.tessellation.curved_tiles import Cells, CurvedTiles

from .envelope import in_triangles
from .weights import Floats, normalized

Ints = npt.NDArray[np.int64]

# Proposals at once: those for a few thousand samples, and no more than some memory holds.
LEAST, MOST = 64, 2**17


def tile_chances(curved: CurvedTiles, rho: float) -> Floats:
    """The chance of each tile, (T,): the integral of the volume factor to the power rho over it, with the sum 1."""
    cells = curved.cells(rho, unit=_unit(curved, rho))
    integrals = np.bincount(cells.tiles, cells.integrals, curved.tessellation.tile_count)
    chances: Floats = integrals / integrals.sum()
    return chances


def drawn(curved: CurvedTiles, count: int, rho: float, random: np.random.Generator) -> tuple[Ints, Floats]:
    """Independent points (count, 2), in (u, v), of the density that is the volume factor to the power rho.

    A triangle is proposed by its area times a bound of the density, a point of it is uniform, and taken with the
    density's share of the bound: no integral is in it.

    Returns
    -------
    tiles : (count,)
    uv : (count, 2)

    Raises
    ------
    ValueError
        If rho is below 0 and the volume factor comes to zero within tiles.
    """
    cells = proposals(curved, rho)
    with np.errstate(divide="ignore"):
        chances = normalized(np.log(triangle_areas(cells.corners)) + cells.bounds)
    found: list[tuple[Ints, Floats]] = []
    left, taken, proposed = count, 1, 1
    while left > 0:
        some = int(np.clip(1.1 * left * proposed / taken, LEAST, MOST))
        chosen = random.choice(len(chances), some, p=chances)
        uv = in_triangles(cells.corners[chosen], random)
        tiles = cells.tiles[chosen]
        shares = rho * curved.log_volumes(tiles, uv) - cells.bounds[chosen]
        kept = np.flatnonzero(np.log(random.random(some)) < shares)[:left]
        found.append((tiles[kept], uv[kept]))
        left -= len(kept)
        taken, proposed = taken + len(kept), proposed + some
    return np.concatenate([tiles for tiles, _ in found]), np.concatenate([uv for _, uv in found])


def proposals(curved: CurvedTiles, rho: float) -> Cells:
    """Triangles with a bound of the volume factor to the power rho on each; raises as `drawn` does."""
    cells = curved.cells(rho, bounds=True, unit=_unit(curved, rho))
    if np.isposinf(cells.bounds).any():
        raise ValueError(
            f"rho is {rho:g}, and the generator's end is flat at some points: the density is infinite there. Below 0 "
            "it must not be. Choose a rho of at least 0."
        )
    return cells


def _unit(curved: CurvedTiles, rho: float) -> float:
    """The logarithm of the largest density in the middle of a tile, in units of which integrals are numbers."""
    with np.errstate(divide="ignore"):
        logs = np.log(curved.singular_values()).sum(1)
    return float((rho * logs[np.isfinite(logs)]).max(initial=-np.inf)) if np.isfinite(logs).any() else 0.0
