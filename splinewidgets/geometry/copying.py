"""A copy of a module, also of one that holds what Python cannot copy.

Such as a tensor that was computed, which old weight norms and pruned modules keep from their last run; a lock, a file,
a generator of Python's.
"""

from __future__ import annotations

import copy
import io
import pickle
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, TypeVar

from torch import Tensor, nn

Module = TypeVar("Module", bound=nn.Module)

# What pickle takes apart without asking, and what it would look up by name.
_TAKEN_APART = {type(None), bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset}
_BY_NAME = (type, FunctionType, BuiltinFunctionType, ModuleType)


def copied(module: Module) -> Module:
    """A deep copy that shares no tensor with the module.

    Where `copy.deepcopy` fails, tensors that were computed are copied without their history, and what cannot be copied
    at all, such as a lock, is the same object in both. What was compiled runs uncompiled in the copy.
    """
    whole = _copied(module)
    for part in whole.modules():
        # So `torch.compile` wraps a module; the copy of its wrapper has no compiled code to lose.
        if isinstance(original := part._modules.get("_orig_mod"), nn.Module):
            part.forward = original.__call__
    return whole


def _copied(module: Module) -> Module:
    try:
        return copy.deepcopy(module)
    except Exception:
        apart = io.BytesIO()
        pickler = _Parting(apart, protocol=4)
        pickler.dump(module)
        apart.seek(0)
        joining = _Joining(apart)
        joining.parts = pickler.parts
        whole: Module = joining.load()
        return whole


class _Parting(pickle.Pickler):
    """Takes objects apart; what it does not take apart goes into `parts` and not into its file."""

    def __init__(self, file: io.BytesIO, protocol: int) -> None:
        super().__init__(file, protocol)
        self.parts: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._memo: dict[int, Any] = {}

    def persistent_id(self, value: Any) -> int | None:
        """The number of the part that the value is; None for what is taken apart."""
        if type(value) in _TAKEN_APART:
            return None
        if id(value) in self._numbers:
            return self._numbers[id(value)]
        if isinstance(value, Tensor):
            part = copy.deepcopy(value, self._memo) if value.is_leaf else value.detach().clone()
        elif isinstance(value, _BY_NAME) or not _reducible(value):
            part = value
        else:
            return None
        # The part of a tensor holds the value, too, so that its identity is no other's.
        self.parts += [part, value]
        self._numbers[id(value)] = len(self.parts) - 2
        return self._numbers[id(value)]


class _Joining(pickle.Unpickler):
    parts: list[Any]

    def persistent_load(self, number: Any) -> Any:
        return self.parts[number]


def _reducible(value: Any) -> bool:
    try:
        return not isinstance(value.__reduce_ex__(4), str)
    except Exception:
        return False
