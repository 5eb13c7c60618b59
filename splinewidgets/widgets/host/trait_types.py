"""Types of traits that traitlets does not have."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import traitlets as t

from splinewidgets.pictures import plain_values
from splinewidgets.pictures.scene.linkable_array import LinkableArray
from splinewidgets.pictures.scene.tile_numbers import WANTED, read_tiles
from splinewidgets.pictures.scene.tile_selection import TileSelection


class Said(t.TraitType[Any, Any]):
    """A trait whose errors are three sentences."""

    remedy = "Set another value."

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> NoReturn:
        """Raise TraitError."""
        del error
        raise t.TraitError(f"{self.name} is {value!r:.80}. It must be {info or self.info()}. {self.remedy}")

    def as_told(self, read: Callable[[Any, str, str, str], Any], value: Any) -> Any:
        """Read a value by a function of `plain_values`; raises TraitError for what that refuses."""
        try:
            return read(value, str(self.name), self.info(), self.remedy)
        except TypeError as refusal:
            raise t.TraitError(str(refusal)) from None


class Choice(Said, t.Enum[Any]):
    """One of several names."""

    def info(self, as_rst: bool = False) -> str:
        """Description of a fitting value."""
        return f"one of {', '.join(repr(value) for value in self.values or ())}"


class Text(Said, t.Unicode[Any, Any]):
    """Some text."""

    info_text = "text"


class Payload(Said, t.Instance[Any]):
    """A dict as it is declared in `splinewidgets.pictures.wire_types`, or {} where there is none.

    Parameters
    ----------
    declared
        The `TypedDict` that it is one of, or several of them in a union; TypeScript has it from here.
    """

    def __init__(self, declared: Any, **options: Any) -> None:
        self.declared = declared
        super().__init__(dict, (), **options)

    def info(self) -> str:
        """Description of a fitting value."""
        return "a dict"


class Numbered(Payload):
    """A message of a gesture with a number, `seq`, that `BackgroundWidget._answered` reaches when it is over and done.

    It is not sent back: the browser is ahead of it already.
    """

    def __init__(self, declared: Any, **options: Any) -> None:
        super().__init__(declared, **options)
        self.tag(sync=True, echo_update=False, numbered=True)


class Whole(Said, t.Int[Any, Any]):
    """A whole number, also of numpy or a tensor's."""

    def info(self) -> str:
        """Description of a fitting value."""
        return "a whole number" if self.min is None else f"a whole number of at least {self.min}"

    def validate(self, obj: Any, value: Any) -> int:
        """The number."""
        number: int = self.as_told(plain_values.whole, value)
        if self.min is not None and number < self.min:
            self.error(obj, value)
        return number


class WholeBetween(Whole):
    """A whole number within limits."""

    def __init__(self, least: int, most: int, default: int, **options: Any) -> None:
        super().__init__(default, min=least, max=most, **options)

    def info(self) -> str:
        """What it must be."""
        return f"a whole number from {self.min} to {self.max}"

    def validate(self, obj: Any, value: Any) -> int:
        """The number."""
        number = super().validate(obj, value)
        if number > self.max:
            self.error(obj, value)
        return number


class Number(Said, t.Float[Any, Any]):
    """A number, also of numpy or a tensor's."""

    info_text = "a number"

    def validate(self, obj: Any, value: Any) -> float:
        """The number."""
        number: float = self.as_told(plain_values.real, value)
        return number


class Truth(Said, t.Bool[Any, Any]):
    """True or False."""

    info_text = "True or False"


class Point(Said):
    """Two coordinates, or None."""

    default_value = None
    allow_none = True
    info_text = "two finite numbers, or None"

    def validate(self, obj: Any, value: Any) -> list[float]:
        """The coordinates [u, v]."""
        try:
            u, v = (float(coordinate) for coordinate in value)
        except (TypeError, ValueError):
            self.error(obj, value)
        if not (math.isfinite(u) and math.isfinite(v)):
            self.error(obj, value)
        return [u, v]


class Positive(Number):
    """A finite number above 0, perhaps within limits."""

    def info(self) -> str:
        """Description of a fitting value."""
        return "a finite number above 0" if self.max == math.inf else f"a number from {self.min:g} to {self.max:g}"

    def validate(self, obj: Any, value: Any) -> float:
        """The number."""
        number: float = super().validate(obj, value)
        if not (0 < number < math.inf and self.min <= number <= self.max):
            self.error(obj, value)
        return number


class Items(Said, t.List[Any]):
    """A list, also set from a tuple, a range, an array or a tensor."""

    def validate(self, obj: Any, value: Any) -> Any:
        """The list."""
        if hasattr(value, "tolist"):
            value = value.tolist()
        elif isinstance(value, tuple | range | set | frozenset):
            value = list(value)
        return super().validate(obj, value)


class Tiles(Said):
    """Tiles by their numbers, also set from a mask; a page has a list of them."""

    info_text = WANTED
    remedy = "Pass [] for no tile."

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.tag(to_json=lambda tiles, _: tiles.tolist(), wire=list[int])

    def default(self, obj: Any = None) -> TileSelection:
        """No tile."""
        return TileSelection.of_tiles(np.empty(0, np.int64))

    def validate(self, obj: Any, value: Any) -> Any:
        """The numbers, or the mask."""
        if isinstance(value, TileSelection):
            return value
        try:
            tiles = read_tiles(value, str(self.name))
        except (TypeError, ValueError) as refusal:
            raise t.TraitError(str(refusal)) from None
        return LinkableArray.of(tiles) if tiles.dtype == np.bool_ else TileSelection.of_tiles(tiles)
