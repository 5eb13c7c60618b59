"""Settings that decide what a model does, read from its modules without a call: code and all that it refers to."""

from __future__ import annotations

import builtins
import dis
import functools
import types
from collections import OrderedDict
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.module import _has_any_global_hook
from torch.nn.parameter import Buffer, Parameter

PLAIN = {bool, int, float, str, bytes, type(None), torch.dtype, torch.device, torch.Size, type(Ellipsis)}
DICTS = {dict, OrderedDict}
TENSORS = {Parameter, Buffer, Tensor}
REGISTRIES = {"_parameters", "_buffers", "_modules"}
# What Python keeps of a module or class that has no part in a forward.
IRRELEVANT = {
    *("_non_persistent_buffers_set", "__dict__", "__weakref__", "__annotations__", "__doc__", "__module__"),
    *("__init__", "__parameters__", "__orig_bases__"),
}
# Packages whose own state is taken to stay. Others may hold anything.
STEADY = {"torch", "math", "builtins", "collections", "_operator", "operator"}
# Builtins that reach what code does not name.
REACHING = {"eval", "exec", "globals", "locals", "vars", "open", "input", "compile", "__import__"}
# Instructions of code that refers to what it imports, or writes to what others read.
UNTOLD = {"IMPORT_NAME", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"}


class Settings:
    """Settings of a model: all that decides what it does.

    Attributes
    ----------
    parts : list
        Codes, attributes and what they refer to, of each module. Nothing among them keeps the model alive.
    tensors : dict of Tensor
        The parameters and buffers, under every name.
    """

    def __init__(self, model: nn.Module) -> None:
        self.parts: list[Any] = []
        self.tensors: dict[str, Tensor] = {}
        self._read: set[Any] = set()
        for prefix, module in model.named_modules(remove_duplicate=False):
            self.parts.append(prefix)
            self._class(type(module))
            for name, value in vars(module).items():
                if name in REGISTRIES:
                    # None is a bias that is not there.
                    self.parts += ((key, item is None) for key, item in value.items())
                elif name not in IRRELEVANT:
                    self.parts.append(name)
                    # Most are such, and a call for each takes as long as a small network's tessellation.
                    if type(value) in PLAIN:
                        self.parts.append(value)
                    elif type(value) in DICTS and not value:
                        self.parts.append(0)
                    else:
                        self._value(value)
            dot = f"{prefix}." if prefix else ""
            for name, tensor in (*module._parameters.items(), *module._buffers.items()):
                if type(tensor) in TENSORS:
                    self.tensors[dot + name] = tensor
                elif tensor is not None:
                    raise _UntoldError

    def _class(self, kind: type) -> None:
        if vars(nn).get(kind.__name__) is kind:
            self.parts += (kind, kind.forward.__code__)
            return
        for base in kind.__mro__[:-1]:
            if vars(nn).get(base.__name__) is base:
                self._class(base)
                continue
            self.parts.append("class")
            if base in self._read:
                continue
            self._read.add(base)
            for name, value in vars(base).items():
                if name not in IRRELEVANT:
                    self.parts.append(name)
                    self._value(value)

    def _value(self, value: Any) -> None:
        kind = type(value)
        if kind in PLAIN:
            self.parts.append(value)
        elif kind is tuple or kind is list:
            self.parts.append(len(value))
            for item in value:
                self._value(item)
        elif isinstance(value, dict):
            self.parts.append(len(value))
            for key, item in value.items():
                self._value(key)
                self._value(item)
        elif kind is property:
            self._value((value.fget, value.fset))
        elif kind is staticmethod or kind is classmethod:
            self._value(value.__func__)
        elif kind is types.ModuleType:
            if value.__name__.split(".")[0] not in STEADY:
                raise _UntoldError
            self.parts.append(value.__name__)
        elif isinstance(value, type) and value in self._read:
            self.parts.append("class")
        elif _steady(value):
            self.parts.append(value)
        elif kind is types.FunctionType:
            self._function(value)
        else:
            raise _UntoldError

    def _function(self, function: types.FunctionType) -> None:
        """A function's code, and the values of the names in it."""
        code = function.__code__
        self.parts.append(code)
        if function in self._read:
            return
        self._read.add(function)
        self._value((function.__defaults__, function.__kwdefaults__))
        for cell in function.__closure__ or ():
            self._value(cell.cell_contents)
        for name in _names(code):
            if name in function.__globals__:
                self._value(function.__globals__[name])
            elif name in REACHING or not hasattr(builtins, name):
                raise _UntoldError


def _steady(value: Any) -> bool:
    """Test whether it is a function or class of Python's or torch's own, and not a method of some object."""
    if not isinstance(value, types.FunctionType | types.BuiltinFunctionType | type):
        return False
    owner = getattr(value, "__self__", None)
    if not isinstance(owner, types.ModuleType | type | None):
        return False
    return (getattr(value, "__module__", None) or "torch").split(".")[0] in STEADY


class _UntoldError(Exception):
    """Something refers to what may be another thing the next time."""


def settings(model: nn.Module) -> Settings | None:
    """The settings of a model; None if only a call tells what it does.

    So it is where a module, a hook or a function refers to an object that is neither plain nor torch's own, and where
    torch is told to do something else than usual.
    """
    if _has_any_global_hook() or torch._C._len_torch_function_stack() or torch._C._len_torch_dispatch_stack():
        return None
    try:
        return Settings(model)
    except (_UntoldError, ValueError):  # the latter of a cell that is still empty
        return None


@functools.lru_cache(maxsize=1024)
def _names(code: types.CodeType) -> tuple[str, ...]:
    """The globals that code, and functions within it, look up."""
    names: dict[str, None] = {}
    for instruction in dis.get_instructions(code):
        if instruction.opname in UNTOLD:
            raise _UntoldError
        if instruction.opname == "LOAD_GLOBAL":
            names[instruction.argval] = None
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names.update(dict.fromkeys(_names(constant)))
    return tuple(names)
