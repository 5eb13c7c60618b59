"""Precision of devices: some have no float64, and most may shorten float32 to gain speed.

Signs decide what is cut, so nothing may be computed with fewer digits than its dtype has. Yet torch rounds what goes
into a convolution on CUDA to the 10 bits of TF32 unless told otherwise, and where a user has allowed it what goes into
a matrix product, on some CPUs to bfloat16.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.backends import cuda, cudnn, mkldnn

# Types of devices.
WITHOUT_FLOAT64 = {"mps"}

_lock = threading.Lock()
_depth = 0
_undo: list[Callable[[], None]] = []


def float64_device(device: torch.device) -> torch.device:
    """The device, or the CPU where it has no float64."""
    return torch.device("cpu") if device.type in WITHOUT_FLOAT64 else device


def widest_dtype(device: torch.device) -> torch.dtype:
    """float64, or float32 on a device that has no float64."""
    return torch.float32 if device.type in WITHOUT_FLOAT64 else torch.float64


@contextmanager
def full_precision(device: torch.device) -> Iterator[None]:
    """Within, float32 is float32, whatever the user has allowed; afterwards what was allowed is allowed again.

    Torch's settings hold for all threads. Of several that are within at once, in each other or in parallel, the
    first in changes them and the last out changes them back. Autocast is off for this thread alone.
    """
    global _depth
    with _lock:
        if _depth == 0:
            _undo[:] = _forbid_shortening()
        _depth += 1
    try:
        if torch.amp.is_autocast_available(device.type):
            with torch.autocast(device.type, enabled=False):
                yield
        else:
            yield
    finally:
        with _lock:
            _depth -= 1
            if _depth == 0:
                for undo in reversed(_undo):
                    undo()


def _forbid_shortening() -> list[Callable[[], None]]:
    """Change torch's settings; returns how to change them back, last things first."""
    done: list[Callable[[], None]] = []

    def change(asked: Any, name: str, exact: Any, shortened: tuple[Any, ...]) -> None:
        try:
            given = getattr(asked, name)
        except (AttributeError, RuntimeError):
            # Torch before 2.9 has the old settings only. Later ones raise where a user has chosen the new.
            return
        if given in shortened:
            done.append(lambda: setattr(asked, name, given))
            setattr(asked, name, exact)

    # The old settings first: they change the new ones with them, but not the other way round, and others that ask for
    # an old one, as torch.export does, fail where the two disagree.
    change(_MatrixProduct(), "precision", "highest", ("high", "medium"))
    change(cudnn, "allow_tf32", False, (True,))
    for backend, operation in ((cuda, "matmul"), (cudnn, "conv"), (mkldnn, "matmul"), (mkldnn, "conv")):
        change(getattr(backend, operation, None), "fp32_precision", "ieee", ("tf32", "bf16"))
    return done


class _MatrixProduct:
    """Torch's setting for matrix products on all devices, as an attribute as the others are."""

    @property
    def precision(self) -> str:
        return torch.get_float32_matmul_precision()

    @precision.setter
    def precision(self, value: str) -> None:
        torch.set_float32_matmul_precision(value)
