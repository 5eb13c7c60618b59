"""Array-likes as what a model takes."""

from __future__ import annotations

from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensor

from .array_like import finite_tensor
from .exporting import exporting
from .operations import UnsupportedOperation


def model_input(model: Any, given: Any, name: str) -> Tensor:
    """The array-like as a tensor of the model's own dtype, on its device.

    Raises
    ------
    TypeError
        If the model is no module, or the array-like cannot be read as an array.
    UnsupportedOperation
        If the model is quantized.
    ValueError
        If an entry is NaN or infinite.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"The model is a {type(model).__name__}. It must be a torch.nn.Module. "
            "Wrap a function in a module whose forward calls it."
        )
    for path, module in model.named_modules():
        if ".quantized" in type(module).__module__:
            raise UnsupportedOperation(
                f"The model is quantized: {path or 'it'} is a {type(module).__name__} that rounds what it is given. "
                "A tessellation needs a continuous function. Pass the model before it was quantized."
            )
    tensor = finite_tensor(given, name)
    if not tensor.is_floating_point():
        tensor = tensor.to(torch.get_default_dtype())
    parameter = _first_number(model)
    if isinstance(parameter, FakeTensor):
        # Another thread is exporting this very model, and stands in for its parameters meanwhile.
        with exporting():
            parameter = _first_number(model)
    return tensor if parameter is None else tensor.to(parameter.device, parameter.dtype)


def _first_number(model: nn.Module) -> Tensor | None:
    """A parameter, a buffer, or else a tensor that a module holds without having it registered."""
    held = (value for module in model.modules() for value in vars(module).values())
    tensors = (value for value in chain(model.parameters(), model.buffers(), held) if isinstance(value, Tensor))
    return next((tensor for tensor in tensors if tensor.is_floating_point()), None)
