"""One array for all that are equal.

A cell that is run again reads the same data, and the widget that it showed before may still be there.
"""

from __future__ import annotations

import threading
import zlib
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

_arrays: WeakValueDictionary[tuple[Any, ...], npt.NDArray[Any]] = WeakValueDictionary()
_lock = threading.Lock()


def shared(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The array, or one that is equal to it and still in use; nobody can write to it any more."""
    array = np.ascontiguousarray(array)
    key = array.shape, array.dtype.str, zlib.crc32(array.view(np.uint8).data)
    with _lock:
        found = _arrays.get(key)
        if found is not None and np.array_equal(found, array):
            return found
        array.flags.writeable = False
        _arrays[key] = array
        return array
