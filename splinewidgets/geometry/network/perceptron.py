"""The perceptron that a network begins with, as flat arrays for compiled code: up to the first step that fits none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..program.binding import BoundStep
from ..program.program import Program
from ..program.steps import Step

if TYPE_CHECKING:
    from .layer_facts import LayerFacts
from ..planar.rounding import moves

# A layer of more weights is not copied: what compiled code is for, small complexes, takes no time beside it.
MOST_WEIGHTS = 2**18


class Layers(NamedTuple):
    """Layers of a perceptron: products with matrices, and behind each one factor a unit on either side of zero.

    Attributes
    ----------
    widths : (L + 1,) int64
        Entries of an input, and units of each layer.
    numbers : (n,)
        Of each layer in turn the transposed matrix (entries, units), and (units,) each the bias, the factor of what is
        positive, and that of the size of what is negative.
    moves : (m,)
        Of each layer in turn the factors (2 PROBES, units) that its probes are moved by.
    at_zero : (L,) float64
        The smallest size of each layer's values at the input zero, see `LayerFacts.at_zero`.
    """

    widths: npt.NDArray[np.int64]
    numbers: npt.NDArray[Any]
    moves: npt.NDArray[Any]
    at_zero: npt.NDArray[np.float64]


class Perceptron(NamedTuple):
    """The layers, and how many steps of the program are done before the first and behind each, (L + 1,)."""

    layers: Layers
    steps: tuple[int, ...]


def leading_perceptron(steps: list[BoundStep], program: Program, facts: LayerFacts) -> Perceptron | None:
    """The perceptron that a network on the CPU begins with; None if it begins with something else."""
    widths, done = [program.width(0)], [0]
    numbers: list[Tensor] = []
    slot, product = 0, None
    for position, (step, planned) in enumerate(zip(steps, program.steps, strict=True)):
        if not _goes_on(step, slot, program):
            break
        if product is None and step.product and step.args[1].shape[1] == widths[-1]:
            product = step
        elif product is not None and _is_elementwise(planned):
            matrix, *bias = product.args[1:]
            if matrix.numel() > MOST_WEIGHTS:
                break
            factors = facts.factors(len(widths) - 1)
            numbers += [matrix.T, *(bias if bias and bias[0] is not None else [matrix.new_zeros(len(matrix))])]
            numbers += [factor.to(matrix.dtype) for factor in factors]
            widths.append(len(matrix))
            done.append(position + 1)
            product = None
        elif planned.operation.name != "reshape":
            break
        slot = step.out
    if not numbers:
        return None
    turns = [moves(units, numbers[0].dtype, numbers[0].device) for units in widths[1:]]
    at_zero = [sizes.min(initial=np.inf) for sizes, _ in facts.at_zero[: len(turns)]]
    return Perceptron(Layers(np.array(widths), _flat(numbers), _flat(turns), np.array(at_zero)), tuple(done))


def _goes_on(step: BoundStep, slot: int, program: Program) -> bool:
    """Test whether a step takes one value that nothing else needs, and its result has a row for each input."""
    axis = program.axes[step.out]
    alone = step.slots == ((0, slot),) and step.frees == (slot,) and not step.kwargs
    return alone and axis is not None and axis.axis == 0 and axis.shape[0] == 1 and axis.width > 0


def _is_elementwise(step: Step) -> bool:
    """Test whether a step multiplies positive values by one factor and negative ones by another, and nothing else."""
    knot = step.knot
    return knot is not None and knot.rule.cuts is None and knot.rule.windows is None and len(knot.live) == 1


def _flat(tensors: list[Tensor]) -> npt.NDArray[Any]:
    flat: npt.NDArray[Any] = torch.cat([tensor.detach().reshape(-1) for tensor in tensors]).numpy()
    return flat
