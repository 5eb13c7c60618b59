"""Reads the columns of units out of a network's program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..program.binding import BoundStep
from ..program.layer import Layer
from ..program.program import Program
from ..program.steps import slots_in
from .affine_part import MOST_ENTRIES, AffineParts, Floats, Ints, Parameter
from .unit_function import UnitFunctions
from .unit_graph import Column, Connection, UnitGraph

if TYPE_CHECKING:
    from .network import Network

# Where branches meet.
SUMS = frozenset({"add", "sub"})
# The sign of what takes one of two values entry by entry.
OF_TWO = {"maximum": 1, "fmax": 1, "minimum": -1, "fmin": -1}
# Activations of more units are not tabulated.
MOST_TABULATED = 4096


def unit_graph(network: Network) -> UnitGraph:
    """The graph of a network in float64 on the CPU."""
    program = network._program
    reader = _Reader(network.layers, network._steps, program)
    return UnitGraph(tuple(reader.columns), reader.known[program.output])


class _Reader:
    def __init__(self, layers: Sequence[Layer], steps: list[BoundStep], program: Program) -> None:
        self._layers, self._program = layers, program
        self._parts = AffineParts(steps, program)
        width = program.width(0)
        self.columns = [Column("input", "input", -1, width, np.zeros(width))]
        # The column of each slot that is one.
        self.known = {0: 0}
        for position, step in enumerate(steps):
            if (column := self._column(position, step)) is not None:
                self.columns.append(column)
                self.known[step.out] = len(self.columns) - 1

    def _column(self, position: int, step: BoundStep) -> Column | None:
        planned, width, knot = self._program.steps[position], self._program.width(step.out), step.knot
        operands = [slot.index for slot in slots_in(planned.args) if self._program.width(slot.index)]
        if knot is not None:
            layer = self._layers[knot.layer]
            alone = len(operands) == len(step.slots) == 1 and layer.windows is None
            if alone and self._program.axes[operands[0]] == self._program.axes[step.out]:
                constant, connections = self._affine(operands, np.arange(width))
                functions = UnitFunctions.of(step, width) if width <= MOST_TABULATED else None
                return Column("unit", layer.name, knot.layer, width, constant, connections, functions)
            return self._choice(layer, knot.layer, operands, width)
        if step.out == self._program.output:
            return Column("affine", "output", -1, width, *self._affine([step.out], np.arange(width)))
        if planned.operation.name in SUMS and len(set(operands)) > 1:
            return Column("affine", "+", -1, width, *self._affine([step.out], np.arange(width)))
        return None

    def _choice(self, layer: Layer, index: int, operands: list[int], width: int) -> Column:
        """A choice, behind a column for what there is to choose from, unless that is there."""
        entries = sum(self._program.width(slot) for slot in operands)
        alike = layer.windows is None and all(self._program.width(slot) == width for slot in operands)
        # Those of a unit beside each other.
        order = np.arange(entries).reshape(-1, width).T.ravel() if alike else np.arange(entries)
        source = self.known.get(operands[0]) if len(operands) == 1 else None
        if source is None:
            source = len(self.columns)
            self.columns.append(Column("affine", f"{layer.operation} of", -1, entries, *self._affine(operands, order)))
        possible: Floats | None = None
        sign = 0
        if width * entries <= MOST_ENTRIES:
            possible = np.ones((width, entries))
            if layer.windows is not None:
                possible = np.zeros((width, entries))
                np.put_along_axis(possible, layer.windows.entries, 1.0, axis=1)
                sign = layer.windows.sign if layer.windows.rank is None else 0
            elif alike:
                possible = np.repeat(np.eye(width), len(operands), axis=1)
                sign = OF_TWO.get(layer.operation, 0)
        chosen = Connection(source, possible, None, (layer.operation,), np.empty(0))
        return Column("choice", layer.name, index, width, np.zeros(width), (chosen,), None, sign)

    def _affine(self, slots: list[int], order: Ints) -> tuple[Floats, tuple[Connection, ...]]:
        """The constants and the connections of the entries of values, one after the other, in an order."""
        parts, known = self._parts, self.known
        constant = np.concatenate([parts.constant(slot, known) for slot in slots])[order]
        entering = {slot: parts.sources(slot, known)[0] for slot in slots}
        connections = []
        for source in sorted({source for sources in entering.values() for source in sources}):
            mine = [slot for slot in slots if source in entering[slot]]
            blocks = [
                parts.matrix(slot, source, known) if slot in mine else self._nothing(slot, source) for slot in slots
            ]
            told = [block for block in blocks if block is not None]
            weights = np.concatenate(told)[order] if len(told) == len(blocks) else None
            parameter = (
                self._parameter(slots, source, order) if len(mine) == len(slots) and weights is not None else None
            )
            names = dict.fromkeys(name for slot in mine for name in parts.names(slot, source, known))
            numbers = np.concatenate([parts.numbers(slot, source, known) for slot in dict.fromkeys(mine)])
            connections.append(Connection(known[source], weights, parameter, tuple(names), numbers))
        return constant, tuple(connections)

    def _nothing(self, slot: int, source: int) -> Floats:
        return np.zeros((self._program.width(slot), self._program.width(source)))

    def _parameter(self, slots: list[int], source: int, order: npt.NDArray[np.int64]) -> Parameter | None:
        """The parameter that all entries of some values are of."""
        found = [each for slot in slots if (each := self._parts.parameter(slot, source, self.known)) is not None]
        if len(found) < len(slots):
            return None
        first = found[0]
        if not all(each.of_one_with(first) for each in found):
            return None
        rows = np.concatenate([each.rows for each in found])[order]
        scale = np.concatenate([each.row_scale for each in found])[order]
        return Parameter(first.name, first.bias, rows, first.columns, scale, first.column_scale)
