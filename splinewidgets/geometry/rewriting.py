"""A copy of a model that calls other functions in place of some, however these are called.

torch shows a mode every function call, whether it comes from a module (`nn.GELU`), a function (`F.gelu`), a method
(`x.tanh()`) or a write in place, so that no part of the model has to be found and rewritten. What escapes
(`torch.ops.aten`) stays what it is, and `Network` refuses it.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

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


class _Rewriting(TorchFunctionMode):
    """Follows the rules, and keeps account of the tensors that do not depend on the input."""

    def __init__(self, rules: Rules, constants: Iterable[Tensor]) -> None:
        super().__init__()
        self._rules = rules
        # By identity; held, so that no other tensor gets the identity of one that is gone.
        self._constants = {id(tensor): tensor for tensor in constants}

    def __torch_function__(
        self, function: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = dict(kwargs or {})
        given = list(_tensors((args, kwargs)))
        constant = all(id(tensor) in self._constants for tensor in given)
        name = getattr(function, "__name__", "")
        writes = name == "__setitem__" or (name.endswith("_") and not name.endswith("__"))
        rule = self._rules.get(name.strip("_"))
        if constant or rule is None:
            result = function(*args, **kwargs)
        else:
            writes = bool(kwargs.pop("inplace", False)) or writes
            result = rule(*args, **kwargs)
            if writes:
                result = given[0].copy_(result)
        if constant:
            self._constants.update((id(tensor), tensor) for tensor in _tensors(result))
        elif writes:
            self._constants.pop(id(given[0]), None)
        return result


def _tensors(value: Any) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _tensors(item)
    elif isinstance(value, dict):
        yield from _tensors(tuple(value.values()))
