"""Running a program: parameters bound to its steps, values in slots, and the batch growing at knots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ..export.batch_axis import BatchAxis
from ..operations import scratch
from .binding import BoundStep
from .growth import BentGrowth
from .program import Program
from .steps import KnotPlan

# How a value's rows follow the batch when it grows: (N, k) -> (N', k).
Grow = Callable[[Tensor], Tensor]
# Called before each knot with its index and pre-activations (N, units).
AtKnot = Callable[[int, Tensor], "Grow | BentGrowth | None"]
# Called after each affine operation that computes new values, with them (N, units).
AfterAffine = Callable[[Tensor], None]
# The index of no layer: an evaluation to its knot goes to the end.
NO_LAYER = -1


class Evaluation:
    """A batch on its way through a program, stopping at knots.

    Parameters
    ----------
    steps, program
        What to run.
    inputs
        (N, *input_shape), N > 0; or the rows (N, entries) that the first steps made of them, where that is all that is
        needed.
    after_affine
        See `Network.evaluate`.
    position
        How many steps are done.
    """

    def __init__(
        self,
        steps: list[BoundStep],
        program: Program,
        inputs: Tensor,
        after_affine: AfterAffine | None = None,
        position: int = 0,
    ) -> None:
        self._steps, self._program, self._after_affine = steps, program, after_affine
        self.count = len(inputs)
        self._values: list[Any] = [None] * len(program.axes)
        if position > 0:
            slot = steps[position - 1].out
            axis = program.axes[slot]
            assert axis is not None
            self._values[slot] = axis.value(inputs)
        else:
            self._values[0] = inputs
        self._position = position
        # The pre-activations shown at the present knot, and the slot that they are the operand of.
        self._rows: Tensor | None = None
        self._first = -1
        # Whether that operand lies in memory of its own.
        self._fresh = False
        # How the batch will grow at the next knot, and the position of the knot that it grows by.
        self._late: tuple[BentGrowth, int] | None = None
        self._overwrite = not torch.is_grad_enabled()

    def to_knot(self, layer: int | None = None) -> tuple[int, Tensor] | None:
        """Run on to the next knot, or to that of a layer; its index and pre-activations, None where all is done."""
        while self._position < len(self._steps):
            step = self._steps[self._position]
            if step.knot is not None and self._rows is None and layer in (None, step.knot.layer):
                self._catch_up(step.knot.live)
                rows = self._look(step, step.knot)
                if rows.shape[1] > 0:
                    return step.knot.layer, rows
            self._take(step)
        axis = self._program.axes[self._program.output]
        assert axis is not None
        self._catch_up([(self._program.output, axis)])
        return None

    def grow(self, grow: Grow | BentGrowth | None) -> None:
        """Let every value still needed follow the batch, now or at the next knot; at a knot, before running on."""
        knot, rows = self._steps[self._position].knot, self._rows
        assert knot is not None and rows is not None
        if self._first >= 0:
            # What was written to the rows must reach the operand, also where they are a copy of it.
            self._values[self._first] = knot.axis.value(rows)
        if grow is None:
            return
        if isinstance(grow, BentGrowth):
            for slot, axis in knot.live:
                self._values[slot] = axis.value(grow.probe(axis.rows(self._values[slot], self.count)))
            self._late = grow, self._position
            return
        after = self.count
        for slot, axis in knot.live:
            before = rows if slot == self._first else axis.rows(self._values[slot], self.count)
            grown = grow(before)
            self._values[slot], after = axis.value(grown), len(grown)
            if slot == self._first:
                self._fresh = grown.data_ptr() != before.data_ptr()
        self.count = after

    def _catch_up(self, needed: list[tuple[int, BatchAxis]]) -> None:
        """Let the values needed grow that were to grow late."""
        if self._late is None:
            return
        (growth, knot), self._late = self._late, None
        responses = self._responses(growth, knot, needed)
        roots = [self._program.roots[slot] for slot, _ in needed]
        for (slot, axis), response, root in zip(needed, responses, roots, strict=True):
            alone = root != 0 and roots.count(root) == 1
            rows = axis.rows(self._values[slot], self.count)
            self._values[slot] = None
            self._values[slot] = axis.value(growth.grow(rows, response, alone))
        self.count = growth.count

    def _responses(self, growth: BentGrowth, knot: int, needed: list[tuple[int, BatchAxis]]) -> list[Tensor | None]:
        """Derivatives (U, k) of the values needed here by entries of the result of a knot; None where there are none.

        What lies between is affine: evaluated at zero, and with one entry moved at a time.
        """
        step, count = self._steps[knot], len(growth.entries) + 1
        plan, axis = step.knot, self._program.axes[step.out]
        assert plan is not None and axis is not None
        other = Evaluation(self._steps, self._program, self._values[needed[0][0]].new_empty(0))
        other.count, other._position = count, knot + 1
        like = {"dtype": self._values[needed[0][0]].dtype, "device": self._values[needed[0][0]].device}
        for slot, live in plan.live:
            other._values[slot] = live.value(torch.zeros(count, live.width, **like))
        moved = torch.zeros(count, axis.width, **like)
        moved[torch.arange(1, count), torch.from_numpy(growth.entries)] = growth.scale
        other._values[step.out] = axis.value(moved)
        while other._position < self._position:
            other._take(self._steps[other._position])
        found: list[Tensor | None] = []
        for slot, axis in needed:
            rows = axis.rows(other._values[slot], count)
            response = (rows[1:] - rows[:1]).div_(growth.scale)
            found.append(response if bool(response.any()) else None)
        return found

    @classmethod
    def joined(cls, parts: list[Evaluation], after_affine: AfterAffine | None) -> Evaluation:
        """Batches at the same knot, one after the other, as one."""
        first = parts[0]
        whole = cls(first._steps, first._program, torch.empty(0), after_affine)
        whole._position, whole.count = first._position, sum(part.count for part in parts)
        knot = whole._steps[whole._position].knot
        assert knot is not None
        for slot, axis in knot.live:
            rows = torch.cat([axis.rows(part._values[slot], part.count) for part in parts])
            whole._values[slot] = axis.value(rows)
        whole._look(whole._steps[whole._position], knot)
        return whole

    @property
    def output(self) -> Tensor:
        """The program's output, once all is done."""
        output: Tensor = self._values[self._program.output]
        return output

    def _look(self, step: BoundStep, knot: KnotPlan) -> Tensor:
        """The knot's pre-activations, (count, width)."""
        operands = filled(step.args, step.slots, step.builds, self._values, self.count)
        self._fresh, self._first = False, -1
        if knot.rule.cuts is None:
            operand = operands[0]
            rows = knot.axis.rows(operand, self.count)
            if knot.borrowed and rows.data_ptr() == operand.data_ptr():
                rows = rows.clone()
            if step.slots and step.slots[0][0] == 0:
                self._first = step.slots[0][1]
        else:
            cuts = [knot.axis.rows(cut, self.count) for cut in knot.rule.cuts(*operands)]
            rows = cuts[0] if len(cuts) == 1 else torch.cat(cuts, 1)
        self._rows = rows
        return rows

    def _take(self, step: BoundStep) -> None:
        """Carry out the next step."""
        function, knot = step.function, step.knot
        self._rows = None
        if knot is not None and self._overwrite and (knot.owned or (self._fresh and knot.last_use)):
            function = knot.rule.in_place  # type: ignore[assignment]
        args = filled(step.args, step.slots, step.builds, self._values, self.count)
        if step.product and self._overwrite:
            result = _product(args, 0 if self._late is None else self._late[0].count)
        else:
            result = function(*args, **step.kwargs)
        if step.computes and self._after_affine is not None and isinstance(result, Tensor) and not _is_index(result):
            result = result.contiguous()
            self._after_affine(result if result.dim() == 2 else result.view(self.count, -1))
        self._values[step.out] = result
        for slot in step.frees:
            self._values[slot] = None
        self._fresh = False
        self._position += 1


