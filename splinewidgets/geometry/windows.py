"""Which entries of an operand each unit of a max-pooling or of a maximum compares.

Everything of this kind is one thing: the largest entry of a window. What differs is where the windows lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
FindWindows = Callable[[Shape, Shape, tuple[Any, ...]], "Windows"]


@dataclass(frozen=True, eq=False)
class Windows:
    """The windows of a knot, for one input.

    Attributes
    ----------
    entries : (units, K) int64
        Positions in the operand's row of what each unit compares. A window with fewer than K entries repeats one.
    sign : 1 or -1
        The knot takes the largest of `sign` times the entries: -1 for a minimum.
    """

    entries: npt.NDArray[np.int64]
    sign: int

    def tolerance(self, values: Tensor, summands: Tensor, unit_roundoff: float) -> Tensor:
        """How far apart two entries of each unit may be by rounding alone, (units,).

        Parameters
        ----------
        values : (V, width)
        summands : (width,)
            What the rounding of the values is relative to.
        """
        # Values between vertices are interpolations, whose rounding is relative to the largest of them.
        sizes = torch.maximum(summands, values.abs().amax(0))
        return sizes[torch.from_numpy(self.entries).to(values.device)].amax(1) * unit_roundoff


def pooled(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Of max_pool1d, 2d and 3d with the arguments kernel, stride, padding and dilation; the result tells the rest.

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
    """Of adaptive_max_pool1d, 2d and 3d: result i of n covers floor(i L / n) up to ceil((i + 1) L / n)."""
    dimensions = len(args[0])
    along: list[AlongAxis] = []
    for length, count in zip(shape[-dimensions:], result[-dimensions:], strict=True):
        i = np.arange(count)
        begin, end = i * length // count, -(-(i + 1) * length // count)
        at = begin[:, None] + np.arange(int((end - begin).max()))
        along.append(_within(np.where(at < end[:, None], at, -1)))
    return Windows(_gathered(shape, along), 1)


def largest(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Of amax, or of max along an axis: the argument is an axis or several; none stands for all."""
    return _reduced(shape, args, 1)


def smallest(shape: Shape, result: Shape, args: tuple[Any, ...]) -> Windows:
    """Of amin, or of min along an axis."""
    return _reduced(shape, args, -1)


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
