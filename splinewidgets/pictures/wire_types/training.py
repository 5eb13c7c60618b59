"""What is shown of a training beside its pictures."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray

Compare = Literal["single", "side", "difference"]
"""How a reference checkpoint is shown: not at all, beside the present one, or subtracted from it."""


class WireFigure(TypedDict):
    """Metrics that are drawn together."""

    title: str
    labels: list[str]
    """The name of each curve."""
    colors: list[str]
    """The color of each curve, as in CSS."""
    values: Annotated[WireArray, Array("float64", ("curves", "steps"), nan=True)]
    """NaN is a gap."""
    share: bool
    """Values are shares of 1."""
