"""Batch sizes: so many inputs at once that their values fit where they are fast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

# Numbers computed in one batch, those of its derivatives included: on a CPU so many that its caches hold those of a
# layer or two and threads seldom wait for each other, elsewhere what keeps a device busy.
CACHED = 2**23
ELSEWHERE = 2**27


def batch_size(function: Callable[[Tensor], Any], point: Tensor, passes: int = 1) -> int:
    """Batch size for a function, at least 1.

    Parameters
    ----------
    function
        Takes batches (n, *input_shape).
    point
        One input, (1, *input_shape).
    passes
        How often as many numbers as the function computes are computed in one batch, derivatives included.
    """
    most = CACHED if point.device.type == "cpu" else ELSEWHERE
    return max(1, most // (passes * numbers_computed(function, point)))


def numbers_computed(function: Callable[[Tensor], Any], point: Tensor) -> int:
    """Numbers computed per input: from two batches, since what is made of parameters alone is made once."""
    counts = []
    for size in (2, 3):
        with torch.no_grad(), _Counting() as counting:
            function(point.expand(size, *point.shape[1:]))
        counts.append(counting.numbers)
    return max(1, counts[1] - counts[0])


class _Counting(TorchDispatchMode):
    """Within, counts the numbers that torch computes."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # of torch
        self.numbers = 0

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = function(*args, **(kwargs or {}))
        self.numbers += sum(leaf.numel() for leaf in tree_leaves(result) if isinstance(leaf, Tensor))
        return result
