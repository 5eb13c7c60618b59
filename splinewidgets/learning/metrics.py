"""Metrics of any kind as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np
from torch import Tensor


def as_metrics(given: Mapping[str, Any]) -> dict[str, float]:
    """Each metric as a float.

    Raises
    ------
    TypeError
        If one is neither a real number nor a tensor or array of one, without dimensions.
    ValueError
        If one is too large for a float.
    """
    return {name: _number(name, value) for name, value in given.items()}


def in_json(metrics: Mapping[str, float]) -> dict[str, float | str]:
    """Metrics as JSON can hold them, which has no NaN and no infinity."""
    return {name: value if isfinite(value) else str(value) for name, value in metrics.items()}


def from_json(metrics: Mapping[str, float | str]) -> dict[str, float]:
    """Metrics from what `in_json` made of them."""
    return {name: float(value) for name, value in metrics.items()}


def _number(name: str, value: Any) -> float:
    what = type(value).__name__
    if isinstance(value, Tensor | np.ndarray | np.generic):
        what += f" of shape {tuple(value.shape)} and {value.dtype}"
        if value.ndim == 0:
            value = value.item()
    if not isinstance(value, Real):
        raise TypeError(
            f"The metric {name!r} is a {what}. A metric is one real number. Pass a number, or reduce it, by its mean."
        )
    try:
        return float(value)
    except OverflowError:
        raise ValueError(
            f"The metric {name!r} is a whole number beyond 1e308. A metric is kept in 64 bits. Pass its logarithm."
        ) from None
