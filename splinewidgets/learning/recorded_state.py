"""What is kept of a model, under its own names whatever it is wrapped in, and of its optimizer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy
from torch.optim import Optimizer
from torch.optim.swa_utils import AveragedModel

from .state_dict_file import apart, named_tensors, read_state_dict

# What these wrap is called "module"; a part of that name may be a model's own.
WRAPPERS = (nn.DataParallel, nn.parallel.DistributedDataParallel, AveragedModel)
# These parts of names are torch's alone: of compiled modules, of sharded ones, and of those that are computed again.
PARTS = {"_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"}
PLAIN = (type(None), bool, int, float, complex, str, torch.dtype, torch.device)


def state_dict_of(model: nn.Module | Mapping[str, Any] | str | os.PathLike[str]) -> dict[str, Tensor]:
    """The tensors of a model, a state dict or a file of one, on the CPU, contiguous and sharing no memory.

    Those of a model have its own names, without what `DataParallel`, `AveragedModel`, `torch.compile` and the like put
    before them. They may share memory with the model's. Extra state that is not a tensor is left out.

    Raises
    ------
    TypeError
        If it is none of these, or holds anything but tensors.
    ValueError, FileNotFoundError
        If the file cannot be read, see `read_state_dict`, or a tensor has no values here, or none that files hold.
    """
    if isinstance(model, str | os.PathLike):
        model = read_state_dict(Path(model))
    elif isinstance(model, nn.Module):
        model = _own_names(model)
    elif not isinstance(model, Mapping):
        raise TypeError(
            f"The model is a {type(model).__name__}. It must be a torch.nn.Module, a state_dict or the path of a file "
            "with one. Pass the model itself."
        )
    tensors = named_tensors(model, "The state_dict")
    return apart({name: _here(tensor, name) for name, tensor in tensors.items()})


def optimizer_state_of(optimizer: Any) -> dict[Any, Any]:
    """Everything that an optimizer's state dict says, or a dict of several such: of plain types, tensors on the CPU.

    Raises
    ------
    TypeError
        If it is neither, or holds anything that a file without code cannot.
    ValueError
        If a tensor has no values here.
    """
    given = optimizer.state_dict() if isinstance(optimizer, Optimizer) else optimizer
    if not isinstance(given, Mapping):
        raise TypeError(
            f"The optimizer is a {type(optimizer).__name__}. It must be a torch.optim.Optimizer, or a dict of states. "
            "Pass the one that trains the model."
        )
    return {key: _plain(value, f"optimizer[{key!r}]") for key, value in given.items()}


def _own_names(model: nn.Module) -> dict[str, Any]:
    state = model.state_dict()
    modules = dict(model.named_modules(remove_duplicate=False))
    # The innermost first, whose names begin with those of the outer ones.
    for place in sorted((name for name, module in modules.items() if isinstance(module, WRAPPERS)), key=len)[::-1]:
        before = f"{place}." if place else ""
        wrapped = f"{before}module."
        state = {
            before + name.removeprefix(wrapped) if name.startswith(wrapped) else name: value
            for name, value in state.items()
            if name != f"{before}n_averaged"
        }
    own = {".".join(part for part in name.split(".") if part not in PARTS): value for name, value in state.items()}
    return own if len(own) == len(state) else state


def _here(tensor: Tensor, name: str) -> Tensor:
    """A tensor with all its values, which must be here."""
    if is_lazy(tensor) or tensor.is_meta:
        raise ValueError(
            f"{name} has no values yet. What is recorded must be computed. Call the model once, or move it to a device."
        )
    if (local := getattr(tensor, "to_local", None)) is not None:
        if tensor.device_mesh.size() > 1 and not all(place.is_replicate() for place in tensor.placements):  # type: ignore[attr-defined]
            raise ValueError(
                f"{name} is spread over several processes. One of them records, and must have it whole. Gather it in "
                "all, by get_model_state_dict of torch.distributed.checkpoint.state_dict with full_state_dict=True, "
                "and record that in the first."
            )
        tensor = local()
    if tensor.layout is not torch.strided or tensor.is_quantized:
        raise ValueError(
            f"{name} is sparse or quantized. Files hold dense tensors of numbers. Keep it dense, or out of "
            "the state_dict by register_buffer(..., persistent=False)."
        )
    return tensor


def _plain(value: Any, place: str) -> Any:
    if isinstance(value, Tensor):
        return _here(value, place).detach().cpu()
    if isinstance(value, Mapping):
        return {_plain(key, place): _plain(item, f"{place}[{key!r}]") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_plain(item, place) for item in value]) if type(value) in (list, tuple) else list(value)
    if isinstance(value, PLAIN):
        return value
    raise TypeError(
        f"{place} is a {type(value).__name__}. A file without code holds tensors, numbers, text, lists and dicts. "
        "Pass the optimizer itself, or its state_dict()."
    )
