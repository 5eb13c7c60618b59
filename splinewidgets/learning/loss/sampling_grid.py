"""Grid of a window of a plane, and the order in which its points are computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from splinewidgets.geometry.argument_types import real_number
from splinewidgets.geometry.whole_numbers import whole_number

from .parameter_plane import Window


def grid_size(given: Any) -> tuple[int, int]:
    """Columns and rows, of both or of one number for a square."""
    sides = given if isinstance(given, tuple) and len(given) == 2 else (given, given)
    columns, rows = (whole_number(side, "cells", "Try 51.", least=3) for side in sides)
    return columns, rows


def scaled_window(window: Window, extent: Any) -> Window:
    """The window enlarged or shrunk about its middle."""
    factor = real_number(extent, "extent", "Try 1.")
    if not 0 < factor < np.inf:
        raise ValueError(f"extent is {factor:g}. It must be a factor above 0. Try 1, for the plane's own window.")
    u0, u1, v0, v1 = window
    (u, v), (a, b) = ((u0 + u1) / 2, (v0 + v1) / 2), (factor * (u1 - u0) / 2, factor * (v1 - v0) / 2)
    return u - a, u + a, v - b, v + b


def coarse_to_fine(rows: int, columns: int) -> list[tuple[int, int]]:
    """The places of a grid, those of coarser grids first."""
    places = [(row, column) for row in range(rows) for column in range(columns)]
    # The lowest bit that is set in one of the two is what the coarsest grid with this place skips by.
    return sorted(places, key=lambda place: -((bits := place[0] | place[1]) & -bits or rows + columns))
