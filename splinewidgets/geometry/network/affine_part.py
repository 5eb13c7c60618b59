"""What is affine between two values of a network: its matrices, and the parameters that these are made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..export.graph import Source
from ..program.binding import BoundStep
from ..program.execution import filled
from ..program.program import Program
from ..program.steps import slots_in

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Larger matrices are not found: they would be drawn by nobody, and their columns are found one by one.
MOST_ENTRIES = 2**14


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter of a model that a matrix is made of, row by row and column by column.

    Entry (i, j) of the matrix is `row_scale[i] * column_scale[j]` times entry (rows[i], columns[j]) of the parameter,
    and `row_scale[i]` times entry rows[i] of `bias` is part of the constant i.
    """

    name: str
    bias: str | None
    rows: Ints
    columns: Ints
    row_scale: Floats
    column_scale: Floats

    def of_one_with(self, other: Parameter) -> bool:
        """Test whether other rows are rows of the same parameter."""
        same = (self.name, self.bias) == (other.name, other.bias) and np.array_equal(self.columns, other.columns)
        return same and np.array_equal(self.column_scale, other.column_scale)


class AffineParts:
    """Values of a network as affine functions of earlier ones, found by evaluating what lies between, in float64.

    Parameters
    ----------
    steps, program
        Of a network in float64 on the CPU.
    """

    def __init__(self, steps: list[BoundStep], program: Program) -> None:
        self._steps, self._program = steps, program
        self._made_by = {step.out: position for position, step in enumerate(steps)}

    def sources(self, slot: int, known: Collection[int]) -> tuple[list[int], list[int]]:
        """The known slots that a value is computed from, and the positions of the steps between, both in order.

        A known value is computed from itself.
        """
        found, between, todo = set(), set(), [slot]
        while todo:
            each = todo.pop()
            if each in known:
                found.add(each)
            elif (position := self._made_by[each]) not in between:
                between.add(position)
                todo += [before.index for before in slots_in(self._program.steps[position].args)]
        return sorted(found), sorted(between)

    def constant(self, slot: int, known: Collection[int]) -> Floats:
        """The value (n,) where all that it is computed from is zero."""
        sources, between = self.sources(slot, known)
        zeros = {source: self._zeros(source, 1) for source in sources}
        return _array(self._evaluate(slot, between, zeros, 1)[0])

    def matrix(self, slot: int, source: int, known: Collection[int]) -> Floats | None:
        """The derivative (n, m) of a value by one that it is computed from; None where it is too large."""
        width = self._program.width(source)
        if self._program.width(slot) * width > MOST_ENTRIES:
            return None
        sources, between = self.sources(slot, known)
        values = {each: self._zeros(each, width + 1) for each in sources}
        values[source][1:] = torch.eye(width, dtype=torch.float64)
        rows = self._evaluate(slot, between, values, width + 1)
        return _array((rows[1:] - rows[:1]).T)

    def parameter(self, slot: int, source: int, known: Collection[int]) -> Parameter | None:
        """The parameter whose entries are, but for factors, those of `matrix`; None where that is not one alone."""
        products = [self._steps[i] for i in self.between(slot, source, known) if self._steps[i].product]
        if len(products) != 1 or self.matrix(slot, source, known) is None:
            return None
        (product,) = products
        planned = self._program.steps[self._made_by[product.out]].args
        weight, bias = planned[1], planned[2] if len(planned) > 2 else None
        if not (isinstance(weight, Source) and weight.name and not weight.fixed):
            return None
        entering = product.slots[0][1]
        before = self.matrix(entering, source, known)
        behind = self.matrix(slot, product.out, {*known, product.out})
        rows, columns = (None if x is None else _single(x) for x in (behind, None if before is None else before.T))
        if rows is None or columns is None:
            return None
        name = bias.name if isinstance(bias, Source) and not bias.fixed else None
        return Parameter(weight.name, name, rows[0], columns[0], rows[1], columns[1])

    def between(self, slot: int, source: int, known: Collection[int]) -> list[int]:
        """The positions of the steps on the ways from one value to another."""
        reached, found = {source}, []
        for position in self.sources(slot, known)[1]:
            step = self._program.steps[position]
            if any(before.index in reached for before in slots_in(step.args)):
                reached.add(step.out)
                found.append(position)
        return found

    def names(self, slot: int, source: int, known: Collection[int]) -> list[str]:
        """The operations on the ways from one value to another that compute new values."""
        steps = [self._program.steps[i].operation for i in self.between(slot, source, known) if self._steps[i].computes]
        return list(dict.fromkeys(step.name for step in steps))

    def numbers(self, slot: int, source: int, known: Collection[int]) -> Floats:
        """All numbers in the matrices and kernels on the ways from one value to another, (k,)."""
        found: dict[int, Tensor] = {}
        for position in self.between(slot, source, known):
            for each in self._steps[position].args:
                if isinstance(each, Tensor) and each.dim() > 1 and each.is_floating_point():
                    found[id(each)] = each.flatten()
        return _array(torch.cat(list(found.values()))) if found else np.empty(0)

    def _zeros(self, slot: int, count: int) -> Tensor:
        return torch.zeros(count, self._program.width(slot), dtype=torch.float64)

    def _evaluate(self, slot: int, between: list[int], rows: Mapping[int, Tensor], count: int) -> Tensor:
        values: list[Any] = [None] * len(self._program.axes)
        for source, given in rows.items():
            values[source] = self._program.axes[source].value(given)  # type: ignore[union-attr]
        with torch.no_grad():
            for position in between:
                step = self._steps[position]
                args = filled(step.args, step.slots, step.builds, values, count)
                values[step.out] = step.function(*args, **step.kwargs)
        return self._program.axes[slot].rows(values[slot], count)  # type: ignore[union-attr]


def _array(tensor: Tensor) -> Floats:
    array: Floats = tensor.detach().cpu().double().numpy().copy()
    return array


def _single(matrix: Floats) -> tuple[Ints, Floats] | None:
    """The one entry of each row that is not zero: its place and itself; None where a row has none, or several."""
    if not ((matrix != 0).sum(1) == 1).all():
        return None
    places = np.abs(matrix).argmax(1)
    return places, matrix[np.arange(len(matrix)), places]
