"""Numbers, lists and names that a caller gives: read, or refused in three sentences."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np


def whole(given: Any, name: str, wanted: str, remedy: str) -> int:
    """A whole number, also of numpy or a tensor's.

    Raises
    ------
    TypeError
        If it is none: a fraction, a truth value, text, an array.
    """
    try:
        if _is_scalar(given):
            return operator.index(given)
    except (TypeError, ValueError, RuntimeError):
        pass
    raise TypeError(_refusal(given, name, wanted, remedy))


def real(given: Any, name: str, wanted: str, remedy: str) -> float:
    """A number, also of numpy or a tensor's; perhaps NaN or infinite.

    Raises
    ------
    TypeError
        If it is none: a truth value, text, an array.
    """
    try:
        if _is_scalar(given):
            return float(given)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        pass
    raise TypeError(_refusal(given, name, wanted, remedy))


def positive(given: Any, name: str, wanted: str, remedy: str) -> float:
    """A finite number above 0; raises TypeError for what is no number, and ValueError for another one."""
    number = real(given, name, wanted, remedy)
    if not 0 < number < math.inf:
        raise ValueError(_refusal(given, name, wanted, remedy))
    return number


def listed(given: Any, name: str, wanted: str, remedy: str) -> list[Any]:
    """The entries of whatever holds some: a list, a range, a set, an array, a tensor.

    Raises
    ------
    TypeError
        If it holds none, or is text or a mapping.
    """
    if hasattr(given, "tolist"):
        given = given.tolist()
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        raise TypeError(_refusal(given, name, wanted, remedy))
    return list(given)


def wholes(given: Any, name: str, wanted: str, remedy: str) -> list[int]:
    """Whole numbers, in whatever holds them; raises TypeError for anything else."""
    try:
        return [whole(entry, name, wanted, remedy) for entry in listed(given, name, wanted, remedy)]
    except TypeError:
        raise TypeError(_refusal(given, name, wanted, remedy)) from None


def names(given: Any, name: str, wanted: str, remedy: str) -> list[str]:
    """Names, of text or numbers, in whatever holds them; raises TypeError for anything else."""
    entries = listed(given, name, wanted, remedy)
    if not all(isinstance(entry, str | int | float) for entry in entries):
        raise TypeError(_refusal(given, name, wanted, remedy))
    return [str(entry) for entry in entries]


def _is_scalar(given: Any) -> bool:
    return not (isinstance(given, bool | np.bool_ | str | bytes) or getattr(given, "ndim", None))


def _refusal(given: Any, name: str, wanted: str, remedy: str) -> str:
    return f"{name} is {given!r:.80}. It must be {wanted}. {remedy}"
