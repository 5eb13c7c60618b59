"""A continuous piecewise-affine function of one variable, as a module and as one operation of an exported graph."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..argument_types import check_type, real_numbers
from .approximation_error import Approximation


class PiecewiseAffine(nn.Module):
    """The function through the points (knots, values) that is affine between and outside the knots, entry by entry.

    A network may contain it: it is one knot of the graph with as many thresholds as `knots`.

    Parameters
    ----------
    knots
        Where the slope changes: strictly increasing, at least one.
    values
        The function's value at each knot.
    slopes
        The slopes before the first knot and after the last one.
    approximation
        What the function stands in for, if it does.

    Raises
    ------
    ValueError
        If the knots do not increase, there is none, or a number is missing, NaN or infinite.

    Examples
    --------
    >>> absolute = PiecewiseAffine([0.0], [0.0], (-1.0, 1.0))
    >>> absolute(torch.tensor([-2.0, 3.0]))
    tensor([2., 3.])
    """

    def __init__(
        self,
        knots: Sequence[float],
        values: Sequence[float],
        slopes: tuple[float, float],
        approximation: Approximation | None = None,
    ) -> None:
        super().__init__()
        given = {"knots": knots, "values": values, "slopes": slopes}
        self.knots, self.values, ends = (
            real_numbers(numbers, f"The {name}", "a sequence of numbers", "Give one value for each knot.")
            for name, numbers in given.items()
        )
        if len(ends) != 2:
            raise ValueError(f"There are {len(ends)} slopes. There must be two, before and after all knots. Give both.")
        self.slopes = (ends[0], ends[1])
        if approximation is not None:
            check_type(approximation, Approximation, "The approximation", "an Approximation", "Leave it out.")
        self.approximation = approximation
        numbers = (*self.knots, *self.values, *self.slopes)
        increasing = all(a < b for a, b in pairwise(self.knots))
        if not (
            self.knots and increasing and len(self.knots) == len(self.values) and max(map(abs, numbers)) < torch.inf
        ):
            raise ValueError(
                f"The function has {len(self.knots)} knots and {len(self.values)} values. It needs increasing knots, "
                "at least one, and a finite value at each. Sort the knots and leave out repeated ones."
            )

    def forward(self, x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
        """The function of every entry of x."""
        about = self.approximation
        stated: tuple[Any, ...] = ("", 0.0, (), 0.0)
        if about is not None:
            stated = (about.activation, about.error, about.span or (), about.beyond)
        return _operation(x, self.knots, self.values, *self.slopes, *stated)

    def extra_repr(self) -> str:
        """Text of the module's repr."""
        stated = "" if self.approximation is None else f", approximate: {self.approximation}"
        return f"{len(self.knots)} knots on [{self.knots[0]:g}, {self.knots[-1]:g}]{stated}"


def piecewise_affine(
    x: Tensor, knots: Sequence[float], values: Sequence[float], left: float, right: float, *stated: Any
) -> Tensor:
    """The function of every entry of x, differentiable in x; `stated` is what `approximation_of` reads."""
    positions, table = _table(tuple(knots), tuple(values), left, right, x.dtype, x.device)
    origin, value, slope = table[:, torch.bucketize(x.detach().contiguous(), positions)]
    return value + slope * (x - origin)


def jumps(knots: Sequence[float], values: Sequence[float], left: float, right: float, *stated: Any) -> list[float]:
    """By how much the function's slope grows at each knot."""
    slopes = [(b - a) / (t - s) for (s, t), (a, b) in zip(pairwise(knots), pairwise(values), strict=True)]
    return [after - before for before, after in pairwise([left, *slopes, right])]


def approximation_of(args: Sequence[Any]) -> Approximation | None:
    """Approximation that a call with these arguments stands for."""
    knots, (activation, error, span, beyond) = args[1], args[5:]
    return Approximation(activation, error, tuple(span) or None, beyond, tuple(knots)) if activation else None


@functools.lru_cache(maxsize=256)
def _table(
    knots: tuple[float, ...],
    values: tuple[float, ...],
    left: float,
    right: float,
    dtype: torch.dtype,
    device: torch.device,
) -> tuple[Tensor, Tensor]:
    """The knots (K,), and a point and the slope on each side of them (3, K + 1)."""
    at, to = torch.tensor(knots, dtype=torch.float64), torch.tensor(values, dtype=torch.float64)
    ends = torch.tensor([left, right], dtype=torch.float64)
    slopes = torch.cat([ends[:1], to.diff() / at.diff(), ends[1:]])
    table = torch.stack([torch.cat([at[:1], at]), torch.cat([to[:1], to]), slopes])
    return at.to(device, dtype), table.to(device, dtype)


@torch.library.custom_op("splinewidgets::piecewise_affine", mutates_args=())
def _operation(
    x: Tensor,
    knots: Sequence[float],
    values: Sequence[float],
    left: float,
    right: float,
    activation: str,
    error: float,
    span: Sequence[float],
    beyond: float,
) -> Tensor:
    return piecewise_affine(x, knots, values, left, right)


@_operation.register_fake
def _(x: Tensor, *args: Any) -> Tensor:
    return torch.empty_like(x)


def _remember(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    x, knots, values, left, right, *_ = inputs
    positions, table = _table(tuple(knots), tuple(values), left, right, x.dtype, x.device)
    ctx.save_for_backward(table[2, torch.bucketize(x.contiguous(), positions)])


def _backward(ctx: Any, gradient: Tensor) -> tuple[Any, ...]:
    (slope,) = ctx.saved_tensors
    return (gradient * slope, *(None,) * 8)


_operation.register_autograd(_backward, setup_context=_remember)
