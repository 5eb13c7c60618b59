"""A model's tensors in a checkpoint of any make: wrapped, compiled, averaged, or beside other things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from numbers import Number
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..argument_types import check_type
from .state_dict_check import Shapes, differences, listed

# What wrappers put into the names of what they wrap: DataParallel, AveragedModel and DDP, torch.compile, FSDP.
WRAPPERS = {"module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"}
# What AveragedModel counts beside the weights.
COUNTERS = {"n_averaged"}
# By words like these averages of weights are told from the weights themselves.
AVERAGED = ("ema", "avg", "averag", "shadow", "swa", "teacher", "target")


def fitting(
    given: Mapping[str, Any],
    wanted: Shapes,
    what: str = "The state_dict",
    remedy: str = "Pass the state_dict of a model of the same architecture.",
) -> dict[str, Tensor]:
    """The tensors that a model wants, under its own names.

    They may lie in nested dicts, such as {"state_dict": ..., "epoch": ...}, their names begin with whatever a wrapper
    or a trainer puts there, and those of the model have such parts, too. Of several sets that fit, weights come before
    their averages.

    Parameters
    ----------
    given
        What was saved.
    wanted
        The shape of each of the model's tensors.
    what, remedy
        The first and the last words of an error.

    Raises
    ------
    ValueError
        If none fits, or several do.
    """
    check_type(given, Mapping, what, "a dict of tensors", "Pass model.state_dict().")
    whole = {str(name): tensor for name, value in given.items() if (tensor := _tensor(value)) is not None}
    whole = {name: tensor for name, tensor in whole.items() if not _is_extra(name)}
    if not differences(wanted, _shapes(whole)):
        return whole
    found: list[_Found] = []
    # What the model puts before all of its names, around what was saved.
    common = _common_prefix(wanted)
    for place, tensors in _sets(given):
        for read in (str, without_wrappers, lambda name: str(name).removeprefix(common)):
            mine = {read(name): name for name in wanted}
            theirs = {(name if read is str else without_wrappers(name)): tensor for name, tensor in tensors.items()}
            if len(mine) == len(wanted) and len(theirs) == len(tensors):
                found += _below_prefixes(place, theirs, mine, wanted)
    fits = [one for one in found if not one.faults]
    if not fits:
        best = max(found, key=lambda one: one.known, default=None)
        faults = best.faults if best is not None else "holds no tensors"
        raise ValueError(f"{what} {faults}. It must have the names and shapes of the model's own. {remedy}")
    return _chosen(fits, what).tensors


def state_dict_in(given: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """The one dict of tensors within a dict of more than tensors, itself where there is none or it has only these.

    Raises
    ------
    ValueError
        If there are several, of which none is known by its name to be an average.
    """
    if all(isinstance(value, Tensor) for value in given.values()):
        return given
    sets = [
        _Found(place, tensors) for place, tensors in _sets(given) if place and any(t.ndim for t in tensors.values())
    ]
    return _chosen(sets, "The checkpoint").tensors if sets else given


@dataclass(frozen=True)
class _Found:
    """Tensors, where they lie, and in what they differ from what is wanted."""

    place: str
    tensors: dict[str, Tensor]
    faults: str | None = None
    known: int = 0


def _sets(given: Mapping[Any, Any], place: str = "") -> Iterator[tuple[str, dict[str, Tensor]]]:
    """The tensors of each of some nested dicts, without extra state, and their place."""
    tensors = {str(name): tensor for name, value in given.items() if (tensor := _tensor(value)) is not None}
    tensors = {name: tensor for name, tensor in tensors.items() if not _is_extra(name)}
    # What an optimizer keeps of each parameter has numbers and no names.
    others = [(name, value) for name, value in given.items() if isinstance(value, Mapping) and isinstance(name, str)]
    if any(tensor.ndim for tensor in tensors.values()) or not others:
        yield place, tensors
    for name, value in others:
        yield from _sets(value, f"{place}[{name!r}]")


def _tensor(value: Any) -> Tensor | None:
    return torch.as_tensor(value) if isinstance(value, Tensor | np.ndarray | Number) else None


def _is_extra(name: str) -> bool:
    return name.endswith("_extra_state")


def _shapes(tensors: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in tensors.items()}


def _below_prefixes(place: str, tensors: dict[Any, Tensor], mine: dict[str, str], wanted: Shapes) -> Iterator[_Found]:
    """The tensors under each prefix that is before the model's first name, and under none."""
    first = next(iter(mine), "")
    prefixes = {name.removesuffix(first) for name in tensors if name.endswith(f".{first}")}
    for prefix in ("", *sorted(prefixes)):
        # Nothing but the model lies under its prefix; beside it may be anything.
        below = {name.removeprefix(prefix): tensors[name] for name in tensors if name.startswith(prefix)}
        below = {mine.get(name, name): tensor for name, tensor in below.items() if name not in COUNTERS}
        faults = differences(wanted, _shapes(below))
        yield _Found(place + (f" under {prefix!r}" if prefix else ""), below, faults, len(below.keys() & wanted.keys()))


def _common_prefix(names: Iterable[str]) -> str:
    """The parts with which all names begin, with a dot behind, or nothing."""
    parts = [name.split(".")[:-1] for name in names]
    common = [level[0] for level in takewhile(lambda level: len(set(level)) == 1, zip(*parts, strict=False))]
    return "".join(f"{part}." for part in common)


def _chosen(fits: list[_Found], what: str) -> _Found:
    """The first of sets that are equal, or the only one that is no average."""
    weights = [one for one in fits if not any(word in one.place.lower() for word in AVERAGED)]
    left = weights or fits
    if any(not _equal(one.tensors, left[0].tensors) for one in left):
        raise ValueError(
            f"{what} holds several sets of weights: {listed(dict.fromkeys(one.place.strip() for one in left))}. One of "
            "them must be meant. Pass it alone, or of files by its name: History.from_files(..., part=...)."
        )
    return left[0]


def _equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(
        one[name] is other[name] or torch.equal(one[name], other[name]) for name in one
    )


def without_wrappers(name: Any) -> str:
    """The name of a tensor, without what wrappers put into it."""
    return ".".join(part for part in str(name).split(".") if part not in WRAPPERS)
