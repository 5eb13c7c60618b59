"""Loss landscapes: surfaces over windows of parameters, what is marked on them, and what is measured beside."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray
from splinewidgets.pictures.wire_types.picture import Box, Pair, Point, Range

SpotKind = Literal["minimum", "saddle"]
LandscapePart = Literal["surface", "map", "contours", "tile lines", "minima", "trajectory"]
LossScale = Literal["linear", "log"]


class WireSpot(TypedDict):
    """A place of which there is something to say."""

    kind: SpotKind
    at: Point
    height: float
    loss: str
    words: str


class WireLandscape(TypedDict):
    """A loss over a window.

    Heights are shares of the range that all landscapes of a widget have in common, from 0 to 1, on its scale; places in
    arrays are shares of the window.
    """

    id: int
    name: str
    words: str
    """What it is, and how far it can be trusted."""
    window: Box
    columns: Annotated[WireArray, Array("float32", ("C",))]
    """Where the columns of the grid are."""
    rows: Annotated[WireArray, Array("float32", ("R",))]
    heights: Annotated[WireArray, Array("float32", ("R", "C"), nan=True)]
    """NaN in a hole, and clamped to the range."""
    contours: Annotated[WireArray, Array("float32", ("n", 2, 3))]
    """Segments of level lines: u, v and height of both ends."""
    lines: Annotated[WireArray, Array("float32", ("m", 2, 3))]
    """The same of the edges of tiles, of which there are some where the loss is exact."""
    trajectory: Annotated[WireArray, Array("float32", ("s", 3))]
    """The steps of a training, projected to the plane and at its heights."""
    spots: list[WireSpot]


class WireWay(TypedDict):
    """The way of a marble on a landscape."""

    id: int
    """Of the landscape."""
    way: Annotated[WireArray, Array("float32", ("k", 3))]
    """Share of the window along u and v, and height, of each iterate."""
    words: str
    """How it ended."""


class WirePlotLine(TypedDict):
    """Numbers over an axis."""

    name: str
    x: Annotated[WireArray, Array("float64", ("p",))]
    y: Annotated[WireArray, Array("float64", ("p",), nan=True)]
    """Logarithms to base 10 where the plot is logarithmic."""
    words: str
    """Its last number, or another that says most."""


class WirePlot(TypedDict):
    """Some lines over one axis."""

    title: str
    axis: str
    logarithmic: bool
    lines: list[WirePlotLine]


class WireLossRange(TypedDict):
    """What the heights of 0 and 1 are."""

    range: Range
    scale: LossScale


class WirePlace(TypedDict):
    """Where the pointer is, on which landscape; none where it is not."""

    seq: int
    landscape: NotRequired[int]
    at: NotRequired[Point]


class WirePlaceFacts(TypedDict):
    """What there is to know of a place."""

    landscape: int
    at: Point
    height: NotRequired[float]
    """Not there in a hole."""
    rows: list[Pair]
    """Names and numbers."""
