"""Bounds on how many regions a ReLU network of given widths can have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import comb, factorial, prod

from ..argument_types import check_type, wrong_type
from ..whole_numbers import whole_number
from .zaslavsky import zaslavsky


@dataclass(frozen=True)
class CountBounds:
    """Bounds on the most activation regions that a ReLU network has for any weights, all exact integers.

    Attributes
    ----------
    widths : tuple of int
        Of the input and of each hidden layer.
    montufar_lower : int
        So many can be reached. 0 where a layer but the last is narrower than the input: the construction has none then.
    serra_upper : int
        The tightest of the upper bounds.
    montufar_upper : int
    trivial_upper : int
        2 to the number of units: as many as there are activation patterns.
    one_layer : int
        What all units together would make in one layer (`zaslavsky`). Networks with random weights stay near or below
        it, whatever their depth.
    hanin_rolnick : float
        (units)^d / d! for inputs of dimension d: times T^d it bounds the expected number at initialization in a cube
        that is not too small, divided by the cube's volume, where T depends on the distribution of weights and biases
        and not on the widths. By itself an order of growth, and no bound.

    Examples
    --------
    >>> bounds = count_bounds((2, 4, 4))
    >>> bounds.montufar_lower <= bounds.serra_upper <= bounds.montufar_upper <= bounds.trivial_upper
    True
    """

    widths: tuple[int, ...]
    montufar_lower: int
    serra_upper: int
    montufar_upper: int
    trivial_upper: int
    one_layer: int
    hanin_rolnick: float


def count_bounds(widths: Sequence[int]) -> CountBounds:
    """Bound the number of activation regions of a ReLU network in all of its input space.

    Parameters
    ----------
    widths
        Of the input and of each hidden layer: (2, 16, 16) is a network of 2 inputs and two layers of 16 ReLUs. What
        comes behind the last ReLU makes no regions.

    Raises
    ------
    TypeError, ValueError
        If there is no hidden layer, or a width is no whole number above 0.

    References
    ----------
    Montúfar, Pascanu, Cho and Bengio, On the Number of Linear Regions of Deep Neural Networks [montufar2014number],
    theorem 4 (lower); Montúfar, Notes on the Number of Linear Regions of Deep Neural Networks [montufar2017notes]
    (upper); Serra, Tjandraatmadja and Ramalingam, Bounding and Counting Linear Regions of Deep Neural Networks
    [serra2018bounding], theorem 1; Hanin and Rolnick, Deep ReLU Networks Have Surprisingly Few Activation Patterns
    [hanin2019deep].

    Examples
    --------
    >>> bounds = count_bounds([2, 20, 20])
    >>> bounds.montufar_lower, bounds.serra_upper, bounds.one_layer
    (21100, 44521, 821)
    """
    remedy = "Give the width of the input and of each hidden layer, as in (2, 16, 16)."
    if isinstance(widths, str | bytes):
        raise wrong_type(widths, "widths", "a sequence of whole numbers", remedy)
    check_type(widths, Iterable, "widths", "a sequence of whole numbers", remedy)
    checked = tuple(whole_number(width, "A width", remedy) for width in widths)
    if len(checked) < 2:
        raise ValueError(f"widths is {checked}. There must be an input and at least one hidden layer. {remedy}")
    inputs, *hidden = checked
    units = sum(hidden)
    dimensions = list(accumulate(checked, min))[1:]
    return CountBounds(
        widths=checked,
        montufar_lower=prod((width // inputs) ** inputs for width in hidden[:-1]) * zaslavsky(hidden[-1], inputs),
        serra_upper=_serra(inputs, hidden),
        montufar_upper=prod(zaslavsky(width, least) for width, least in zip(hidden, dimensions, strict=True)),
        trivial_upper=2**units,
        one_layer=zaslavsky(units, inputs),
        hanin_rolnick=units**inputs / factorial(inputs),
    )


def _serra(inputs: int, hidden: Sequence[int]) -> int:
    """Sum over all ways in which units can be dead, counted by how many dimensions are left behind each layer.

    Of a layer of n units of which j are on one side, at most n - j dimensions get through, and j takes all values up to
    the dimensions that come in.
    """
    ways = Counter({inputs: 1})
    for width in hidden:
        behind: Counter[int] = Counter()
        for dimension, count in ways.items():
            for j in range(min(dimension, width) + 1):
                behind[min(dimension, width - j)] += count * comb(width, j)
        ways = behind
    return ways.total()
