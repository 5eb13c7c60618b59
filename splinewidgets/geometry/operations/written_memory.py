"""Memory that an operation of torch's writes to."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from torch import Tensor

from ..model.chance import switched_off


@functools.cache
def plain_name(function: Any) -> str:
    """The name of an operation, or of the one that returns what this one writes in place."""
    name: str = function._schema.name.split("::")[-1]
    return name.removesuffix("_") if function._schema.is_mutable else name


def written_arguments(function: Any, args: Any, kwargs: dict[str, Any]) -> Iterator[Any]:
    """The arguments that the operation says it writes to."""
    for i, name in _written(function):
        yield args[i] if i < len(args) else kwargs.get(name)


@functools.cache
def _written(function: Any) -> list[tuple[int, str]]:
    """Places and names of these arguments."""
    arguments = enumerate(function._schema.arguments)
    return [(i, given.name) for i, given in arguments if given.alias_info is not None and given.alias_info.is_write]


def keeps_statistics(function: Any, args: Any, kwargs: dict[str, Any]) -> bool:
    """Test whether the operation writes to running statistics, which it does not say."""
    return _has_statistics(function) and not switched_off(function, args, kwargs)


@functools.cache
def _has_statistics(function: Any) -> bool:
    return any(argument.name == "running_mean" for argument in function._schema.arguments)


def storage(tensor: Tensor) -> Any:
    """Identity of a tensor's memory, equal for tensors that share it."""
    try:
        return tensor.untyped_storage()._cdata
    except (NotImplementedError, RuntimeError):
        return id(tensor)  # sparse ones have none
