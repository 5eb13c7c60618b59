"""Choices by masks: products with comparisons, `where`, `sign(x) * x` and the like, as knots where they are continuous.

A comparison jumps where its sides are equal, and so may what is computed from it entry by entry. The first result on
the way that is continuous is a knot, cut where the comparisons change. What jumps beyond is refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Any

from ..export.graph import Operation, Source
from ..operations.operations import MASKS, STEPS
from ..refusals import UnsupportedOperation, arrangement_refusal, jump_refusal
from ..smooth.piecewise_affine import piecewise_affine
from .choice import TRACED, Choice, operands_of
from .constants import Constants
from .continuity import Pieces
from .rearranged import is_rearranged, is_split, rearranged

# What acts entry by entry on masks and values.
JOINED = MASKS | set(
    "add sub rsub mul multiply div true_divide neg where masked_fill to _to_copy type_as clone index_put".split()
)
# What arranges several values as one. What is continuous of such is not found.
ARRANGED = frozenset("cat stack concat concatenate hstack slice_scatter select_scatter scatter".split())
# Slopes that differ by less are equal but for rounding.
BEND = 1e-9
# Constants in the code of no more numbers than this are one where they hold the same.
MOST_COMPARED = 4096


class Choices:
    """Choices of a program.

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
        self._settled: set[Operation] = set()
        self._first: dict[Any, Any] = {}
        self._known: dict[Any, Operation] = {}
        # What is to be computed before the last one that was settled.
        self.made: list[Operation] = []

    def see(self, operation: Operation) -> None:
        """Take in one operation after the other: a value that is computed twice is one."""
        args = operation.args
        if operation.name in ("reshape", "expand"):  # of which the shapes tell all
            args = (self._shown_by(operation),)
            if _shapes_of(args[0]) == operation.shapes:
                self._first[operation] = args[0]
                return
        given = (operation.name, operation.target, args, tuple(operation.kwargs.items()), operation.shapes)
        with contextlib.suppress(TypeError):  # of what has no hash
            self._first[operation] = self._known.setdefault(self._named(given), operation)

    def _settled_as(self, operation: Operation, other: Operation) -> Choice | Operation | None:
        """Completion of an operation that is computed in the way of another one."""
        found = self._settled_by(other)
        if found is not None:
            self._first[operation] = self._first[other] = operation
            self._known.update((given, operation) for given, first in self._known.items() if first is other)
            self._settled.add(operation)
            self._jumping.pop(operation, None)
        return found

    def _shown_by(self, view: Operation) -> Any:
        """The value that a reshape, perhaps of reshapes, shows."""
        value = self._first.get(view.args[0], view.args[0])
        reshapes = view.name == "reshape" and isinstance(value, Operation) and value.name == "reshape"
        return self._shown_by(value) if reshapes else value

    def _named(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(self._named(item) for item in value)
        if isinstance(value, Source) and value.fixed and prod(value.shapes[0]) <= MOST_COMPARED:
            tensor = self._constants(value)
            return tensor.dtype, value.shapes, tuple(tensor.flatten().tolist())
        return self._first.get(value, value) if isinstance(value, Operation) else (type(value), value)

    def concern(self, operation: Operation) -> bool:
        """Test whether an operation compares, or is computed from what jumps."""
        return operation.name in STEPS or any(operand in self._jumping for operand in operands_of(operation))

    def settled_before(self, operation: Operation) -> Operation | None:
        """The settled operation that computes the same, if there is one."""
        first = self._first.get(operation)
        return first if first is not operation and first in self._settled else None

    def settle(self, operation: Operation) -> Choice | Operation | None:
        """The choice that an operation completes, or a function of one value that it is; None if it jumps.

        Raises
        ------
        UnsupportedOperation
            If it compares or combines entries of what jumps.
        """
        jumping = [operand for operand in operands_of(operation) if operand in self._jumping]
        if jumping and (is_split(operation) or is_rearranged(operation, self._depends)):
            self._jumping[operation] = None
            if is_split(operation):
                return None
            whole = jumping[0].args[0] if is_split(jumping[0]) else jumping[0]
            return self._settled_as(operation, self._rearrange(operation, self._first.get(whole, whole), operation))
        if jumping and operation.name in ARRANGED:
            raise arrangement_refusal(operation.name, jumping[0].name, operation.place)
        if jumping and not self._is_joined(operation):
            raise self._refusal(jumping[0])
        found = self._settled_by(operation)
        leaves = self._gathered(operation, frozenset()).leaves
        if found is None and any(leaf.shapes != operation.shapes for leaf in leaves):
            # Two values may be one once both have the result's shape.
            found = self._settled_as(operation, self._rearrange(operation, operation))
        if found is None:
            self._jumping[operation] = None
        return found

    def _rearrange(self, stands_for: Operation, computed: Operation, view: Operation | None = None) -> Operation:
        """Let rearranged values stand for a rearranged one."""
        result, made = rearranged(computed, self._first, lambda value: value in self._jumping, view)
        for new in made:
            self.see(new)
            if new in self._first and self._first[new] is not new:
                continue
            operands = [self._first.get(operand, operand) for operand in operands_of(new)]
            if new.name in STEPS or any(operand in self._jumping for operand in operands):
                self._jumping[new] = None
            else:
                self.made.append(new)
        self._first[stands_for] = self._first.get(result, result)
        return self._first[stands_for]

    def _settled_by(self, operation: Operation) -> Choice | Operation | None:
        if operation.name not in STEPS:
            # No further back than it takes: what is traced through is no knot of its own.
            for traced in (frozenset[str](), JOINED, JOINED | TRACED):
                choice = self._gathered(operation, traced)
                pieces = choice.pieces(self._depends, self._constants)
                if pieces is not None:
                    self._settled.add(operation)
                    alone = self._as_function(choice, pieces)
                    return alone or replace(self._gathered(operation, frozenset()), shown_by=choice)
        return None

    def refuse(self, operation: Operation) -> None:
        """Raise UnsupportedOperation if an operation jumps."""
        if operation in self._jumping:
            raise self._refusal(operation)

    def _refusal(self, operation: Operation) -> UnsupportedOperation:
        leaves = self._gathered(operation, JOINED | TRACED).leaves
        return jump_refusal(operation.name, operation.place, alone=sum(map(self._depends, leaves)) == 1)

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
            through = through and (value not in self._settled or TRACED <= traced)
            if value is operation or through:
                for operand in operands_of(value):
                    gather(operand)
                found[value] = None
            else:
                leaves[value] = None

        gather(operation)
        return Choice(tuple(found), tuple(leaves), self._first)


def _is_fixed_number(value: Any) -> bool:
    """Test whether a constant is one number that no other parameters change."""
    if isinstance(value, Source):
        return value.fixed and prod(value.shapes[0]) == 1
    if value.name == "full":
        return not isinstance(value.args[1], Operation | Source)
    alone = value.shapes is not None and prod(value.shapes[0]) == 1
    return alone and all(_is_fixed_number(operand) for operand in operands_of(value))


def _shapes_of(value: Any) -> Any:
    return value.shapes if isinstance(value, Operation | Source) else None


def _rank(value: Any) -> int:
    shapes = _shapes_of(value)
    return len(shapes[0]) if shapes is not None else 0
