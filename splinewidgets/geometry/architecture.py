"""The names and shapes of a model's parameters, and in what two sets of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
