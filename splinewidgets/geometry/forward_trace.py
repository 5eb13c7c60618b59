"""What a module's forward does with a batch, as a sequence that can be compared with that of another day.

Whatever steers a forward, be it an attribute, a global, a closure, a hook, a mode or code, shows in the operations that
are carried out, in their numbers, or in the tensors that enter them from outside. So it need not be found.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode

# Of what kind a tensor is that enters a call: what stands for it is one of these with its number or name.
COMPUTED, REGISTERED, CONSTANT = object(), object(), object()
# Types of arguments that are compared by value.
PLAIN = {bool, int, float, complex, str, type(None), torch.dtype, torch.device, torch.layout, torch.memory_format}
INTEGERS = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}


class Untraceable(TypeError):
    """A call has an argument that cannot be compared."""


class Structure:
    """What a module consists of. Two are equal that differ in the numbers in their tensors only.

    Attributes
    ----------
    tensors : dict of Tensor
        All parameters and buffers, under every name.
    """

    def __init__(self, model: nn.Module) -> None:
        self.tensors: dict[str, Tensor] = {}
        self._forwards: list[tuple[str, Any]] = []
        # One walk, for `named_parameters` and `named_buffers` take one each.
        for prefix, module in model.named_modules(remove_duplicate=False):
            forward = vars(module).get("forward") or type(module).forward
            # The code refers to nothing that could keep the module alive.
            self._forwards.append((prefix, getattr(forward, "__code__", None)))
            for name, tensor in (*module._parameters.items(), *module._buffers.items()):
                if tensor is not None:
                    self.tensors[f"{prefix}.{name}" if prefix else name] = tensor
        self._kinds = [(name, tensor.shape, tensor.dtype, tensor.device) for name, tensor in self.tensors.items()]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Structure):
            return NotImplemented
        return self._forwards == other._forwards and self._kinds == other._kinds

    __hash__ = None  # type: ignore[assignment]


@dataclass(eq=False)
class ForwardTrace:
    """The operations of a forward.

    Parameters
    ----------
    calls
        Operation, arguments, and shapes and dtypes of the results, in order; at last what is returned.
    constants
        Copies of the tensors that are neither the batch, nor registered, nor computed.
    """

    calls: list[Any] = field(default_factory=list)
    constants: list[Tensor] = field(default_factory=list)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ForwardTrace):
            return NotImplemented
        alike = self.calls == other.calls and len(self.constants) == len(other.constants)
        return alike and all(map(same_bits, self.constants, other.constants))

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def of(cls, model: nn.Module, tensors: dict[str, Tensor], batch: Tensor) -> tuple[ForwardTrace, Any]:
        """The trace of a model with these parameters and buffers at a batch, and what it returns.

        Raises
        ------
        Untraceable
            If a call has an argument that is no tensor and no plain value.
        Exception
            What the model itself raises.
        """
        trace = cls()
        recording = _Recording(trace, tensors, batch)
        with torch.no_grad(), recording:
            returned = model(batch)
        leaves, structure = pytree.tree_flatten(returned)
        trace.calls.append((structure, recording.token(leaves)))
        return trace, returned


def same_bits(one: Tensor, other: Tensor) -> bool:
    """Whether two tensors hold the same, to the last bit."""
    if one.shape != other.shape or one.dtype != other.dtype or one.device != other.device:
        return False
    return torch.equal(_bits(one), _bits(other))


class _Recording(TorchDispatchMode):
    """Writes down every operation that is carried out within."""

    def __init__(self, trace: ForwardTrace, tensors: dict[str, Tensor], batch: Tensor) -> None:
        super().__init__()
        self._calls, self._constants = trace.calls, trace.constants
        # By identity; weakly, for a forward need not keep all that it computes.
        self._known: dict[int, tuple[weakref.ref[Tensor], tuple[object, Any]]] = {}
        for name, tensor in tensors.items():
            if id(tensor) not in self._known:
                self._known[id(tensor)] = (weakref.ref(tensor), (REGISTERED, name))
        self._count = 0
        self._place(batch)

    def __torch_dispatch__(
        self, function: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if function.namespace == "profiler":  # marks of time, as `nn.DataParallel` sets them
            return function(*args, **(kwargs or {}))
        # Before anything is written to them.
        given = [self.token(item) for item in args], self.token(kwargs) if kwargs else ()
        result = function(*args, **kwargs) if kwargs else function(*args)
        self._calls.append((function, given, self._place(result)))
        return result

    def token(self, value: Any) -> Any:
        """What stands for an argument."""
        known = self._known.get(id(value))
        if known is not None and known[0]() is value:
            return known[1]
        if type(value) in PLAIN:
            return value
        if isinstance(value, Tensor):
            self._constants.append(value.detach().clone())
            token = (CONSTANT, len(self._constants) - 1)
            self._known[id(value)] = (weakref.ref(value), token)
            return token
        if isinstance(value, list | tuple):
            return [self.token(item) for item in value]
        if isinstance(value, dict):
            return [(key, self.token(item)) for key, item in value.items()]
        raise Untraceable(f"{type(value).__name__} is neither a tensor nor a plain value")

    def _place(self, result: Any) -> Any:
        """Number the tensors of a result, but for registered ones and constants that were written to."""
        if isinstance(result, Tensor):
            known = self._known.get(id(result))
            if known is None or known[1][0] is COMPUTED or known[0]() is not result:
                self._known[id(result)] = (weakref.ref(result), (COMPUTED, self._count))
                self._count += 1
            return result.shape, result.dtype
        return [self._place(item) for item in result] if isinstance(result, list | tuple) else None


def _bits(tensor: Tensor) -> Tensor:
    if tensor.is_complex():
        tensor = torch.view_as_real(tensor)
    return tensor.view(INTEGERS[tensor.element_size()]) if tensor.is_floating_point() else tensor
