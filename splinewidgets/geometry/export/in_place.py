"""Writes in place as values of their own.

A tensor is a value for as long as nobody writes to its memory. After a write to a part of it, the whole is what it was
with that part put back, and every other tensor that shares the memory is taken from the whole anew when it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch._ops import OpOverload

from ..model.forward_trace import Token
from .batch_axis import Shapes
from .graph import Value

aten = torch.ops.aten
# Views that are their own inverses.
INVOLUTIONS = {"transpose", "swapaxes", "swapdims", "t", "numpy_T", "mT", "adjoint", "matrix_H"}
SCATTERS = {
    "select": aten.select_scatter.default,
    "slice": aten.slice_scatter.default,
    "diagonal": aten.diagonal_scatter.default,
    "as_strided": aten.as_strided_scatter.default,
}
SPLITS = {"split", "split_with_sizes", "chunk", "tensor_split"}


@dataclass(eq=False)
class Held:
    """Contents of a tensor.

    Parameters
    ----------
    value, shapes, dtype
        The value when it was last looked at.
    part_of
        The tensor that this one is a view of.
    take, put
        Makes the value from that of `part_of` as it is now, and that of `part_of` from its old value and this one.
    """

    value: Value
    shapes: Shapes
    dtype: torch.dtype
    part_of: Token | None = None
    take: Callable[[], Value] | None = None
    put: Callable[[Value, Value], Value] | None = None
    stamp: int = 0


class Memory:
    """Contents of a trace's tensors while operations write to them."""

    def __init__(self) -> None:
        self.held: dict[Token, Held] = {}
        # How often the memory was written to that begins with this tensor.
        self._stamps: dict[Token, int] = {}

    def hold(self, token: Token, held: Held) -> None:
        """Let a tensor that is new hold a value."""
        self.held[token] = held
        held.stamp = self._stamps.get(self._root(token), 0)

    def read(self, token: Token) -> Value:
        """The value of a tensor now."""
        held = self.held[token]
        stamp = self._stamps.get(self._root(token), 0)
        if held.stamp != stamp:
            assert held.part_of is not None and held.take is not None
            self.read(held.part_of)
            held.value, held.stamp = held.take(), stamp
        return held.value

    def write(self, token: Token, value: Value) -> None:
        """Let a tensor hold another value, and so all that share its memory."""
        self.read(token)
        root = self._root(token)
        stamp = self._stamps[root] = self._stamps.get(root, 0) + 1
        while True:
            held = self.held[token]
            held.value, held.stamp = value, stamp
            if held.part_of is None:
                return
            assert held.put is not None
            # Reading the part has brought what it is part of up to date.
            value = held.put(self.held[held.part_of].value, value)
            token = held.part_of

    def _root(self, token: Token) -> Token:
        while (part_of := self.held[token].part_of) is not None:
            token = part_of
        return token


def put_back(
    name: str, args: tuple[Any, ...], index: int, shapes: list[tuple[int, ...]]
) -> tuple[OpOverload, tuple[Any, ...]]:
    """The operation, and its arguments after the whole and the part, that puts a view back in its place.

    Parameters
    ----------
    name, args
        The view's operation, and its arguments after the whole.
    index, shapes
        Which part it is of those that the operation returns, and the shapes of all.

    Raises
    ------
    KeyError
        If that is not known.
    """
    if name == "unbind":
        return aten.select_scatter.default, ((*args, 0)[0], index)
    if name == "narrow":
        axis, start, length = args
        return aten.slice_scatter.default, (axis, start, start + length)
    if name in SPLITS:
        axis = (*args[1:], 0)[0]
        start = sum(shape[axis] for shape in shapes[:index])
        return aten.slice_scatter.default, (axis, start, start + shapes[index][axis])
    return SCATTERS[name], args


def turned_back(name: str, args: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The arguments after the operand of the inverse of a view that moves axes; None for other views."""
    if name in INVOLUTIONS:
        return args
    if name == "permute":
        (order,) = args
        return (tuple(sorted(range(len(order)), key=lambda i: order[i] % len(order))),)
    return args[::-1] if name in {"movedim", "moveaxis"} else None


def functional(function: OpOverload) -> OpOverload | None:
    """The overload that returns what this one writes to its operand."""
    name = function._schema.name.split("::")[-1]
    wanted = [(a.name, str(a.type)) for a in function._schema.arguments if not a.is_out]
    packet = getattr(aten, name.removesuffix("_"), None)
    for overload in packet.overloads() if packet is not None else ():
        found: OpOverload = getattr(packet, overload)
        if not found._schema.is_mutable and [(a.name, str(a.type)) for a in found._schema.arguments] == wanted:
            return found
    return None
