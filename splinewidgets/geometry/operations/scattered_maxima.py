"""Maxima and minima that are scattered to fixed places, as maxima of windows."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import torch
from torch import Tensor

EXTREMES = {"amax": torch.amax, "amin": torch.amin}


def scatter_reduce(x: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True) -> Any:
    """As torch's, for the largest or smallest of what comes to each place, if that is the same for all inputs."""
    same = x.dim() > 1 and dim % x.dim() > 0 and len(index) > 0 and torch.equal(index, index[:1].expand_as(index))
    if reduce not in EXTREMES or not same:
        return NotImplemented
    given = src[tuple(map(slice, index.shape))]
    to = [number.item() for number in index[0].flatten()]
    # The place of each entry of one input's source, in what lies after that input's own entries.
    places = torch.arange(prod(x.shape[1:])).reshape(x.shape[1:])
    at = places.new_tensor(to).reshape(index.shape[1:])
    others = [torch.arange(n).reshape(-1, *[1] * (at.dim() - i - 1)) for i, n in enumerate(at.shape)]
    where = places[tuple(at if i == dim % x.dim() - 1 else other for i, other in enumerate(others))]
    windows: list[list[int]] = [[] for _ in range(places.numel())]
    for source, place in enumerate(where.flatten().tolist()):
        windows[place].append(places.numel() + source)
    for place, window in enumerate(windows):
        if include_self or not window:
            window.insert(0, place)
    most = max(map(len, windows))
    entries = torch.tensor([window + window[:1] * (most - len(window)) for window in windows], device=x.device)
    values = torch.cat([x.flatten(1), given.flatten(1)], 1)
    return EXTREMES[reduce](values[:, entries], -1).reshape(x.shape)


def index_reduce(x: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True) -> Any:
    """As torch's, in the same way."""
    if src.dim() < 2:
        return NotImplemented
    along = index.reshape([-1 if i == dim % src.dim() else 1 for i in range(src.dim())])
    return scatter_reduce(x, dim, along.expand(src.shape), src, reduce, include_self=include_self)


def in_place(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same, written to the first operand."""

    def call(x: Tensor, *args: Any, **kwargs: Any) -> Any:
        result = function(x, *args, **kwargs)
        return result if result is NotImplemented else x.copy_(result)

    return call
