"""The activations of a model, seen in its function calls: in whatever words it has a ReLU, and what is none."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn

from ..model.torch_calls import FunctionCall, FunctionCalls, tensors_in
from .bends import COMPARISONS, cuts, takes_some
from .hidden_bends import HiddenBends

# Called with the position of a value among all that are seen, its name, and the value itself, which may be overwritten
# after the call.
See = Callable[[int, str, Tensor], None]

# Comparisons that are only asked about are no activations.
QUESTIONS = {"all", "any", "bool", "item", "tolist", "numpy", "count_nonzero", "get", "len", "size", "dim", "numel"}
# The results of these are constant between their jumps: what is compared with them changes where they do.
STEPS = {"sign", "sgn", "heaviside", "signbit"}
# Whole layers in one function, whose activations cannot be seen from outside.
SEALED = {f"{kind}{part}" for kind in ("lstm", "gru", "rnn_relu", "rnn_tanh") for part in ("", "_cell")}


class ActivationCalls(FunctionCalls):
    """Within, shows the operand of every activation.

    Parameters
    ----------
    model
        What is called.
    inside
        The names of the modules that are being called, the innermost last.
    see
        Called for each.

    Attributes
    ----------
    left_out : list of str
        What bends and is not shown, each with its place.
    hidden : HiddenBends
        To be entered first: it tells of scripted modules, and of functions that bend somewhere within.
    """

    def __init__(self, model: nn.Module, inside: list[str], see: See) -> None:
        super().__init__(chain(model.parameters(), model.buffers()))
        self.left_out: list[str] = []
        self._inside, self._see, self._count = inside, see, 0
        # By identity, with what was compared; held, so that no other tensor gets the identity of one that is gone.
        self._masks: dict[int, tuple[Tensor, str, Tensor]] = {}
        self._steps: dict[int, Tensor] = {}
        self._shown: dict[tuple[Any, ...], tuple[Any, Any]] = {}
        self.hidden = HiddenBends(self._leave_out)

    def __torch_function__(self, *call: Any) -> Any:
        with self.hidden.openly():
            return super().__torch_function__(*call)

    def call(self, called: FunctionCall) -> Any:
        """Call the function, after its operand was shown, which it may overwrite."""
        args, kwargs = called.args, called.kwargs
        name = called.name.split(".")[0].strip("_")  # torch.ops name their overloads
        if name in SEALED:
            raise ValueError(
                f"{self._module or 'The model'} computes {name}, whose activations cannot be seen from outside. Local "
                "complexity needs the pre-activations. Name modules that return them: layers=[...]."
            )
        if name not in QUESTIONS:
            for tensor in list(tensors_in((args, kwargs))):
                if found := self._masks.pop(id(tensor), None):
                    self._show(*found[1:])
        bends = list(cuts(name, args, kwargs))
        for bend in bends:
            self._show(self._module or name, bend)
        if some := takes_some(name, args, kwargs):
            self._leave_out(name)
        compared = self._compared(args, kwargs) if name in COMPARISONS else None
        known = bool(bends) or some or name in COMPARISONS
        with self.hidden.openly() if known else self.hidden.within(name):
            result = called.returned()
        if compared is not None:
            self._masks[id(result)] = result, self._module or name, compared
        if name in STEPS:
            self._steps[id(result)] = result
        return result

    @property
    def _module(self) -> str:
        """Name of the module that is being called."""
        return self._inside[-1] if self._inside else ""

    def _compared(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Tensor | None:
        """The difference of what is compared, unless it is known, or that of steps."""
        one, other = args[0], args[1] if len(args) > 1 else kwargs["other"]
        if not one.is_floating_point() or id(one) in self._steps or id(other) in self._steps:
            return None
        # x < 0 and x >= 0 change together, if nothing was written to x meanwhile.
        key = tuple(sorted((_identity(one), _identity(other)), key=str))
        if key in self._shown:
            return None
        self._shown[key] = one, other
        return one - other

    def _leave_out(self, name: str) -> None:
        self.left_out.append(f"{name} at {self._module}" if self._module else name)

    def _show(self, name: str, values: Tensor) -> None:
        with self.hidden.openly():
            self._see(self._count, name, _outside_vmap(values))
        self._count += 1


def _identity(value: Any) -> tuple[Any, ...]:
    return (id(value), value._version) if isinstance(value, Tensor) else (value,)


def _outside_vmap(values: Tensor) -> Tensor:
    """What `torch.vmap` shows as one row, with all of them."""
    functorch: Any = torch._C._functorch
    while functorch.is_batchedtensor(values):
        values = functorch.get_unwrapped(values).movedim(functorch.maybe_get_bdim(values), 0)
    return values
