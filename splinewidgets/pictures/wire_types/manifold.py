"""What a generator makes of the tiles of its latents."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, Entries, WireArray
from splinewidgets.pictures.wire_types.space import Triple

ManifoldLayer = Literal["tiles", "wire", "degenerate", "samples", "data"]
Axes = Literal["pca"] | Annotated[list[int], Entries("x y z")]
"""Principal components, or the numbers of the outputs along the axes."""


class WireManifold(TypedDict):
    """The images of the tiles of the explorer's picture of this number, flat polygons, along two or three axes.

    Its V vertices are those of the picture, in the same order.

    The unit is the largest side of the box around them, and the origin its middle, so that lengths and areas look
    right.
    """

    id: int
    positions: Annotated[WireArray, Array("float32", ("V", 3))]
    """The image of each vertex; with two axes z is the latent u, -0.5..0.5, by which folded sheets are parted."""
    center: Triple
    """An output is center + extent position."""
    extent: float
    labels: list[str]
    """The names of the axes, two or three."""
    degenerate: Annotated[WireArray, Array("uint32", ("D",))]
    """Tiles whose images have no area."""


class WirePoints(TypedDict):
    """Points in the world of the manifold with this number; for another one they mean nothing."""

    manifold: int
    points: Annotated[WireArray, Array("float32", ("n", 3))]
    """z as in `positions` of the manifold; 0 for data with two axes."""


class WireOutput(TypedDict):
    """An output as an image of D numbers."""

    shape: list[int]
    """[height, width] or [height, width, 3]."""
    pixels: Annotated[WireArray, Array("uint8", ("D",))]


class WirePointed(TypedDict):
    """What the generator makes of the latent that is pointed at."""

    manifold: int
    at: Triple
    picture: NotRequired[WireOutput]
    resting: bool
    """Nobody points anywhere: this is the middle of the window."""