def run(
    steps: list[BoundStep],
    program: Program,
    inputs: Tensor,
    at_knot: AtKnot | None,
    after_affine: AfterAffine | None = None,
) -> Tensor:
    """The program's output for a batch of inputs (N > 0); see `Network.evaluate`."""
    evaluation = Evaluation(steps, program, inputs, after_affine)
    if at_knot is None:
        evaluation.to_knot(NO_LAYER)
    while (found := evaluation.to_knot()) is not None:
        grow = at_knot(*found)  # type: ignore[misc]
        del found  # or what has grown would stay in memory beside what it grew from
        evaluation.grow(grow)
    return evaluation.output


def _is_index(value: Tensor) -> bool:
    return not (value.is_floating_point() or value.is_complex())


def _product(args: list[Any], room: int) -> Tensor:
    """`linear`, with room behind its rows for those to come."""
    given, weight, bias = args[0], args[1], args[2] if len(args) > 2 else None
    if given.dim() != 2:
        return torch.nn.functional.linear(given, weight, bias)
    out = scratch.rows(given.shape[0], weight.shape[0], given, room)
    return torch.mm(given, weight.T, out=out) if bias is None else torch.addmm(bias, given, weight.T, out=out)


def filled(args: list[Any], slots: Any, builds: Any, values: list[Any], count: int) -> list[Any]:
    """The arguments of a step, with the values in the slots and what is built of them."""
    args = args.copy()
    for position, slot in slots:
        args[position] = values[slot]
    for position, build in builds:
        args[position] = build(values, count)
    return args
