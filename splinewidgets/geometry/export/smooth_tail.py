"""The smooth end of a model: the last operations, each of which acts on every number by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ..operations.operations import AFFINE
from ..smooth.smooth_functions import SMOOTH
from .batch_axis import SIZES
from .graph import ExportedModel, Operation, Source

# Affine in one operand, entry by entry, where the other is a constant; a quotient in the first.
_ENTRYWISE = frozenset("add sub rsub mul multiply div divide true_divide neg negative".split())
_QUOTIENTS = frozenset("div divide true_divide".split())


@dataclass(frozen=True, eq=False)
class Link:
    """One of them, and the position of the operand that depends on the input."""

    operation: Operation
    position: int
    kind: Literal["smooth", "affine", "reshape"]

    @property
    def operand(self) -> Operation:
        """What it acts on."""
        operand: Operation = self.operation.args[self.position]
        return operand


def smooth_tail(exported: ExportedModel) -> tuple[Link, ...]:
    """The operations from the first smooth one on, in their order; none where the end is not smooth.

    Between and behind there are affine operations with constants, such as the one in `(tanh(x) + 1) / 2`, and reshapes.
    """
    dependent: set[Operation | Source] = {exported.input}
    for operation in exported.operations:
        if any(value in dependent for value in _values((operation.args, operation.kwargs))):
            dependent.add(operation)
    links: list[Link] = []
    smooth, value = 0, exported.output
    while isinstance(value, Operation) and (link := _link(value, dependent)) is not None:
        links.append(link)
        smooth = len(links) if link.kind == "smooth" else smooth
        value = link.operand
    return tuple(reversed(links[:smooth]))


def _link(operation: Operation, dependent: set[Operation | Source]) -> Link | None:
    positions = [i for i, arg in enumerate(operation.args) if any(value in dependent for value in _values(arg))]
    if len(positions) != 1 or any(value in dependent for value in _values(operation.kwargs)):
        return None
    (position,) = positions
    operand = operation.args[position]
    if not isinstance(operand, Operation) or not _rows(operation) or not _rows(operand):
        return None
    if operation.name in SMOOTH and position == 0:
        return Link(operation, position, "smooth")
    if operation.name in AFFINE and AFFINE[operation.name].reshapes:
        return Link(operation, position, "reshape")
    entrywise = operation.name in _ENTRYWISE and operation.shapes == operand.shapes
    whole = not operation.kwargs.get("rounding_mode") and (position == 0 or operation.name not in _QUOTIENTS)
    return Link(operation, position, "affine") if entrywise and whole else None


def _rows(operation: Operation) -> bool:
    """Test whether a value has one row an input."""
    return operation.shapes is not None and all(
        len(shape) > 0 and shape[0] == size for shape, size in zip(operation.shapes, SIZES, strict=True)
    )


def _values(value: Any) -> Iterator[Operation | Source]:
    if isinstance(value, Operation | Source):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _values(item)
    elif isinstance(value, dict):
        yield from _values(tuple(value.values()))
