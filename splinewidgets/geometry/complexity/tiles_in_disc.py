"""Exact counts of the tiles that meet a disc."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from jaxtyping import Int64

from ..argument_types import check_type, real_number
from ..array_like import numbers
from ..planar.discs import tiles_meeting_discs
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
    offsets, _ = tiles_meeting_discs(tessellation._locator, points, radius, listed=False)
    return np.diff(offsets)
