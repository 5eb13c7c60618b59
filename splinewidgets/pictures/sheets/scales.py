"""What is measured on a plane: two axes where they have names, else a scale bar, as js/src/slice/plane_axes.ts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.sheets.shapes import Box, Curve, Shape, Text, segments
from splinewidgets.pictures.sheets.themes import Theme
from splinewidgets.pictures.sheets.ticks import even_labels, even_ticks, round_below, written

# Ticks are about so far apart, and a scale bar is at most so long.
APART, LONGEST = 110.0, 140.0
TICK, GAP = 6.0, 10.0
# Room for the name of an axis at its end.
NAME = 36.0
LINE, CASING = 1.5, 4.5


def scales(box: Box, window: Sequence[float], names: Sequence[str], theme: Theme) -> list[Shape]:
    """Axes named so inside of the box of a window, or a scale bar where there are no names."""
    return _axes(box, window, names, theme) if len(names) == 2 else scale_bar(box, window, theme)


def scale_bar(box: Box, window: Sequence[float], theme: Theme, of: str = " in input space") -> list[Shape]:
    """A bar of round length, in units of the window, at its lower left."""
    x, y, width, height = box
    scale = width / (window[1] - window[0])
    length = round_below(min(LONGEST, width / 3) / scale)
    left, low = x + GAP, y + height - GAP
    corners = [[left, low - 5], [left, low], [left + scale * length, low], [left + scale * length, low - 5]]
    return [*_cased(corners, theme), _text(f"{written(length)}{of}", left, low - 9, theme)]


def _axes(box: Box, window: Sequence[float], names: Sequence[str], theme: Theme) -> list[Shape]:
    left, top, width, height = box
    u0, u1, v0, v1 = window
    right, low = left + width, top + height
    shapes: list[Shape] = []
    for along, label in _numbers(u0, u1, width):
        x = left + along
        shapes += [*_cased([[x, low], [x, low - TICK]], theme), _text(label, x, low - GAP, theme, anchor="middle")]
    for along, label in _numbers(v0, v1, height):
        y = low - along
        shapes += [*_cased([[left, y], [left + TICK, y]], theme), _text(label, left + GAP + 2, y + 4, theme)]
    shapes.append(_text(names[0], right - GAP, low - GAP, theme, anchor="end", bold=True))
    shapes.append(_text(names[1], left + GAP, top + GAP + 10, theme, bold=True))
    return shapes


def _numbers(low: float, high: float, length: float) -> list[tuple[float, str]]:
    """Round numbers with their places along an axis, away from its ends: two at least, for a single one is no scale."""
    found: list[tuple[float, str]] = []
    for closer in (1, 2, 4):
        ticks = even_ticks(low, high, closer * length / APART)
        places = [length * (tick - low) / (high - low) for tick in ticks]
        named = zip(places, even_labels(ticks), strict=True)
        found = [(place, label) for place, label in named if NAME <= place <= length - NAME]
        if len(found) > 1:
            break
    return found


def _cased(corners: list[list[float]], theme: Theme) -> list[Shape]:
    """A line with a casing, so that it reads on any fill."""
    points = np.array(corners, np.float64)
    casing = segments(np.stack([points[:-1], points[1:]], 1), theme.background, CASING, round=True)
    return [casing, Curve(points, theme.text, LINE)]


def _text(text: str, x: float, y: float, theme: Theme, **looks: object) -> Text:
    return Text(text, x, y, theme.text, halo=theme.background, **looks)  # type: ignore[arg-type]
