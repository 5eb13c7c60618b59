"""Writes to a part of a tensor as functions that return another one, so that torch can differentiate them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

aten = torch.ops.aten


def written(memory: Tensor, given: Any) -> Tensor:
    """Result of `fill`; torch has no derivative of it."""
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


def scattered(x: Tensor, dim: int, index: Tensor, source: Any, **kwargs: Any) -> Tensor:
    """As `scatter`. Of two that are written to one place only the one left has a slope; torch gives it to both."""
    if kwargs or not isinstance(source, Tensor):
        return cropped(torch.scatter)(x, dim, index, source, **kwargs)
    source = source[tuple(map(slice, index.shape))]
    return _placed_once(x, source, lambda memory, numbers: memory.scatter(dim, index, numbers))


def put(x: Tensor, places: Any, source: Tensor, accumulate: bool = False) -> Tensor:
    """As `index_put`, in the same way."""
    if accumulate:
        return aten.index_put(x, places, source, accumulate)
    source = source.expand(aten.index(x, places).shape)
    return _placed_once(x, source, lambda memory, numbers: aten.index_put(memory, places, numbers))


def _placed_once(x: Tensor, source: Tensor, write: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """Write the numbers of the source's entries, and then those entries that are left."""
    numbers = torch.arange(source.numel(), device=x.device).reshape(source.shape)
    left = write(torch.full_like(x, -1, dtype=torch.int64), numbers)
    return torch.where(left < 0, x, source.reshape(-1)[left.clamp(min=0)]) if source.numel() else x.clone()
