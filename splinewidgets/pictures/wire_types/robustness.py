"""Robustness of a prediction at a point of a slice."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray
from splinewidgets.pictures.wire_types.picture import Point


class WireAttack(TypedDict):
    """Where an attack ends."""

    at: Point
    """Its place on the slice, or the nearest one."""
    distance: float
    """From the point."""
    off_plane: float
    """From the plane of the slice."""
    predicted: str
    """The class there."""
    succeeded: bool
    """Whether that is another one than the point's."""
    pixels: NotRequired[Annotated[WireArray, Array("float32", ("D",))]]
    """The input in the order height, width, channel, where it is an image outside of the plane."""


class WireRobustness(TypedDict):
    """What is exact within the plane of the slice around a point, in input units, and where attacks end."""

    point: Point
    predicted: str
    nearest: Point | None
    """Of the decision boundary, in the window."""
    distance: float | None
    other: str
    """The class beyond it."""
    certified_radius: float
    at_border: bool
    """Whether the window ends the certified disc, and not another class."""
    radius: float
    """Of the disc for the Lipschitz constant, in which attacks search."""
    usual_radius: float
    """The radius where none was chosen."""
    lipschitz: float
    tile: int
    flat: bool
    """Whether the slice is all of the input space."""
    in_plane: NotRequired[WireAttack]
    in_inputs: NotRequired[WireAttack]
