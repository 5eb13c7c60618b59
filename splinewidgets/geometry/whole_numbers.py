"""Counts that a caller gives, read before any work starts."""

from __future__ import annotations

import math
from numbers import Integral
from typing import Any


def whole_number(given: Any, name: str, remedy: str, least: int = 1, most: float = math.inf) -> int:
    """The count as an int.

    Raises
    ------
    TypeError
        If it is no whole number: a float, a truth value, text.
    ValueError
        If it is below `least` or above `most`.
    """
    bounds = f"at least {least}" if most == math.inf else f"from {least} to {most:g}"
    if isinstance(given, bool) or not isinstance(given, Integral):
        raise TypeError(
            f"{name} is {given!r}, a {type(given).__name__}. It must be a whole number, an int {bounds}. {remedy}"
        )
    number = int(given)
    if not least <= number <= most:
        raise ValueError(f"{name} is {number}. It must be {bounds}. {remedy}")
    return number
