"""Rearranged masks: a mask is rearranged by comparing rearranged values, which do not jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any

import torch

from ..export.batch_axis import SIZES, Shapes
from ..export.graph import Operation, Size, Source

# Operations each of whose results is an entry of the first operand. The others must not depend on the input.
REARRANGING = frozenset(
    "reshape permute transpose t numpy_T mT swapaxes swapdims movedim moveaxis select slice narrow diagonal unfold "
    "expand broadcast_to flip roll tile repeat rot90 index index_select gather pixel_shuffle pixel_unshuffle".split()
)
SPLITTING = frozenset("split split_with_sizes chunk tensor_split unbind".split())


def rearranged(
    computed: Operation, first: dict[Any, Any], jumps: Callable[[Any], bool], view: Operation | None = None
) -> tuple[Operation, list[Operation]]:
    """Operation that computes a jumping value as the view shows it, and all that are made for it, in order.

    Parameters
    ----------
    computed
        From values that broadcast, entry by entry.
    first
        Of what is computed again and again the first.
    jumps
        Whether what it is computed from jumps, too; what does not is rearranged.
    view
        An operation on it. None for the value as it is, from values of its own shape.
    """
    made: list[Operation] = []
    known: dict[Any, Any] = {}
    assert computed.shapes is not None
    whole, shapes = computed.shapes, computed.shapes if view is None else view.shapes

    def follow(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(follow, value))
        if isinstance(value, dict):
            return {key: follow(item) for key, item in value.items()}
        if not isinstance(value, Operation | Source):
            return value
        value = first.get(value, value)
        if value not in known:
            known[value] = again(value) if value is computed or jumps(value) else shown(value)
        return known[value]

    def again(operation: Operation) -> Operation:
        made.append(replace(operation, args=follow(operation.args), kwargs=follow(operation.kwargs), shapes=shapes))
        return made[-1]

    def shown(value: Any) -> Any:
        given = value.shapes
        if given is None or not given[0]:
            return value  # a number
        if given != whole:
            value = _add("expand", torch.ops.aten.expand.default, (value, _sizes(whole)), {}, whole)
        return value if view is None else _viewed(view, value)

    def _viewed(how: Operation, value: Any) -> Operation:
        first = _viewed(how.args[0], value) if how.name == "getitem" else value
        return _add(how.name, how.target, (first, *how.args[1:]), how.kwargs, how.shapes)

    def _add(name: str, target: Any, args: Any, kwargs: Any, shapes: Shapes | None) -> Operation:
        like = view or computed
        made.append(Operation(name, target, args, kwargs, shapes, like.module, like.place, like.line))
        return made[-1]

    result: Operation = follow(computed)
    return result, made


def _sizes(shapes: Shapes) -> tuple[Any, ...]:
    return tuple(a if a == b else Size(a // SIZES[0]) for a, b in zip(*shapes, strict=True))


def is_split(value: Any) -> bool:
    """Test whether an operation returns several parts of its first operand."""
    return isinstance(value, Operation) and value.name in SPLITTING


def is_rearranged(operation: Operation, depends: Callable[[Any], bool]) -> bool:
    """Test whether an operation on what jumps only rearranges it."""
    if operation.name == "getitem":
        return is_split(operation.args[0])
    if operation.name not in REARRANGING or operation.shapes is None or not prod(operation.shapes[0]):
        return False
    first = operation.args[0]
    known = isinstance(first, Operation) and first.shapes is not None
    return known and not any(map(depends, (*operation.args[1:], *operation.kwargs.values())))
