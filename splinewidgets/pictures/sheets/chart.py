"""Graphs of one variable on a plane with a grid and round numbers, as js/src/chart/plane.ts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.sheets.shapes import Box, Curve, Floats, Panel, Rectangle, Shape, Text
from splinewidgets.pictures.sheets.sheet import Look, View, extent
from splinewidgets.pictures.sheets.themes import mixed
from splinewidgets.pictures.sheets.ticks import labels, linear_ticks, log_ticks

# From the corners, where numbers would run into those of the other side.
CORNER = 18.0
NUMBER = 11.0
# How strong lines are: of the grid, and through zero.
GRID, AXIS = 0.09, 0.35
# A place beyond so many pixels is drawn there.
FAR = 1e5

# From coordinates (n, 2) to pixels.
Places = Callable[[npt.ArrayLike], Floats]


def chart_view(
    window: Sequence[float],
    drawing: Callable[[Places, Look], list[Shape]],
    aspect: float,
    caption: str = "",
    detail: str = "",
    names: tuple[str, str] = ("", ""),
    across: Sequence[tuple[float, str]] | None = None,
    up: Sequence[tuple[float, str]] | None = None,
    logarithmic: bool = False,
) -> View:
    """A drawing on a window (x0, x1, y0, y1) of the plane; by default with round numbers.

    Parameters
    ----------
    across, up
        Places with their numbers; by default round ones.
    logarithmic
        Heights are logarithms to base 10.
    """
    x0, x1, y0, y1 = window

    def draw(box: Box, look: Look) -> Panel:
        left, top, width, height = box

        def places(points: npt.ArrayLike) -> Floats:
            shares = (np.asarray(points, np.float64).reshape(-1, 2) - (x0, y1)) / (x1 - x0, y0 - y1)
            return np.clip(shares * (width, height), -FAR, FAR) + np.array([left, top])

        theme = look.colors
        x_ticks = across if across is not None else _numbered(linear_ticks(x0, x1))
        y_ticks = up if up is not None else _heights(y0, y1) if logarithmic else _numbered(linear_ticks(y0, y1))
        named = extent(names[0], NUMBER, bold=True)
        ground = Rectangle(box, mixed(theme.neutral, 0.35, theme.background))
        grid: list[Shape] = []
        numbers: list[Shape] = []

        def line(ends: npt.ArrayLike, through_zero: bool) -> Curve:
            strength = AXIS if through_zero else GRID
            return Curve(places(ends), mixed(theme.text, strength, theme.background), 1.0)

        for value, text in x_ticks:
            grid.append(line([[value, y0], [value, y1]], value == 0))
            x = float(places([[value, y0]])[0, 0])
            if CORNER < x - left < width - CORNER - named:
                numbers.append(Text(text, x, top + height - 4, theme.muted, NUMBER, "middle"))
        for value, text in y_ticks:
            grid.append(line([[x0, value], [x1, value]], value == 0 and not logarithmic))
            y = float(places([[x0, value]])[0, 1])
            if CORNER < y - top < height - CORNER:
                numbers.append(Text(text, left + 6, y + 4, theme.muted, NUMBER))
        if names[0]:
            numbers.append(Text(names[0], left + width - 6, top + height - 4, theme.text, NUMBER, "end", bold=True))
        if names[1]:
            numbers.append(Text(names[1], left + 6, top + 14, theme.text, NUMBER, bold=True))
        shapes = [ground, *grid, *drawing(places, look)]
        # Numbers lie below what is drawn on the page; on paper nobody can move it away.
        return Panel(box, shapes, (x0, x1, y0, y1), names, numbers)

    return View(aspect, draw, caption, detail)


def blank_view(aspect: float) -> View:
    """Nothing, where another row has a chart."""
    return View(aspect, lambda box, look: Panel(box, []))


def _numbered(values: list[float]) -> list[tuple[float, str]]:
    return list(zip(values, labels(values), strict=True))


def _heights(low: float, high: float) -> list[tuple[float, str]]:
    values = log_ticks(10.0**low, 10.0**high)
    return [(float(np.log10(value)), text) for value, text in _numbered(values)]
