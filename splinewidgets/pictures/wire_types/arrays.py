"""Arrays as they travel, and how the other files of this folder say what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict, TypeVar, Union, final

DType = Literal["uint8", "uint16", "uint32", "int16", "int32", "float32", "float64"]


class WireArray(TypedDict):
    """An array as it travels: C order, little-endian. The browser gets the buffer as a DataView, or in base64."""

    dtype: DType
    shape: list[int]
    buffer: memoryview | str


@dataclass(frozen=True)
class Array:
    """What an array holds, beside its type: `Annotated[WireArray, Array("float32", ("V", 2))]`.

    Attributes
    ----------
    dtypes : str
        One or more names of dtypes, with spaces between them.
    shape : tuple of int and str
        A letter stands for the same number wherever it is within one payload.
    nan, minus_infinity : bool
        Whether it may hold these; anything else is finite.
    """

    dtypes: str
    shape: tuple[int | str, ...]
    nan: bool = False
    minus_infinity: bool = False


@dataclass(frozen=True)
class Entries:
    """What the entries of a list are, so many and no more: `Annotated[list[float], Entries("low high")]`."""

    names: str


@final
class Nothing(TypedDict):
    """Nothing yet, or nothing any more: `{}`."""


T = TypeVar("T")
Maybe = Union[T, Nothing]  # noqa: UP007, for there is no | of a variable that can be filled in
