"""The names and shapes of a model's parameters, in what two sets of them differ, and what none may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor

Shapes = Mapping[str, tuple[int, ...]]


def differences(wanted: Shapes, given: Shapes) -> str | None:
    """What `given` lacks, has too much or has of another shape, to follow "The state_dict ..."; None if nothing."""
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


def check_finite(tensors: Mapping[str, Tensor]) -> None:
    """Raise ValueError where a parameter is NaN or infinite."""
    bad = [name for name, tensor in tensors.items() if not bool(torch.isfinite(tensor).all())]
    if bad:
        raise ValueError(
            f"{listed(bad)} of the model contains NaN or infinity. All parameters must be finite. "
            "Load a checkpoint from before the training diverged."
        )
