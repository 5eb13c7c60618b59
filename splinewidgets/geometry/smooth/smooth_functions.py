"""Smooth functions of one variable that a generator may end in: their slopes, and the range of these."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import expit, ndtr

from .activations import ACTIVATIONS, Array

Inverse = Callable[[float], float]

# Those whose slope has neither jump nor kink, under torch's names.
SMOOTH = frozenset("sigmoid special_expit tanh softplus gelu silu mish log_sigmoid exp".split())
# What torch and numpy round differently is far less.
SAFETY = 1e-6


def _gelu(approximate: str = "none") -> Callable[[Array], Array]:
    if approximate == "tanh":
        return ACTIVATIONS["gelu"](approximate).slope
    return lambda x: ndtr(x) + x * np.exp(-np.minimum(x**2, 1400) / 2) / math.sqrt(2 * math.pi)


def _sigmoid_slope(x: Array) -> Array:
    """expit(x) expit(-x), with one exponential."""
    small = np.exp(-np.abs(x))
    return small / (1 + small) ** 2


# Slopes in forms that keep their digits where they are small, for volumes are products of them.
_SLOPES: dict[str, Callable[..., Callable[[Array], Array]]] = {
    **dict.fromkeys(("sigmoid", "special_expit"), lambda: _sigmoid_slope),
    "tanh": lambda: lambda x: 4 * _sigmoid_slope(2 * x),
    "softplus": lambda beta=1.0, threshold=20.0: lambda x: expit(beta * x),
    "log_sigmoid": lambda: lambda x: expit(-x),
    "exp": lambda: np.exp,
    "gelu": _gelu,
}


def slope(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Callable[[Array], Array]:
    """The derivative of a function with torch's arguments behind its variable."""
    if name in _SLOPES:
        return _SLOPES[name](*args, **kwargs)
    return ACTIVATIONS[name](*args, **kwargs).slope


def slope_range(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any], low: Array, high: Array
) -> tuple[Array, Array]:
    """The least and the largest absolute slope of a function where its variable is from low to high."""
    derivative = slope(name, args, kwargs)
    ends = np.stack([derivative(low), derivative(high)])
    least, most = ends.min(0), ends.max(0)
    turns = () if name == "exp" else ACTIVATIONS[name](*args, **kwargs).turns
    for turn in turns:  # between which the slope is monotone
        there = float(derivative(np.array(turn)))
        within = (low < turn) & (turn < high)
        least, most = np.where(within, np.minimum(least, there), least), np.where(within, np.maximum(most, there), most)
    crossing = (least < 0) & (most > 0)
    smallest = np.where(crossing, 0.0, np.minimum(np.abs(least), np.abs(most)))
    return smallest * (1 - SAFETY), np.maximum(np.abs(least), np.abs(most)) * (1 + SAFETY)


def _inverse_softplus(beta: float = 1.0, threshold: float = 20.0) -> Inverse:
    return lambda y: y if beta * y > threshold else y + math.log(-math.expm1(-beta * y)) / beta


# Of those that are monotone, where each has its value; with the least and the largest, which it only comes near.
_INVERSES: dict[str, tuple[float, float, Callable[..., Inverse]]] = {
    **dict.fromkeys(("sigmoid", "special_expit"), (0.0, 1.0, lambda: lambda y: math.log(y) - math.log1p(-y))),
    "tanh": (-1.0, 1.0, lambda: math.atanh),
    "softplus": (0.0, math.inf, _inverse_softplus),
    "log_sigmoid": (-math.inf, 0.0, lambda: lambda y: y - math.log(-math.expm1(y))),
    "exp": (0.0, math.inf, lambda: math.log),
}


def inverse(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], value: float) -> float | None:
    """Where a monotone function has a value; None where it has not.

    Raises
    ------
    KeyError
        If it is not monotone.
    """
    low, high, of = _INVERSES[name]
    return of(*args, **kwargs)(value) if low < value < high else None
