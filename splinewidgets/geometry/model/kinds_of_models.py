"""Kinds of models that cannot be looked at, whatever they compute."""

from __future__ import annotations

import inspect

import torch
from torch import nn

from ..refusals import UnsupportedOperation

# Where torch keeps modules that compute with integers in place of real numbers.
QUANTIZED = (
    "torch.ao.nn.quantized",
    "torch.ao.nn.intrinsic.quantized",
    "torch.nn.quantized",
    "torch.nn.intrinsic.quan",
)


def refuse_kind(model: nn.Module) -> None:
    """Refuse modules that are scripted, quantized or without numbers, and those that take several inputs.

    Raises
    ------
    UnsupportedOperation
        If one of the model's modules is of such a kind.
    ValueError
        If the model does not take one input.
    """
    for name, module in model.named_modules():
        what = f"{type(model).__name__}" if not name else f"The module {name}"
        if isinstance(module, torch.jit.ScriptModule):
            raise UnsupportedOperation(
                f"{what} is scripted or traced by torch.jit, which hides its operations. "
                "A tessellation needs the module as it is in Python. Pass the module before scripting."
            )
        if type(module).__module__.startswith(QUANTIZED):
            raise UnsupportedOperation(
                f"{what} is quantized: it rounds to integers, so it is constant between jumps. A tessellation needs a "
                "continuous function. Pass the model before quantization."
            )
    for name, tensor in (*model.named_parameters(), *model.named_buffers()):
        if tensor.is_meta:
            raise ValueError(
                f"{name} of the model is on the device meta, where tensors hold no numbers. All must be known. "
                "Call model.to_empty(device='cpu') and load a checkpoint."
            )
    try:
        signature = inspect.signature(model.forward)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(None)
    except TypeError:
        needed = [p.name for p in signature.parameters.values() if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
        raise ValueError(
            f"{type(model).__name__}.forward takes {len(needed)} inputs ({', '.join(needed)}). "
            "A tessellation needs a function of one input. "
            "Wrap it in Conditioned(model, ...), which fixes all but the first, or in a module whose forward takes one."
        ) from None
