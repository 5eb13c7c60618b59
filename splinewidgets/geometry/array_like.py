"""Array-likes of any kind as tensors."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor


def finite_tensor(given: Any, name: str) -> Tensor:
    """A detached tensor with the entries of a tensor, an array, or nested lists of numbers, arrays or tensors.

    Raises
    ------
    TypeError
        If it is none of these.
    ValueError
        If an entry is NaN or infinite.
    """
    try:
        tensor = _tensor(given)
    except (TypeError, ValueError, RuntimeError) as error:
        reason = str(error).split(". ")[0].rstrip(".")
        raise TypeError(
            f"The {name} cannot be read as an array: {reason}. It must hold numbers. "
            "Pass a tensor, an array or nested lists of one shape."
        ) from error
    if not bool(torch.isfinite(tensor).all()):
        raise ValueError(
            f"There are NaN or infinite entries in the {name}. All must be finite. Check where they come from."
        )
    if tensor.is_inference():  # which has no derivatives
        with torch.inference_mode(False):
            tensor = tensor.clone()
    return tensor


def _tensor(given: Any) -> Tensor:
    if isinstance(given, Tensor):
        return given.detach()
    if isinstance(given, list | tuple) and any(isinstance(item, Tensor) for item in given):
        return torch.stack([_tensor(item).cpu() for item in given])
    return torch.from_numpy(np.array(given, order="C"))
