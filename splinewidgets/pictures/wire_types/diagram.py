"""A network as columns of units, and what is known of it at an input."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray
from splinewidgets.pictures.wire_types.picture import Point

ColumnKind = Literal["input", "affine", "unit", "choice"]
"""Affine are sums with skip connections, what a choice is made between, and outputs."""


class WireConnection(TypedDict):
    """What n entries of a column have from m of an earlier one, `source`."""

    source: int
    weights: NotRequired[Annotated[WireArray, Array("float64", ("n", "m"))]]
    """Where they are told one by one; of a choice 1 for what it can take."""
    editable: bool
    """Whether each is an entry of a parameter, which a hand can change."""
    through: list[str]
    """The operations on the way."""
    counts: Annotated[WireArray, Array("uint32", ("bins",))]
    """The numbers in the matrices on the way, counted in bins of one width from minus to plus the largest size."""
    largest: float
    """That size."""


class WireFunctions(TypedDict):
    """Activations of n units, continuous and piecewise affine, with k breaks each."""

    breaks: Annotated[WireArray, Array("float64", ("n", "k"))]
    values: Annotated[WireArray, Array("float64", ("n", "k"))]
    ends: Annotated[WireArray, Array("float64", ("n", 2))]
    """The slopes left of the first break and right of the last."""


class WireColumn(TypedDict):
    """The inputs, the units of a layer, the outputs, or numbers between."""

    kind: ColumnKind
    name: str
    layer: int
    """Among the layers of the network; -1 for what is no layer."""
    width: int
    names: list[str]
    """Of its entries, where these have names."""
    constant: NotRequired[Annotated[WireArray, Array("float64", ("n",))]]
    """A unit's bias, where weights are told."""
    biased: bool
    """Whether each is an entry of a parameter, which a hand can change."""
    functions: NotRequired[WireFunctions]
    sign: int
    """A choice takes the largest entry, 1, or the smallest, -1."""
    connections: list[WireConnection]


class WireNetwork(TypedDict):
    """The columns in the order in which they are computed."""

    number: int
    """Tells it from other ones, and from itself with other weights."""
    columns: list[WireColumn]
    output: int
    whole: bool
    """Whether a page can compute all that the network does."""
    fixed: str
    """Why no weight can be changed here; empty where they can."""


class WirePlane(TypedDict):
    """Where a picture lies among the D inputs of a network: the input at (u, v) is origin + u axes[0] + v axes[1]."""

    picture: int
    network: int
    origin: Annotated[WireArray, Array("float64", ("D",))]
    axes: Annotated[WireArray, Array("float64", (2, "D"))]


class WireActive(TypedDict):
    """A tile that is pointed at, or selected."""

    picture: int
    tile: int
    point: Point
    """Its center of mass: of a tile thinner than what is drawn a page does not know it."""
    counts: list[int]
    """Of a network that a page cannot compute: how many units of each column are positive there, and -1 where that is
    not said of it."""


class WeightEdit(TypedDict):
    """A weight or a bias being changed by hand, to a value as it is drawn."""

    column: int
    unit: int
    source: int
    """The column that the weight's entry is in; -1 for the unit's bias."""
    entry: int
    value: float
    seq: int
    done: bool
