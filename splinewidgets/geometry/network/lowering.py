"""Lowers a network to matrices and few kinds of bends, without a rounding that its own evaluation has not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..differentiating import differentiating
from ..export.batch_axis import BatchAxis
from ..program.binding import BoundStep
from ..program.execution import filled
from ..program.steps import KnotPlan, Slot, Step, slots_in
from ..refusals import UnsupportedOperation
from .affine_part import AffineParts
from .lowered_network import (
    AffineStep,
    BendStep,
    Floats,
    LargerStep,
    LoweredNetwork,
    LoweredStep,
    MaximaStep,
    PiecewiseStep,
    SparseMatrix,
    TakeStep,
    Term,
)
from .network import Network

# The sign of what takes one of two values entry by entry.
OF_TWO = {"maximum": 1, "fmax": 1, "minimum": -1, "fmin": -1}
# Rows of a matrix that are found at once.
CHUNK = 256
# A matrix with less than this share of entries that are not zero is kept by these.
SPARSE = 0.25
# More numbers are not carried out in a page.
MOST_NUMBERS = 2**24


def lowered(network: Network) -> LoweredNetwork:
    """The steps of a network.

    Raises
    ------
    UnsupportedOperation
        If an operation is neither affine nor one of few kinds of bends, naming it.
    ValueError
        If its matrices have more numbers than a page carries.
    """
    lowering = _Lowering(network.in_float64())
    return LoweredNetwork(tuple(lowering.widths), tuple(lowering.steps), lowering.output)


class _Lowering:
    def __init__(self, network: Network) -> None:
        self._network, self._program, self._steps = network, network._program, network._steps
        self._parts = AffineParts(self._steps, self._program)
        self.widths, self.steps, self._numbers = [self._program.width(0)], list[LoweredStep](), 0
        # The number of each slot's value, of what depends on the input and is kept as one.
        self._known, depends = {0: 0}, {0}
        for planned, step in zip(self._program.steps, self._steps, strict=True):
            if not any(slot.index in depends for slot in slots_in(planned.args)):
                continue
            depends.add(step.out)
            if step.knot is not None:
                self._known[step.out] = self._knot(planned, step, step.knot)
            elif not self._only_shows(step):
                self._value(step.out)
        self.output = self._value(self._program.output)

    def _only_shows(self, step: BoundStep) -> bool:
        """Test whether a step but arranges what is there, returns several values, or complex ones on their way."""
        if not step.computes:
            return True
        result = self._evaluated(step.out, self._zeros(step.out, 1), 1)
        return not (isinstance(result, Tensor) and result.is_floating_point())

    def _knot(self, planned: Step, step: BoundStep, knot: KnotPlan) -> int:
        about, name = self._network.layers[knot.layer], planned.operation.name
        slots = [arg.index for arg in planned.args if isinstance(arg, Slot)]
        out = self._program.width(step.out)
        if about.windows is not None and about.windows.rank is None:
            entries, sign = about.windows.entries, about.windows.sign
            of = self._value(slots[0])
            return self._append(out, lambda number: MaximaStep(of, number, knot.layer, entries, sign))
        if about.windows is None and knot.rule.cuts is None:
            above, below = (x.double().numpy() for x in self._network.layer_facts.factors(knot.layer))
            of = self._value(slots[0])
            return self._append(out, lambda number: BendStep(of, number, knot.layer, above, -below))
        if name in OF_TWO:
            axis = knot.axis
            one, other = (self._operand(arg, axis) for arg in step.args[:2])
            if planned.args[0] == planned.args[1]:
                return one
            return self._append(out, lambda number: LargerStep(one, other, number, knot.layer, OF_TWO[name]))
        if slots and knot.rule.jumps is not None and isinstance(planned.args[0], Slot):
            return self._piecewise(step, knot, self._value(slots[0]), about.operation)
        raise _refused(about.operation, about.name)

    def _piecewise(self, step: BoundStep, knot: KnotPlan, of: int, name: str) -> int:
        axis, width = knot.axis, knot.axis.width

        def result(rows: Tensor) -> Tensor:
            return axis.rows(step.function(axis.value(rows), *step.args[1:], **step.kwargs), len(rows))

        assert knot.rule.cuts is not None
        zero = axis.value(torch.zeros(1, width, dtype=torch.float64))
        cuts = knot.rule.cuts(zero, *step.args[1:])
        places = -torch.cat([axis.rows(cut.broadcast_to(zero.shape), 1) for cut in cuts])
        if bool((places.diff(dim=0) < 0).any()):
            raise _refused(f"{name} whose bounds are not in order", self._network.layers[knot.layer].name)
        values = torch.cat([result(row[None]) for row in places])
        with differentiating():
            far = torch.stack([places[0] - 1 - places[0].abs(), places[-1] + 1 + places[-1].abs()]).requires_grad_()
            (ends,) = torch.autograd.grad(result(far).sum(), far)
        given = (each.detach().numpy() for each in (places, values, ends))
        return self._append(width, lambda number: PiecewiseStep(of, number, knot.layer, *given))

    def _operand(self, given: Any, axis: BatchAxis) -> int:
        """The number of an operand of a knot in the shape of its result, also of one that is constant."""

        def broadcast(value: Any, count: int) -> Tensor:
            shape = axis.value(torch.empty(count, axis.width, dtype=torch.float64)).shape
            return axis.rows(torch.as_tensor(value, dtype=torch.float64).broadcast_to(shape), count)

        if not isinstance(given, Slot):
            return self._append_affine({}, broadcast(given, 1)[0], {})
        if self._program.axes[given.index] == axis:
            return self._value(given.index)
        return self._linear(given.index, broadcast)

    def _value(self, slot: int) -> int:
        """The number of a slot's value."""
        if slot not in self._known:
            axis = self._program.axes[slot]
            assert axis is not None
            self._known[slot] = self._linear(slot, axis.rows)
        return self._known[slot]

    def _linear(self, slot: int, rows: Callable[[Any, int], Tensor]) -> int:
        """The number of what is affine in values that are known, by its derivatives, in which no bias is rounded."""
        sources = self._parts.sources(slot, self._known)[0]
        bias = rows(self._evaluated(slot, self._zeros(slot, 1), 1), 1)[0].detach()
        found: dict[int, list[Tensor]] = {source: [] for source in sources}
        for begin in range(0, len(bias), CHUNK):
            count = min(CHUNK, len(bias) - begin)
            with differentiating():
                given = {source: value.requires_grad_() for source, value in self._zeros(slot, count).items()}
                result = rows(self._evaluated(slot, given, count), count)
                seen = torch.zeros_like(result)
                seen[:, begin : begin + count].fill_diagonal_(1.0)
                gradients = torch.autograd.grad(result, list(given.values()), seen, materialize_grads=True)
            for source, gradient in zip(given, gradients, strict=True):
                axis = self._program.axes[source]
                assert axis is not None
                part = axis.rows(gradient, count)
                # Kept as it will be, so that a large sparse matrix is never whole.
                found[source].append(part.to_sparse() if _is_sparse(part) else part)
        return self._append_affine(found, bias, self._known)

    def _append_affine(self, found: dict[int, list[Tensor]], bias: Tensor, known: Mapping[int, int]) -> int:
        terms = []
        for source, parts in found.items():
            matrix = _matrix(parts, self._program.width(source))
            entries = matrix.weights if isinstance(matrix, SparseMatrix) else matrix
            self._numbers += entries.size
            if entries.any():
                terms.append(Term(known[source], matrix))
        if self._numbers > MOST_NUMBERS:
            raise ValueError(
                f"The network has more than {MOST_NUMBERS:,} numbers in its matrices. A page does not carry as many. "
                "Show stored pictures of it, or a smaller network."
            )
        if len(terms) == 1 and not bool(bias.any()) and (entries_taken := _taken(terms[0].matrix)) is not None:
            of = terms[0].of
            if np.array_equal(entries_taken, np.arange(self.widths[of])):
                return of
            return self._append(len(bias), lambda number: TakeStep(of, number, entries_taken))
        constant = bias.numpy() if bool(bias.any()) else None
        return self._append(len(bias), lambda number: AffineStep(number, tuple(terms), constant))

    def _append(self, width: int, make: Callable[[int], LoweredStep]) -> int:
        self.widths.append(width)
        self.steps.append(make(len(self.widths) - 1))
        return len(self.widths) - 1

    def _zeros(self, slot: int, count: int) -> dict[int, Tensor]:
        """Zeros for all known slots that a slot is computed from."""
        zeros = {}
        for source in self._parts.sources(slot, self._known)[0]:
            axis = self._program.axes[source]
            assert axis is not None
            zeros[source] = axis.value(torch.zeros(count, axis.width, dtype=torch.float64))
        return zeros

    def _evaluated(self, slot: int, given: Mapping[int, Tensor], count: int) -> Any:
        values: list[Any] = [None] * len(self._program.axes)
        for source, value in given.items():
            values[source] = value
        for position in self._parts.sources(slot, self._known)[1]:
            step = self._steps[position]
            values[step.out] = step.function(*filled(step.args, step.slots, step.builds, values, count), **step.kwargs)
        return values[slot]


