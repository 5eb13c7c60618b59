"""Figures of `SplineEditor`: a graph with its knots, what units add, points and residuals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.chart import Places, chart_view
from splinewidgets.pictures.sheets.keys import Entry, legend
from splinewidgets.pictures.sheets.shapes import Curve, Floats, Marks, Rgb, Shape
from splinewidgets.pictures.sheets.sheet import Key, Look, View
from splinewidgets.pictures.sheets.themes import Theme, mixed
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.spline import SplinePart, WireSpline

ASPECT = 1.6
BLUE, CHOSEN, RED = (0.0, 114 / 255, 178 / 255), (230 / 255, 159 / 255, 0.0), (214 / 255, 39 / 255, 40 / 255)
KNOT, KNOT_LINE, POINT = 4.0, 1.5, 3.0


def spline_view(wire: WireSpline, points: Floats, visible: Sequence[SplinePart], selected: int) -> View:
    """The graph in its window; points are (2, N)."""

    def drawing(places: Places, look: Look) -> list[Shape]:
        theme = look.colors
        parts = decode(wire["parts"])
        shapes: list[Shape] = []
        if "units" in visible:
            shapes += [Curve(places(part), _unit(theme), 1.0) for part in parts]
            if 0 <= selected < len(parts):
                shapes.append(Curve(places(parts[selected]), CHOSEN, 2.0))
        if "residuals" in visible:
            fitted = decode(wire["fitted"])
            ends = zip(points.T, np.column_stack([points[0], fitted]), strict=True)
            shapes += [
                Curve(places(np.stack(each)), mixed(RED, 0.7, theme.background), 1.0, 1.0, (3, 3)) for each in ends
            ]
        shapes.append(Curve(places(decode(wire["vertices"])), _graph(theme), 2.5))
        if "points" in visible and points.size:
            shapes.append(_dots(places(points.T), theme.text))
        knots = [[unit["knot"], unit["height"]] for unit in wire["units"] if unit["knot"] is not None]
        shapes.append(_knots(places(np.array(knots, np.float64).reshape(-1, 2))))
        return shapes

    return chart_view(wire["window"], drawing, ASPECT)


def spline_keys(visible: Sequence[SplinePart], points: Floats) -> list[Key]:
    """What its lines and dots are."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        theme = look.colors
        entries = [
            Entry(
                "Spline",
                lambda a, b: [Curve(np.array([[a - 7, b + 4], [a, b - 3], [a + 7, b + 1]]), _graph(theme), 2.5)],
            ),
            Entry("Knot", lambda a, b: [_knots(np.array([[a, b]]))]),
        ]
        if "units" in visible:
            bent = np.array([[-7, 4], [-1, 4], [7, -5]])
            entries.append(Entry("What units add", lambda a, b: [Curve(bent + np.array([a, b]), _unit(theme), 1.0)]))
        if "points" in visible and points.size:
            entries.append(Entry("Points", lambda a, b: [_dots(np.array([[a, b]]), theme.text)]))
        if "residuals" in visible and points.size:
            upright = np.array([[0, -6], [0, 6]])
            entries.append(Entry("Residuals", lambda a, b: [Curve(upright + np.array([a, b]), RED, 1.0, 1.0, (3, 3))]))
        return legend(entries)(x, y, width, look)

    return [draw]


def _graph(theme: Theme) -> Rgb:
    return mixed(BLUE, 0.8, theme.text)


def _unit(theme: Theme) -> Rgb:
    return mixed(theme.text, 0.3, theme.background)


def _dots(places: Floats, color: Rgb) -> Marks:
    return Marks(places, np.full(len(places), POINT), np.tile(color, (len(places), 1)))


def _knots(places: Floats) -> Marks:
    return Marks(places, np.full(len(places), KNOT), np.tile(marks.WHITE, (len(places), 1)), marks.DARK, KNOT_LINE)
