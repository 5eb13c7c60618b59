"""One choice by masks: a function of values, entry by entry, with comparisons among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..export.graph import Operation, Source
from ..operations.operations import KNOTS, STEPS, Knot
from ..refusals import jump_refusal
from .constants import Constants, function_of
from .continuity import Pieces, continuous_pieces

# Knots whose operands may be traced back through them, for they act on each entry alone and alike.
TRACED = frozenset(name for name, rule in KNOTS.items() if rule.windows is None) - {"prelu"}


@dataclass(frozen=True, eq=False)
class Choice:
    """A function of values, entry by entry, with comparisons among them.

    Parameters
    ----------
    operations
        In order; the last one is the result.
    leaves
        What is computed before: operations and sources.
    first
        Of what is computed again and again the first.
    shown_by
        The choice, perhaps this one, that is looked at to see whether this one is continuous: further back, two values
        are one.
    """

    operations: tuple[Operation, ...]
    leaves: tuple[Any, ...]
    first: dict[Any, Any]
    shown_by: Choice | None = None

    @property
    def comparisons(self) -> int:
        """Number of comparisons."""
        return sum(operation.name in STEPS for operation in self.operations)

    def __call__(self, *values: Any) -> Tensor:
        """The result from values of the leaves."""
        result: Tensor = self._computed(values)[self.operations[-1]]
        return result

    def cuts(self, *values: Any) -> list[Tensor]:
        """Expressions that are zero where a comparison changes, each in the shape of the result."""
        known = self._computed(values)
        shape = known[self.operations[-1]].shape
        return [cut.expand(shape) for cut in self._switches(known, STEPS)]

    def switches(self, *values: Any) -> list[Callable[..., Tensor]]:
        """Functions of values of the leaves, zero where the result may bend or jump; each after those it needs."""
        every = {**STEPS, **_BENDS}
        count = len(list(self._switches(self._computed(values), every)))
        return [lambda *new, i=i: list(self._switches(self._computed(new), every))[i] for i in range(count)]

    def pieces(self, depends: Callable[[Any], bool], constants: Constants) -> Pieces | None:
        """Those with these parameters, float64; None if it jumps. `depends` tells what depends on the input."""
        values: list[Any] = []
        for leaf in self.leaves:
            if depends(leaf):
                values.append(None)
            elif isinstance(leaf, Operation) and leaf.name == "full":
                values.append(torch.as_tensor(constants(leaf.args[1]), dtype=torch.float64))
            else:
                values.append(constants(leaf, 1))
        rank = len(self.operations[-1].shapes[0])  # type: ignore[index]
        return continuous_pieces(self, values, rank)

    def check(self, depends: Callable[[Any], bool], constants: Constants) -> None:
        """Raise UnsupportedOperation if it jumps with these parameters."""
        if (self.shown_by or self).pieces(depends, constants) is None:
            raise jump_refusal(self.operations[-1].name, self.operations[-1].place)

    def _computed(self, values: tuple[Any, ...]) -> dict[Any, Any]:
        known: dict[Any, Any] = dict(zip(self.leaves, values, strict=True))
        like = next(v for v in values if isinstance(v, Tensor) and v.is_floating_point())
        for operation in self.operations:
            args, kwargs = (self._filled(given, known, like) for given in (operation.args, operation.kwargs))
            if operation.name == "index_put":
                known[operation] = torch.where(args[1][0], args[2], args[0])
            elif operation.name in STEPS:
                known[operation] = function_of(operation)(*(a.detach() if isinstance(a, Tensor) else a for a in args))
            else:
                known[operation] = function_of(operation)(*args, **kwargs)
        return known

    def _filled(self, value: Any, known: dict[Any, Any], like: Tensor | None) -> Any:
        """The argument with values in place of operations and sources."""
        if isinstance(value, tuple):
            return tuple(self._filled(item, known, like) for item in value)
        if isinstance(value, dict):
            return {key: self._filled(item, known, like) for key, item in value.items()}
        if isinstance(value, Operation | Source):
            return known[self.first.get(value, value)]
        if like is not None and isinstance(value, torch.dtype) and value.is_floating_point:
            return like.dtype
        return like.device if like is not None and isinstance(value, torch.device) else value

    def _switches(self, known: dict[Any, Any], of: dict[str, Callable[..., Any]]) -> Iterator[Tensor]:
        for operation in self.operations:
            if operation.name in of:
                found = of[operation.name](*self._filled(operation.args, known, None))
                yield from found if isinstance(found, list) else [found]


def _bends(rule: Knot) -> Callable[..., Any]:
    return rule.cuts if rule.cuts is not None else lambda x, *_: x


_BENDS = {name: _bends(KNOTS[name]) for name in TRACED}


def operands_of(value: Any) -> Iterator[Any]:
    """The operations and sources in arguments."""
    given = (value.args, value.kwargs) if isinstance(value, Operation) else value
    for item in given.values() if isinstance(given, dict) else given:
        if isinstance(item, Operation | Source):
            yield item
        elif isinstance(item, tuple | dict):
            yield from operands_of(item)
