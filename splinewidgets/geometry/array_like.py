"""Array-likes of any kind as tensors and as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor


def finite_tensor(given: Any, name: str) -> Tensor:
    """A detached tensor with the entries of a tensor, an array, or nested lists of numbers, arrays or tensors.

    Raises
    ------
    TypeError
        If it is none of these, or of complex numbers.
    ValueError
        If an entry is NaN or infinite.
    """
    try:
        tensor = _tensor(given)
    except (TypeError, ValueError, RuntimeError) as error:
        raise _unreadable(name, error) from error
    if tensor.is_complex():
        raise TypeError(
            f"The {name} are complex numbers. They must be real ones. Pass real and imaginary parts side by side."
        )
    if not bool(torch.isfinite(tensor).all()):
        raise ValueError(
            f"There are NaN or infinite entries in the {name}. All must be finite. Check where they come from."
        )
    if tensor.is_inference():  # which has no derivatives
        with torch.inference_mode(False):
            tensor = tensor.clone()
    return tensor


def float64_tensor(given: Any, name: str) -> Tensor:
    """A float64 tensor on the CPU of an array-like, which may hold NaN; of a tensor it can be differentiated.

    Raises
    ------
    TypeError
        If it cannot be read as an array.
    """
    try:
        return torch.as_tensor(given, dtype=torch.float64, device="cpu")
    except (TypeError, ValueError, RuntimeError) as error:
        raise _unreadable(name, error) from error


def float64_array(given: Any, name: str) -> npt.NDArray[np.float64]:
    """A float64 array of an array-like, which may hold NaN; without a copy where it is one.

    Raises
    ------
    TypeError
        If it cannot be read as an array of real numbers.
    """
    try:
        return np.asarray(real(as_numpy(given)), np.float64)
    except (TypeError, ValueError) as error:
        raise _unreadable(name, error) from error


def _unreadable(name: str, error: Exception) -> TypeError:
    reason = str(error).split(". ")[0].split("\n")[0].rstrip(".:")
    return TypeError(
        f"The {name} cannot be read as an array: {reason}. It must hold numbers. "
        "Pass a tensor, an array or nested lists of one shape."
    )


def _tensor(given: Any) -> Tensor:
    if isinstance(given, Tensor):
        return given.detach()
    if isinstance(given, list | tuple) and any(isinstance(item, Tensor) for item in given):
        return torch.stack([_tensor(item).cpu() for item in given])
    return torch.from_numpy(np.array(given, order="C"))


def numbers(given: Any, name: str) -> npt.NDArray[np.float64]:
    """An array-like as finite float64.

    Raises
    ------
    ValueError
        Naming the argument, if it is not numeric or has NaN or infinite entries.
    """
    try:
        array = np.array(real(as_numpy(given)), np.float64)
    except (TypeError, ValueError) as failure:
        raise ValueError(
            f"{name} is {type(given).__name__} and does not convert to numbers ({failure}). "
            "It must be an array of numbers. Pass a numpy array or a torch tensor."
        ) from failure
    if not np.isfinite(array).all():
        bad = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(
            f"{name} has a NaN or infinite entry, the first at {bad}. All entries must be finite. Remove or replace it."
        )
    return array


def real(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The array itself; raises TypeError if it is complex, of which numpy would take the real part."""
    if np.iscomplexobj(array):
        raise TypeError("they are complex")
    return array


def as_numpy(given: Any) -> npt.NDArray[Any]:
    """An array with the entries of an array-like, on the CPU."""
    if hasattr(given, "detach"):
        given = given.detach().cpu().numpy()
    return np.asarray(given)
