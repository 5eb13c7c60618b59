"""Curvature of a function that is known at the points of a grid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Curvatures above are not called negative: rounding has made what is nearer to zero.
NEGATIVE = -1e-6


def grid_curvatures(values: Floats, u: Floats, v: Floats) -> Floats:
    """Eigenvalues (2, rows - 2, columns - 2) of the Hessian by central differences, the smaller first.

    NaN where one of the nine values is NaN or infinite.
    """
    h, k = u[1] - u[0], v[1] - v[0]
    with np.errstate(invalid="ignore"):
        z = np.where(np.isfinite(values), values, np.nan)
        middle = z[1:-1, 1:-1]
        uu = (z[1:-1, 2:] - 2 * middle + z[1:-1, :-2]) / h**2
        vv = (z[2:, 1:-1] - 2 * middle + z[:-2, 1:-1]) / k**2
        uv = (z[2:, 2:] - z[2:, :-2] - z[:-2, 2:] + z[:-2, :-2]) / (4 * h * k)
        mean, spread = (uu + vv) / 2, np.hypot((uu - vv) / 2, uv)
        return np.stack([mean - spread, mean + spread])


def nonconvex_share(curvatures: Floats) -> float:
    """Share of points with a negative curvature among those where it is known; NaN where that is none."""
    known = np.isfinite(curvatures[0])
    return float((curvatures[0][known] < NEGATIVE).mean()) if known.any() else float("nan")
