"""Writes to a part of a tensor as functions that return another one, so that torch can differentiate them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor


def written(memory: Tensor, given: Any, non_blocking: bool = False) -> Tensor:
    """What `fill` and `copy` return; torch has no derivative of these."""
    return torch.zeros_like(memory) + given


def placed(view: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The operation that returns its first operand with another one in that part; torch has no complex derivative."""

    def call(x: Tensor, source: Tensor, *part: Any) -> Tensor:
        placed = x.clone()
        view(placed, *part).copy_(source)
        return placed

    return call


def cropped(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The function of a source as large as the index, which torch's derivative asks for."""

    def call(x: Tensor, dim: int, index: Tensor, source: Any, *args: Any, **kwargs: Any) -> Tensor:
        if isinstance(source, Tensor):
            source = source[tuple(map(slice, index.shape))]
        return function(x, dim, index, source, *args, **kwargs)

    return call
