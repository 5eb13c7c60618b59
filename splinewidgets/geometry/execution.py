"""Running a program: parameters bound to its steps, values in slots, and the batch growing at knots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from .export import Operation, Size, Source
from .operations import AFFINE, KNOTS
from .program import KnotPlan, Program, Slot

# How a value's rows follow the batch when it grows: (N, k) -> (N', k).
Grow = Callable[[Tensor], Tensor]
# Called before each knot with its index and pre-activations (N, units).
AtKnot = Callable[[int, Tensor], "Grow | None"]
# Called after each affine operation that computes new values, with them (N, units).
AfterAffine = Callable[[Tensor], None]
# Makes an argument from the values in the slots and the batch's size.
Build = Callable[[list[Any], int], Any]


class BoundStep(NamedTuple):
    """A call with everything known before the run in place.

    `args` has gaps at the positions named by `slots` (position, slot) and `builds` (position, function).
    """

    function: Callable[..., Any]
    args: list[Any]
    kwargs: dict[str, Any]
    slots: tuple[tuple[int, int], ...]
    builds: tuple[tuple[int, Build], ...]
    out: int
    frees: tuple[int, ...]
    knot: KnotPlan | None
    computes: bool  # new values, one row an input, by an affine operation


def bind(program: Program, tensors: Mapping[str, Tensor], dtype: torch.dtype, device: torch.device) -> list[BoundStep]:
    """The steps with these parameters; values that depend on parameters alone are computed here, once."""
    known: dict[Any, Any] = {}

    def constant(value: Any) -> Any:
        """The argument with parameters in place of their names, in the network's dtype and on its device."""
        if isinstance(value, tuple):
            return tuple(constant(item) for item in value)
        if isinstance(value, dict):
            return {key: constant(item) for key, item in value.items()}
        if isinstance(value, torch.dtype):
            return dtype if value.is_floating_point else value
        if isinstance(value, torch.device):
            return device
        if not isinstance(value, Operation | Source):
            return value
        if value not in known:
            if isinstance(value, Source):
                tensor = tensors[value.name]
                known[value] = tensor.to(device, dtype if tensor.is_floating_point() else tensor.dtype)
            else:
                known[value] = _function(value)(*constant(value.args), **constant(value.kwargs))
        return known[value]

    steps = []
    with torch.no_grad():
        for step in program.steps:
            args = [constant(arg) for arg in step.args]
            slots = tuple((i, arg.index) for i, arg in enumerate(args) if isinstance(arg, Slot))
            builds = tuple((i, _builder(arg)) for i, arg in enumerate(args) if _has_gaps(arg))
            kwargs = constant(step.operation.kwargs)
            function = _function(step.operation)
            axis, rule = program.axes[step.out], AFFINE.get(step.operation.name)
            computes = rule is not None and not rule.shares and axis is not None and axis.outer == 1
            steps.append(BoundStep(function, args, kwargs, slots, builds, step.out, step.frees, step.knot, computes))
    return steps


def run(
    steps: list[BoundStep],
    program: Program,
    inputs: Tensor,
    at_knot: AtKnot | None,
    after_affine: AfterAffine | None = None,
) -> Tensor:
    """The program's output for a batch of inputs (N > 0); see `Network.evaluate`."""
    count = len(inputs)
    values: list[Any] = [None] * len(program.axes)
    values[0] = inputs
    overwrite = not torch.is_grad_enabled()
    for function, args, kwargs, slots, builds, out, frees, knot, computes in steps:
        if knot is not None:
            fresh = False
            if at_knot is not None:
                first = slots[0][1] if slots[0][0] == 0 else -1
                operands = _filled(args, slots, builds, values, count)
                count, fresh = _visit(knot, first, operands, values, count, at_knot)
                del operands
            if overwrite and (knot.owned or (fresh and knot.last_use)):
                function = knot.rule.in_place  # type: ignore[assignment]
        values[out] = function(*_filled(args, slots, builds, values, count), **kwargs)
        if computes and after_affine is not None and isinstance(values[out], Tensor):
            values[out] = values[out].contiguous()
            after_affine(values[out].view(count, -1))
        for slot in frees:
            values[slot] = None
    output: Tensor = values[program.output]
    return output


def _filled(args: list[Any], slots: Any, builds: Any, values: list[Any], count: int) -> list[Any]:
    args = args.copy()
    for position, slot in slots:
        args[position] = values[slot]
    for position, build in builds:
        args[position] = build(values, count)
    return args


def _visit(
    knot: KnotPlan, first: int, operands: list[Any], values: list[Any], count: int, at_knot: AtKnot
) -> tuple[int, bool]:
    """Show a knot's pre-activations and let the live values grow.

    Returns the new count, and whether the first operand now lies in memory of its own.
    """
    if knot.rule.cuts is None:
        operand = operands.pop(0)
        rows = knot.axis.rows(operand, count)
        if knot.borrowed and rows.data_ptr() == operand.data_ptr():
            rows = rows.clone()
        del operand
    else:
        first = -1
        cuts = [knot.axis.rows(cut, count) for cut in knot.rule.cuts(*operands)]
        rows = cuts[0] if len(cuts) == 1 else torch.cat(cuts, 1)
        del cuts
    if rows.shape[1] == 0:
        return count, False
    grow = at_knot(knot.layer, rows)
    if first >= 0:
        # What was written to the rows must reach the operand, also where they are a copy of it.
        values[first] = knot.axis.value(rows)
    if grow is None:
        return count, False
    after, fresh = count, False
    for slot, axis in knot.live:
        before = rows if slot == first else axis.rows(values[slot], count)
        grown = grow(before)
        values[slot], after = axis.value(grown), len(grown)
        if slot == first:
            fresh = grown.data_ptr() != before.data_ptr()
    return after, fresh


def _function(operation: Operation) -> Callable[..., Any]:
    """The shortest way to call an operation."""
    rule = KNOTS.get(operation.name) or AFFINE.get(operation.name)
    return (rule and rule.function) or operation.target


def _has_gaps(value: Any) -> bool:
    if isinstance(value, tuple):
        return any(isinstance(item, Slot) or _has_gaps(item) for item in value)
    return isinstance(value, Size)


def _builder(value: Any) -> Build:
    """How to make an argument at run time."""
    if isinstance(value, Slot):
        slot = value.index
        return lambda values, count: values[slot]
    if isinstance(value, Size):
        multiple = value.multiple
        return lambda values, count: multiple * count
    if isinstance(value, tuple) and (_has_gaps(value)):
        builds = [_builder(item) for item in value]
        return lambda values, count: [build(values, count) for build in builds]
    return lambda values, count: value
