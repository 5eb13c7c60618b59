"""Windows of a max-pooling or a maximum: the entries of an operand that each unit compares.

Everything of this kind is one thing: the largest entry of a window. What differs is where the windows lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Shape = tuple[int, ...]
# For each entry along one axis of the result, the entries along the operand's axis that it compares; -1 is padding.
AlongAxis = npt.NDArray[np.int64]
# The window of each result from the operand's shape, the result's, and the operation's other arguments.
FindWindows = Callable[..., "Windows"]


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows of a knot, for one input.

    Attributes
    ----------
    entries : (units, K) int64
        Positions in the operand's row of what each unit compares. A window with fewer than K entries repeats one.
    sign : 1 or -1
        The knot takes the largest of `sign` times the entries: -1 for a minimum.
    rank : (units,) int64 or None
        How many of these are larger than the one that each unit takes; None: none.
    """

    entries: npt.NDArray[np.int64]
    sign: int
    rank: npt.NDArray[np.int64] | None = None

    @cached_property
    def ranks(self) -> Ranks | None:
        """For units that take another rank than the first, which of which windows they take."""
        if self.rank is None:
            return None
        entries, window = np.unique(self.entries, axis=0, return_inverse=True)
        unit = np.full(entries.shape, -1, np.int32)
        unit[window.reshape(-1), self.rank] = np.arange(len(self.rank))
        return Ranks(Windows(entries, self.sign), unit)

    def states(self, values: Tensor, tolerance: Tensor | None = None) -> Tensor:
        """Entry that each unit takes, (N, units) int64, the first of those that tie.

        Parameters
        ----------
        values : (N, width)
        tolerance : (units,) or None
            Entries tie that differ by no more than this.
        """
        chosen = self.sign * values[:, torch.from_numpy(self.entries).to(values.device)]
        if self.rank is None:
            taken = chosen.amax(2, keepdim=True)
        else:
            rank = torch.from_numpy(self.rank).to(values.device)
            if tolerance is None:
                order = chosen.argsort(dim=2, descending=True, stable=True)
                return order.gather(2, rank.expand(len(values), -1)[:, :, None])[:, :, 0]
            taken = chosen.sort(2, descending=True).values.gather(2, rank.expand(len(values), -1)[:, :, None])
        near = 0.0 if tolerance is None else tolerance[:, None]
        return ((chosen - taken).abs() <= near).to(torch.int8).argmax(2)

    def tolerance(self, values: Tensor, summands: Tensor, unit_roundoff: float) -> Tensor:
        """Largest difference of two entries of each unit by rounding alone, (units,).

        Parameters
        ----------
        values : (V, width)
        summands : (width,)
            What the rounding of the values is relative to.
        """
        # Values between vertices are interpolations, whose rounding is relative to the largest of them.
        sizes = torch.maximum(summands, values.abs().amax(0))
        return sizes[torch.from_numpy(self.entries).to(values.device)].amax(1) * unit_roundoff


@dataclass(frozen=True, eq=False)
class Ranks:
    """Different windows, and the unit that takes each rank of them.

    Attributes
    ----------
    windows
        Each once.
    unit : (windows, K) int32
        -1 where none takes it.
    """

    windows: Windows
    unit: npt.NDArray[np.int32]


