"""Array-likes as what a model takes."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from .array_like import finite_tensor


def model_input(model: nn.Module, given: Any, name: str) -> Tensor:
    """The array-like as a tensor of the model's own dtype, on its device.

    Raises
    ------
    TypeError
        If it cannot be read as an array.
    ValueError
        If an entry is NaN or infinite.
    """
    tensor = finite_tensor(given, name)
    if not tensor.is_floating_point():
        tensor = tensor.to(torch.get_default_dtype())
    for parameter in (*model.parameters(), *model.buffers()):
        if parameter.is_floating_point():
            return tensor.to(parameter.device, parameter.dtype)
    return tensor
