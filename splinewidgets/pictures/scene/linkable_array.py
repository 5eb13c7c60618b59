"""Arrays that traitlets can link."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


class LinkableArray(np.ndarray[Any, np.dtype[Any]]):
    """An array that traitlets can link: where two are compared, the answer as a whole has a truth value."""

    @classmethod
    def of(cls, array: npt.NDArray[np.float64]) -> LinkableArray:
        """The same array, linkable; itself where it is so already."""
        return array if isinstance(array, cls) else array.view(cls)

    def __eq__(self, other: Any) -> Any:
        """Entries that are equal; true if all are."""
        return _compared(self, other).view(_All)

    def __ne__(self, other: Any) -> Any:
        """Entries that differ; true if one does."""
        return (~_compared(self, other)).view(_Any)

    __hash__ = None


class _All(np.ndarray[Any, np.dtype[np.bool_]]):
    def __bool__(self) -> bool:
        return bool(np.asarray(self).all())


class _Any(np.ndarray[Any, np.dtype[np.bool_]]):
    def __bool__(self) -> bool:
        return bool(np.asarray(self).any())


def _compared(array: npt.NDArray[Any], other: Any) -> npt.NDArray[np.bool_]:
    try:
        one, two = np.asarray(array), np.asarray(other)
        # One entry and none broadcast to nothing, all of which would be equal.
        if two.ndim and (one.size == 0) != (two.size == 0):
            return np.zeros(1, np.bool_)
        return np.asarray(one == two)
    except ValueError:  # of another shape
        return np.zeros(1, np.bool_)
