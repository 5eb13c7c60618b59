"""Arguments of the wrong type, refused before any work starts."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from .whole_numbers import whole_number

# Seeds that torch's generators take; those of numpy begin at 0.
LEAST_SEED, LARGEST_SEED = -(2**63), 2**64 - 1


def wrong_type(given: Any, name: str, wanted: str, remedy: str) -> TypeError:
    """The error for an argument of another type than it must have."""
    return TypeError(f"{name} is a {type(given).__name__}. It must be {wanted}. {remedy}")


def check_type(given: Any, kind: type | tuple[type, ...], name: str, wanted: str, remedy: str) -> None:
    """Raise TypeError if an argument is of none of these types."""
    if not isinstance(given, kind):
        raise wrong_type(given, name, wanted, remedy)


def real_number(given: Any, name: str, remedy: str) -> float:
    """The number as a float, of whatever type it is, also of an array without dimensions.

    Raises
    ------
    TypeError
        If it is no real number: text, a truth value, several numbers.
    """
    # What is a number by itself: text is one only when it is parsed.
    if hasattr(type(given), "__float__") and not isinstance(given, bool | np.bool_):
        try:
            return float(given)
        except (TypeError, ValueError, RuntimeError, OverflowError):
            pass
    raise wrong_type(given, name, "a real number", remedy)


def real_numbers(given: Any, name: str, wanted: str, remedy: str) -> tuple[float, ...]:
    """Several numbers as floats.

    Raises
    ------
    TypeError
        If it is no sequence of real numbers.
    """
    if isinstance(given, bytes):  # whose entries are numbers
        raise wrong_type(given, name, wanted, remedy)
    try:
        return tuple(real_number(number, name, remedy) for number in given)
    except TypeError as error:
        raise wrong_type(given, name, wanted, remedy) from error


def truth(given: Any, name: str) -> bool:
    """A truth value, also of numpy.

    Raises
    ------
    TypeError
        If it is anything else, such as the text "no", which Python takes for true.
    """
    check_type(given, (bool, np.bool_), name, "True or False", "Write one of them.")
    return bool(given)


def seed_number(given: Any, least: int = LEAST_SEED) -> int:
    """The seed of a random generator.

    Raises
    ------
    TypeError
        If it is no whole number.
    ValueError
        If it has more digits than generators take, or is below `least`.
    """
    return whole_number(given, "seed", "Leave it out for the usual one, or take a small one.", least, LARGEST_SEED)


def checked_callback(given: Any, name: str) -> None:
    """Raise TypeError if something that is to be called, or None, cannot be."""
    if given is not None:
        check_type(given, Callable, name, "a function", "Leave it out, or pass one.")  # type: ignore[arg-type]


def checked_dtype(given: Any) -> torch.dtype | None:
    """The dtype that decides, or None; raises TypeError if it is none of torch."""
    if given is not None:
        check_type(given, torch.dtype, "dtype", "torch.float64 or torch.float32", "Leave it out for torch.float64.")
    return given


def device_of(given: Any) -> torch.device:
    """The device of this name.

    Raises
    ------
    TypeError, ValueError
        If torch knows no such device.
    """
    try:
        return torch.device(given)
    except (TypeError, RuntimeError) as error:
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(
            f"device is {given!r}. It must be a torch.device or the name of one, such as 'cpu' or 'cuda:0'. "
            "Leave it out for the model's own."
        ) from error


def check_path(given: Any, name: str, remedy: str) -> None:
    """Raise TypeError if an argument is no path of a file."""
    check_type(given, (str, os.PathLike), name, "a path, as text or pathlib.Path", remedy)
