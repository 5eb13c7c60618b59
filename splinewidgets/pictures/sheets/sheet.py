"""Sheets: pictures side by side, and below them what their colors and signs mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from splinewidgets.pictures.sheets.shapes import PIXELS_PER_INCH, Box, Figure, Floats, Panel, Shape, Text
from splinewidgets.pictures.sheets.themes import THEMES, Theme, ThemeName

MARGIN, GAP = 8.0, 12.0
CAPTION = 20.0
# A window as wide as this over its height, or as narrow, is drawn in these proportions.
WIDEST = 3.0


@dataclass(frozen=True)
class Look:
    """How a figure is drawn.

    Attributes
    ----------
    width : float
        Inches. Text has 9 points, whatever the width.
    dpi : float
        Pixels an inch, of a PNG file and of what is made of pixels in any other.
    theme : 'light' or 'dark'
    """

    width: float = 6.5
    dpi: float = 300.0
    theme: ThemeName = "light"

    @property
    def colors(self) -> Theme:
        """Colors of the theme."""
        return THEMES[self.theme]

    @property
    def ratio(self) -> float:
        """Pixels of the file to a CSS pixel."""
        return self.dpi / PIXELS_PER_INCH


@dataclass(frozen=True)
class View:
    """A picture in the making: drawn into a box, once that is known."""

    aspect: float
    """Width over height."""
    draw: Callable[[Box, Look], Panel]
    caption: str = ""
    detail: str = ""


# Draws from [x, y] on, at most so wide, and says how high that is.
Key = Callable[[float, float, float, Look], tuple[list[Shape], float]]


def sheet(rows: Sequence[Sequence[View]], keys: Sequence[Key], look: Look, title: str) -> Figure:
    """A figure of rows of pictures, those of a row of one height, with keys below each other under them."""
    width = PIXELS_PER_INCH * look.width
    shapes: list[Shape] = []
    y = MARGIN - GAP
    for views in rows:
        drawn, high = _row(views, y + GAP, width, look)
        shapes += drawn
        y += GAP + high
    for key in keys:
        drawn, high = key(MARGIN, y + GAP, width - 2 * MARGIN, look)
        if drawn:
            shapes += drawn
            y += GAP + high
    return Figure(width, y + MARGIN, look.colors.background, shapes, title)


def extent(text: str, size: float = 12.0, bold: bool = False) -> float:
    """About how wide a text is, in pixels; fonts differ."""
    return size * (1.12 if bold else 1.0) * sum(0.95 if ord(letter) > 0x2E80 else 0.58 for letter in text)


def placed(points: Floats, box: Box) -> Floats:
    """Points (n, 2) of a window, 0..1 and upwards, in pixels of its box."""
    x, y, width, height = box
    return points * (width, -height) + (x, y + height)


def _row(views: Sequence[View], y: float, width: float, look: Look) -> tuple[list[Shape], float]:
    room = width - 2 * MARGIN - GAP * (len(views) - 1)
    aspects = [min(WIDEST, max(1 / WIDEST, view.aspect)) for view in views]
    height = room / sum(aspects)
    caption = CAPTION * any(view.caption for view in views)
    shapes: list[Shape] = []
    x = MARGIN
    for view, aspect in zip(views, aspects, strict=True):
        shapes += _captioned(view, x, y + 12, look)
        shapes.append(view.draw((x, y + caption, aspect * height, height), look))
        x += aspect * height + GAP
    return shapes, caption + height


def _captioned(view: View, x: float, y: float, look: Look) -> list[Shape]:
    if not view.caption:
        return []
    detail = Text(view.detail, x + extent(view.caption, 13, bold=True) + 10, y, look.colors.muted)
    return [Text(view.caption, x, y, look.colors.text, size=13, bold=True), *([detail] if view.detail else [])]
