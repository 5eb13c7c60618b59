"""A copy of a model that calls other functions in place of some, however these are called.

What escapes (`torch.ops.aten`) stays what it is, and `Network` refuses it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn

from ..model.model_copy import model_copy
from ..model.torch_calls import FunctionCall, FunctionCalls

# What is called instead of a function of that name, with the same arguments but `inplace`.
Rules = Mapping[str, Callable[..., Tensor]]


class Rewriting(FunctionCalls):
    """Follows rules, as long as it is entered.

    Parameters
    ----------
    rules
        What can be pickled, so that a module that follows them can.
    constants
        See `FunctionCalls`.
    """

    def __init__(self, rules: Rules, constants: Iterable[Tensor]) -> None:
        super().__init__(constants)
        self.rules = rules

    def call(self, called: FunctionCall) -> Any:
        """The function's rule in its place, if it has one."""
        rule = self.rules.get(called.name)
        if rule is None:
            return called.returned()
        result = rule(*called.args, **{name: value for name, value in called.kwargs.items() if name != "inplace"})
        return result if called.written is None else called.written.copy_(result)


def rewritten(model: nn.Module, rules: Rules, prefix: str, how: type[Rewriting] = Rewriting) -> nn.Module:
    """A copy of the model that follows the rules, with the same names of modules, parameters and buffers.

    Rules apply to what may depend on the input. A function of parameters and buffers alone, such as the softplus that
    keeps a scale positive, stays what it is.

    Parameters
    ----------
    model, rules
        What is copied, and what the copy calls instead.
    prefix
        Of the name of the copy's class, a subclass of the model's own.
    how
        What follows the rules.
    """
    # torch.compile wraps a module in one without a forward of its own.
    model = getattr(model, "_orig_mod", model)
    changed = "scripted" if isinstance(model, torch.jit.ScriptModule) else "replaced"
    if not isinstance(model, nn.Module) or changed == "scripted" or "forward" in vars(model):
        module = isinstance(model, nn.Module)
        what = f"a module whose forward was {changed}" if module else f"a {type(model).__name__}"
        raise TypeError(
            f"The model is {what}. It must be a torch.nn.Module with its forward in its class. "
            "Wrap it in a module whose forward calls it, or pass the module as it was before."
        )
    copy = model_copy(model, functions=False)
    copy.__class__ = _class(type(model), rules, prefix, how)
    return copy


def _class(kind: type[nn.Module], rules: Rules, prefix: str, how: type[Rewriting]) -> type[nn.Module]:
    @functools.wraps(kind.forward)
    def forward(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        with how(rules, chain(self.parameters(), self.buffers())):
            return kind.forward(self, *args, **kwargs)

    def reduce(self: nn.Module, protocol: Any) -> tuple[Any, ...]:
        # The class is found nowhere by its name, so it is made anew.
        return _blank, (kind, rules, prefix, how), self.__getstate__()

    body = {"forward": forward, "__reduce_ex__": reduce, "__module__": kind.__module__, "__doc__": kind.__doc__}
    return type(f"{prefix}{kind.__name__}", (kind,), body)


def _blank(*how: Any) -> nn.Module:
    made = _class(*how)
    return made.__new__(made)
