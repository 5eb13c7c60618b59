"""A copy of a model that shares nothing with it that a call could change.

`copy.deepcopy` refuses tensors that autograd computed and objects such as locks, and it shares functions and classes,
through which a call reaches what these store to.
"""

from __future__ import annotations

import copy
import copyreg
import os
import sysconfig
import types
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.nn.parameter import Buffer, Parameter, is_lazy

Module = TypeVar("Module", bound=nn.Module)

# What cannot be written to, or stands for itself. Another object in a function's place would not be that function.
ATOMIC = {
    *(type(None), bool, int, float, complex, str, bytes, range, slice, object, types.EllipsisType),
    *(types.CodeType, types.ModuleType, types.BuiltinFunctionType),
}
# Packages whose functions and classes store nothing of a model's.
LIBRARIES = {"torch", "numpy", "splinewidgets", "builtins"}
# Where packages are, and Python's own.
INSTALLED = tuple(f"{sysconfig.get_path(name)}{os.sep}" for name in ("purelib", "platlib", "stdlib"))
# Of a class, what is called with the object or the class.
METHODS = types.FunctionType, staticmethod, classmethod
# What a module's call looks up in its globals: hooks for all modules.
HOOKS = [name for name in nn.Module._call_impl.__code__.co_names if name.startswith("_global_")]
DICTS = {dict, OrderedDict}
# Each module has a dozen, most of them empty.
REGISTRIES = {name for name, value in vars(nn.Module()).items() if isinstance(value, dict)}


def model_copy(model: Module, *, lend: bool = False, functions: bool = True) -> Module:
    """The copy, with the same names of modules, parameters and buffers.

    Its functions, hooks and methods write to copies of their globals, closures, defaults and class attributes, and
    hooks for all modules to copies of what they store to. Shared is what cannot be copied, such as a lock or an open
    file, with the object that holds it, but for modules and containers; and what a call reaches through another Python
    module, a cache such as `functools.cache`, a property, a special method, `super()` or a class itself.

    Parameters
    ----------
    model
        What is copied.
    lend
        The copy's parameters and buffers are the model's own memory: for a call that is stopped before it writes.
    functions
        Functions, hooks and methods are copied, too. Pickle does not find such copies.
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
        # By the identity of the globals that they are copies of, and by class.
        self._scopes: dict[int, dict[str, Any]] = {}
        self._members: dict[type, dict[str, Any]] = {}
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
        if type(value) is types.FunctionType:
            return self.function(value) if self._functions and not _installed(value) else value
        if type(value) is types.MethodType:
            return types.MethodType(self(value.__func__), self(value.__self__))
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
        if self._functions:
            for name, member in self._of_class(type(module)).items():
                copied.__dict__[name] = member.__get__(copied) if isinstance(member, METHODS) else member
            if any(getattr(torch.nn.modules.module, name) for name in HOOKS):
                copied.__dict__["_call_impl"] = self.function(nn.Module._call_impl, HOOKS).__get__(copied)
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
        if isinstance(module, nn.DataParallel):  # its replicas would call the methods of the first
            copied.__dict__["device_ids"] = copied.__dict__["device_ids"][:1]
        copied.__dict__.pop("_compiled_call_impl", None)
        return copied

    def _of_class(self, kind: type) -> dict[str, Any]:
        """Copies of the methods and attributes of a module's class, to be found on the module before them."""
        if kind not in self._members:
            members = self._members[kind] = {}
            for base in reversed(kind.__mro__):
                for name, member in vars(base).items():
                    made = (
                        None if name.startswith("__") or _root(base.__module__) in LIBRARIES else self._member(member)
                    )
                    members.pop(name, None)
                    if made is not None:
                        members[name] = made
        return self._members[kind]

    def _member(self, member: Any) -> Any:
        """The copy of what a class has under a name; None for what cannot be written to, or found on an object."""
        if type(member) in (staticmethod, classmethod):
            function = self._or_shared(member.__func__)
            return None if function is member.__func__ else type(member)(function)
        found_first = type(member) is types.FunctionType or not hasattr(type(member), "__get__")
        made = self._or_shared(member) if found_first else member
        return None if made is member else made

    def function(self, function: Any, names: Iterable[str] | None = None) -> Any:
        """A function that reaches copies of all that it refers to, or of what has these names in its globals."""
        if not (self._functions and type(function) is types.FunctionType):
            return self._or_shared(function)
        if names is None and _root(function.__globals__.get("__name__")) in LIBRARIES:
            return function
        if id(function) in self._copies:
            return self._copies[id(function)]
        given, code, known = function.__closure__ or (), function.__code__, function.__globals__
        # One for all functions that share theirs, for what one of them stores another may read.
        scope = self._scopes.setdefault(id(known), dict(known))
        cells = tuple(types.CellType() for _ in given)
        copied = self.keep(function, types.FunctionType(code, scope, function.__name__, None, cells or None))
        copied.__defaults__ = self._or_shared(function.__defaults__)
        copied.__kwdefaults__ = self._or_shared(function.__kwdefaults__)
        for cell, other in zip(given, cells, strict=True):
            with suppress(ValueError):  # of a cell that is still empty
                other.cell_contents = self.function(cell.cell_contents)
        for name in known.keys() & (_names(code) if names is None else names):
            value = known[name]
            if type(value) is not types.FunctionType or value.__globals__ is known:
                scope[name] = self.function(value)
        copied.__dict__.update((name, self._or_shared(value)) for name, value in vars(function).items())
        return copied

    def _object(self, value: Any) -> Any:
        """An object as pickle would take it apart and put it together."""
        try:
            if hasattr(type(value), "__del__"):
                raise _Uncopied  # for it frees something when it is gone
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


def _root(module: str | None) -> str:
    """The package that a module of Python is of."""
    return (module or "").split(".")[0]


def _installed(function: types.FunctionType) -> bool:
    """Test whether a function is of a package that was installed, which stores nothing by itself, only in its hooks."""
    return function.__code__.co_filename.startswith(INSTALLED)


def _names(code: types.CodeType) -> Iterator[str]:
    """The names that a function and those within it look up."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names(constant)
