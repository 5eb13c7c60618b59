"""Types of traits, for what traitlets has none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets as t


class LinkableArray(np.ndarray[Any, np.dtype[np.float64]]):
    """An array that traitlets can link: where two are compared, the answer as a whole has a truth value."""

    @classmethod
    def of(cls, array: npt.NDArray[np.float64]) -> LinkableArray:
        """The same array, linkable; itself where it is so already."""
        return array if isinstance(array, cls) else array.view(cls)

    def __eq__(self, other: Any) -> Any:
        """Which entries are equal; true if all are."""
        return _compared(self, other).view(_All)

    def __ne__(self, other: Any) -> Any:
        """Which entries differ; true if one does."""
        return (~_compared(self, other)).view(_Any)

    __hash__ = None


class _All(np.ndarray[Any, np.dtype[np.bool_]]):
    def __bool__(self) -> bool:
        return bool(np.asarray(self).all())


class _Any(np.ndarray[Any, np.dtype[np.bool_]]):
    def __bool__(self) -> bool:
        return bool(np.asarray(self).any())


def _compared(array: npt.NDArray[np.float64], other: Any) -> npt.NDArray[np.bool_]:
    try:
        return np.asarray(np.asarray(array) == np.asarray(other))
    except ValueError:  # of another shape
        return np.zeros(1, np.bool_)


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
