"""Trace of a module's forward, as a sequence that can be compared with that of another day.

Whatever steers a forward, be it an attribute, a global, a closure, a hook, a mode or code, shows in the operations that
are carried out, in their numbers, or in the tensors that enter them from outside. So it need not be found.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch
from torch import Tensor

from .place import Place
from .structure import same_bits

COMPUTED, REGISTERED, CONSTANT = "computed", "registered", "constant"


class Token(NamedTuple):
    """Token of a tensor: the number of a computed one, the name of a registered one, the index of a constant."""

    kind: str
    name: Any


# The batch that the forward is called with.
BATCH = Token(COMPUTED, 0)


class Result(NamedTuple):
    """A tensor that a call returns, and the operand whose memory it shares, if it does."""

    token: Token
    shape: tuple[int, ...]
    dtype: torch.dtype
    part_of: Token | None


@dataclass
class Call:
    """One operation, with tokens in place of tensors and results in place of those that it returns."""

    function: Any
    args: list[Any]
    kwargs: dict[str, Any]
    returned: Any
    place: Place = field(compare=False)


@dataclass(eq=False)
class ForwardTrace:
    """The operations of a forward.

    Parameters
    ----------
    calls
        In order.
    returned
        What the forward returns: its leaves, with tokens in place of tensors, and how they are arranged.
    constants
        Copies of the tensors that are neither the batch, nor registered, nor computed, as they were when they came.
    read
        The parameters and buffers whose values Python was told.
    drawn
        What first drew numbers at random, and where.
    written
        Copies of the parameters and buffers that were, or may have been, written to, as they were before, and where.
    comparable
        Whether all arguments can be compared.
    """

    calls: list[Call] = field(default_factory=list)
    returned: Any = None
    constants: list[Tensor] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    drawn: tuple[str, Place] | None = None
    written: dict[str, tuple[Tensor, Place]] = field(default_factory=dict)
    comparable: bool = True

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ForwardTrace):
            return NotImplemented
        alike = self.calls == other.calls and self.returned == other.returned
        alike = alike and len(self.constants) == len(other.constants)
        return alike and all(map(same_bits, self.constants, other.constants))

    __hash__ = None  # type: ignore[assignment]