def _is_sparse(part: Tensor) -> bool:
    return bool(part.count_nonzero() < SPARSE * part.numel())


def _matrix(parts: list[Tensor], width: int) -> Floats | SparseMatrix:
    whole = torch.cat([part if part.is_sparse else part.to_sparse() for part in parts]).coalesce()
    if whole.values().numel() >= SPARSE * whole.shape[0] * width:
        dense: Floats = whole.to_dense().numpy()
        return dense
    rows, columns = whole.indices().numpy()
    starts = np.searchsorted(rows, np.arange(whole.shape[0] + 1))
    return SparseMatrix(starts, columns, whole.values().numpy())


def _taken(matrix: Floats | SparseMatrix) -> Any:
    """The entry that each row takes as it is, or None where a row does something else."""
    if isinstance(matrix, SparseMatrix):
        alone = bool((np.diff(matrix.starts) == 1).all() and (matrix.weights == 1).all())
        return matrix.columns if alone else None
    alone = bool(((matrix != 0).sum(1) == 1).all() and (matrix.max(1) == 1).all())
    return matrix.argmax(1) if alone else None


def _refused(operation: str, place: str) -> UnsupportedOperation:
    return UnsupportedOperation(
        f"'{operation}' in {place!r} is not carried out by the engine of pages. It knows affine operations, bends of "
        "single values, maximum, minimum and max-pooling. Show stored pictures of this network."
    )
