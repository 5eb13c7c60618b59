"""Approximation errors of a network, in numbers: never left unsaid."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Context

import torch
from torch import Tensor

# Errors are shown with two digits, rounded up: what is shown must still be a bound.
_SHOWN = Context(prec=2, rounding=ROUND_CEILING)


class OutsideSpan(UserWarning):
    """A slice on which pre-activations leave the span of an activation's linearization.

    Examples
    --------
    >>> import warnings
    >>> narrow = linearize(nn.GELU(), span=(-1, 1))
    >>> with warnings.catch_warnings(action="ignore", category=OutsideSpan):
    ...     tessellation = tessellate(narrow, Slice.box((-9, 9), (-9, 9)))
    >>> tessellation.approximations[0].leaves_span
    True
    """


@dataclass(frozen=True)
class Approximation:
    """An activation that a piecewise-affine function stands in for.

    Attributes
    ----------
    activation : str
        The function as torch calls it, such as "gelu".
    error : float
        The largest difference between the two on the span, in units of the activation's output.
    span : (float, float) or None
        The pre-activations on which that holds; None for all of them.
    beyond : float
        The largest difference outside the span, where the stand-in goes on in parallel to the asymptote.
    knots : tuple of float
        The pre-activations at which the two agree and the slope changes.
    reached : (float, float) or None
        The pre-activations on the slice; None where there is no slice yet.

    Examples
    --------
    >>> model = linearize(nn.Sequential(nn.Linear(2, 8), nn.GELU(), nn.Linear(8, 1)), knots=16, span=(-4, 4))
    >>> (approximation,) = tessellate(model, Slice.box((-1, 1), (-1, 1))).approximations
    >>> print(approximation)
    gelu within 0.005 on [-4, 4]
    """

    activation: str
    error: float
    span: tuple[float, float] | None
    beyond: float
    knots: tuple[float, ...] = field(repr=False)
    reached: tuple[float, float] | None = None

    @property
    def leaves_span(self) -> bool:
        """True if the slice has pre-activations outside the span."""
        if self.span is None or self.reached is None:
            return False
        return self.reached[0] < self.span[0] or self.reached[1] > self.span[1]

    def __str__(self) -> str:
        stated = f"{self.activation} within {_bound(self.error)} "
        stated += "everywhere" if self.span is None else "on [{:g}, {:g}]".format(*self.span)
        if self.reached is None or not self.leaves_span:
            return stated
        return "{}, {} on [{:.3g}, {:.3g}]".format(stated, _bound(max(self.error, self.beyond)), *self.reached)


def _bound(error: float) -> str:
    return f"{float(_SHOWN.create_decimal(error)):.2g}" if math.isfinite(error) else "any distance"


def stated(approximations: tuple[Approximation, ...]) -> list[str]:
    """The part of a repr or of a status line that says so; none where nothing is approximate."""
    return [f"approximate: {'; '.join(map(str, approximations))}"] if approximations else []


class ObservedRange:
    """The pre-activations that each approximated activation sees on a slice."""

    def __init__(self) -> None:
        self._ranges: dict[Approximation, tuple[float, float]] = {}

    def take_in(self, approximation: Approximation, z: Tensor) -> None:
        """Take in those of one layer at all vertices (V, units): affine on every tile so far, they are extreme there.

        The units are one for each knot and pre-activation, the knots' one after the other.
        """
        first = approximation.knots[0]
        low, high = torch.aminmax(z[:, : z.shape[1] // len(approximation.knots)])
        before = self._ranges.get(approximation, (math.inf, -math.inf))
        self._ranges[approximation] = (min(before[0], float(low) + first), max(before[1], float(high) + first))

    def of(self, approximations: tuple[Approximation, ...]) -> tuple[Approximation, ...]:
        """The approximations with the pre-activations that a slice reaches; warns of spans that it leaves."""
        reached = tuple(replace(about, reached=self._ranges.get(about)) for about in approximations)
        for about in reached:
            if about.leaves_span:
                assert about.span is not None and about.reached is not None
                (low, high), (first, last) = about.span, about.reached
                warnings.warn(
                    f"The pre-activations of {about.activation} on this slice go from {first:.4g} to {last:.4g}, by "
                    f"{max(low - first, last - high):.2g} outside the span [{low:g}, {high:g}] of its linearization. "
                    f"There it is within {_bound(about.beyond)}, not {_bound(about.error)}. "
                    "Linearize with a wider span.",
                    OutsideSpan,
                    stacklevel=4,
                )
        return reached
