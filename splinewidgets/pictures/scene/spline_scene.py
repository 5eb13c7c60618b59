"""What a spline editor looks at: a spline, and points that it may be fitted to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.network.affine_spline import AffineSpline
from splinewidgets.pictures.wire_types.spline import ActivationName

Floats = npt.NDArray[np.float64]
Window = tuple[float, float, float, float]

LEAKS: dict[ActivationName, float] = {"relu": 0.0, "leaky_relu": 0.1, "abs": -1.0}
# More units than these are no longer told apart by the eye, nor is there a row for each in a table.
MOST_UNITS = 100
# A window has so much of its width and height beyond what is in it, on each side.
MARGIN = 0.12
# Knots further from the quartiles than so many distances between these are not in the first window: Tukey's fences.
FENCES = 1.5
# The window of what has no extent.
ALONE = 1.0


@dataclass(frozen=True, eq=False)
class SplineScene:
    """A spline, and points.

    Attributes
    ----------
    spline : AffineSpline
    points : (2, N)
        x and y.
    """

    spline: AffineSpline
    points: Floats

    def with_leak(self, leak: float) -> SplineScene:
        """The same weights with another activation."""
        return replace(self, spline=replace(self.spline, leak=leak))

    def same_as(self, other: SplineScene) -> bool:
        """Whether all numbers are the same."""
        mine, theirs = self.spline, other.spline
        pairs = (
            (mine.weights, theirs.weights),
            (mine.biases, theirs.biases),
            (mine.output_weights, theirs.output_weights),
            (self.points, other.points),
        )
        same = all(np.array_equal(one, another) for one, another in pairs)
        return same and (mine.output_bias, mine.leak) == (theirs.output_bias, theirs.leak)

    def home(self) -> Window:
        """The window of the points, and of all knots that are not far from the others."""
        knots = self.spline.knots[self.spline.bends]
        if len(knots):
            low, high = np.quantile(knots, [0.25, 0.75])
            reach = FENCES * (high - low)
            knots = knots[(knots >= low - reach) & (knots <= high + reach)]
        x0, x1 = _around(np.concatenate([knots, self.points[0]]))
        inside = knots[(knots > x0) & (knots < x1)]
        y0, y1 = _around(np.concatenate([self.spline([x0, x1, *inside]), self.points[1]]))
        return (x0, x1, y0, y1)


def name_of(leak: float) -> ActivationName:
    """The activation of this slope below 0."""
    return {0.0: "relu", -1.0: "abs"}.get(leak, "leaky_relu")  # type: ignore[return-value]


def read_points(given: Any) -> Floats:
    """Points (x, y) of two sequences of one length, (2, N); None is no points.

    Raises
    ------
    ValueError
        If they are anything else, or have a NaN or infinite entry.
    """
    if given is None:
        return np.empty((2, 0))
    try:
        x, y = given
    except (TypeError, ValueError):
        raise ValueError(
            f"points is {given!r:.80}. It must be a pair (x, y) of as many numbers each. Pass (x, y), or None."
        ) from None
    x, y = numbers(x, "x of the points"), numbers(y, "y of the points")
    # Columns of a data set, too.
    if x.size != y.size or max(x.shape, default=1) != x.size or max(y.shape, default=1) != y.size:
        raise ValueError(
            f"points has x of shape {x.shape}, and y of shape {y.shape}. There must be a y for each x, (n,) and (n,). "
            "Pass two sequences of one length."
        )
    return np.stack([x.reshape(-1), y.reshape(-1)])


def _around(values: Floats) -> tuple[float, float]:
    """Ends of an interval around values, a little longer."""
    if not len(values):
        return (-ALONE, ALONE)
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or ALONE * max(1.0, abs(low))
    return (low - margin, high + margin)
