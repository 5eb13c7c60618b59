"""Crossing of two lines that meet at a small angle.

From positions, which are rounded, the place is known to rounding over the angle. The lines are zero sets of two units,
and all that is needed of these are determinants of their values at old vertices, in twice as many digits.
"""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import borrowing

# Sines of angles that are small: at larger ones rounding is far below what is taken for zero.
SMALL = 1 / 64
# Splits a float64 into two halves, whose products are exact.
_SPLITTER = 2.0**27 + 1.0


@borrowing
def crossing(values, new_of, old, ends, unit, other):
    """Crossing of the zero set of `other` with the chord of `unit`, from one of its ends (2,) to the other, or NaN.

    Parameters
    ----------
    values : (old, units) float64
        At the old vertices.
    new_of : (born, 2)
        The two old vertices that each new one lies between.
    """
    here = _at_zero(values, new_of, old, ends[0], unit, other)
    there = _at_zero(values, new_of, old, ends[1], unit, other)
    return here / (here - there) if here * there < 0.0 else np.nan


@borrowing
def _at_zero(values, new_of, old, vertex, unit, other):
    """The value of `other` at a vertex that is a zero of `unit`."""
    if vertex < old:
        return values[vertex, other]
    a, b = new_of[vertex - old, 0], new_of[vertex - old, 1]
    change = values[b, unit] - values[a, unit]
    return _determinant(values[a, other], values[b, other], values[a, unit], values[b, unit]) / change


@borrowing
def _determinant(a, b, c, d):
    """A d - b c, good to its last digits where it cancels."""
    first, first_error = _product(a, d)
    second, second_error = _product(b, c)
    return (first - second) + (first_error - second_error)


@borrowing
def _product(x, y):
    """A product, and what rounding took from it [dekker1971floating]."""
    high, low = _halves(x)
    top, bottom = _halves(y)
    product = x * y
    return product, ((high * top - product) + high * bottom + low * top) + low * bottom


@borrowing
def _halves(x):
    large = _SPLITTER * x
    high = large - (large - x)
    return high, x - high
