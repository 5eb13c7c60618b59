"""What is known of the tiles of a picture together."""

from __future__ import annotations

from typing import Annotated, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray


class WireClassRegions(TypedDict):
    """The regions of one class."""

    name: str
    share: float
    """Of the window."""
    components: int
    holes: int


class WireStatistics(TypedDict):
    """Statistics of the T tiles of the explorer's picture of this number."""

    id: int
    log_areas: Annotated[WireArray, Array("float32", ("T",))]
    """Logarithms to base 10 of their areas."""
    active: Annotated[WireArray, Array("float32", ("T",))]
    """The share of all units that are positive on each."""
    unit_count: int
    """Number of these units; shares are multiples of 1 over it."""
    boundary_length: float | None
    """Length of the decision boundary in the window; null where outputs are no scores of classes."""
    classes: list[WireClassRegions]
    """Those that there are in the window, in their order; none where outputs are no scores of classes."""
