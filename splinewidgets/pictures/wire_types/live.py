"""What the engine of a page needs to show a slice that no Python has seen."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray
from splinewidgets.pictures.wire_types.colors import Scale
from splinewidgets.pictures.wire_types.engine import WireEngineProgram
from splinewidgets.pictures.wire_types.picture import Box, Range


class WireLiveMeasure(TypedDict):
    """How a measure that the engine knows is called and read."""

    name: str
    label: str
    unit: str
    scale: Scale
    zero: str
    """What tiles without color are on a logarithmic scale."""


class WireLiveMap(TypedDict):
    """The directions of the data map."""

    mean: Annotated[WireArray, Array("float64", ("D",))]
    components: Annotated[WireArray, Array("float64", (2, "D"))]


class WireLiveSamples(TypedDict):
    """N data, of which those near the slice are drawn."""

    inputs: Annotated[WireArray, Array("float32", ("N", "D"))]
    labels: Annotated[WireArray, Array("uint8", ("N",))]
    missed: Annotated[WireArray, Array("uint8", ("N",))]
    """1 for data that the network puts into another class than theirs."""
    cutoff: float | None
    """The distance from which on data are not drawn; null for one that is chosen for each slice."""


class WireLiveImage(TypedDict):
    """Inputs that are images."""

    shape: list[int]
    order: Annotated[WireArray, Array("uint32", ("D",))]
    """Which number of an input each number of a picture is."""
    range: Range


class WireLive(TypedDict):
    """A network of D inputs, a plane through three of them, and what is drawn on it."""

    program: WireEngineProgram
    origin: Annotated[WireArray, Array("float64", ("D",))]
    axes: Annotated[WireArray, Array("float64", (2, "D"))]
    home: Box
    """The window to begin with."""
    margin: float
    """Room around the anchors in that window, as a share of their extent."""
    measures: list[WireLiveMeasure]
    samples: NotRequired[WireLiveSamples]
    map: NotRequired[WireLiveMap]
    image: NotRequired[WireLiveImage]
