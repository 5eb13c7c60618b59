"""Smooth functions of one variable that a generator may end in: their slopes, and the range of these."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import expit, ndtr

from .activations import ACTIVATIONS, Array

# Those whose slope has neither jump nor kink, under torch's names.
SMOOTH = frozenset("sigmoid special_expit tanh softplus gelu silu mish log_sigmoid exp".split())
# What torch and numpy round differently is far less.
SAFETY = 1e-6


def _gelu(approximate: str = "none") -> Callable[[Array], Array]:
    if approximate == "tanh":
        return ACTIVATIONS["gelu"](approximate).slope
    return lambda x: ndtr(x) + x * np.exp(-np.minimum(x**2, 1400) / 2) / math.sqrt(2 * math.pi)


# Slopes in forms that keep their digits where they are small, for volumes are products of them.
_SLOPES: dict[str, Callable[..., Callable[[Array], Array]]] = {
    **dict.fromkeys(("sigmoid", "special_expit"), lambda: lambda x: expit(x) * expit(-x)),
    "tanh": lambda: lambda x: 4 * expit(2 * x) * expit(-2 * x),
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
