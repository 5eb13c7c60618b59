"""What is known of a tile, or of a point where the network is sampled."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray
from splinewidgets.pictures.wire_types.manifold import WireOutput
from splinewidgets.pictures.wire_types.picture import Point


class WireTerm(TypedDict):
    """A quantity, and what it is in one sentence with its formula."""

    name: str
    label: str
    meaning: str


class WireOutputRow(TypedDict):
    """An output at the input that is told of."""

    output: int
    name: str
    value: float
    constant: NotRequired[float]
    """Its entry of c, where A is told."""


class WireMatrix(TypedDict):
    """Rows of A, those of the first outputs that are told, R of them with D entries each."""

    shape: list[int]
    """Of a row: [height, width] or [height, width, 3], or else [D] first entries."""
    rows: Annotated[WireArray, Array("float32", ("R", "D"))]
    largest: float
    """The size of the largest entry among these rows, at which colors end."""
    block: int
    """Where rows are too large to be sent, an entry is the mean of squares of so many by so many."""
    more: int
    """How many entries of a row are not told."""


class WireActiveUnits(TypedDict):
    """How many units of a layer are positive."""

    layer: str
    active: int
    units: int


class WireInspected(TypedDict):
    """A tile, or else a point where the network is sampled, at an input x of it."""

    picture: int
    tile: NotRequired[int]
    point: NotRequired[Point]
    resting: bool
    """Nobody points anywhere, and nothing is selected: this is in the middle of the window."""
    image: NotRequired[WireOutput]
    """x, where inputs are images."""
    input: list[float]
    """The first entries of x, where it is none."""
    input_names: list[str]
    """Those of these entries."""
    outputs: list[WireOutputRow]
    """The largest first."""
    more_outputs: int
    matrix: NotRequired[WireMatrix]
    without: str
    """Why something is not told; empty where all is."""
    active: list[WireActiveUnits]
    facts: list[Annotated[list[str], Entries("term value")]]


class WireSeparating(TypedDict):
    """Units of a layer that are in another state on one tile than on the other."""

    layer: str
    units: list[int]
    """The first of them."""
    count: int


class WireBetween(TypedDict):
    """Two tiles: what separates them, and a shortest path from one to the other."""

    picture: int
    tiles: Annotated[list[int], Entries("one other")]
    separating: list[WireSeparating]
    path: list[int]
    """Tiles, with both ends."""
    crossed: list[str]
    """The units that change on the way, a step each; one less than tiles."""
