"""Signs above tiles: haloed lines, data, dots and stars, as js/src/color has them. Sizes are CSS pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.sheets.shapes import Floats, Ints, Lines, Marks, Rgb, Shape, segments
from splinewidgets.pictures.stills.palette import UNIT, class_colors
from splinewidgets.pictures.stills.raster import star

RED, BLUE, WHITE, INK = (0.86, 0.08, 0.12), (0.0, 0.447, 0.698), (1.0, 1.0, 1.0), (0.05, 0.05, 0.08)
DARK = (0.08, 0.08, 0.11)
DOT_RIM = (0.1, 0.1, 0.14)

RADIUS, RIM, OUTER = 4.5, 1.25, 0.75
# Half the length of a cross, and half the width of its arms.
REACH, ARM = 6.5, 2.5
# Of data at the distance from which on they are not shown.
FAINTEST, SMALLEST = 0.35, 0.6
STAR, STAR_LINE = 9.5, 1.75


def haloed(ends: Floats, core: Rgb, halo: Rgb, opacity: float, width: float, margin: float) -> list[Lines]:
    """Segments (n, 2, 2) as one curve with a halo, which is wider on either side."""
    if not len(ends):
        return []
    below = segments(ends, halo, width + 2 * margin, opacity=opacity, round=True)
    return [below, segments(ends, core, width, round=True)]


def boundary(ends: Floats, color: Rgb = RED) -> list[Lines]:
    """Where the predicted class changes."""
    return haloed(ends, color, WHITE, 0.9, 2.0, 1.25)


def unit_line(ends: Floats) -> list[Lines]:
    """The folded line of a marked unit."""
    return haloed(ends, UNIT, WHITE, 0.92, 3.25, 1.9)


def selection(ends: Floats) -> list[Lines]:
    """Round the selected tile."""
    return haloed(ends, WHITE, INK, 0.75, 2.5, 1.25)


def chosen(ends: Floats) -> list[Lines]:
    """Round tiles that are chosen together."""
    return haloed(ends, WHITE, INK, 0.75, 2.0, 1.25)


def hatching(ends: Floats) -> list[Lines]:
    """Within them."""
    return haloed(ends, WHITE, INK, 0.75, 1.0, 0.75)


def data(places: Floats, labels: Ints, nearness: Floats, missed: Ints) -> list[Shape]:
    """Data near a slice in the color of their class: discs that fade with distance, and crosses for what is missed."""
    colors = class_colors(labels)
    size = SMALLEST + (1 - SMALLEST) * nearness
    shapes: list[Shape] = []
    hit = missed == 0
    if hit.any():
        radii, opacities = RADIUS * size[hit], FAINTEST + (1 - FAINTEST) * nearness[hit]
        shapes.append(Marks(places[hit], radii + OUTER / 2, None, DARK, OUTER, opacities))
        shapes.append(Marks(places[hit], radii - RIM / 2, colors[hit], WHITE, RIM, opacities))
    if not hit.all():
        there, reaches = places[~hit], REACH * size[~hit]
        for beyond, fill in ((OUTER, DARK), (0.0, WHITE), (-RIM, None)):
            outlines = np.array([_cross(reach + beyond, ARM + beyond) for reach in reaches])
            fills = colors[~hit] if fill is None else np.tile(fill, (len(there), 1))
            shapes.append(Marks(there, outlines, fills))
    return shapes


def dots(places: Floats, core: Rgb = WHITE, rim: Rgb = DOT_RIM, radius: float = 3.0, margin: float = 1.0) -> Marks:
    """Outlined discs, all alike."""
    fills = np.tile(core, (len(places), 1))
    return Marks(places, np.full(len(places), radius - margin / 2), fills, rim, margin)


def stars(places: Floats, radius: float = STAR) -> Marks:
    """Anchors."""
    outlines = np.tile(star(radius), (len(places), 1, 1))
    return Marks(places, outlines, np.tile(WHITE, (len(places), 1)), DARK, STAR_LINE)


def _cross(reach: float, arm: float) -> Floats:
    """Outline (12, 2) of two bars that cross, from corner to corner."""
    bar = [(reach, -arm), (reach, arm), (arm, arm)]
    corners: Sequence[tuple[float, float]] = [
        (math.cos(a) * x - math.sin(a) * y, math.sin(a) * x + math.cos(a) * y)
        for a in (math.pi * (k / 2 + 0.25) for k in range(4))
        for x, y in bar
    ]
    return np.array(corners)
