"""What is seen in space: a surface above its tiles, and from where."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray
from splinewidgets.pictures.wire_types.picture import Pair, Range

SurfaceLayer = Literal["tessellation", "surface", "wire", "data", "residuals"]

Triple = Annotated[list[float], Entries("x y z")]
"""In the world of what is shown."""


class WireCamera(TypedDict):
    """An eye at `distance` from `target`, in units of the world; angles in radians.

    A surface's unit is the width of its window, and its origin the middle of the window at the height of
    `height_range[0]`: x runs along u, y along v, z upwards. A manifold's is the largest side of the box around it, and
    its origin the middle of that box.
    """

    azimuth: float
    elevation: float
    distance: float
    target: Triple


class WireSurface(TypedDict):
    """The graph of one output over the tiles of the explorer's picture of this number, which has V vertices."""

    id: int
    heights: Annotated[WireArray, Array("float32", ("V",))]
    """The output at each vertex, 0 for the lowest and 1 for the highest of them: in a small window outputs differ by
    less than float32 tells apart."""
    lowest_and_highest: Range
    """These two."""
    height_range: Range
    """Drawn from the floor of the surface to its top."""
    label: str
    """The name of the output."""
    axes: Pair
    """The names of the two axes of the window."""


class WireData(TypedDict):
    """N training data over the window."""

    points: Annotated[WireArray, Array("float32", ("N", 2))]
    """In window coordinates."""
    predictions: Annotated[WireArray, Array("float64", ("N",))]
    """The output at each."""
    targets: NotRequired[Annotated[WireArray, Array("float64", ("N",))]]
    """In units of the output; without them points lie on the surface."""
