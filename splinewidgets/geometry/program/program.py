"""An exported model as a program: the steps that a batch goes through, and what is still needed after each.

Values that depend only on parameters are computed once, when parameters are bound. Values that depend only on
parameters and the batch size are computed anew right before each use, for the batch can grow between two uses.
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import Any, Literal

import torch

from ..export.batch_axis import BatchAxis
from ..export.graph import ExportedModel, Operation, Size, Source
from ..export.needed_operations import needed_operations, terminal_operation
from ..export.smooth_tail import smooth_tail
from ..operations.operations import AFFINE, KNOTS, Affine, Knot
from ..refusals import UnsupportedOperation, batch_refusal, product_refusal, refusal
from ..smooth.approximation_error import Approximation
from .choice import Choice
from .choices import Choices
from .constants import Constants
from .layer import Layer
from .steps import KnotPlan, Slot, Step, slots_in

# What a network leaves out of its model's end: what changes no class, any smooth function of each output, or nothing.
Ends = Literal["classes", "smooth", "nothing"]


class Depends(IntEnum):
    """Dependence of a value on other things than parameters; the larger includes the smaller."""

    NOTHING = 0
    BATCH_SIZE = 1
    INPUT = 2


class Program:
    """The steps of an exported model, without its parameters.

    Parameters
    ----------
    exported
        The graph.
    leaves_out
        Of the end: a softmax, log_softmax or sigmoid, which "classes" do not depend on; or a "smooth" function of each
        output by itself, and else the same; `dropped` then names it. What `linearize` has put in the place of one
        stays, and is the `end`.

    Raises
    ------
    UnsupportedOperation
        If the model is not piecewise affine in each input of the batch.
    """

    def __init__(self, exported: ExportedModel, leaves_out: Ends = "classes") -> None:
        # From which it can be made anew.
        self.made_of = replace(exported, tensors={}, seen=None), leaves_out
        self.steps: list[Step] = []
        self.layers: list[Layer] = []
        self.dropped: str | None = None
        self.end: Approximation | None = None
        # Of every slot: its batch axis and the slot whose memory it may share. Slot 0 holds the input.
        self.axes: list[BatchAxis | None] = [BatchAxis.find(exported.input.shapes, None, False)]
        self.roots = [0]
        self._slots: dict[Operation | Source, Slot] = {exported.input: Slot(0)}
        self._kinds: dict[Operation | Source, Depends] = {}
        # Of every activation that another function stands in for, also where it acts on parameters alone.
        self.approximations: dict[Approximation, None] = {}
        terminal = terminal_operation(exported.output)
        # Not affine, but there is nothing behind that would cut.
        at_end = {
            link.operation for link in smooth_tail(exported) if link.kind != "reshape" and leaves_out != "classes"
        }
        if terminal is not None and not at_end:
            at_end = {terminal}
        exact = Constants(exported.tensors, torch.float64, torch.device("cpu"))
        choices = Choices(lambda value: self.kind(value) is Depends.INPUT, exact)
        for operation in needed_operations(exported):
            choices.see(operation)
            dropped = operation in at_end and operation.approximation is None and leaves_out != "nothing"
            if (approximation := operation.approximation) is not None:
                self.approximations[approximation] = None
            if self.kind(operation) is not Depends.INPUT:
                continue
            if operation is terminal:
                self.end = approximation
            if dropped:
                self.dropped = self.dropped or operation.computes.strip("_")
                self._slots[operation] = self._resolve(next(arg for arg in operation.args if self._count_inputs(arg)))
            else:
                self._append(operation, operation in at_end, choices)
        if self.kind(exported.output) is not Depends.INPUT:
            raise UnsupportedOperation(
                "The model's output does not depend on its input. A tessellation needs a function of the input. "
                "Return a value that is computed from it."
            )
        choices.refuse(exported.output)
        self.output = self._resolve(exported.output).index
        axis = self.axes[self.output]
        if axis is None or axis.axis != 0 or axis.shape[0] != 1:
            raise batch_refusal("output", "of the model")
        self.output_shape = axis.shape[1:]
        self._leave_out_unused()
        self._plan_memory()

    def width(self, slot: int) -> int:
        """Numbers an input of a value; 0 for what depends on the batch size alone."""
        axis = self.axes[slot]
        return 0 if axis is None else axis.width

    def kind(self, value: Any) -> Depends:
        """Dependence of an argument."""
        if isinstance(value, Operation | Source):
            if value not in self._kinds:
                if isinstance(value, Source):
                    self._kinds[value] = Depends.NOTHING if value.name else Depends.INPUT
                else:
                    self._kinds[value] = max(self.kind(value.args), self.kind(value.kwargs))
            return self._kinds[value]
        if isinstance(value, tuple):
            return max((self.kind(item) for item in value), default=Depends.NOTHING)
        if isinstance(value, dict):
            return self.kind(tuple(value.values()))
        return Depends.BATCH_SIZE if isinstance(value, Size) else Depends.NOTHING

    def _append(self, operation: Operation, terminal: bool, choices: Choices) -> None:
        try:
            if (same := choices.settled_before(operation)) is not None:
                self._slots[operation] = self._slots[same]
            elif choices.concern(operation):
                choice = choices.settle(operation)
                while choices.made:
                    first = choices.made.pop(0)
                    if self.kind(first) is Depends.INPUT:
                        self._append_affine(first, AFFINE[first.name])
                if isinstance(choice, Operation):
                    self._append_knot(choice, KNOTS[choice.name])
                    self._slots[operation] = self._slots[choice]
                elif choice is not None:
                    self._append_choice(operation, choice)
            elif operation.name in KNOTS:
                self._append_knot(operation, KNOTS[operation.name])
            elif operation.name in AFFINE or terminal:
                self._append_affine(operation, AFFINE.get(operation.name, Affine()))
            else:
                raise refusal(operation.name, operation.place)
        except UnsupportedOperation as error:
            raise type(error)(f"{error} See {operation.line}." if operation.line else str(error)) from None

    def _append_affine(self, operation: Operation, rule: Affine) -> None:
        args = operation.args
        if rule.holds is not None and not rule.holds(*args, **operation.kwargs):
            raise refusal(operation.name, operation.place)
        fixed = [args[i] for i in rule.fixed if i < len(args)]
        variable_factors = sum(self._count_inputs(args[i]) for i in rule.factors if i < len(args))
        if variable_factors > 1 or self._count_inputs((*fixed, operation.kwargs)):
            raise product_refusal(operation.name, operation.place)
        resolved = self._resolve(args)
        out = self._new_slot(operation, resolved, rule.reshapes, rule.shares)
        self.steps.append(Step(operation, resolved, out))
        self._slots[operation] = Slot(out)

    def _append_knot(self, operation: Operation, rule: Knot) -> None:
        args = operation.args
        if self._count_inputs((*(args[i] for i in rule.fixed if i < len(args)), operation.kwargs)):
            raise product_refusal(operation.name, operation.place)
        if rule.holds is not None and not rule.holds(*args):
            raise refusal(operation.name, operation.place)
        resolved = self._resolve(args)
        out = self._new_slot(operation, resolved)
        axis = result = self.axes[out]
        windows, cuts = None, 1
        if rule.windows is not None:
            axis = self.axes[resolved[0].index]
        assert axis is not None and result is not None
        if rule.windows is not None:
            windows = rule.windows(axis.shape, result.shape, args[1:], **operation.kwargs)
        elif rule.cuts is not None:
            cuts = len(rule.cuts(*(0.0 if isinstance(arg, Operation | Source) else arg for arg in args)))
        borrowed = not isinstance(resolved[0], Slot) or self.roots[resolved[0].index] == 0
        plan = KnotPlan(rule, len(self.layers), axis, borrowed)
        self.steps.append(Step(operation, resolved, out, knot=plan))
        self._slots[operation] = Slot(out)
        name, units = self._layer_name(operation), result.width * cuts
        self.layers.append(Layer(name, operation.computes, units, windows, operation.approximation))

    def _append_choice(self, operation: Operation, choice: Choice) -> None:
        resolved = self._resolve(choice.leaves)
        out = self._new_slot(operation, resolved)
        axis = self.axes[out]
        assert axis is not None
        plan = KnotPlan(Knot(choice, cuts=choice.cuts), len(self.layers), axis, borrowed=True)
        step = Operation("choice", choice, choice.leaves, {}, operation.shapes, operation.module, operation.place)
        self.steps.append(Step(step, resolved, out, knot=plan))
        self._slots[operation] = Slot(out)
        self.layers.append(Layer(self._layer_name(step), "choice", axis.width * choice.comparisons, None, None))

    def _resolve(self, value: Any) -> Any:
        """The argument with slots for what is computed at run time."""
        if isinstance(value, tuple):
            return tuple(self._resolve(item) for item in value)
        if isinstance(value, Operation) and self.kind(value) is Depends.BATCH_SIZE:
            args = self._resolve(value.args)
            self.steps.append(Step(value, args, self._new_slot(value, args)))
            return Slot(self.steps[-1].out)
        return self._slots.get(value, value) if isinstance(value, Operation | Source) else value

    def _new_slot(self, operation: Operation, args: Any, reshapes: bool = False, shares: bool = False) -> int:
        """A slot for an operation's result."""
        inputs = [slot for slot in slots_in(args) if self.axes[slot.index] is not None]
        source = self.axes[inputs[0].index] if inputs else None
        variable = self.kind(operation) is Depends.INPUT
        axis = source
        if operation.shapes is not None:
            axis = BatchAxis.find(operation.shapes, source, reshapes)
            if axis is None and variable:
                raise batch_refusal(f"'aten.{operation.name}'", operation.place)
        self.axes.append(axis)
        index = len(self.axes) - 1
        # Expanded memory holds one entry many times; like the caller's, it must not be written to.
        self.roots.append(index if not shares else 0 if "expand" in operation.name else self.roots[inputs[0].index])
        return index

    def _count_inputs(self, value: Any) -> int:
        if isinstance(value, dict):
            return self._count_inputs(tuple(value.values()))
        if isinstance(value, tuple):
            return sum(self._count_inputs(item) for item in value)
        return int(self.kind(value) is Depends.INPUT)

    def _layer_name(self, operation: Operation) -> str:
        name, taken = operation.module or operation.computes, {layer.name for layer in self.layers}
        counts = (f"{name} ({count})" for count in range(2, len(taken) + 3))
        return name if name not in taken else next(unique for unique in counts if unique not in taken)

    def _leave_out_unused(self) -> None:
        """Drop the steps that a choice has made superfluous, for it takes what these take."""
        used, kept = {self.output}, []
        for step in reversed(self.steps):
            if step.out in used:
                used.update(slot.index for slot in slots_in(step.args))
                kept.append(step)
        self.steps = kept[::-1]
        plans = [step.knot for step in self.steps if step.knot is not None]
        self.layers = [self.layers[plan.layer] for plan in plans]
        for number, plan in enumerate(plans):
            plan.layer = number

    def _plan_memory(self) -> None:
        """Liveness: the slots that each step frees, and the values that live at each knot."""
        last_use = dict.fromkeys(range(len(self.axes)), -1)
        born = {0: -1}
        for position, step in enumerate(self.steps):
            born[step.out] = position
            last_use.update({slot.index: position for slot in slots_in(step.args)})
        last_use[self.output] = len(self.steps)
        for position, step in enumerate(self.steps):
            used = dict.fromkeys(slot.index for slot in slots_in(step.args))
            step.frees = tuple(index for index in used if last_use[index] == position)
            if step.knot is None:
                continue
            alive = [i for i in born if born[i] < position <= last_use[i]]
            step.knot.live = [(i, axis) for i in alive if (axis := self.axes[i]) is not None]
            first = step.args[0]
            if isinstance(first, Slot) and step.knot.rule.in_place is not None:
                later = {self.roots[i] for i in alive if last_use[i] > position}
                step.knot.last_use = last_use[first.index] == position
                step.knot.owned = step.knot.last_use and self.roots[first.index] not in later | {0}
