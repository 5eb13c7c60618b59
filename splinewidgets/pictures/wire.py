"""Wire format of arrays: `{"dtype", "shape", "buffer"}`, little-endian, C order."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, cast, get_args

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.wire_types.arrays import DType, WireArray

DTYPES: tuple[DType, ...] = get_args(DType)
# WebGL2 reads the index 0xFFFF of a 16-bit list as "start a new primitive", so it cannot name a vertex.
MOST_SHORT_INDICES = 0xFFFF


def encode(array: npt.ArrayLike) -> WireArray:
    """The wire form of an array; the buffer is a view where the array is already contiguous.

    Raises
    ------
    TypeError
        If the browser has no typed array for the dtype.
    """
    values = np.ascontiguousarray(array)
    if values.dtype.name not in DTYPES:
        raise TypeError(
            f"An array of {values.dtype} was given. The browser takes {', '.join(DTYPES)}. Convert it before sending."
        )
    values = values.astype(values.dtype.newbyteorder("<"), copy=False)
    # As bytes: traitlets compares old and new values, and memoryviews of floats compare element by element.
    return {
        "dtype": cast(DType, values.dtype.name),
        "shape": list(values.shape),
        "buffer": values.reshape(-1).view(np.uint8).data,
    }


def decode(entry: WireArray) -> npt.NDArray[Any]:
    """The array of a wire form; the inverse of `encode`."""
    dtype, buffer = np.dtype(entry["dtype"]).newbyteorder("<"), entry["buffer"]
    return np.frombuffer(b64decode(buffer) if isinstance(buffer, str) else buffer, dtype).reshape(entry["shape"])


def in_text(payload: Any) -> Any:
    """A payload whose buffers are base64 texts, a third longer, for hosts in which buffers do not arrive."""
    if isinstance(payload, memoryview | bytes):
        return b64encode(payload).decode("ascii")
    if isinstance(payload, Mapping):
        return {name: in_text(part) for name, part in payload.items()}
    if isinstance(payload, list | tuple):
        return [in_text(part) for part in payload]
    return payload


def in_buffers(payload: Any) -> Any:
    """A payload of which arrays that are base64 texts have buffers again; the inverse of `in_text`."""
    if isinstance(payload, Mapping):
        if "dtype" in payload and isinstance(payload.get("buffer"), str):
            return {**payload, "buffer": memoryview(b64decode(payload["buffer"]))}
        return {name: in_buffers(part) for name, part in payload.items()}
    return [in_buffers(part) for part in payload] if isinstance(payload, list | tuple) else payload


def in_float32(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """The numbers as the browser takes them; what is beyond its range is at its end."""
    most = np.finfo(np.float32).max
    return np.clip(values, -most, most).astype(np.float32)


def narrowest(counts: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Numbers of at least 0 in the narrowest unsigned type that holds them all."""
    return counts.astype(np.min_scalar_type(int(counts.max(initial=0))))


def indices(array: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Indices into `count` things in the narrowest type that the browser can draw with."""
    return array.astype(np.uint16 if count <= MOST_SHORT_INDICES else np.uint32)
