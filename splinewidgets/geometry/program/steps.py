"""Steps of a program: operations on values in slots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..export.batch_axis import BatchAxis
from ..export.graph import Operation
from ..operations.operations import Knot


@dataclass(frozen=True)
class Slot:
    """A place for one value of the running program."""

    index: int


@dataclass
class KnotPlan:
    """Facts that a run needs at a knot.

    Parameters
    ----------
    rule, layer
        The operation and the knot's index.
    axis
        The batch axis of the pre-activations.
    borrowed
        The first operand's memory is the caller's: it must not be written to.
    live
        All values needed at or after the knot.
    last_use, owned
        The first operand may be overwritten once it has grown; and even when it has not.
    """

    rule: Knot
    layer: int
    axis: BatchAxis
    borrowed: bool
    live: list[tuple[int, BatchAxis]] = field(default_factory=list)
    last_use: bool = False
    owned: bool = False


@dataclass
class Step:
    """One call. Arguments hold slots, sizes, constants (operations and sources) and plain values."""

    operation: Operation
    args: Any
    out: int
    frees: tuple[int, ...] = ()
    knot: KnotPlan | None = None


def slots_in(value: Any) -> Iterator[Slot]:
    """The slots in arguments."""
    if isinstance(value, Slot):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from slots_in(item)
