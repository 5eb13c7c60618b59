"""A network of some depth and width, its tiles or its graph, and their number over the depth."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray
from splinewidgets.pictures.wire_types.picture import Box, WireTiles

NetworkName = Literal["folding", "random", "tent", "square"]


class WireColoredTiles(WireTiles):
    """The tiles of a network of two inputs, and what it makes of each."""

    values: Annotated[WireArray, Array("float32", ("T",))]
    """The output in the middle of each tile, as a share from the least to the largest."""


class WireGraph(TypedDict):
    """The graph of a network of one input, K vertices from side to side."""

    window: Box
    vertices: Annotated[WireArray, Array("float64", ("K", 2))]
    target: NotRequired[Annotated[WireArray, Array("float64", ("n", 2))]]
    """Points of what it approximates."""


class WireSeries(TypedDict):
    """A number for each depth from 1 on."""

    name: Literal["measured", "lower", "upper", "one layer", "growth", "closed form"]
    label: str
    logarithms: Annotated[WireArray, Array("float64", ("D",), nan=True)]
    """To base 10; NaN where it is not known."""
    texts: list[str]
    """The numbers themselves, all digits of those that are whole; empty where they are not known."""


class WireCurves(TypedDict):
    """Numbers over the depth, on a logarithmic scale."""

    title: str
    series: list[WireSeries]
