"""What tiles and samples are colored by."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray
from splinewidgets.pictures.wire_types.picture import Range

Scale = Literal["linear", "log", "class", "pattern"]
BarScale = Literal["auto", "linear", "log"]
"""Of a color bar; "auto" is that of the measure."""
Colormap = Literal["viridis", "cividis", "magma"]


class WireColors(TypedDict):
    """A measure of N tiles or samples, and how to read it."""

    picture: int
    """The number of the picture that they are of."""
    name: str
    """Of the measure that was asked for."""
    label: str
    unit: str
    scale: Scale
    range: Range
    """Of the color bar: most values lie in it."""
    values: Annotated[WireArray, Array("float32", ("N",), nan=True)]
    """One for each tile, or for each sample, row by row from the lower left; NaN for those that have no color.

    On a logarithmic scale what is not above 0 has none, either.
    """
    confidence: NotRequired[Annotated[WireArray, Array("float32", ("N",), nan=True)]]
    """The softmax probability of the class, where classes are shown; NaN outside of the window."""
    patterns: NotRequired[Annotated[WireArray, Array("uint8", ("L", "N"))]]
    """Where activation patterns are shown, one of 256 colors for that in the first layers, after each layer."""
    classes: NotRequired[list[str]]
    """Their names, where classes are shown."""
    zero: NotRequired[str]
    """What tiles without color are, where that is known of some."""
