"""Following a forward while it is carried out, operation by operation."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes

from ..model.chance import drawn, draws
from ..model.forward_trace import COMPUTED, CONSTANT, REGISTERED, Call, ForwardTrace, Result, Token
from ..model.place import Place, Places
from ..model.structure import Structure
from ..model.torch_calls import tensors_in
from ..operations.decomposition import parts_of
from ..operations.operations import FILLED
from ..operations.written_memory import keeps_statistics, plain_name, storage, written_arguments
from ..refusals import UnsupportedOperation

# Types of arguments that are compared by value.
PLAIN = {bool, int, float, complex, str, type(None), torch.dtype, torch.device, torch.layout, torch.memory_format}
# What tells Python a tensor's values.
READERS = {"item", "_local_scalar_dense", "is_nonzero", "equal"}
# Functions of torch's that hand a tensor's memory to others, that print it, and that differentiate.
ESCAPES = {"numpy", "tolist", "__array__", "__dlpack__"}
PRINTS = {"__repr__", "__format__"}
DERIVATIVES = {torch.autograd.grad, torch.autograd.backward, Tensor.backward}
REMEDY = "Write choices with torch.relu, clamp, maximum or minimum."


def follow(model: nn.Module, structure: Structure, batch: Tensor, lent: bool = False) -> tuple[ForwardTrace, Any]:
    """The trace of a model of this structure at a batch, and what it returns.

    Parameters
    ----------
    lent
        The parameters and buffers must not be written to, and it does not matter where a call is made.

    Raises
    ------
    UnsupportedOperation
        If Python is told a value that depends on the batch, one is cast to less, the model differentiates, or, before
        it is done, if something is written to that is lent.
    Exception
        What the model itself raises.
    """
    trace = ForwardTrace()
    recording = _Recording(trace, model, structure, batch, lent)
    with ExitStack() as stack:
        stack.enter_context(torch.no_grad())
        stack.enter_context(_Functions(recording))
        # Below autograd, operations are seen that above it fall into others: `linear`, not `addmm` of a transpose.
        stack.enter_context(torch._C._AutoDispatchBelowAutograd())
        stack.enter_context(recording)
        returned = model(batch)
        recording.look_for_chance()
    leaves, arrangement = pytree.tree_flatten(returned)
    trace.returned = [recording.token(leaf) for leaf in leaves], arrangement
    return trace, returned


class _Recording(TorchDispatchMode):
    """Writes down every operation that is carried out within."""

    def __init__(self, trace: ForwardTrace, model: nn.Module, structure: Structure, batch: Tensor, lent: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # of torch
        self.trace, self._lent, self._dtype = trace, lent, batch.dtype
        self._places = Places(model, follow.__code__)
        # By identity; weakly, for a forward need not keep all that it computes. With the number of its memory.
        self._known: dict[int, tuple[weakref.ref[Tensor], Token, int]] = {}
        # Of what stays: parameters, buffers and constants, which are held.
        self._memories: dict[Any, int] = {}
        self._held: list[Tensor] = []
        self._names: dict[int, list[tuple[str, Tensor]]] = {}
        self._memory_count = self._count = 0
        # Memories whose contents depend on the batch, and the parameters and buffers that those of others do on.
        self._varying: set[int] = set()
        self._sources: dict[int, set[str]] = {}
        for name, tensor in structure.tensors.items():
            memory = self._lasting(tensor)
            self._names.setdefault(memory, []).append((name, tensor))
            self._sources.setdefault(memory, set()).add(name)
            self._known.setdefault(id(tensor), (weakref.ref(tensor), Token(REGISTERED, name), memory))
        for name, tensor in structure.attributes.items():
            self._names.setdefault(self._lasting(tensor), []).append((name, tensor))
        self._random = drawn() if not lent else None
        self._place_results(batch, [])
        self._varying.add(self._known[id(batch)][2])

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Not by a decorator of torch's that takes seconds to import."""
        return False

    def __torch_dispatch__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if function.namespace == "profiler":  # marks of time, as `nn.DataParallel` sets them
            return function(*args, **kwargs)
        name = plain_name(function)
        # Before anything is written to them.
        given = [self.token(item) for item in args], {key: self.token(item) for key, item in kwargs.items()}
        operands = list(tensors_in((args, kwargs)))
        memories = [self._known[id(tensor)][2] for tensor in operands]
        varies = not self._varying.isdisjoint(memories) and name not in FILLED
        place = self._here()
        if varies and name not in READERS:
            self._check_shape(function, name, args, place)
            if (parts := parts_of(function)) is not None:
                with self:
                    result = parts(*args, **kwargs)
                if result is not NotImplemented:
                    return result
        if not self._lent and draws(function, args, kwargs):
            self.trace.drawn = self.trace.drawn or (f"'aten.{name}'", place)
        written = list(tensors_in(list(written_arguments(function, args, kwargs))))
        self.watch(operands if keeps_statistics(function, args, kwargs) else written, place)
        result = function(*args, **kwargs)
        sources = set().union(*(self._sources.get(memory, ()) for memory in memories))
        tensors = list(tensors_in(result))
        if not tensors and result is not None:
            self._tell(varies, sources, place)
            return result
        returned = self._place_results(result, operands, torch.Tag.inplace_view in function.tags)
        for tensor in (*tensors, *written):
            memory = self._known[id(tensor)][2]
            self._sources[memory] = self._sources.get(memory, set()) | sources
            if varies:
                self._varying.add(memory)
        self._check_dtype(tensors, operands, varies, place)
        self.trace.calls.append(Call(function, *given, returned, place))
        self.look_for_chance()
        return result

    def token(self, value: Any) -> Any:
        """Token of an argument."""
        known = self._known.get(id(value))
        if known is not None and known[0]() is value:
            return known[1]
        if type(value) in PLAIN:
            return value
        if isinstance(value, Tensor):
            token = Token(CONSTANT, len(self.trace.constants))
            self.trace.constants.append(value.detach().clone())
            self._known[id(value)] = (weakref.ref(value), token, self._lasting(value))
            return token
        if isinstance(value, list | tuple):
            return [self.token(item) for item in value]
        if isinstance(value, dict):
            return {key: self.token(item) for key, item in value.items()}
        self.trace.comparable = False
        return value

    def tell(self, tensor: Tensor) -> None:
        """Python is told what a tensor holds, and may write to it."""
        self.token(tensor)
        memory, place = self._known[id(tensor)][2], self._here()
        self._tell(memory in self._varying, self._sources.get(memory, set()), place)
        self.watch([tensor], place)

    def watch(self, tensors: Iterable[Tensor], place: Place | None = None) -> None:
        """Keep what is registered in the memory of these tensors, for it may be written to."""
        place = place or self._here()
        for tensor in tensors:
            self.token(tensor)
            for name, registered in self._names.get(self._known[id(tensor)][2], ()):
                if self._lent:
                    raise UnsupportedOperation(f"{name} is written to.")
                if name not in self.trace.written:
                    self.trace.written[name] = registered.detach().clone(), place

    def refuse(self, what: str, remedy: str) -> UnsupportedOperation:
        """The error for what is done where the forward stands."""
        return _refusal(what, self._here(), remedy)

    def look_for_chance(self) -> None:
        """Note whether Python or numpy has drawn since."""
        if not self._lent and (now := drawn()) != self._random:
            self._random = now
            place = self._places.of_code(sys._getframe(1))
            self.trace.drawn = self.trace.drawn or ("What Python or numpy draws", place)

    def _tell(self, varies: bool, sources: set[str], place: Place) -> None:
        if varies:
            raise _refusal("reads a value that depends on the input", place, REMEDY)
        self.trace.read |= sources

    def _check_shape(self, function: Any, name: str, args: Any, place: Place) -> None:
        """Refuse results that are as many as the values of the input decide."""
        if torch.Tag.dynamic_output_shape not in function.tags:
            return
        if name == "index":
            masks = [tensor for tensor in tensors_in(args[1]) if tensor.dtype in (torch.bool, torch.uint8)]
            if not any(self._known[id(tensor)][2] in self._varying for tensor in masks):
                return
        raise _refusal(f"selects by values that depend on the input ('aten.{name}')", place, REMEDY)

    def _check_dtype(self, results: list[Tensor], operands: list[Tensor], varies: bool, place: Place) -> None:
        """Refuse casts that round."""
        digits = [torch.finfo(tensor.dtype).eps for tensor in operands if tensor.is_floating_point()]
        least = max(torch.finfo(self._dtype).eps, min(digits, default=1.0))
        for result in results:
            if not result.is_floating_point() or torch.finfo(result.dtype).eps <= least:
                continue
            if not varies and len(operands) == 1 and torch.equal(result.to(operands[0].dtype), operands[0]):
                continue
            raise _refusal(
                f"casts to {result.dtype}, which rounds to fewer digits than {self._dtype} has,",
                place,
                f"Remove the cast, or convert the whole model by model.to({result.dtype}).",
            )

    def _here(self) -> Place:
        """Current place of the forward, if that matters."""
        return Place("", "") if self._lent else self._places.of_call(sys._getframe(1))

    def _lasting(self, tensor: Tensor) -> int:
        """The number of the memory of a tensor that is not computed."""
        self._held.append(tensor)
        held = storage(tensor)
        if held not in self._memories:
            self._memory_count += 1
            self._memories[held] = self._memory_count
        return self._memories[held]

    def _place_results(self, result: Any, operands: list[Tensor], renewed: bool = False) -> Any:
        """Number the tensors of a result, but for operands that are returned."""
        if isinstance(result, list | tuple):
            return [self._place_results(item, operands) for item in result]
        if not isinstance(result, Tensor):
            return None
        known, part_of = self._known.get(id(result)), None
        if known is not None and known[0]() is result and not renewed:
            return Result(known[1], tuple(result.shape), result.dtype, None)
        held, memory = storage(result), None
        for operand in operands:
            if operand is result or storage(operand) == held:
                _, part_of, memory = self._known[id(operand)]
                break
        if memory is None:
            self._memory_count += 1
            memory = self._memory_count
        token = Token(COMPUTED, self._count)
        self._count += 1
        self._known[id(result)] = (weakref.ref(result), token, memory)
        return Result(token, tuple(result.shape), result.dtype, part_of)


class _Functions(TorchFunctionMode):
    """Tells a recording of what torch does without an operation."""

    def __init__(self, recording: _Recording) -> None:
        super().__init__()
        self._recording = recording

    def __torch_function__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = getattr(function, "__name__", "")
        if name in PRINTS:
            with _disable_current_modes():
                return function(*args, **(kwargs or {}))
        if name in ESCAPES:
            self._recording.tell(args[0])
        elif name == "__set__" and function == Tensor.data.__set__:  # type: ignore[attr-defined]
            self._recording.watch([args[0]])
        elif function in DERIVATIVES:
            raise self._recording.refuse(
                f"differentiates ('{name}')", "Compute the derivative outside, or write it as operations of its own."
            )
        return function(*args, **(kwargs or {}))


def _refusal(what: str, place: Place, remedy: str) -> UnsupportedOperation:
    return UnsupportedOperation(
        f"The model {what} {place.words}. A tessellation needs a forward that does the same with every input. {remedy}"
        f"{place.see}"
    )
