"""Zaslavsky's bound on the number of regions."""

from __future__ import annotations

from math import comb
from numbers import Integral

from ..argument_types import check_type


def zaslavsky(hyperplanes: int, dimension: int) -> int:
    """The most regions into which so many hyperplanes cut a convex set of that dimension, exactly.

    The sum of the binomials C(hyperplanes, j) for j up to the dimension; hyperplanes in general position whose
    intersections all lie in the set reach it. Hyperplanes that fold within the set may make more.

    Raises
    ------
    TypeError
        If one is no whole number.
    ValueError
        If a number is negative.

    References
    ----------
    Zaslavsky, Facing up to Arrangements [zaslavsky1975facing]. The survey [balestriero2025geometry] takes the local
    complexity for the number of hyperplanes.

    Examples
    --------
    >>> zaslavsky(3, 2)
    7
    """
    for name, given in (("hyperplanes", hyperplanes), ("dimension", dimension)):
        check_type(given, Integral, name, "a whole number", "Count what meets the set, and take its own dimension.")
    hyperplanes, dimension = int(hyperplanes), int(dimension)
    if hyperplanes < 0 or dimension < 0:
        raise ValueError(
            f"There are {hyperplanes} hyperplanes in dimension {dimension}. Neither can be negative. "
            "Count what meets the set, and take the set's own dimension."
        )
    return sum(comb(hyperplanes, j) for j in range(min(hyperplanes, dimension) + 1))
