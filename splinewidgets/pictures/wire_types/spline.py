"""An affine spline of one variable, the network that it is, and what a hand does to either."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray
from splinewidgets.pictures.wire_types.picture import Box, Point

ActivationName = Literal["relu", "leaky_relu", "abs"]
SplinePart = Literal["units", "points", "residuals"]
"""What is drawn beside the graph and its knots."""

PointList = Annotated[list[list[float]], Entries("x y")]
"""The points (x[i], y[i])."""


class WireUnit(TypedDict):
    """A unit of the hidden layer, v g(w x + b)."""

    w: float
    b: float
    v: float
    knot: float | None
    """Where it bends the graph; null where w = 0, and it does so nowhere."""
    height: float | None
    """Of the graph there."""
    jump: float
    """By how much the graph's slope grows there."""


class WireSpline(TypedDict):
    """The graph in a window, V vertices and one piece fewer, and the network of n units that it is of."""

    window: Box
    vertices: Annotated[WireArray, Array("float64", ("V", 2))]
    """From the left side of the window over the knots in it to the right side; x, y."""
    lines: Annotated[WireArray, Array("float64", ("P", 2))]
    """Slope and intercept of each piece in the window."""
    units: list[WireUnit]
    parts: Annotated[WireArray, Array("float64", ("n", 3, 2))]
    """What each unit adds, at the sides of the window and at its knot between them; x, y."""
    bias: float
    """Of the output, c."""
    leak: float
    """Slope of the activation below 0; above it is 1."""
    fitted: Annotated[WireArray, Array("float64", ("N",))]
    """The graph's heights at the points."""


class SplineEdit(TypedDict):
    """Something a hand does to the graph, the weights or the points."""

    seq: int
    gesture: int
    """Changes when a new gesture begins; places and numbers are those to come to, from where it began."""
    act: Literal["knot", "height", "weight", "points", "add", "remove", "fit", "interpolate", "home", "undo"]
    unit: NotRequired[int]
    at: NotRequired[Point]
    """Where a knot, or the graph, is to go."""
    name: NotRequired[Literal["w", "b", "v", "c"]]
    """Which weight."""
    value: NotRequired[float]
    points: NotRequired[PointList]
    steps: NotRequired[int]
    """To undo; those below 0 are redone."""
