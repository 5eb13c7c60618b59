"""Constants: values that an exported model computes from parameters, buffers and constants alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from ..export.graph import Operation, Size, Source
from ..operations.operations import AFFINE, KNOTS


class Constants:
    """Such values, each computed once.

    Parameters
    ----------
    tensors
        The model's, by name.
    dtype, device
        What floating-point values are in, and where.
    """

    def __init__(self, tensors: Mapping[str, Tensor], dtype: torch.dtype, device: torch.device) -> None:
        self._tensors, self._dtype, self._device = tensors, dtype, device
        self._known: dict[Any, Any] = {}

    def __call__(self, value: Any, batch: int | None = None) -> Any:
        """The argument with parameters in place of their names; what depends on the batch size stays, or is of that."""
        if isinstance(value, tuple):
            return tuple(self(item, batch) for item in value)
        if isinstance(value, dict):
            return {key: self(item, batch) for key, item in value.items()}
        if isinstance(value, torch.dtype):
            return in_dtype(value, self._dtype)
        if isinstance(value, torch.device):
            return self._device
        if isinstance(value, Size) and batch is not None:
            return value.multiple * batch
        if not isinstance(value, Operation | Source):
            return value
        if value not in self._known:
            if isinstance(value, Source):
                tensor = self._tensors[value.name]
                tensor = tensor.clone() if tensor.is_inference() else tensor
                self._known[value] = tensor.to(self._device, in_dtype(tensor.dtype, self._dtype))
            else:
                self._known[value] = function_of(value)(*self(value.args, batch), **self(value.kwargs, batch))
        return self._known[value]


def in_dtype(of: torch.dtype, dtype: torch.dtype) -> torch.dtype:
    """The dtype of a network that stands for one of its model."""
    if of.is_complex:
        return dtype.to_complex()
    return dtype if of.is_floating_point else of


def function_of(operation: Operation) -> Callable[..., Any]:
    """The shortest way to call an operation."""
    rule = KNOTS.get(operation.name) or AFFINE.get(operation.name)
    return (rule and rule.function) or operation.target
