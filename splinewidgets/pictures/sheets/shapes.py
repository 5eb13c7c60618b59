"""What figures consist of. Places are [x, y] in CSS pixels, 96 to an inch, from the top left corner.

All colors are red, green and blue from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, Union

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Rgb: TypeAlias = tuple[float, float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""x, y, width, height."""
Anchor: TypeAlias = Literal["start", "middle", "end"]

PIXELS_PER_INCH = 96


@dataclass(frozen=True)
class Polygons:
    """Filled polygons: one with so many corners (T,) after the other, each (C,) an index of the points (V, 2)."""

    points: Floats
    corners: Ints
    sizes: Ints
    colors: Floats
    """(T, 3)."""


@dataclass(frozen=True)
class Veil:
    """Some of such polygons (T,), all at once under one translucent color, so that no seams show between them."""

    points: Floats
    corners: Ints
    sizes: Ints
    covered: npt.NDArray[np.bool_]
    color: Rgb
    opacity: float


@dataclass(frozen=True)
class Lines:
    """Segments, each (n, 2) from one to another of the points (V, 2), no darker where they meet."""

    points: Floats
    ends: Ints
    color: Rgb
    width: float
    opacity: float = 1.0
    round: bool = False
    """Round ends join the segments of one curve."""


@dataclass(frozen=True)
class Curve:
    """A line through points (n, 2); a gap where one is NaN."""

    points: Floats
    color: Rgb
    width: float
    opacity: float = 1.0
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Marks:
    """Signs of a size of their own round places (n, 2): discs with radii (n,), or outlines (n, k, 2)."""

    places: Floats
    outlines: Floats
    """Radii, or outlines."""
    fills: Floats | None
    """(n, 3), or None for none."""
    stroke: Rgb | None = None
    width: float = 0.0
    opacities: Floats | None = None
    """(n,); by default all 1."""


@dataclass(frozen=True)
class Text:
    """A line of text, as it was given, on a baseline."""

    text: str
    x: float
    y: float
    color: Rgb
    size: float = 12.0
    anchor: Anchor = "start"
    bold: bool = False
    halo: Rgb | None = None
    upright: bool = True
    """Else it runs upwards."""


@dataclass(frozen=True)
class Image:
    """Pixels (height, width, 3) of 0 to 255 that fill a box, one square each."""

    pixels: npt.NDArray[np.uint8]
    box: Box


@dataclass(frozen=True)
class Ramp:
    """A box with even steps of colors (n, 3) from left to right, linear between them."""

    box: Box
    colors: Floats


@dataclass(frozen=True)
class Rectangle:
    """A box in one color."""

    box: Box
    fill: Rgb
    opacity: float = 1.0
    corner: float = 0.0
    """Radius of its corners."""


@dataclass(frozen=True)
class Panel:
    """Shapes on a window of the plane, cut off at its box."""

    box: Box
    shapes: Sequence[Shape]
    window: Box | None = None
    """x_min, x_max, y_min, y_max of what is seen; None where it has no coordinates."""
    labels: tuple[str, str] = ("", "")
    """The names of its two coordinates."""
    scales: Sequence[Shape] = ()
    """Numbers, ticks and names on it, above the shapes; what has axes of its own leaves them out."""


Shape = Union[Polygons, Veil, Lines, Curve, Marks, Text, Image, Ramp, Rectangle, Panel]  # noqa: UP007, for Panel comes last


@dataclass(frozen=True)
class Figure:
    """Shapes on a sheet of so many CSS pixels, the last one in front."""

    width: float
    height: float
    background: Rgb
    shapes: Sequence[Shape]
    title: str
    """What is seen, in a sentence."""

    @property
    def panels(self) -> list[Panel]:
        """The pictures of the figure; not the empty places in a row."""
        return [shape for shape in self.shapes if isinstance(shape, Panel) and shape.shapes]


def segments(ends: npt.ArrayLike, color: Rgb, width: float, opacity: float = 1.0, round: bool = False) -> Lines:
    """Lines from segments (n, 2, 2)."""
    points = np.asarray(ends, np.float64).reshape(-1, 2)
    return Lines(points, np.arange(len(points)).reshape(-1, 2), color, width, opacity, round)
