"""A network as the engine in a page carries it out: values, the first of them the input, and steps to the others."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from splinewidgets.pictures.wire_types.arrays import Array, WireArray


class WireEngineMatrix(TypedDict):
    """The part of an affine value of n entries that an earlier one of m has."""

    of: int
    weight: Annotated[WireArray, Array("float32 float64", ("n", "m"))]


class WireEngineSparseMatrix(TypedDict):
    """The same by the k entries of its matrix that are not zero, row by row."""

    of: int
    starts: Annotated[WireArray, Array("uint32", ("n + 1",))]
    columns: Annotated[WireArray, Array("uint32", ("k",))]
    weights: Annotated[WireArray, Array("float32 float64", ("k",))]


WireEngineTerm = WireEngineMatrix | WireEngineSparseMatrix


class WireEngineAffine(TypedDict):
    """The sum of products with earlier values, and a bias."""

    kind: Literal["affine"]
    out: int
    terms: list[WireEngineTerm]
    bias: NotRequired[Annotated[WireArray, Array("float32 float64", ("n",))]]


class WireEngineTake(TypedDict):
    """Some entries of an earlier value, in any order."""

    kind: Literal["take"]
    of: int
    out: int
    entries: Annotated[WireArray, Array("uint32", ("n",))]


class WireEngineBend(TypedDict):
    """Each entry times its slope above zero or below."""

    kind: Literal["bend"]
    of: int
    out: int
    layer: int
    above: Annotated[WireArray, Array("float32 float64", ("n",))]
    below: Annotated[WireArray, Array("float32 float64", ("n",))]


class WireEnginePiecewise(TypedDict):
    """A function of each entry through K points, with slopes beyond both ends."""

    kind: Literal["piecewise"]
    of: int
    out: int
    layer: int
    places: Annotated[WireArray, Array("float32 float64", ("K", "n"))]
    values: Annotated[WireArray, Array("float32 float64", ("K", "n"))]
    ends: Annotated[WireArray, Array("float32 float64", (2, "n"))]


class WireEngineLarger(TypedDict):
    """The larger of two values, entry by entry; the smaller where the sign is -1."""

    kind: Literal["larger"]
    of: int
    other: int
    out: int
    layer: int
    sign: int


class WireEngineMaxima(TypedDict):
    """The largest of some entries for each unit; the smallest where the sign is -1."""

    kind: Literal["maxima"]
    of: int
    out: int
    layer: int
    entries: Annotated[WireArray, Array("uint32", ("units", "size"))]
    sign: int


WireEngineStep = (
    WireEngineAffine | WireEngineTake | WireEngineBend | WireEnginePiecewise | WireEngineLarger | WireEngineMaxima
)


class WireEngineLayer(TypedDict):
    """A layer of units, as the network calls it."""

    name: str
    operation: str
    units: int


class WireEngineProgram(TypedDict):
    """A network; values are told by their numbers."""

    version: int
    """Of what is declared here: an engine refuses one that it does not know."""
    input_shape: list[int]
    output_shape: list[int]
    layers: list[WireEngineLayer]
    widths: list[int]
    """Entries of each value."""
    steps: list[WireEngineStep]
    output: int
