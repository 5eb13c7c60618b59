"""What lies on a loss landscape: lines and dots at their heights, as js/src/loss_landscape/marks.ts has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias, Union

import numpy as np

from splinewidgets.pictures.figures.space_figure import Dots3d, Strokes3d
from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.inked_lines import as_rgb
from splinewidgets.pictures.sheets.keys import Entry, line_entry
from splinewidgets.pictures.sheets.shapes import Box, Floats, Shape, segments
from splinewidgets.pictures.sheets.sheet import placed
from splinewidgets.pictures.stills.space_drawing import PURPLE, RANGE, VERMILION
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import WireArray
from splinewidgets.pictures.wire_types.landscape import LandscapePart, WireLandscape, WireWay

RED, MAGENTA, SKY = as_rgb(VERMILION), as_rgb(PURPLE), (0.2, 0.75, 1.0)
# Lines lie so far above the surface, in widths of the window: between points of the grid that is not where they are.
LIFT = 0.004

# Places are shares of the window along u and v, and heights, upwards from 0 to 1.
LandscapeMark: TypeAlias = Union[Strokes3d, Dots3d]  # noqa: UP007, as the other unions of shapes


def landscape_marks(
    landscape: WireLandscape, ways: Sequence[WireWay], visible: Sequence[LandscapePart], selected: int = -1
) -> list[tuple[str, LandscapeMark]]:
    """The marks that there are, the last one in front, each with its name; "" where another one says it.

    Parameters
    ----------
    ways
        Of marbles, of which those on this landscape are taken.
    selected
        A spot of the landscape, or -1.
    """
    found: list[tuple[str, LandscapeMark]] = []
    if "contours" in visible:
        lines = _places(landscape["contours"], 2)
        found.append(("Level line", Strokes3d(lines, marks.INK, 0.8, opacity=0.5, margin=0.0)))
    if "tile lines" in visible:
        lines = _places(landscape["lines"], 2)
        found.append(("Tile line", Strokes3d(lines, marks.WHITE, 0.8, opacity=0.6, margin=0.0)))
    if "trajectory" in visible:
        path = _places(landscape["trajectory"])
        found.append(("Training", Strokes3d(_steps(path), RED, 1.5)))
        found.append(("", Dots3d(path[-1:], RED, marks.WHITE, marks.RADIUS, marks.RIM)))
    if "minima" in visible:
        spots = landscape["spots"]
        at = [np.array([spot["at"] for spot in spots if spot["kind"] == kind]) for kind in ("saddle", "minimum")]
        heights = [[spot["height"] for spot in spots if spot["kind"] == kind] for kind in ("saddle", "minimum")]
        saddles, minima = (_spots(landscape, *each) for each in zip(at, heights, strict=True))
        found.append(("Saddle", Dots3d(saddles, marks.WHITE, MAGENTA, 3.0, 1.25)))
        found.append(("Minimum", Dots3d(minima, MAGENTA, marks.WHITE, 3.5, 1.0)))
        chosen = spots[selected : selected + 1] if selected >= 0 else []
        there = _spots(landscape, np.array([spot["at"] for spot in chosen]), [spot["height"] for spot in chosen])
        found.append(("Selected", Dots3d(there, marks.WHITE, marks.DOT_RIM, 6.0, 2.0)))
    for way in ways:
        if way["id"] == landscape["id"]:
            path = _places(way["way"])
            found.append(("", Strokes3d(_steps(path), marks.WHITE, 2.0, halo=marks.INK, halo_opacity=0.8, margin=1.0)))
            found.append(("Marble", Dots3d(path[-1:], SKY, marks.INK, 6.5, 1.5)))
    return [(name, mark) for name, mark in found if len(_of(mark))]


def on_map(mark: LandscapeMark, box: Box) -> list[Shape]:
    """A mark from above, in the box of the window."""
    if isinstance(mark, Dots3d):
        return [marks.dots(placed(mark.points[:, :2], box), mark.core, mark.rim, mark.radius, mark.margin)]
    ends = placed(mark.ends[..., :2].reshape(-1, 2), box).reshape(-1, 2, 2)
    if not mark.margin:
        return [segments(ends, mark.color, mark.width, mark.opacity)]
    return [*marks.haloed(ends, mark.color, mark.halo, mark.halo_opacity, mark.width, mark.margin)]


def in_world(mark: LandscapeMark) -> LandscapeMark:
    """A mark on the surface, in the world."""
    if isinstance(mark, Dots3d):
        return replace(mark, points=world_of(mark.points))
    return replace(mark, ends=world_of(mark.ends) + np.array([0.0, 0.0, LIFT]))


def world_of(places: Floats) -> Floats:
    """Places (..., 3) in the world: the window is a unit square around its origin, whatever its sides are."""
    return (places - (0.5, 0.5, 0.0)) * (1.0, 1.0, RANGE)


def mark_entry(name: str, mark: LandscapeMark) -> Entry:
    """What a mark means."""
    if isinstance(mark, Strokes3d):
        # A line without a halo is seen on its surface, not on every sheet.
        halo = mark.halo if mark.margin else marks.DARK if mark.color == marks.WHITE else marks.WHITE
        return line_entry(name, mark.color, halo, max(1.5, mark.width))
    return Entry(name, lambda x, y: [marks.dots(np.array([[x, y]]), mark.core, mark.rim, mark.radius, mark.margin)])


def _of(mark: LandscapeMark) -> Floats:
    return mark.ends if isinstance(mark, Strokes3d) else mark.points


def _places(wire: WireArray, ends: int = 1) -> Floats:
    """Places (n, 3), or the ends of segments (n, 2, 3)."""
    places = decode(wire).astype(np.float64)
    return places.reshape(-1, 3) if ends == 1 else places.reshape(-1, ends, 3)


def _steps(path: Floats) -> Floats:
    """A path (n, 3) as segments (n - 1, 2, 3)."""
    return np.stack([path[:-1], path[1:]], axis=1)


def _spots(landscape: WireLandscape, at: Floats, heights: Sequence[float]) -> Floats:
    u0, u1, v0, v1 = landscape["window"]
    shares = (at.reshape(-1, 2) - (u0, v0)) / (u1 - u0, v1 - v0)
    return np.column_stack([shares, heights])
