"""Types of traits, for what traitlets has none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets as t


class WholeArray(np.ndarray[Any, np.dtype[np.float64]]):
    """An array that is compared as a whole, so that traitlets can link traits that hold one."""

    @classmethod
    def of(cls, array: npt.NDArray[np.float64]) -> WholeArray:
        """The same array, compared as a whole; itself where it is so already."""
        return array if isinstance(array, cls) else array.view(cls)

    def __eq__(self, other: Any) -> Any:
        """Whether shapes and all entries are equal."""
        return np.bool_(np.array_equal(self, other))

    def __ne__(self, other: Any) -> Any:
        """Whether a shape or an entry differs."""
        return np.bool_(not np.array_equal(self, other))

    __hash__ = None


class ArrayLike(t.TraitType[Any, Any]):
    """Anything that is to be read as an array; a tensor becomes one, since torch warns where both are compared."""

    def validate(self, obj: Any, value: Any) -> Any:
        """What is to be read."""
        return value.detach().cpu().numpy() if hasattr(value, "detach") else value


class Point(t.TraitType[Any, Any]):
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


class Positive(t.Float[Any, Any]):
    """A finite number above 0."""

    info_text = "a finite number above 0"

    def validate(self, obj: Any, value: Any) -> float:
        """The number."""
        number: float = super().validate(obj, value)
        if not 0 < number < math.inf:
            self.error(obj, value)
        return number


class Items(t.List[Any]):
    """A list, also set from a tuple, a range, an array or a tensor."""

    def validate(self, obj: Any, value: Any) -> Any:
        """The list."""
        if hasattr(value, "tolist"):
            value = value.tolist()
        elif isinstance(value, tuple | range | set | frozenset):
            value = list(value)
        return super().validate(obj, value)
