"""The names and shapes of a model's parameters, in what two sets of them differ, and what none may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

from .structure import same_bits

Shapes = Mapping[str, tuple[int, ...]]


def differences(wanted: Shapes, given: Shapes) -> str | None:
    """Names that `given` lacks, has too much or has of another shape, to follow "The state_dict ..."; None if none."""
    faults = []
    if missing := [name for name in wanted if name not in given]:
        faults.append(f"lacks {listed(missing)}")
    if unexpected := [name for name in given if name not in wanted]:
        faults.append(f"has {listed(unexpected)} in addition")
    for name, shape in wanted.items():
        if name in given and given[name] != shape:
            faults.append(f"has {name} of shape {given[name]} instead of {shape}")
    return " and ".join(faults[:3]) or None


def listed(names: Iterable[str]) -> str:
    """The first few names."""
    names = list(names)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _numbers(tensor: Tensor) -> Tensor:
    """Stored entries of a tensor, of any layout."""
    if tensor.layout is torch.strided:
        return tensor
    return tensor.coalesce().values() if tensor.layout is torch.sparse_coo else tensor.values()


def check_finite(tensors: Mapping[str, Tensor]) -> None:
    """Raise ValueError where a parameter is NaN or infinite."""
    bad = [name for name, tensor in tensors.items() if not bool(torch.isfinite(_numbers(tensor)).all())]
    if bad:
        raise ValueError(
            f"{listed(bad)} of the model contains NaN or infinity. All parameters must be finite. "
            "Load a checkpoint from before the training diverged."
        )


class AnotherForward(ValueError):
    """With other tensors a model may do another thing."""


def check_read(read: Mapping[str, Tensor], given: Mapping[str, Tensor]) -> None:
    """Raise AnotherForward where a tensor is another whose value the model's forward reads in Python."""
    for name, tensor in read.items():
        if name in given and not same_bits(given[name].detach().to(tensor.device), tensor):
            raise AnotherForward(
                f"{name} of the state_dict is another than the model's. The forward reads its value in Python and may "
                "do another thing then. Load the state_dict into the model and make a Network of that."
            )
