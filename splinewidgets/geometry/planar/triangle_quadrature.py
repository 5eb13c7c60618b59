"""Quadrature over triangles: two rules, whose difference tells the error, and four parts of each."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def _orbit(weight: float, a: float, b: float) -> list[tuple[float, ...]]:
    """Weight and barycentric coordinates of a point, and of all that the symmetries of a triangle make of it."""
    c = 1 - a - b
    places = (
        {(a, b, c), (b, c, a), (c, a, b), (b, a, c), (a, c, b), (c, b, a)}
        if a != b
        else {(a, a, c), (a, c, a), (c, a, a)}
    )
    return [(weight, *place) for place in sorted(places)]


# Radon's rule of seven points, exact for polynomials of degree 5.
_ROOT = math.sqrt(15)
RADON = np.array(
    [
        (9 / 40, 1 / 3, 1 / 3, 1 / 3),
        *_orbit((155 - _ROOT) / 1200, (6 - _ROOT) / 21, (6 - _ROOT) / 21),
        *_orbit((155 + _ROOT) / 1200, (6 + _ROOT) / 21, (6 + _ROOT) / 21),
    ]
)
# Sixteen points, degree 8: Dunavant, High degree efficient symmetrical Gaussian quadrature rules for the triangle.
DUNAVANT = np.array(
    [
        (0.144315607677787, 1 / 3, 1 / 3, 1 / 3),
        *_orbit(0.095091634267285, 0.459292588292723, 0.459292588292723),
        *_orbit(0.103217370534718, 0.170569307751760, 0.170569307751760),
        *_orbit(0.032458497623198, 0.050547228317031, 0.050547228317031),
        *_orbit(0.027230314174435, 0.263112829634638, 0.728492392955404),
    ]
)


def quartered(corners: Floats) -> Floats:
    """Triangles (n, 3, k) cut at the middles of their sides, (4 n, 3, k), those of one after the other."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    ab, bc, ca = (a + b) / 2, (b + c) / 2, (c + a) / 2
    parts = np.stack([a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca], 1)
    return parts.reshape(-1, 3, corners.shape[2])


def triangle_areas(corners: Floats) -> Floats:
    """Areas (n,) of triangles (n, 3, 2)."""
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    areas: Floats = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / 2
    return areas


def fans(tile_offsets: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Triangles that fan out from the first corner of each loop.

    Returns
    -------
    tiles : (n,)
        The loop of each.
    corners : (n, 3)
        Positions in the array of all loops' corners.
    """
    sizes = np.diff(tile_offsets)
    tiles = np.repeat(np.arange(len(sizes)), sizes - 2)
    first = tile_offsets[:-1][tiles].astype(np.int64)
    nth = np.arange(len(tiles)) - np.repeat(np.cumsum(sizes - 2) - (sizes - 2), sizes - 2)
    return tiles, np.stack([first, first + nth + 1, first + nth + 2], 1)
