"""A network of one input, one hidden layer and one output, as the affine spline of one variable that it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, Int64

from ..argument_types import real_number
from ..array_like import numbers
from ..whole_numbers import whole_number

Floats = npt.NDArray[np.float64]


class Piece(NamedTuple):
    """An interval without a knot, on which the spline is slope x + intercept; the outer ones are infinitely long."""

    start: float
    end: float
    slope: float
    intercept: float


@dataclass(frozen=True, eq=False)
class AffineSpline:
    """f(x) = c + sum of v_k g(w_k x + b_k), where g(z) is z above 0 and leak z below it.

    A unit bends f at its knot -b/w, where its input is 0, and nowhere else: slopes left and right of the knot differ by
    (1 - leak) |w| v. A unit with w = 0 has no knot, and adds a constant. Immutable: any change makes a new object.

    Parameters
    ----------
    weights, biases, output_weights : (n,) array-like
        w, b and v.
    output_bias : float
        c.
    leak : float
        0 for a ReLU, -1 for the absolute value, and anything below 1 for a leaky ReLU.

    Raises
    ------
    TypeError, ValueError
        If the three have not one length, an entry is NaN or infinite, or leak is 1, which bends nothing.

    Examples
    --------
    >>> spline = AffineSpline(weights=[1.0, -1.0], biases=[0.0, 1.0], output_weights=[1.0, 2.0])
    >>> spline.knots, float(spline(2.0))
    (array([0., 1.]), 2.0)
    """

    weights: Float64[np.ndarray, "units"]
    biases: Float64[np.ndarray, "units"]
    output_weights: Float64[np.ndarray, "units"]
    output_bias: float = 0.0
    leak: float = 0.0

    def __post_init__(self) -> None:
        for name in ("weights", "biases", "output_weights"):
            entries = numbers(getattr(self, name), name)
            entries.setflags(write=False)
            object.__setattr__(self, name, entries)
        for name in ("output_bias", "leak"):
            object.__setattr__(self, name, _finite(getattr(self, name), name))
        shapes = [each.shape for each in (self.weights, self.biases, self.output_weights)]
        if len(shapes[0]) != 1 or len(set(shapes)) > 1:
            raise ValueError(
                f"weights, biases and output_weights have shapes {', '.join(map(str, shapes))}. "
                "There must be one of each for each unit, (n,). Pass three lists of one length."
            )
        if self.leak == 1:
            raise ValueError("leak is 1. Then the activation is a straight line, and bends nothing. Pass another one.")

    @classmethod
    def through(cls, x: Any, y: Any, leak: float = 0.0) -> AffineSpline:
        """The spline through points, with a knot at each and constant beyond them, as `numpy.interp`.

        Parameters
        ----------
        x, y : (n,) array-like
            At least two points, with x strictly increasing.
        leak : float
            Of the activation: 0 for a ReLU, -1 for the absolute value.

        Raises
        ------
        ValueError
            If they are fewer, do not increase, or an entry is NaN or infinite.

        Examples
        --------
        >>> float(AffineSpline.through([0, 1, 3], [0, 2, 1])(2.0))
        1.5
        """
        x, y = numbers(x, "x"), numbers(y, "y")
        if x.ndim != 1 or x.shape != y.shape or len(x) < 2 or (np.diff(x) <= 0).any():
            raise ValueError(
                f"x has shape {x.shape}, and y {y.shape}. They must be two points or more, with x increasing. "
                "Sort the points, and leave out those with the same x."
            )
        slopes = np.concatenate([[0.0], np.diff(y) / np.diff(x), [0.0]])
        leak = _finite(leak, "leak")
        outputs = np.diff(slopes) / (1 - leak or 1.0)  # a leak of 1 is refused below
        # Left of all knots each unit adds leak v (x - knot). Slopes cancel, as jumps add up to 0, and the rest is in c.
        return cls(np.ones(len(x)), -x, outputs, float(y[0] + leak * (outputs @ x)), leak)

    @property
    def unit_count(self) -> int:
        """Number of units, with a knot or without."""
        return len(self.weights)

    @cached_property
    def bends(self) -> Int64[np.ndarray, "bends"]:
        """The units that have a knot, ascending."""
        with np.errstate(over="ignore"):
            return np.flatnonzero(np.isfinite(self._knots))

    @property
    def _knots(self) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            # The sum makes -0.0, which puzzles people, 0.0.
            return -self.biases / self.weights + 0.0

    @cached_property
    def knots(self) -> Float64[np.ndarray, "units"]:
        """The knot of each unit, (n,); NaN where w = 0."""
        knots = self._knots
        return np.where(np.isfinite(knots), knots, np.nan)

    @property
    def jumps(self) -> Float64[np.ndarray, "units"]:
        """By how much the slope grows at the knot of each unit, (n,)."""
        return (1 - self.leak) * np.abs(self.weights) * self.output_weights

    def __call__(self, x: Any) -> Float64[np.ndarray, "..."]:
        """The values at x, of its shape."""
        return np.asarray(self.output_bias + self.contributions(x).sum(0))

    def contributions(self, x: Any) -> Float64[np.ndarray, "units ..."]:
        """What each unit adds to the values at x, (n, *x.shape)."""
        x = numbers(x, "x")
        shape = (-1, *(1,) * x.ndim)
        z = self.weights.reshape(shape) * x + self.biases.reshape(shape)
        return self.output_weights.reshape(shape) * np.where(z > 0, z, self.leak * z)

    @cached_property
    def pieces(self) -> Sequence[Piece]:
        """The pieces from left to right, one more than there are different knots.

        They are what units switch on and off at: where two units cancel, neighbors may be one straight line.
        """
        knots = self.knots
        ends = [-np.inf, *np.unique(knots[self.bends]), np.inf]
        return [Piece(float(start), float(end), *self._line(knots <= start)) for start, end in pairwise(ends)]

    def _line(self, passed: npt.NDArray[np.bool_]) -> tuple[float, float]:
        """Slope and intercept where the knots that are passed lie to the left."""
        # A unit without a knot has one sign everywhere.
        above = np.where(np.isnan(self.knots), self.biases > 0, passed == (self.weights > 0))
        share = self.output_weights * np.where(above, 1.0, self.leak)
        return float(share @ self.weights), float(share @ self.biases + self.output_bias)

    def with_unit(
        self, unit: int, *, weight: float | None = None, bias: float | None = None, output_weight: float | None = None
    ) -> AffineSpline:
        """The spline with other numbers of a unit, by its index; None leaves one as it is."""
        self._check_unit(unit)
        given = {"weights": weight, "biases": bias, "output_weights": output_weight}
        changed: dict[str, Any] = {}
        for name, number in given.items():
            if number is not None:
                changed[name] = getattr(self, name).copy()
                changed[name][unit] = _finite(number, name)
        return replace(self, **changed)

    def with_new_unit(self, knot: float) -> AffineSpline:
        """The same spline with one more unit, which bends nothing yet."""
        return replace(
            self,
            weights=np.append(self.weights, 1.0),
            biases=np.append(self.biases, -_finite(knot, "knot")),
            output_weights=np.append(self.output_weights, 0.0),
        )

    def without_unit(self, unit: int) -> AffineSpline:
        """The spline without a unit; raises ValueError for the last one."""
        self._check_unit(unit)
        if self.unit_count == 1:
            raise ValueError("There is 1 unit. A network has at least one. Set its v to 0, and it adds nothing.")
        names = ("weights", "biases", "output_weights")
        left: dict[str, Any] = {name: np.delete(getattr(self, name), unit) for name in names}
        return replace(self, **left)

    def _check_unit(self, unit: int) -> None:
        whole_number(unit, "unit", "Pass the index of one.", 0, self.unit_count - 1)


def _finite(given: Any, name: str) -> float:
    number = real_number(given, name, "Pass a number.")
    if not np.isfinite(number):
        raise ValueError(f"{name} is {number}. It must be a finite number. Pass another one.")
    return number
