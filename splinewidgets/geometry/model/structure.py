"""Structure of a module: all that it consists of besides the numbers in its tensors."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

INTEGERS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}


class Structure:
    """Two are equal that differ in the numbers in their tensors only.

    Attributes
    ----------
    tensors : dict of Tensor
        All parameters and buffers that have a shape, under every name.
    attributes : dict of Tensor
        The tensors that are plain attributes of modules.
    forwards : list of (str, code)
        The name of each module, and the code of its forward.
    """

    def __init__(self, model: nn.Module) -> None:
        self.tensors: dict[str, Tensor] = {}
        self.attributes: dict[str, Tensor] = {}
        self.forwards: list[tuple[str, Any]] = []
        # One walk, for `named_parameters` and `named_buffers` take one each.
        for prefix, module in model.named_modules(remove_duplicate=False):
            forward = vars(module).get("forward") or type(module).forward
            # The code refers to nothing that could keep the module alive.
            self.forwards.append((prefix, getattr(forward, "__code__", None)))
            dot = f"{prefix}." if prefix else ""
            for name, tensor in (*module._parameters.items(), *module._buffers.items()):
                if tensor is not None and not is_lazy(tensor):
                    self.tensors[dot + name] = tensor
            self.attributes.update((dot + name, t) for name, t in vars(module).items() if isinstance(t, Tensor))
        self._kinds = [(name, tensor.shape, tensor.dtype, tensor.device) for name, tensor in self.tensors.items()]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Structure):
            return NotImplemented
        return self.forwards == other.forwards and self._kinds == other._kinds

    __hash__ = None  # type: ignore[assignment]


def same_bits(one: Tensor, other: Tensor) -> bool:
    """Test whether two tensors hold the same, to the last bit."""
    if one.shape != other.shape or one.dtype != other.dtype or one.device != other.device:
        return False
    return torch.equal(_bits(one), _bits(other))


def _bits(tensor: Tensor) -> Tensor:
    if tensor.layout is not torch.strided:
        tensor = tensor.to_dense()
    if tensor.is_complex():
        tensor = torch.view_as_real(tensor)
    return tensor.view(INTEGERS[tensor.element_size()]) if tensor.is_floating_point() else tensor
