"""A copy of a model that calls other functions in place of some, however these are called.

What escapes (`torch.ops.aten`) stays what it is, and `Network` refuses it.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

from torch import Tensor, nn

from .function_calls import FunctionCalls

# What is called instead of a function of that name, with the same arguments but `inplace`.
Rules = Mapping[str, Callable[..., Tensor]]


def rewritten(model: nn.Module, rules: Rules, prefix: str) -> nn.Module:
    """A copy of the model that follows the rules, with the same names of modules, parameters and buffers.

    Rules apply to what may depend on the input. A function of parameters and buffers alone, such as the softplus that
    keeps a scale positive, stays what it is.

    Parameters
    ----------
    model, rules
        What is copied, and what the copy calls instead.
    prefix
        Of the name of the copy's class, a subclass of the model's own.
    """
    if not isinstance(model, nn.Module) or "forward" in vars(model):
        what = "a module whose forward was replaced" if isinstance(model, nn.Module) else f"a {type(model).__name__}"
        raise TypeError(
            f"The model is {what}. It must be a torch.nn.Module with its forward in its class. "
            "Wrap it in a module whose forward calls it."
        )
    kind = type(model)

    @functools.wraps(kind.forward)
    def forward(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        with _Rewriting(rules, chain(self.parameters(), self.buffers())):
            return kind.forward(self, *args, **kwargs)

    copied = copy.deepcopy(model)
    body = {"forward": forward, "__module__": kind.__module__, "__doc__": kind.__doc__}
    copied.__class__ = type(f"{prefix}{kind.__name__}", (kind,), body)
    return copied


class _Rewriting(FunctionCalls):
    """Follows the rules."""

    def __init__(self, rules: Rules, constants: Iterable[Tensor]) -> None:
        super().__init__(constants)
        self._rules = rules

    def call(
        self,
        name: str,
        function: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        written: Tensor | None,
    ) -> Any:
        rule = self._rules.get(name)
        if rule is None:
            return function(*args, **kwargs)
        kwargs.pop("inplace", None)
        result = rule(*args, **kwargs)
        return result if written is None else written.copy_(result)
