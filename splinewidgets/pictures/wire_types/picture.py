"""What is drawn of a slice."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray

# In the place of an edge's layer, where it is one of the window's border.
BORDER = 255

Point = Annotated[list[float], Entries("u v")]
"""In slice coordinates, unless it is said otherwise."""
Box = Annotated[list[float], Entries("u_min u_max v_min v_max")]
"""In slice coordinates."""
Range = Annotated[list[float], Entries("low high")]
ChosenUnit = Annotated[list[int], Entries("layer unit")]
"""A unit, by its layer among those of the network and its number in there, from 0."""

Pair = Annotated[list[str], Entries("x y")]
"""A text for each of two axes."""


class WireTiles(TypedDict):
    """T tiles with C corners in all and V vertices, and the window that they fill."""

    id: int
    """Tells a picture from earlier ones; what shows the same tiles has the same number."""
    window: Box
    positions: Annotated[WireArray, Array("float32", ("V", 2))]
    """In window coordinates: 0..1 from its lower left corner, v up."""
    tile_sizes: Annotated[WireArray, Array("uint8 uint16 uint32", ("T",))]
    """How many corners each tile has."""
    tile_vertices: Annotated[WireArray, Array("uint16 uint32", ("C",))]
    """The counter-clockwise loops of all tiles, one after the other."""
    corner_layers: Annotated[WireArray, Array("uint8", ("C",))]
    """The layer of the edge that leaves each corner of a loop; 255 on the window's border."""


class WireAgain(TypedDict):
    """A picture that was sent before, as it is but for what may have changed."""

    id: int
    seq: int | None
    """Of the newest drag, tilt, undo or seek that this picture includes; null before the first."""
    anchors: list[Point]
    handles: list[Point]
    """The anchors on the data map, in its coordinates; none without a map."""


class WireImage(TypedDict):
    """The slice as images of D numbers: the input at (u, v) is origin + u axes[0] + v axes[1]."""

    shape: list[int]
    """[height, width] or [height, width, 3]."""
    origin: Annotated[WireArray, Array("float32", ("D",))]
    axes: Annotated[WireArray, Array("float32", (2, "D"))]
    range: Range
    """Values drawn as black and as full intensity."""


class WirePicture(WireTiles, WireAgain):
    """Everything on the canvas but the colors: tiles or samples with E edges, anchors, and P data near the slice."""

    edge_units: Annotated[WireArray, Array("uint8 uint16 uint32", ("E",))]
    """The unit, within its layer, of each edge between tiles, at the first corner of a loop whose vertex is the lower
    end of the edge."""

    grid: NotRequired[Annotated[list[int], Entries("columns rows")]]
    """Where the network is sampled: then there are no tiles, but a color for each cell."""
    boundary: Annotated[WireArray, Array("float32", ("S", 4))]
    """The segments of the decision boundary: x0, y0, x1, y1 in window coordinates."""
    reference_boundary: NotRequired[Annotated[WireArray, Array("float32", ("R", 4))]]
    """The same of the reference checkpoint, where two are shown as their difference."""
    points: Annotated[WireArray, Array("float32", ("P", 2))]
    """In window coordinates."""
    point_labels: Annotated[WireArray, Array("uint8", ("P",))]
    point_nearness: Annotated[WireArray, Array("float32", ("P",))]
    """1 on the slice, 0 at the distance from which on data are not shown."""
    point_missed: Annotated[WireArray, Array("uint8", ("P",))]
    """1 for data that the network puts into another class than theirs."""
    image: WireImage | None
