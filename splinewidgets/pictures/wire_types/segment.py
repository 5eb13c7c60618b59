"""A network along a segment of a slice."""

from __future__ import annotations

from typing import Annotated, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray
from splinewidgets.pictures.wire_types.picture import Point

Segment = Annotated[list[Point], Entries("start end")]
"""The two ends, in (u, v) of the slice."""


class WireSegment(TypedDict):
    """The affine spline of each output along a segment; places on it are distances from its start, in input units."""

    ends: Segment
    length: float
    positions: Annotated[WireArray, Array("float64", ("P",))]
    """Ascending, from 0 to the length: where pieces begin and end."""
    layers: Annotated[WireArray, Array("uint16", ("B",))]
    """Of the unit that bends the network at each position but the first and the last."""
    outputs: list[int]
    """Those that are drawn."""
    names: list[str]
    values: Annotated[WireArray, Array("float64", ("K", "P"))]
    """Of each output at each position; straight lines between."""
    zeros: Annotated[WireArray, Array("float64", ("Z", 2))]
    """The row of an output in `values`, and where it changes its sign."""
    changes: Annotated[WireArray, Array("float64", ("S",))]
    """Where the segment crosses the decision boundary."""
    classes: list[int]
    """The class before each of these, and after the last; none where outputs are no scores of classes."""
    chosen: str
    """Which of all outputs these are; empty where they are all."""
