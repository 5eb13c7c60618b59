"""Exact counts of the tiles that meet a disc."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from jaxtyping import Int64

from splinewidgets.compiled import compiled

from ..argument_types import check_type, real_number
from ..array_like import numbers
from ..tessellation.tessellation import Tessellation


def tiles_in_disc(tessellation: Tessellation, centers: npt.ArrayLike, radius: float) -> Int64[np.ndarray, "centers"]:
    """Count the tiles that meet the open disc around each center, exactly.

    Beyond the window there is no tile.

    Parameters
    ----------
    tessellation
        Of a slice.
    centers
        (k, 2) coordinates (u, v) of the slice.
    radius
        In units of (u, v).

    Returns
    -------
    (k,) int64

    Raises
    ------
    TypeError
        If an argument is of the wrong type.
    ValueError
        If the centers are not (k, 2), or the radius is not positive and finite.

    Examples
    --------
    >>> quadrants = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1)))
    >>> tiles_in_disc(quadrants, [[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]], radius=0.1)
    array([4, 2, 1])
    """
    check_type(tessellation, Tessellation, "The tessellation", "that of a slice", "Make it with tessellate.")
    points, radius = numbers(centers, "centers"), real_number(radius, "The radius", "It is in units of (u, v).")
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            f"The centers have shape {points.shape}. They must be (k, 2) coordinates of the slice. "
            "Pass [[u, v]] for a single center."
        )
    if not 0 < radius < math.inf:
        raise ValueError(f"The radius is {radius}. It must be positive and finite. Choose another.")
    starts = tessellation.tile_offsets[:-1]
    corners = tessellation.vertices[tessellation.tile_vertices]
    low, high = np.minimum.reduceat(corners, starts), np.maximum.reduceat(corners, starts)
    # Sorted by their left ends, the tiles that can meet a disc are those up to its right end.
    order = np.argsort(low[:, 0], kind="stable")
    return _count(points, radius, order, low, high, tessellation.tile_offsets, corners)


@compiled
def _count(centers, radius, order, low, high, offsets, corners):
    counts = np.zeros(len(centers), np.int64)
    for i in range(len(centers)):
        x, y = centers[i]
        for tile in order:
            if low[tile, 0] >= x + radius:
                break
            if high[tile, 0] <= x - radius or low[tile, 1] >= y + radius or high[tile, 1] <= y - radius:
                continue
            counts[i] += _distance(x, y, corners[offsets[tile] : offsets[tile + 1]]) < radius
    return counts


@compiled
def _distance(x, y, corners):
    """From a point to a counter-clockwise convex polygon; 0 within."""
    nearest = np.inf
    inside = True
    ax, ay = corners[-1]
    for i in range(len(corners)):
        bx, by = corners[i]
        dx, dy = bx - ax, by - ay
        if dx * (y - ay) - dy * (x - ax) < 0:
            inside = False
        square = dx * dx + dy * dy
        t = min(max(((x - ax) * dx + (y - ay) * dy) / square, 0.0), 1.0) if square > 0 else 0.0
        nearest = min(nearest, np.hypot(x - ax - t * dx, y - ay - t * dy))
        ax, ay = bx, by
    return 0.0 if inside else nearest
