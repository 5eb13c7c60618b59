"""What is approximate about a network, in numbers: never left unsaid."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Context

# Errors are shown with two digits, rounded up: what is shown must still be a bound.
_SHOWN = Context(prec=2, rounding=ROUND_CEILING)


class OutsideSpan(UserWarning):
    """A slice on which pre-activations leave the span of an activation's linearization."""


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
    """

    activation: str
    error: float
    span: tuple[float, float] | None
    beyond: float
    knots: tuple[float, ...] = field(repr=False)
    reached: tuple[float, float] | None = None

    @property
    def leaves_span(self) -> bool:
        """Whether the slice has pre-activations outside the span."""
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


def reaching(
    approximations: tuple[Approximation, ...], ranges: Mapping[Approximation, tuple[float, float]]
) -> tuple[Approximation, ...]:
    """The approximations with the pre-activations that a slice reaches; warns of spans that it leaves."""
    reached = tuple(replace(about, reached=ranges.get(about)) for about in approximations)
    for about in reached:
        if about.leaves_span:
            assert about.span is not None and about.reached is not None
            (low, high), (first, last) = about.span, about.reached
            warnings.warn(
                f"The pre-activations of {about.activation} on this slice go from {first:.4g} to {last:.4g}, by "
                f"{max(low - first, last - high):.2g} outside the span [{low:g}, {high:g}] of its linearization. There "
                f"it is within {_bound(about.beyond)}, not {_bound(about.error)}. Linearize with a wider span.",
                OutsideSpan,
                stacklevel=4,
            )
    return reached
