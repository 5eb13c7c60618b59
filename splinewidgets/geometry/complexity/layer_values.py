"""The values within a module, seen while it computes: what its activations are applied to, what its layers return."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import partial
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn

from ..argument_types import check_type
from .activation_calls import ActivationCalls, See

NAMES = "Take names of model.named_modules(), or leave it out for what activations are applied to."


@contextmanager
def activation_operands(model: nn.Module, see: See) -> Iterator[list[str]]:
    """Within, a call of the model shows the operand of every activation, whether a module or a function applies it.

    The name is that of the innermost module in which it is called, or the function's for the model itself. Yields the
    names of what bends and is not shown, as they come.

    Raises
    ------
    ValueError
        When the model is called and has a recurrent layer, whose activations cannot be seen.
    """
    inside: list[str] = []

    def leave(*_: Any) -> None:  # what a hook returns would replace the module's output
        inside.pop()

    handles = []
    for name, module in model.named_modules():
        if isinstance(module, torch.jit.ScriptModule):  # which takes no hooks
            continue
        handles.append(module.register_forward_pre_hook(lambda *_, name=name: inside.append(name)))
        handles.append(module.register_forward_hook(leave))
    try:
        calls = ActivationCalls(model, inside, see)
        with calls.hidden, calls:
            yield calls.left_out
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def layer_outputs(model: nn.Module, layers: Sequence[str | Sequence[str]], see: See) -> Iterator[list[str]]:
    """Within, a call of the model shows what the named modules return, at each of their calls.

    Parameters
    ----------
    model
        Any module.
    layers
        Names as in `model.named_modules()`. Of a tuple of names the sum is shown.
    see
        Called with the position in `layers`.

    Raises
    ------
    ValueError
        If there is no such module; at the end, if one was not called, or those of a tuple not equally often.
    """
    modules = dict(model.named_modules(remove_duplicate=False))
    groups = [_group(layer) for layer in _several(layers)]
    for name in chain.from_iterable(groups):
        _check_name(name, modules)
    sums = [_Sum(group, partial(see, position)) for position, group in enumerate(groups)]
    handles = [
        modules[name].register_forward_hook(total.hook(i)) for total in sums for i, name in enumerate(total.names)
    ]
    try:
        yield []
        for total in sums:
            total.check()
    finally:
        for handle in handles:
            handle.remove()


def _group(layer: Any) -> tuple[str, ...]:
    """The names of the modules of which the sum is one layer."""
    names = (layer,) if isinstance(layer, str) else tuple(_several(layer))
    for name in names:
        check_type(name, str, "The name of a layer", "text", NAMES)
    return names


def _several(given: Any) -> Iterable[Any]:
    check_type(given, Iterable, "layers", "a sequence of names of modules", NAMES)
    return given


class _Sum:
    """The outputs of some modules, added as soon as there is one of each."""

    def __init__(self, names: tuple[str, ...], see: Callable[[str, Tensor], None]) -> None:
        self.names, self._see = names, see
        self._waiting: list[deque[Tensor]] = [deque() for _ in names]
        self._calls = [0] * len(names)

    def hook(self, index: int) -> Callable[..., None]:
        def add(module: nn.Module, inputs: Any, output: Any) -> None:
            if not isinstance(output, Tensor):
                raise ValueError(
                    f"{self.names[index]} returns a {type(output).__name__}. A layer must return one tensor. "
                    "Name a module inside it, or one after it."
                )
            self._calls[index] += 1
            # A skip sum is often written into one of its parts, before the other is there.
            self._waiting[index].append(output.clone() if len(self.names) > 1 else output)
            if all(self._waiting):
                self._see(
                    " + ".join(self.names), sum((waiting.popleft() for waiting in self._waiting), torch.zeros(()))
                )

        return add

    def check(self) -> None:
        if 0 in self._calls:
            raise ValueError(
                f"{self.names[self._calls.index(0)]} was not called. Every named module must take part in the model's "
                "forward. Leave it out."
            )
        if any(self._waiting):
            calls = " and ".join(f"{name} {count} times" for name, count in zip(self.names, self._calls, strict=True))
            raise ValueError(
                f"The model calls {calls}. Modules whose outputs are added must be called equally often. "
                "Name them one by one."
            )


def _check_name(name: str, modules: dict[str, nn.Module]) -> None:
    if name not in modules:
        near = get_close_matches(name, modules, 1)
        listed = ", ".join(filter(None, list(modules)[:12])) + (", ..." if len(modules) > 12 else "")
        raise ValueError(
            f"{name!r} is no module of the model. It has {listed or 'none'}. "
            + (f"Did you mean {near[0]!r}?" if near else "Pass names as in model.named_modules().")
        )
