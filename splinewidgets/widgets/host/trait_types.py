"""Types of traits, for what traitlets has none."""

from __future__ import annotations

import math
import operator
from typing import Any, NoReturn

import numpy as np
import traitlets as t


class Said(t.TraitType[Any, Any]):
    """A trait that says what is wrong with a value in three sentences."""

    remedy = "Set another value."

    def error(self, obj: Any, value: Any, error: Any = None, info: Any = None) -> NoReturn:
        """Raise TraitError."""
        del error
        raise t.TraitError(f"{self.name} is {value!r:.80}. It must be {info or self.info()}. {self.remedy}")


class Choice(Said, t.Enum[Any]):
    """One of some names."""

    def info(self, as_rst: bool = False) -> str:
        """What it must be."""
        return f"one of {', '.join(repr(value) for value in self.values or ())}"


class Payload(t.Instance[Any]):
    """A dict as it is declared in `splinewidgets.pictures.wire_types`, or {} where there is none.

    Parameters
    ----------
    declared
        The `TypedDict` that it is one of, or several of them in a union; TypeScript has it from here.
    """

    def __init__(self, declared: Any, **options: Any) -> None:
        self.declared = declared
        super().__init__(dict, (), **options)


class Whole(Said, t.Int[Any, Any]):
    """A whole number, also of numpy or a tensor's."""

    def info(self) -> str:
        """What it must be."""
        return "a whole number" if self.min is None else f"a whole number of at least {self.min}"

    def validate(self, obj: Any, value: Any) -> int:
        """The number."""
        # Not a truth value, nor an array of one.
        if isinstance(value, bool | np.bool_ | str) or getattr(value, "ndim", None):
            self.error(obj, value)
        try:
            number = operator.index(value)
        except (TypeError, ValueError, RuntimeError):
            self.error(obj, value)
        if self.min is not None and number < self.min:
            self.error(obj, value)
        return number


class Number(Said, t.Float[Any, Any]):
    """A number, also of numpy or a tensor's."""

    info_text = "a number"

    def validate(self, obj: Any, value: Any) -> float:
        """The number."""
        if isinstance(value, bool | np.bool_ | str) or getattr(value, "ndim", None):
            self.error(obj, value)
        try:
            return float(value)
        except (TypeError, ValueError, RuntimeError, OverflowError):
            self.error(obj, value)


class Truth(Said, t.Bool[Any, Any]):
    """True or False."""

    info_text = "True or False"


class ArrayLike(t.TraitType[Any, Any]):
    """Anything that is to be read as an array; a tensor becomes one, since torch warns where both are compared."""

    def validate(self, obj: Any, value: Any) -> Any:
        """What is to be read."""
        return value.detach().cpu().numpy() if hasattr(value, "detach") else value


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
        """What it must be."""
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
