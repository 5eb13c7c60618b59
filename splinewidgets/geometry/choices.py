"""Choices by masks: products with comparisons, `where`, `sign(x) * x` and the like, as knots where they are continuous.

A comparison jumps where its sides are equal, and so may what is computed from it entry by entry. The first result on
the way that is continuous is a knot, cut where the comparisons change. What jumps beyond is refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import torch
from torch import Tensor

from .constants import Constants, function_of
from .continuity import Pieces, continuous_pieces
from .graph import Operation, Source
from .operations import KNOTS, MASKS, STEPS, Knot
from .piecewise_affine import piecewise_affine
from .refusals import jump_refusal

# What acts entry by entry on masks and values.
JOINED = MASKS | set(
    "add sub rsub mul multiply div true_divide neg where masked_fill to _to_copy type_as clone index_put".split()
)
# Knots whose operands may be traced back through them, for they act on each entry alone and alike.
_TRACED = frozenset(name for name, rule in KNOTS.items() if rule.windows is None) - {"prelu"}
# Slopes that differ by less are equal but for rounding.
BEND = 1e-9


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
        """How many there are."""
        return sum(operation.name in STEPS for operation in self.operations)

    def __call__(self, *values: Any) -> Tensor:
        """The result from values of the leaves."""
        result: Tensor = self._computed(values)[self.operations[-1]]
        return result

    def cuts(self, *values: Any) -> list[Tensor]:
        """What is zero where a comparison changes, each in the shape of the result."""
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


class Choices:
    """Those of a program.

    Parameters
    ----------
    depends
        Whether a value depends on the input.
    constants
        In float64.
    """

    def __init__(self, depends: Callable[[Any], bool], constants: Constants) -> None:
        self._depends, self._constants = depends, constants
        self._jumping: dict[Operation, None] = {}
        self._settled: dict[Operation, None] = {}
        self._first: dict[Any, Any] = {}
        self._known: dict[Any, Operation] = {}

    def see(self, operation: Operation) -> None:
        """Take in one operation after the other: a value that is computed twice is one."""
        given = (operation.name, operation.target, operation.args, tuple(operation.kwargs.items()))
        with contextlib.suppress(TypeError):  # of what has no hash
            self._first[operation] = self._known.setdefault(self._named(given), operation)

    def _named(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(self._named(item) for item in value)
        return self._first.get(value, value) if isinstance(value, Operation) else (type(value), value)

    def concern(self, operation: Operation) -> bool:
        """Whether an operation compares, or is computed from what jumps."""
        return operation.name in STEPS or any(operand in self._jumping for operand in _operands(operation))

    def settle(self, operation: Operation) -> Choice | Operation | None:
        """The choice that an operation completes, or a function of one value that it is; None if it jumps.

        Raises
        ------
        UnsupportedOperation
            If it compares or combines entries of what jumps.
        """
        jumping = [operand for operand in _operands(operation) if operand in self._jumping]
        if jumping and not self._is_joined(operation):
            raise jump_refusal(jumping[0].name, jumping[0].place)
        if operation.name not in STEPS:
            # No further back than it takes: what is traced through is no knot of its own.
            for traced in (frozenset[str](), JOINED, JOINED | _TRACED):
                choice = self._gathered(operation, traced)
                pieces = choice.pieces(self._depends, self._constants)
                if pieces is not None:
                    self._settled[operation] = None
                    alone = self._as_function(choice, pieces)
                    return alone or replace(self._gathered(operation, frozenset()), shown_by=choice)
        self._jumping[operation] = None
        return None

    def refuse(self, operation: Operation) -> None:
        """Raise UnsupportedOperation if an operation jumps."""
        if operation in self._jumping:
            raise jump_refusal(operation.name, operation.place)

    def _as_function(self, choice: Choice, pieces: Pieces) -> Operation | None:
        """The choice as a function of one value through fixed points, where it is one."""
        operation = choice.operations[-1]
        varying = [leaf for leaf in choice.leaves if self._depends(leaf)]
        if len(varying) > 1 or not all(leaf in varying or _is_fixed_number(leaf) for leaf in choice.leaves):
            return None
        places, values, slopes = (x.flatten().tolist() for x in (pieces.breaks, pieces.values, pieces.slopes))
        bends = [i for i, place in enumerate(places) if abs(slopes[i + 1] - slopes[i]) > BEND]
        if not bends:
            return None
        through = [places[i] for i in bends], [values[i] for i in bends], slopes[0], slopes[-1]
        args = (varying[0], *(tuple(x) if isinstance(x, list) else x for x in through), "", 0.0, (), 0.0)
        shapes, module, place = operation.shapes, operation.module, operation.place
        return Operation("piecewise_affine", piecewise_affine, args, {}, shapes, module, place)

    def _is_joined(self, operation: Operation) -> bool:
        if operation.name == "index_put":
            masks, value = operation.args[1], operation.args[2]
            alone = len(masks) == 1 and masks[0] in self._jumping
            return alone and not self._depends(value) and _rank(value) == 0
        return operation.name in JOINED

    def _gathered(self, operation: Operation, traced: frozenset[str]) -> Choice:
        """The operation with all before it that jumps, and that is `traced`."""
        found: dict[Operation, None] = {}
        leaves: dict[Any, None] = {}

        def gather(value: Any) -> None:
            value = self._first.get(value, value)
            if value in found or value in leaves:
                return
            inside = isinstance(value, Operation) and self._depends(value)
            through = value in self._jumping or (inside and value.name in traced)
            through = through and (value not in self._settled or _TRACED <= traced)
            if value is operation or through:
                for operand in _operands(value):
                    gather(operand)
                found[value] = None
            else:
                leaves[value] = None

        gather(operation)
        return Choice(tuple(found), tuple(leaves), self._first)


def _bends(rule: Knot) -> Callable[..., Any]:
    return rule.cuts if rule.cuts is not None else lambda x, *_: x


_BENDS = {name: _bends(KNOTS[name]) for name in _TRACED}


def _is_fixed_number(value: Any) -> bool:
    """Whether a constant is one number that no other parameters change."""
    if isinstance(value, Source):
        return value.fixed and prod(value.shapes[0]) == 1
    if value.name == "full":
        return not isinstance(value.args[1], Operation | Source)
    alone = value.shapes is not None and prod(value.shapes[0]) == 1
    return alone and all(_is_fixed_number(operand) for operand in _operands(value))


def _rank(value: Any) -> int:
    shapes = value.shapes if isinstance(value, Operation | Source) else None
    return len(shapes[0]) if shapes is not None else 0


def _operands(value: Any) -> Iterator[Any]:
    """The operations and sources in arguments."""
    given = (value.args, value.kwargs) if isinstance(value, Operation) else value
    for item in given.values() if isinstance(given, dict) else given:
        if isinstance(item, Operation | Source):
            yield item
        elif isinstance(item, tuple | dict):
            yield from _operands(item)
