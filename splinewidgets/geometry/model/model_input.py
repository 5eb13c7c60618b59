"""Array-likes as what a model takes."""

from __future__ import annotations

from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn

from ..array_like import finite_tensor


def model_input(model: Any, given: Any, name: str) -> Tensor:
    """The array-like as a tensor of the model's own dtype, on its device.

    Raises
    ------
    TypeError
        If the model is no module, or the array-like cannot be read as an array.
    ValueError
        If an entry is NaN or infinite.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"The model is a {type(model).__name__}. It must be a torch.nn.Module. "
            "Wrap a function in a module whose forward calls it."
        )
    tensor = finite_tensor(given, name)
    if not tensor.is_floating_point():
        tensor = tensor.to(torch.get_default_dtype())
    parameter = _first_number(model)
    return tensor if parameter is None else tensor.to(parameter.device, parameter.dtype)


def batch_input(model: Any, given: Any, name: str) -> Tensor:
    """`model_input` of a batch (N, *input_shape); raises ValueError for another shape, and where it is empty."""
    points = model_input(model, given, name)
    if points.ndim < 2 or points.numel() == 0:
        raise ValueError(
            f"The {name} have shape {tuple(points.shape)}. They must be a batch (N, *input_shape) with N > 0. "
            "Put one input in each row."
        )
    return points


def _first_number(model: nn.Module) -> Tensor | None:
    """A parameter, a buffer, or else a tensor that a module holds without having it registered."""
    held = (value for module in model.modules() for value in vars(module).values())
    tensors = (value for value in chain(model.parameters(), model.buffers(), held) if isinstance(value, Tensor))
    return next((tensor for tensor in tensors if tensor.is_floating_point()), None)
