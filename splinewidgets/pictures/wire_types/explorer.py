"""What an explorer shows beside its picture."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray
from splinewidgets.pictures.wire_types.picture import Pair, Point

Mark = Literal["boundary", "data", "misclassified", "anchors"]
"""What lies above the tiles; "data" are those that are not misclassified."""
Renderer = Literal["auto", "webgl", "canvas"]
""""webgl" draws by a graphics card, "canvas" by the processor, "auto" by the faster of the two."""
State = Literal["empty", "compiling", "computing", "ready", "error"]


class WireLayer(TypedDict):
    """A layer of the network."""

    name: str
    units: int


class WireMeasure(TypedDict):
    """A measure that tiles can be colored by."""

    group: NotRequired[str]
    """Heading in the menu; without one it is of every network."""
    name: str
    label: str


class WireSampled(TypedDict):
    """A sampled window."""

    points: Annotated[list[int], Entries("across up")]
    """How many there are."""


class WireDots(TypedDict):
    """Samples on a picture."""

    picture: int
    """The number of the picture that they are meant for."""
    points: Annotated[WireArray, Array("float32", ("n", 2))]
    """In window coordinates."""


class WireMap(TypedDict):
    """The data map of the side panel: n data in the plane of their two main directions."""

    count: int
    """How many data there are."""
    fitted: int
    """From how many of them the directions were found."""
    inputs: int
    """How many numbers an input has."""
    rows: NotRequired[Annotated[WireArray, Array("uint32", ("n",))]]
    """Which of the data are drawn, where these are not all."""

    points: Annotated[WireArray, Array("float32", ("n", 2))]
    labels: Annotated[WireArray, Array("uint8", ("n",))]
    names: list[str]
    """Of the classes that labels count; none where there are no labels."""
    axes: Pair


class WireSample(TypedDict):
    """One of the data as an image."""

    row: int
    shape: list[int]
    """[height, width] or [height, width, 3]."""
    pixels: Annotated[WireArray, Array("uint8", ("p",))]


class Facts(TypedDict):
    """About a tile, or else about a point of the slice where the network is sampled."""

    tile: NotRequired[int]
    point: NotRequired[Point]
    rows: list[Annotated[list[str], Entries("label value")]]
