"""Networks of the same weights with different biases: what is drawn of one of them, and what is measured."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict, final

from splinewidgets.pictures.wire_types.arrays import Array, WireArray
from splinewidgets.pictures.wire_types.picture import Point

Look = Literal["lines", "density"]
"""Exact hyperplanes, or how many units of a layer cut each cell of a grid."""


@final
class WireLines(TypedDict):
    """The hyperplanes of a network in the window: S segments, those of earlier layers first."""

    segments: Annotated[WireArray, Array("float32", ("S", 4))]
    """x0, y0, x1, y1 in window coordinates: 0..1 from its lower left corner, y up."""
    segment_layers: Annotated[WireArray, Array("uint8", ("S",))]
    tiles: int


@final
class WireCells(TypedDict):
    """How many units of one layer change sign in each cell of a grid over the window, from its lower left corner on."""

    counts: Annotated[WireArray, Array("uint8 uint16", ("rows", "columns"))]


class WireMeasures(TypedDict):
    """Of one network, an entry for each layer."""

    distances: list[float]
    """The root of the mean squared distance from the data to the hyperplanes of the units, among the layer's inputs."""
    minima: list[float]
    """The least that it could be for other biases."""
    nearest: list[float | None]
    """The mean distance to the nearest hyperplane, in the plane, of those data at which a unit depends on the input;
    null where there are none."""
    ratios: NotRequired[list[float | None]]
    """Of densities, near the data over far from them; null where there is nothing near or far."""


class WireDataSet(TypedDict):
    """Points to begin with."""

    name: str
    title: str
    points: list[Point]
