"""Points of a slice that a caller asks about, read before any work starts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from ..argument_types import real_number
from ..array_like import finite_tensor


def asked_points(uv: Any) -> npt.NDArray[np.float64]:
    """The points (k, 2) of an array-like; one point (2,) is the first of one.

    Raises
    ------
    TypeError
        If it cannot be read as an array.
    ValueError
        If it has another shape, or an entry is NaN or infinite.
    """
    given = finite_tensor(uv, "points").cpu().double().numpy()
    points = given[None] if given.ndim == 1 else given
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(
            f"The points have shape {given.shape}. They must be (k, 2) coordinates of the slice, or one point (2,). "
            "Put u and v in the columns."
        )
    return points


def asked_radius(radius: Any) -> float:
    """The radius of a disc.

    Raises
    ------
    TypeError
        If it is no real number.
    ValueError
        If it is not positive and finite.
    """
    number = real_number(radius, "The radius", "It is in units of (u, v).")
    if not 0 < number < math.inf:
        raise ValueError(f"The radius is {number}. It must be positive and finite. Choose another.")
    return number
