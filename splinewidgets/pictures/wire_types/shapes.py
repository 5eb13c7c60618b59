"""Shapes that a view beside an explorer draws on its slice."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.picture import Point

ShapeRole = Literal["point", "segment", "path", "nearest", "certificate", "attack", "searched", "tile"]
"""What a shape is of, which gives it its color."""


class WirePolyline(TypedDict):
    """A line through points of the slice; one that begins or ends in a handle follows it."""

    role: ShapeRole
    points: list[Point]


class WireDisc(TypedDict):
    """A disc, with a radius in units of the slice."""

    role: ShapeRole
    center: Point
    radius: float
    label: str


class WireMarker(TypedDict):
    """A point with a label, which may be empty; of a handle it says what is moved."""

    role: ShapeRole
    at: Point
    label: str
    handle: NotRequired[bool]
    """Whether a hand moves it; handles come before all other markers."""


class WireShapes(TypedDict):
    """All that one view draws on the slice, in its coordinates (u, v): it stays in its place while the window moves."""

    owner: str
    """The view."""
    lines: list[WirePolyline]
    discs: list[WireDisc]
    markers: list[WireMarker]
    seq: NotRequired[int]
    """The number of the last move of a handle that is in it."""


class ShapeDrag(TypedDict):
    """A handle of a view's being moved."""

    owner: str
    index: int
    at: Point
    seq: int
    done: bool
