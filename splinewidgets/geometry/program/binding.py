"""A program with its parameters in place: what is known before a run is computed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor

from ..export.graph import Size
from ..operations.operations import AFFINE
from .choice import Choice
from .constants import Constants, function_of
from .program import Depends, Program
from .steps import KnotPlan, Slot

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
    product: bool  # of a batch of rows and a matrix


def bind(program: Program, tensors: Mapping[str, Tensor], dtype: torch.dtype, device: torch.device) -> list[BoundStep]:
    """The steps with these parameters; values that depend on parameters alone are computed here, once."""
    constant = Constants(tensors, dtype, device)
    steps = []
    exact = Constants(tensors, torch.float64, torch.device("cpu"))
    with torch.inference_mode(False), torch.no_grad():  # for derivatives are asked of what is bound, perhaps later
        for step in program.steps:
            if isinstance(step.operation.target, Choice):
                step.operation.target.check(lambda leaf: program.kind(leaf) is Depends.INPUT, exact)
            args = [constant(arg) for arg in step.args]
            slots = tuple((i, arg.index) for i, arg in enumerate(args) if isinstance(arg, Slot))
            builds = tuple((i, _builder(arg)) for i, arg in enumerate(args) if _has_gaps(arg))
            kwargs = constant(step.operation.kwargs)
            function = function_of(step.operation)
            axis, rule = program.axes[step.out], AFFINE.get(step.operation.name)
            computes = rule is not None and not rule.shares and axis is not None and axis.outer == 1
            product = computes and step.operation.name == "linear" and slots == ((0, slots[0][1]),) and len(args[1]) > 0
            steps.append(
                BoundStep(function, args, kwargs, slots, builds, step.out, step.frees, step.knot, computes, product)
            )
    return steps


def _has_gaps(value: Any) -> bool:
    if isinstance(value, tuple):
        return any(isinstance(item, Slot) or _has_gaps(item) for item in value)
    return isinstance(value, Size)


def _builder(value: Any) -> Build:
    """Maker of an argument at run time."""
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
