"""The segment of a slice that is looked at, and the outputs along it: checked."""

from __future__ import annotations

from typing import Any

import numpy as np

from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.slices.slice import Bounds
from splinewidgets.pictures import plain_values

Ends = list[list[float]]

# The share of the window that a segment across it leaves free on either side.
FREE = 0.1


def read_segment(given: Any) -> Ends | None:
    """Two ends [[u, v], [u, v]], or None.

    Raises
    ------
    ValueError
        If these are not two different points.
    """
    if given is None:
        return None
    ends = numbers(given, "segment")
    if ends.shape != (2, 2) or not np.isfinite(ends).all():
        raise ValueError(
            f"segment has shape {ends.shape}. It must be two points of the slice, [[u, v], [u, v]]. "
            "None is a segment across the window."
        )
    if (ends[0] == ends[1]).all():
        raise ValueError(f"segment starts and ends at {ends[0].tolist()}. Its ends must differ. Move one of them away.")
    plain: Ends = ends.tolist()
    return plain


def across(window: Bounds) -> Ends:
    """A segment through the middle of a window, from left to right."""
    u0, u1, v0, v1 = window
    free, middle = FREE * (u1 - u0), (v0 + v1) / 2
    return [[u0 + free, middle], [u1 - free, middle]]


def read_outputs(given: Any, count: int, most: int) -> list[int] | None:
    """Indices of outputs, ascending and once each, or None.

    Raises
    ------
    ValueError
        If there is no such output, or there are more than can be told apart.
    """
    if given is None:
        return None
    remedy = "None draws those that lead somewhere."
    wanted = f"up to {most} indices of outputs, whole numbers"
    chosen = sorted(set(plain_values.wholes(given, "visible_outputs", wanted, remedy)))
    if not chosen or len(chosen) > most or chosen[0] < 0 or chosen[-1] >= count:
        raise ValueError(
            f"visible_outputs is {chosen}. The network has outputs 0 to {count - 1}, of which 1 to {most} are drawn. "
            f"{remedy}"
        )
    return chosen
