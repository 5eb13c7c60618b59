"""Memory for batches of values, used again as soon as nobody refers to it.

What a system hands out anew is cleared page by page when it is first touched, which for values that are written once
and read twice costs more than the arithmetic. So some of it is kept, from one layer to the next and between calls.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

# Bytes that are kept when nobody uses them.
KEPT = 2**28
# Smaller batches are left to the allocator, which keeps them itself.
LEAST = 2**20
# What lets it: glibc gives memory at its end back to the system beyond twice the largest block that it has mapped and
# unmapped, up to 32 MiB. It takes note of this one, of which no page is touched; others take no notice.
np.empty(2**24, np.uint8)

# Gives all that is free back; of glibc alone.
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None

_lock = threading.Lock()
_blocks: list[npt.NDArray[Any]] = []


def rows(count: int, width: int, like: Tensor, room: int = 0) -> Tensor:
    """An uninitialized batch (count, width) of the dtype and on the device of a tensor, with room for more rows."""
    size = max(count, room) * width * like.dtype.itemsize
    if size < LEAST or like.device.type != "cpu":
        return like.new_empty((count, width))
    with _lock:
        block = torch.from_numpy(_free_block(size)[:size])
    return block.view(like.dtype).view(-1, width)[:count]


def extended(values: Tensor, count: int) -> Tensor | None:
    """The batch (N, k) with its rows to follow up to `count`, if there is room for these behind it."""
    width = values.shape[1]
    storage = values.untyped_storage().nbytes() // values.dtype.itemsize
    if values.storage_offset() != 0 or storage < count * width or not values.is_contiguous():
        return None
    return values.as_strided((count, width), (width, 1))


def give_back() -> None:
    """Give the memory that nobody uses back to the system, which takes some milliseconds: for who has paused."""
    with _lock:
        counts = _references(_blocks)
        _blocks[:] = [block for block, count in zip(_blocks, counts, strict=True) if count != _IDLE]
    if _trim is not None:
        _trim(0)


def _references(objects: list[Any]) -> list[int]:
    """Reference counts, with what counting adds."""
    return [sys.getrefcount(one) for one in objects]


# Of an object that only a list refers to.
_IDLE = _references([object()])[0]


def _free_block(size: int) -> npt.NDArray[Any]:
    """A block of at least so many bytes that nobody refers to, the smallest; made where there is none."""
    counts = _references(_blocks)
    free = sorted((block for block, count in zip(_blocks, counts, strict=True) if count == _IDLE), key=len)
    for block in free:
        if len(block) >= size:
            return block
    # What is too small now was for a smaller complex, and makes room.
    for block in free:
        _forget(block)
    block = torch.empty(size, dtype=torch.uint8).numpy()
    if sum(map(len, _blocks)) + size <= KEPT:
        _blocks.append(block)
    return block


def _forget(block: npt.NDArray[Any]) -> None:
    for i, other in enumerate(_blocks):
        if other is block:
            del _blocks[i]
            return
