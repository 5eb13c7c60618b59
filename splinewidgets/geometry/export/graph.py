"""The operations of a model, and what they are carried out on."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload

from ..smooth.approximation_error import Approximation
from ..smooth.piecewise_affine import approximation_of
from .batch_axis import Shapes
from .look import Look

# What an argument of the graph stands for, besides plain values.
Value = Any


@dataclass(frozen=True)
class Size:
    """An integer of the graph that is `multiple` times the batch size."""

    multiple: int


@dataclass(frozen=True, eq=False)
class Source:
    """The model's input (name "") or one of its parameters, buffers or constants; `fixed` if that is in its code."""

    name: str
    shapes: Shapes
    fixed: bool = False


@dataclass(frozen=True, eq=False)
class Operation:
    """One call of the graph. Arguments hold other operations, sources, sizes and plain values, possibly in lists."""

    name: str
    target: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    shapes: Shapes | None
    module: str
    place: str
    line: str = ""

    def __getstate__(self) -> dict[str, Any]:
        target: Any = self.target
        if isinstance(target, OpOverload):  # which cannot be pickled, but has a name
            target = (target.namespace, target.overloadpacket.__name__, target._overloadname)
        return {**vars(self), "target": target}

    def __setstate__(self, state: dict[str, Any]) -> None:
        target = state["target"]
        if isinstance(target, tuple):
            target = functools.reduce(getattr, target, torch.ops)
        vars(self).update(state, target=target)

    @property
    def approximation(self) -> Approximation | None:
        """Approximation that the call stands for, if it does."""
        return approximation_of(self.args) if self.name == "piecewise_affine" else None

    @property
    def computes(self) -> str:
        """The operation's name, or that of the activation that it stands in for."""
        return self.name if self.approximation is None else self.approximation.activation


@dataclass(frozen=True)
class ExportedModel:
    """The graph and the tensors it refers to by name.

    `leaf` is the position of the output among all that the model returns, nested ones in order, and `seen` what was
    seen of the model.
    """

    input: Source
    # Before what refers to them, so that a chain of a thousand is pickled one by one.
    operations: list[Operation]
    output: Value
    tensors: dict[str, Tensor] = field(repr=False)
    leaf: int = 0
    seen: Look | None = field(default=None, repr=False)
