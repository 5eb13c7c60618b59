"""A copy of a model that shares nothing with it that a call could change.

`copy.deepcopy` refuses tensors that autograd computed and objects such as locks, and it shares the functions of hooks,
through which a call reaches what these store to.
"""

from __future__ import annotations

import copy
import copyreg
import types
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn.parameter import Buffer, Parameter, is_lazy

Module = TypeVar("Module", bound=nn.Module)

# What cannot be written to, or stands for itself. Another object in a function's place would not be that function.
ATOMIC = {
    *(type(None), bool, int, float, complex, str, bytes, range, slice, object, types.EllipsisType),
    *(types.CodeType, types.ModuleType, types.BuiltinFunctionType, types.FunctionType),
}
DICTS = {dict, OrderedDict}
# Each module has a dozen, most of them empty.
REGISTRIES = {name for name, value in vars(nn.Module()).items() if isinstance(value, dict)}


def model_copy(model: Module, *, lend: bool = False, functions: bool = True) -> Module:
    """The copy, with the same names of modules, parameters and buffers.

    What cannot be copied, such as a lock or an open file, is shared, and so is the object that holds it, but for
    modules and containers.

    Parameters
    ----------
    model
        What is copied.
    lend
        The copy's parameters and buffers are the model's own memory: for a call that is stopped before it writes.
    functions
        Functions of hooks are copied, too, for the sake of what they store to. Pickle does not find such copies.
    """
    copier = _Copier(functions)
    if lend:
        for module in model.modules():
            for tensor in (*module._parameters.values(), *module._buffers.values()):
                if tensor is not None and not is_lazy(tensor):
                    copier.keep(tensor, _of_kind(tensor, tensor.detach()))
    copied: Module = copier(model)
    return copied


class _Uncopied(Exception):
    """Something cannot be copied, so the object that holds it is shared."""


class _Copier:
    """Copies objects, each once."""

    def __init__(self, functions: bool) -> None:
        self._functions = functions
        self._copies: dict[int, Any] = {}
        # Held, so that no other object gets the identity of one that is gone.
        self._held: list[Any] = []

    def keep(self, value: Any, copied: Any) -> Any:
        """Let the one be the other's copy."""
        self._copies[id(value)] = copied
        self._held.append(value)
        return copied

    def __call__(self, value: Any) -> Any:
        """The copy of an object; raises `_Uncopied` where it cannot be copied."""
        if type(value) in ATOMIC or isinstance(value, type):
            return value
        if id(value) in self._copies:
            return self._copies[id(value)]
        if isinstance(value, Tensor):
            if is_lazy(value):
                return self._object(value)
            return self.keep(value, _of_kind(value, value.detach().clone()))
        if isinstance(value, nn.Module) and not isinstance(value, torch.jit.ScriptModule):
            return self._module(value)
        if type(value) is types.MethodType:
            return types.MethodType(value.__func__, self(value.__self__))
        if type(value) is tuple:
            return self.keep(value, tuple(map(self._or_shared, value)))
        if type(value) is list:
            copied = self.keep(value, [])
            copied.extend(map(self._or_shared, value))
            return copied
        if type(value) in DICTS:
            copied = self.keep(value, type(value)())
            copied.update((self._or_shared(key), self._or_shared(item)) for key, item in value.items())
            return copied
        return self._object(value)

    def _or_shared(self, value: Any) -> Any:
        try:
            return self(value)
        except _Uncopied:
            return value

    def _module(self, module: nn.Module) -> nn.Module:
        copied = self.keep(module, object.__new__(type(module)))
        for name, value in vars(module).items():
            if name in REGISTRIES and not value:
                copied.__dict__[name] = type(value)()
                continue
            made = self.function(value) if name == "forward" else self._or_shared(value)
            if name.endswith("_hooks") and isinstance(made, dict):
                made.update((key, self.function(hook)) for key, hook in value.items())
            copied.__dict__[name] = made
        if "_orig_mod" in copied._modules:  # of `torch.compile`, whose forward calls what was compiled
            copied.__dict__["forward"] = copied._modules["_orig_mod"].__call__
        copied.__dict__.pop("_compiled_call_impl", None)
        return copied

    def function(self, function: Any) -> Any:
        """A function that reaches copies of all that it refers to, for the sake of what it may write to."""
        known = type(function) is types.FunctionType and (function.__module__ or "").split(".")[0] != "torch"
        if not (known and self._functions):
            return self._or_shared(function)
        if id(function) in self._copies:
            return self._copies[id(function)]
        given, scope = function.__closure__ or (), dict(function.__globals__)
        cells = tuple(types.CellType() for _ in given)
        code = function.__code__
        copied = types.FunctionType(code, scope, function.__name__, function.__defaults__, cells or None)
        copied.__kwdefaults__ = function.__kwdefaults__
        self.keep(function, copied)
        for cell, other in zip(given, cells, strict=True):
            with suppress(ValueError):  # of a cell that is still empty
                other.cell_contents = self.function(cell.cell_contents)
        for name in _names(code):
            value = scope.get(name)
            if type(value) is not types.FunctionType or value.__globals__ is function.__globals__:
                scope[name] = self.function(value)
        return copied

    def _object(self, value: Any) -> Any:
        """An object as pickle would take it apart and put it together."""
        try:
            if hasattr(value, "__deepcopy__"):
                return self.keep(value, copy.deepcopy(value, self._copies))
            reduce = copyreg.dispatch_table.get(type(value))
            recipe: Any = value.__reduce_ex__(4) if reduce is None else reduce(value)
            if isinstance(recipe, str):
                return value  # it is a constant of a module
            make, arguments, state, items, pairs = (*recipe, None, None, None)[:5]
            copied = self.keep(value, make(*map(self, arguments)))
            for item in items or ():
                copied.append(self._or_shared(item))
            for key, item in pairs or ():
                copied[self._or_shared(key)] = self._or_shared(item)
            if state:
                self._set_state(copied, state)
        except Exception as error:
            self.keep(value, value)
            raise _Uncopied from error
        return copied

    def _set_state(self, copied: Any, state: Any) -> None:
        attributes, slots = state if isinstance(state, tuple) and len(state) == 2 else (state, None)
        if hasattr(copied, "__setstate__") or not isinstance(attributes or {}, dict):
            copied.__setstate__(self(state))
            return
        for name, item in (attributes or {}).items():
            copied.__dict__[name] = self(item)
        for name, item in (slots or {}).items():
            setattr(copied, name, self(item))


def _of_kind(tensor: Tensor, data: Tensor) -> Tensor:
    """The data as a parameter, a buffer or a plain tensor, as the tensor is."""
    if isinstance(tensor, Parameter):
        return Parameter(data, tensor.requires_grad)
    if isinstance(tensor, Buffer):
        return Buffer(data, persistent=tensor.persistent)
    return data


def _names(code: types.CodeType) -> Iterator[str]:
    """The names that a function and those within it look up."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)
