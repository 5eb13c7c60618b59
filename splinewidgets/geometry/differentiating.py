"""Derivatives, whatever mode the caller is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor


@contextmanager
def differentiating() -> Iterator[None]:
    """Within, autograd is on, also in a caller's `torch.no_grad()` and `torch.inference_mode()`."""
    with torch.inference_mode(False), torch.enable_grad():
        yield


def variable(points: Tensor) -> Tensor:
    """A copy of the points to differentiate by; what is made in inference mode has no derivatives."""
    return points.detach().clone().requires_grad_()
