"""Derivatives, whatever mode the caller is in."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

_forward = threading.Lock()


@contextmanager
def differentiating() -> Iterator[None]:
    """Within, autograd is on, also in a caller's `torch.no_grad()` and `torch.inference_mode()`."""
    with torch.inference_mode(False), torch.enable_grad():
        yield


@contextmanager
def forward_mode() -> Iterator[None]:
    """Within, no other thread of ours takes derivatives in forward mode, of which torch has one level a process."""
    with _forward:
        yield


def _renew() -> None:
    """Give a forked child a lock of its own: the thread that may have held its parent's is not there to release it."""
    global _forward
    _forward = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)


def variable(points: Tensor) -> Tensor:
    """A copy of the points to differentiate by; what is made in inference mode has no derivatives."""
    return points.detach().clone().requires_grad_()
