"""The chords of a smooth activation: where their knots go, and how far they are from it at most.

Between two knots the error f - chord is stationary where f' equals the chord's slope. Intervals are split at the turns
of f', so that f' is monotone on each part and there is one such point at most; bisection finds it. Nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .activations import Activation, Array
from .approximation_error import Approximation
from .piecewise_affine import PiecewiseAffine

Span = tuple[float, float]

# Halvings of an interval that leave nothing of it: more than float64 has digits.
HALVINGS = 64
# Halvings of the logarithm of the error when the span is sought: it is then known to a millionth.
SPAN_HALVINGS = 24
# The smallest error that is tried, relative to the length of bending: well above rounding.
SMALLEST = 1e-12
# Places per unit of bending, and in all, at which the density of knots is measured. It decides how evenly the error is
# spread, not how large it is said to be.
DENSITY_NEAR, DENSITY_WIDE = 400, 1000
# The nearest of these places to a turn, relative to the length of bending: nothing bends more finely.
NEAREST = 1e-3
# Knots are placed to this precision, relative to the length of bending.
PRECISION = 1e-6
# Default spans end here, in units of the pre-activation: softsign would reach out far for the sake of its slow tails,
# and a nearly affine swish would be coarse where pre-activations are.
WIDEST = 16.0
# A bend below this, relative to the largest slope, is rounding: a knot there would cut tiles that are one.
STRAIGHT = 1e-9


def interpolant(activation: Activation, knots: int | Sequence[float], span: Span | None) -> PiecewiseAffine:
    """The continuous piecewise-affine function that equals the activation at its knots.

    Outside its knots it goes on in parallel to the asymptotes.

    Parameters
    ----------
    activation
        The function.
    knots
        How many, placed so that the error is the same between any two, or where.
    span
        The first and last knot; None: that of the given knots, or else so wide that the error is nowhere larger than
        between the knots, up to `WIDEST`.

    Raises
    ------
    ValueError
        If there are too few knots for the activation's kinks and the ends of the span.
    """
    if not isinstance(knots, int):
        return _stated(activation, np.array(knots, float), (min(knots), max(knots)))
    if span is None:
        natural = natural_span(activation, knots)
        low, high = max(natural[0], -WIDEST), min(natural[1], WIDEST)
        span = None if (low, high) == natural else (low, high)
        return _stated(activation, place(activation, knots, low, high), span)
    return _stated(activation, place(activation, knots, *span), span)


def _stated(activation: Activation, positions: Array, span: Span | None) -> PiecewiseAffine:
    """The function through the activation at these positions, with its error."""
    function = _through(activation, positions)
    low, high = span or (positions[0], positions[-1])
    error = _distance(activation, function, low, high) + activation.defect
    beyond = max(
        _distance(activation, function, -np.inf, low),
        _distance(activation, function, high, np.inf),
    )
    beyond += activation.defect
    error = max(error, beyond) if span is None else error
    approximation = Approximation(activation.name, error, span, beyond, function.knots)
    return PiecewiseAffine(function.knots, function.values, function.slopes, approximation)


def _through(activation: Activation, positions: Array) -> PiecewiseAffine:
    values = activation.value(positions)
    ends = (activation.left[0], activation.right[0])
    slopes = np.concatenate([ends[:1], np.diff(values) / np.diff(positions), ends[1:]])
    bends = np.abs(np.diff(slopes)) > STRAIGHT * np.abs(slopes).max()
    bends[0] |= not bends.any()
    return PiecewiseAffine(positions[bends].tolist(), values[bends].tolist(), ends)


def _distance(activation: Activation, function: PiecewiseAffine, low: float, high: float) -> float:
    """The largest difference between the two from low to high, either of which may be infinite."""
    knots, ends = np.array(function.knots), []
    corners = np.unique([*knots, *activation.turns])
    # Before the first and after the last corner f' tends to the asymptote's slope from one side: the difference is
    # largest at the corner or in the limit.
    if low == -np.inf:
        ends.append(activation.left[1] - (function.values[0] - function.slopes[0] * knots[0]))
        low = min(corners[0], high)
    if high == np.inf:
        ends.append(activation.right[1] - (function.values[-1] - function.slopes[1] * knots[-1]))
        high = max(corners[-1], low)
    points = np.concatenate([[low], corners[(low < corners) & (corners < high)], [high]])
    a, b = points[:-1], points[1:]
    slope = _slopes(function)[np.searchsorted(knots, (a + b) / 2)]
    points = np.concatenate([points, _stationary(activation, slope, a, b)])
    differences = activation.value(points) - _at(function, points)
    return float(np.abs(np.concatenate([differences, ends])).max())


def _stationary(activation: Activation, slope: Array, a: Array, b: Array) -> Array:
    """Place between a and b at which the activation has that slope, monotone there; a or b if there is none."""
    # One step inside, for at a kink the slope is another on each side.
    low, high = np.nextafter(a, b), np.nextafter(b, a)
    rising = activation.slope(high) > activation.slope(low)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        before = (activation.slope(middle) < slope) == rising
        low, high = np.where(before, middle, low), np.where(before, high, middle)
    return (low + high) / 2


def _slopes(function: PiecewiseAffine) -> Array:
    between = np.diff(function.values) / np.diff(function.knots)
    return np.concatenate([function.slopes[:1], between, function.slopes[1:]])


def _at(function: PiecewiseAffine, x: Array) -> Array:
    first, last = function.knots[0], function.knots[-1]
    inside = np.interp(x, function.knots, function.values)
    return inside + function.slopes[0] * np.minimum(x - first, 0) + function.slopes[1] * np.maximum(x - last, 0)


def place(activation: Activation, count: int, low: float, high: float) -> Array:
    """So many knots from low to high, at its kinks and otherwise as dense as the square root of its curvature.

    An interval of length h has the error h^2 |f''| / 8, so this makes all errors alike.
    """
    fixed = np.unique([low, *(kink for kink in activation.kinks if low < kink < high), high])
    if count < len(fixed):
        raise ValueError(
            f"{count} knots were asked for. A {activation.name} needs at least {len(fixed)}: the ends of its span and "
            "its kinks. Ask for more."
        )
    near = activation.scale * np.geomspace(NEAREST, max((high - low) / activation.scale, 1.0), DENSITY_NEAR)
    around = [turn + side * near for turn in (*activation.turns, 0.0) for side in (-1, 1)]
    grid = np.unique(np.clip(np.concatenate([fixed, np.linspace(low, high, DENSITY_WIDE), *around]), low, high))
    change = activation.slope(np.nextafter(grid[1:], low)) - activation.slope(np.nextafter(grid[:-1], high))
    mass = np.concatenate([[0.0], np.cumsum(np.sqrt(np.abs(change) * np.diff(grid)))])
    between = np.interp(fixed, grid, mass)
    # One interval for each piece, then one more for the piece whose error is largest.
    intervals = np.ones(len(fixed) - 1, int)
    for _ in range(count - len(fixed)):
        intervals[np.argmax(np.diff(between) / intervals)] += 1
    levels = [np.linspace(a, b, n + 1)[1:-1] for a, b, n in zip(between, between[1:], intervals, strict=False)]
    # Straight stretches have no mass: of the places with the same mass the first is taken.
    kept = np.concatenate([[True], np.diff(mass) > 0])
    inner = np.interp(np.concatenate(levels), mass[kept], grid[kept])
    # A knot in the middle of a symmetric function is to be 0 itself: there all units of a network without biases meet.
    quantum = PRECISION * min(activation.scale, high - low)
    return np.unique(np.concatenate([fixed, np.rint(inner / quantum) * quantum]))


def natural_span(activation: Activation, count: int) -> Span:
    """The span at whose ends the activation is as far from its asymptotes as from its chords within."""
    first, last = activation.turns[0], activation.turns[-1]
    largest = max(_tail(activation, side, 0.0) for side in (0, 1))
    if largest == 0:  # pieced together of its own asymptotes
        return (first, last) if first < last else (first - activation.scale, last + activation.scale)
    # Logarithms of an error below what a span's chords have, and of one above.
    low, high = np.log(SMALLEST * activation.scale), np.log(largest)
    for _ in range(SPAN_HALVINGS):
        middle = (low + high) / 2
        span = first - _reach(activation, 0, np.exp(middle)), last + _reach(activation, 1, np.exp(middle))
        wide = _distance(activation, _through(activation, place(activation, count, *span)), *span) > np.exp(middle)
        low, high = (middle, high) if wide else (low, middle)
    return first - _reach(activation, 0, np.exp(low)), last + _reach(activation, 1, np.exp(low))


def _tail(activation: Activation, side: int, reach: float) -> float:
    """Distance of the activation from its asymptote at so much before its first turn (side 0) or after its last."""
    x = activation.turns[-1] + reach if side else activation.turns[0] - reach
    slope, intercept = activation.right if side else activation.left
    return abs(float(activation.value(np.array([x]))[0]) - (slope * x + intercept))


def _reach(activation: Activation, side: int, error: float) -> float:
    """Place from which on the activation is that close to its asymptote: the distance only falls beyond the turns."""
    if _tail(activation, side, 0.0) <= error:
        return 0.0
    low, high = 0.0, activation.scale
    while _tail(activation, side, high) > error:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _tail(activation, side, middle) > error else (low, middle)
    return high
