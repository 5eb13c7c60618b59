"""Lines of units that a hand moves and turns, and what is drawn about them."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray
from splinewidgets.pictures.wire_types.picture import Point

Overlay = Literal["half-planes", "signs", "power diagram"]
"""What can be drawn over the tiles: where the chosen unit is active, the sign of every unit on every tile, and the
power diagram of the chosen unit's layer."""
Action = Literal["move", "turn", "add unit", "remove unit", "add layer", "remove layer"]


class Edit(TypedDict):
    """A change of the network by hand, at a unit of a layer."""

    action: Action
    layer: int
    unit: int
    at: NotRequired[Point]
    """Where the line is to pass; the middle of the window where it is left out."""
    pivot: NotRequired[Point]
    """Where a line passes that turns."""
    gesture: int
    """Changes when a new gesture begins."""
    seq: int
    done: bool


class WireChosen(TypedDict):
    """The chosen unit, among T tiles."""

    layer: int
    unit: int
    segments: Annotated[WireArray, Array("float32", ("S", 4))]
    """Its line in window coordinates: x0, y0, x1, y1."""
    grips: list[Point]
    """Where to move it by, and where to turn it by; none where it has no line in the window."""
    active: NotRequired[Annotated[WireArray, Array("uint8", ("T",))]]
    """1 for tiles on which it is positive, where half-planes are shown."""
    words: str
    """How it is with its line."""


class WireSigns(TypedDict):
    """The sign vectors of n tiles."""

    points: Annotated[WireArray, Array("float32", ("n", 2))]
    """In window coordinates."""
    texts: list[str]
    """A line of signs for each layer."""


class WireDiagram(TypedDict):
    """The circles of a power diagram with n cells."""

    centers: Annotated[WireArray, Array("float32", ("n", 2))]
    """In window coordinates, perhaps far outside."""
    radii: Annotated[WireArray, Array("float32", ("n",))]
    """In widths of the window: square roots of the sizes of squared radii."""
    imaginary: Annotated[WireArray, Array("uint8", ("n",))]
    """1 where the squared radius is negative."""


class WireFold(TypedDict):
    """Where lines bend at others."""

    at: Point
    rows: list[Annotated[list[str], Entries("label value")]]


class WireArrangement(TypedDict):
    """What is drawn over a picture, and told beside it."""

    picture: int
    chosen: NotRequired[WireChosen]
    signs: NotRequired[WireSigns]
    diagram: NotRequired[WireDiagram]
    fold: NotRequired[WireFold]
    counts: list[Annotated[list[str], Entries("label value")]]
    """The number of tiles, and bounds on it."""
    notes: list[str]
    """What is left out, and what is odd about the lines."""
