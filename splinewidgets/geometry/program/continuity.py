"""The pieces of a function of one entry of each of some values, affine between places that can be told.

On a line such a function is affine between its breakpoints, which are found one switch after the other: between the
places where earlier ones change, the next is affine. So its limits from both sides of each are known. A function of
one value is tried on the one line that there is; one of several on random lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Protocol

import torch
from torch import Tensor

# Lines on which a function of several values is tried, and how many numbers there may be at once.
LINES, MOST_NUMBERS = 64, 2**24
# Limits are equal that differ by no more than this share of themselves, or by so much of the values near by.
SHARE, ROUNDING = 1e-9, 1e-13
# Newton's steps to a zero, for the first can be far away and rounded like what it is far from.
STEPS = 2
# More switches are not looked at: the intervals double with each.
MOST_SWITCHES = 9


class Function(Protocol):
    """Question about a value's continuity."""

    def __call__(self, *values: Any) -> Tensor:
        """Its values, entry by entry."""

    def switches(self, *values: Any) -> list[Callable[..., Tensor]]:
        """Functions of the same values, zero where it may bend or jump; affine between zeros of those before."""


@dataclass(frozen=True)
class Pieces:
    """A continuous function on some lines, on each affine between the places where it may bend.

    Attributes
    ----------
    breaks : (n, lines, *shape)
        In order along the first axis.
    values : (n, lines, *shape)
        Of the function there.
    slopes : (n + 1, lines, *shape)
        Before, between and after these.
    """

    breaks: Tensor
    values: Tensor
    slopes: Tensor


def continuous_pieces(function: Function, given: Sequence[Any], rank: int) -> Pieces | None:
    """The pieces, float64; None if the function jumps, or has too many switches to tell.

    Parameters
    ----------
    function
        Of values that broadcast together.
    given
        Constants in float64, and None for each value that varies.
    rank
        Axes of the values.
    """
    free = sum(value is None for value in given)
    shape = torch.broadcast_shapes(*(v.shape for v in given if isinstance(v, Tensor)), (1,) * rank)
    lines = 1 if free == 1 else max(1, min(LINES, MOST_NUMBERS // (prod(shape) << MOST_SWITCHES)))
    random = torch.Generator().manual_seed(0)
    points, ways = (torch.randn((free, lines, *[1] * rank), generator=random, dtype=torch.float64) for _ in range(2))
    if free == 1:
        points, ways = torch.zeros_like(points), torch.ones_like(ways)

    def along(t: Tensor) -> list[Any]:
        """The values at places (n, lines, *shape), as (n * lines, *shape)."""
        varying = iter((point + t * way).flatten(0, 1) for point, way in zip(points, ways, strict=True))
        return [next(varying) if value is None else value for value in given]

    def at(t: Tensor, of: Callable[..., Tensor]) -> Tensor:
        return of(*along(t)).to(torch.float64).expand(len(t) * lines, *shape).reshape(t.shape)

    breaks = torch.empty((0, lines, *shape), dtype=torch.float64)
    switches = function.switches(*along(breaks.new_zeros((1, lines, *shape))))
    if len(switches) > MOST_SWITCHES:
        return None
    for switch in switches:
        (one, other), (low, high) = _inside(breaks), _ends(breaks)
        here = at(one, switch)
        slope = (at(other, switch) - here) / (other - one)
        zero = one - here / slope
        for _ in range(STEPS):
            inside = (zero > low) & (zero < high)
            zero = torch.where(inside, zero - at(torch.where(inside, zero, one), switch) / slope, zero)
        # Where there is none another place does no harm.
        breaks = torch.cat([breaks, torch.where((zero > low) & (zero < high), zero, one)]).sort(0).values
    return _joined(breaks, lambda t: at(t, function))


def _joined(breaks: Tensor, function: Callable[[Tensor], Tensor]) -> Pieces | None:
    """The pieces between breakpoints, None if the function jumps at one."""
    one, other = _inside(breaks)
    here, there = function(one), function(other)
    slopes = torch.nan_to_num((there - here) / (other - one))
    sizes = here.abs() + there.abs() + 1
    values = torch.empty_like(breaks)
    last = 0 * one[:1].long()  # of each line's intervals so far the last that is wider than rounding
    for i, place in enumerate(breaks):
        before, after = (
            here.gather(0, k)[0] + slopes.gather(0, k)[0] * (place - one.gather(0, k)[0])
            for k in (last, torch.full_like(last, i + 1))
        )
        wide = (other[i + 1] - one[i + 1]).abs() > ROUNDING * (1 + place.abs())
        near = sizes.gather(0, last)[0] + sizes[i + 1]
        jump = (after - before).abs() > SHARE * (before.abs() + after.abs()) + ROUNDING * near
        if bool((wide & jump).any()):
            return None
        values[i] = before
        slopes[i + 1] = torch.where(wide, slopes[i + 1], slopes.gather(0, last)[0])
        last = torch.where(wide, i + 1, last)
    return Pieces(breaks, values, slopes)


def _ends(breaks: Tensor) -> tuple[Tensor, Tensor]:
    """The ends of the intervals between breakpoints (n, ...), each (n + 1, ...)."""
    infinite = breaks.new_full((1, *breaks.shape[1:]), torch.inf)
    return torch.cat([-infinite, breaks]), torch.cat([breaks, infinite])


def _inside(breaks: Tensor) -> tuple[Tensor, Tensor]:
    """Two points inside each interval between breakpoints."""
    if not len(breaks):
        one = breaks.new_ones((1, *breaks.shape[1:]))
        return -one, one
    width = breaks.diff(dim=0)
    inner = breaks[:-1] + width / 3, breaks[:-1] + 2 * width / 3
    one, other = (torch.cat([breaks[:1] - k, x, breaks[-1:] + k]) for k, x in zip((2, 1), inner, strict=True))
    return one, other