def pooled(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of max_pool1d, 2d and 3d with arguments kernel, stride, padding and dilation; the result tells the rest.

    Raises
    ------
    ValueError
        If a window lies wholly in the padding, where the largest entry is minus infinity.
    """
    kernel = args[0]
    dimensions = len(kernel)

    def sizes(position: int, default: Shape) -> Shape:
        given = args[position] if len(args) > position and args[position] else default
        return tuple(given) * (dimensions // len(given))

    strides, paddings, dilations = sizes(1, kernel), sizes(2, (0,)), sizes(3, (1,))
    along: list[AlongAxis] = []
    for axis in range(dimensions):
        length, count = shape[axis - dimensions], result[axis - dimensions]
        begin = np.arange(count)[:, None] * strides[axis] - paddings[axis]
        at = begin + np.arange(kernel[axis]) * dilations[axis]
        along.append(_within(np.where(at < length, at, -1)))
    return Windows(_gathered(shape, along), 1)


def adaptive(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of adaptive_max_pool1d, 2d and 3d: result i of n covers floor(i L / n) up to ceil((i + 1) L / n)."""
    dimensions = len(args[0])
    along: list[AlongAxis] = []
    for length, count in zip(shape[-dimensions:], result[-dimensions:], strict=True):
        i = np.arange(count)
        begin, end = i * length // count, -(-(i + 1) * length // count)
        at = begin[:, None] + np.arange(int((end - begin).max()))
        along.append(_within(np.where(at < end[:, None], at, -1)))
    return Windows(_gathered(shape, along), 1)


def largest(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of amax, or of max along an axis: the argument is an axis or several; none stands for all."""
    return _reduced(shape, args, 1)


def smallest(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of amin, or of min along an axis."""
    return _reduced(shape, args, -1)


def sorted_along(
    shape: Shape, result: Shape, args: tuple[Any, ...], *, dim: int = -1, descending: bool = False, stable: Any = None
) -> Windows:
    """Windows of sort with the arguments axis and direction."""
    if args:
        dim = args[0]
    if len(args) > 1:
        descending = args[1]
    return _ranked(shape, dim, range(shape[dim]), 1 if descending else -1)


def largest_few(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of topk with the arguments number, axis, and whether the largest."""
    count, dim, most = (*args, *(0, -1, True)[len(args) :])[:3]
    return _ranked(shape, dim, range(count), 1 if most else -1)


def kth_smallest(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of kthvalue with the arguments number and axis."""
    return _ranked(shape, args[1] if len(args) > 1 else -1, [args[0] - 1], -1)


def middle(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of median along an axis, the lower of two."""
    return _ranked(shape, args[0], [(shape[args[0]] - 1) // 2], -1)


def largest_so_far(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of cummax along an axis."""
    return _so_far(shape, args[0], 1)


def smallest_so_far(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Windows of cummin along an axis."""
    return _so_far(shape, args[0], -1)


def _so_far(shape: Shape, dim: int, sign: int) -> Windows:
    along = np.moveaxis(np.arange(prod(shape)).reshape(shape), dim, -1)
    last = np.arange(shape[dim])
    entries = along[..., np.minimum(last, last[:, None])]
    return Windows(np.moveaxis(entries, -2, dim % len(shape)).reshape(-1, shape[dim]), sign)


def _ranked(shape: Shape, dim: int, ranks: Sequence[int], sign: int) -> Windows:
    along = np.moveaxis(np.arange(prod(shape)).reshape(shape), dim, -1)
    entries = np.stack([along] * len(ranks), dim % len(shape))
    place = np.array(ranks, np.int64).reshape(-1, *[1] * (len(shape) - 1 - dim % len(shape)))
    rank = np.broadcast_to(place, entries.shape[:-1]).flatten()
    return Windows(entries.reshape(-1, shape[dim]), sign, rank)


def _reduced(shape: Shape, args: tuple[Any, ...], sign: int) -> Windows:
    given = args[0] if args else ()
    axes = sorted({axis % len(shape) for axis in ((given,) if isinstance(given, int) else given)})
    axes = axes or list(range(len(shape)))
    kept = [axis for axis in range(len(shape)) if axis not in axes]
    entries = np.arange(prod(shape)).reshape(shape).transpose(kept + axes)
    return Windows(entries.reshape(-1, prod(shape[axis] for axis in axes)), sign)


def _within(at: AlongAxis) -> AlongAxis:
    """The windows with padding replaced by another of their entries, which changes no maximum."""
    inside = at.max(1, keepdims=True)
    if inside.size and inside.min() < 0:
        raise ValueError(
            "A window of a max-pooling lies wholly in the padding. Its largest entry would be minus infinity. "
            "Use a smaller padding or dilation."
        )
    return np.where(at >= 0, at, inside)


def _gathered(shape: Shape, along: list[AlongAxis]) -> npt.NDArray[np.int64]:
    """Windows (units, K) in an operand of this shape, from those along each of its last axes."""
    dimensions = len(along)
    flat = np.arange(prod(shape)).reshape(-1, *shape[-dimensions:])
    for axis, at in enumerate(along):
        # (..., L, ...) -> (..., results, window, ...), the window's axis then moved to the end.
        flat = np.moveaxis(np.take(flat, at, axis + 1), axis + 2, -1)
    return flat.reshape(prod(flat.shape[: dimensions + 1]), -1)
