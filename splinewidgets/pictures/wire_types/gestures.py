"""What the browser asks for.

`seq` grows with every message of a page. Python checks each before it is believed, since a page may send anything.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.picture import Point


class Ask(TypedDict):
    """Whether anybody listens."""

    seq: int
    all: bool
    """Whether everything is to be sent again."""
    text: NotRequired[bool]
    """Whether arrays are to come in base64 from now on, because buffers do not arrive."""


class Drag(TypedDict):
    """A handle being moved."""

    index: int
    where: Literal["slice", "map"]
    at: Point
    """In the coordinates of the slice or of the map."""
    sample: NotRequired[int]
    """Which of the data it is taken to, on the map."""
    seq: int
    done: bool


TripleClasses = Literal["any", "same", "different"]
"""Classes of three data: any, one, or three."""


class DrawnTriple(TypedDict):
    """Three of the data wanted as anchors, by chance."""

    classes: TripleClasses
    seq: int


class Tilt(TypedDict):
    """The plane being tilted at an anchor, out of itself."""

    index: int
    angle: float
    """Radians from the plane in which the gesture began."""
    gesture: int
    """Changes when a new gesture begins, so that a lost first message does no harm."""
    seq: int
    done: bool


class Undo(TypedDict):
    """Views and anchors to go back to; steps below 0 are redone."""

    steps: int
    seq: int


class Seek(TypedDict):
    """Another checkpoint wanted by hand, to be shown or to be compared with."""

    which: Literal["checkpoint", "reference"]
    index: int
    seq: int


class Clicked(TypedDict):
    """A checkpoint that was clicked on curves."""

    index: int
    seq: int
