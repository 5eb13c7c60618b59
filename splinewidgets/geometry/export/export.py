"""A model as a list of ATen operations, from what it does with two batches of different sizes.

Whatever differs between the two depends on the batch size, and whatever is proportional to it can be recomputed for any
size. This needs no symbolic shapes, so it also takes models that call `len(x)`, which fix the size of symbolic ones.
"""

from __future__ import annotations

import operator
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from ..argument_types import checked_callback
from ..model.forward_trace import BATCH, CONSTANT, REGISTERED, Call, Result, Token
from ..model.model_output import find_output
from ..model.place import Place
from ..model.structure import same_bits
from ..operations.operations import FILLED, IDENTITIES, KNOTS, RESHAPES, WITH_INDICES
from ..operations.written_memory import plain_name, written_arguments
from ..progress import Progress
from ..refusals import UnsupportedOperation
from .batch_axis import SIZES, Shapes
from .graph import ExportedModel, Operation, Size, Source, Value
from .in_place import Held, Memory, functional, put_back, turned_back
from .look import Look, look

aten = torch.ops.aten


# These overloads are another operation than the others of their name.
ELEMENTWISE = {"aten.max.other": "maximum", "aten.min.other": "minimum"}
CASTS = {"to", "_to_copy", "type_as"}


def export(
    model: nn.Module, example: Tensor, output: str | int | None = None, progress: Progress | None = None
) -> ExportedModel:
    """Export a model that takes a batch of inputs like `example`; `output` picks one of several that it returns.

    Only one thread exports at a time; others wait.

    Raises
    ------
    InputRefused
        If the model fails on the example.
    ValueError
        If it does not return one tensor under that name or at that position.
    UnsupportedOperation
        If the model cannot be followed, is not a fixed function, or the batch size enters it otherwise than as the
        length of a batch.
    """
    checked_callback(progress, "progress")
    seen = look(model, example, progress)
    leaf = find_output(seen.returned, output, type(model).__name__)
    first, second = seen.traces
    graph = _Graph(seen, type(model).__name__)
    for pair in zip(first.calls, second.calls, strict=True):
        graph.append(*pair)
    value = graph.value(
        first.returned[0][leaf], second.returned[0][leaf], Place("", f"in {type(model).__name__}.forward")
    )
    graph.refuse_what_differs(value)
    return ExportedModel(graph.input, list(graph.operations), value, graph.tensors, leaf, seen)


class _Graph:
    """The operations of two traces, call by call."""

    def __init__(self, seen: Look, model: str) -> None:
        self.input = Source("", (seen.batches[0].shape, seen.batches[1].shape))
        self.operations: dict[Operation, None] = {}
        self.tensors: dict[str, Tensor] = {}
        self._seen, self._model, self._memory = seen, model, Memory()
        # Constants that are not the same for both batches, and where they are taken.
        self._differing: dict[Source, Place] = {}
        self._memory.hold(BATCH, Held(self.input, self.input.shapes, seen.batches[0].dtype))

    def append(self, first: Call, second: Call) -> None:
        """Add the call that is `first` at one batch size and `second` at the other."""
        function, pair = first.function, (first, second)
        if function._schema.is_mutable and torch.Tag.inplace_view not in function.tags:
            self._write(pair)
        for index, (result, other) in enumerate(zip(_results(first), _results(second), strict=True)):
            if isinstance(result, Result) and result.token not in self._memory.held:
                held = Held(self._made(pair, index), (result.shape, other.shape), result.dtype)
                if result.part_of is not None:
                    held.part_of = result.part_of
                    held.take = partial(self._made, pair, index)
                    held.put = partial(self._put, pair, index)
                self._memory.hold(result.token, held)

    def value(self, first: Any, second: Any, place: Place) -> Value:
        """The argument that is `first` at one batch size and `second` at the other."""
        if isinstance(first, Token) and first == second:
            if first not in self._memory.held:
                self._memory.hold(first, self._source(first, place))
            return self._memory.read(first)
        if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)) and len(first) == len(second):
            return tuple(self.value(a, b, place) for a, b in zip(first, second, strict=True))
        if isinstance(first, dict):
            return {key: self.value(first[key], second[key], place) for key in first}
        if first is second or first == second:
            return first
        if isinstance(first, int) and first % SIZES[0] == 0 and first * SIZES[1] == second * SIZES[0]:
            return Size(first // SIZES[0])
        raise _differs(
            f"An operation {place.words} takes {first} for {SIZES[0]} inputs and {second} for {SIZES[1]}", place
        )

    def refuse_what_differs(self, output: Value) -> None:
        """Refuse constants that are not the same for both batches, if the output is computed from them."""
        pending, seen = [output], set()
        while pending and self._differing:
            value = pending.pop()
            if isinstance(value, tuple):
                pending += value
            elif isinstance(value, Operation) and value not in seen:
                seen.add(value)
                pending += [value.args, *value.kwargs.values()]
            elif value in self._differing:
                place = self._differing[value]
                what = f"keeps another tensor for {SIZES[0]} inputs than for {SIZES[1]}"
                raise _differs(f"{self._model} {what}, which an operation {place.words} takes", place)

    def _add(self, name: str, target: Any, args: Any, kwargs: Any, shapes: Shapes | None, place: Place) -> Operation:
        operation = Operation(name, target, args, kwargs, shapes, *place)
        self.operations[operation] = None
        return operation

    def _made(self, pair: tuple[Call, Call], index: int) -> Value:
        """Result of the call, at this position where it returns several."""
        first, second = pair
        results, name = _results(first), plain_name(first.function)
        function = functional(first.function) if first.function._schema.is_mutable else first.function
        if isinstance(first.returned, Result):
            other = _results(second)[0]
            return self._call(name, function, pair, (results[0].shape, other.shape), results[0].dtype)
        if name in WITH_INDICES:
            # The operation stands for its values.
            values = self._call(name, function, pair, (results[0].shape, _results(second)[0].shape), results[0].dtype)
            return values if index == 0 else self._add("argmax", function, (values, 1), {}, None, first.place)
        parts = self._call(name, function, pair, None, None)
        shapes = results[index].shape, _results(second)[index].shape
        return self._add("getitem", operator.getitem, (parts, index), {}, shapes, first.place)

    def _call(
        self, name: str, target: Any, pair: tuple[Call, Call], shapes: Shapes | None, dtype: torch.dtype | None
    ) -> Value:
        """The call in the simplest words.

        A tensor of one value becomes `full`, another shape `reshape`, a copy or a cast what it copies.
        """
        first, second = pair
        place = first.place
        name = ELEMENTWISE.get(str(target), name)
        if name in FILLED and shapes is not None:
            filled = FILLED[name]
            return self._full(shapes, filled if isinstance(filled, float) else first.args[filled], dtype, place)
        if name in RESHAPES and shapes is not None:
            return self._reshape(self.value(first.args[0], second.args[0], place), shapes, place)
        if name in CASTS and dtype is not None:
            return self._cast(self.value(first.args[0], second.args[0], place), first.args[0], dtype, shapes, place)
        args = self.value(first.args, second.args, place)
        kwargs = self.value(first.kwargs, second.kwargs, place)
        if name in KNOTS and any(map(self._is_complex, first.args)):
            name += " of complex numbers"
        if name in IDENTITIES and dtype is not None and dtype.is_floating_point:
            flag = IDENTITIES[name]
            if flag is None or not args[flag] or args[1] == 0:
                return args[0]
        if dtype is not None and not any(isinstance(arg, Token) for arg in first.args) and _takes_dtype(target):
            kwargs = {**kwargs, "dtype": dtype}  # which may be torch's default
        return self._add(name, target, args, kwargs, shapes, place)

    def _is_complex(self, argument: Any) -> bool:
        return isinstance(argument, Token) and self._memory.held[argument].dtype.is_complex

    def _full(self, shapes: Shapes, value: Any, dtype: Any, place: Place) -> Operation:
        kwargs = {"dtype": dtype, "device": self._seen.batches[0].device}
        return self._add("full", torch.full, (self.value(*shapes, place), value), kwargs, shapes, place)

    def _reshape(self, value: Value, shapes: Shapes, place: Place) -> Operation:
        return self._add("reshape", torch.reshape, (value, self.value(*shapes, place)), {}, shapes, place)

    def _cast(self, value: Value, token: Any, dtype: torch.dtype, shapes: Shapes | None, place: Place) -> Value:
        """The value in another dtype: itself between floating types, for the network has one dtype."""
        before = self._memory.held[token].dtype
        if before == dtype or (before.is_floating_point and dtype.is_floating_point):
            return value
        return self._add("to", aten.to.dtype, (value, dtype), {}, shapes, place)

    def _write(self, pair: tuple[Call, Call]) -> None:
        """Let the tensor that the call writes to hold what it writes."""
        first, second = pair
        name, place = plain_name(first.function), first.place
        written = list(written_arguments(first.function, first.args, first.kwargs))
        target = functional(first.function)
        if len(written) != 1 or not isinstance(written[0], Token) or (target is None and name not in {"copy", "zero"}):
            raise UnsupportedOperation(
                f"'{first.function}' {place.words} writes to memory in a way that is not followed. A tessellation "
                f"needs operations whose results are known. Use the one that returns its result instead.{place.see}"
            )
        self.value(written[0], written[0], place)
        held = self._memory.held[written[0]]
        given = first.args[1:2]
        if name == "zero" or (name == "fill" and not isinstance(given[0], Token)):
            value = self._full(held.shapes, given[0] if given else 0.0, held.dtype, place)
        elif name in {"copy", "fill"}:
            source = self.value(given[0], second.args[1], place)
            shapes = self._memory.held[given[0]].shapes
            value = self._cast(source, given[0], held.dtype, shapes, place)
            if shapes != held.shapes:
                size = self.value(*held.shapes, place)
                value = self._add("expand", aten.expand.default, (value, size), {}, held.shapes, place)
        else:
            calls = [replace(call, kwargs={k: v for k, v in call.kwargs.items() if v != written[0]}) for call in pair]
            value = self._call(name, target, (calls[0], calls[1]), held.shapes, held.dtype)
        self._memory.write(written[0], value)

    def _put(self, pair: tuple[Call, Call], index: int, whole: Value, part: Value) -> Value:
        """The whole with another part in place of the one that the call takes of it."""
        first, second = pair
        name, place, result = plain_name(first.function), first.place, _results(first)[index]
        whole_shapes, shapes = self._memory.held[result.part_of].shapes, self._memory.held[result.token].shapes
        args = self.value(first.args[1:], second.args[1:], place)
        if (turned := turned_back(name, args)) is not None:
            return self._add(name, first.function, (part, *turned), {}, whole_shapes, place)
        if shapes == whole_shapes:
            return part
        if name in RESHAPES or name in IDENTITIES:
            return self._reshape(part, whole_shapes, place)
        try:
            target, args = put_back(name, args, index, [result.shape for result in _results(first)])
        except KeyError:
            raise UnsupportedOperation(
                f"A view by 'aten.{name}' {place.words} is written to, which is not followed. A tessellation needs "
                f"operations whose results are known. Write to a copy, or to a slice.{place.see}"
            ) from None
        return self._add(target.overloadpacket.__name__, target, (whole, part, *args), {}, whole_shapes, place)

    def _source(self, token: Token, place: Place) -> Held:
        """A parameter, a buffer or a constant."""
        if token.kind == REGISTERED:
            tensor = self._seen.structure.tensors[token.name].detach()
            name = str(token.name)
        else:
            one, other = (trace.constants[token.name] for trace in self._seen.traces)
            name, tensor = f"constant {token.name}", one
            if not same_bits(one, other):
                return Held(self._of_size(name, one, other, place), (one.shape, other.shape), one.dtype)
        fixed = token.kind == CONSTANT
        return Held(self._stored(name, tensor, fixed), (tensor.shape, tensor.shape), tensor.dtype)

    def _stored(self, name: str, tensor: Tensor, fixed: bool = True) -> Source:
        self.tensors[name] = tensor
        return Source(name, (tuple(tensor.shape), tuple(tensor.shape)), fixed)

    def _of_size(self, name: str, one: Tensor, other: Tensor, place: Place) -> Value:
        """A constant that was made for one batch size, such as one that is cached, for any."""
        shapes = tuple(one.shape), tuple(other.shape)
        axes = [i for i, (a, b) in enumerate(zip(*shapes, strict=len(shapes[0]) == len(shapes[1]))) if a != b]
        if len(shapes[0]) == len(shapes[1]) and len(axes) == 1 and shapes[0][axes[0]] == SIZES[0]:
            row = one.narrow(axes[0], 0, 1)
            if all(same_bits(given, row.expand_as(given)) for given in (one, other)):
                size = self.value(*shapes, place)
                return self._add("expand", aten.expand.default, (self._stored(name, row), size), {}, shapes, place)
            counts = [torch.arange(len(given), device=given.device).to(given.dtype) for given in (one, other)]
            if one.dim() == 1 and same_bits(one, counts[0]) and same_bits(other, counts[1]):
                kwargs = {"dtype": one.dtype, "device": one.device}
                return self._add("arange", torch.arange, (Size(1),), kwargs, shapes, place)
        source = self._stored(name, one)
        self._differing[source] = place
        return source


def _takes_dtype(function: Any) -> bool:
    return any(argument.name == "dtype" for argument in function._schema.arguments)


def _results(call: Call) -> list[Any]:
    return call.returned if isinstance(call.returned, list) else [call.returned]


def _differs(what: str, place: Place) -> UnsupportedOperation:
    return UnsupportedOperation(
        f"{what}. The batch size may stand only for the length of the batch. "
        f"Make the model's forward treat each input on its own.{place.see}"
    )
