"""The activations of a model, seen in its function calls: in whatever words it has a ReLU, and what is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from torch import Tensor, nn

from ..model.torch_calls import FunctionCall, FunctionCalls, tensors_in
from .activations import ACTIVATIONS

# Called with the position of a value among all that are seen, its name, and the value itself, which may be overwritten
# after the call.
See = Callable[[int, str, Tensor], None]

# Functions of one variable by which networks are nonlinear, as torch calls them.
SEEN = {*ACTIVATIONS, "relu", "relu6", "leaky_relu", "prelu", "rrelu", "abs", "absolute", "hardtanh", "hardsigmoid"}
SEEN |= {"softshrink", "hardshrink", "tanhshrink", "threshold", "piecewise_affine", "sign", "sgn"}
# These bend, or jump, where their operand meets a bound, or another operand.
CLAMPS = {"clamp", "clip", "clamp_min", "clamp_max"}
PAIRS = {"maximum", "minimum", "fmax", "fmin", "heaviside"}
# As these do with "max" and "min" of two tensors.
EXTREMES = {"max", "min"}
# Where an operand meets another these change, and with them what a mask takes; but not if they are only asked about.
COMPARISONS = {"gt", "ge", "lt", "le", "greater", "greater_equal", "less", "less_equal"}
QUESTIONS = {"all", "any", "bool", "item", "tolist", "numpy", "count_nonzero", "get", "len", "size", "dim", "numel"}
# Of many values one, or some: no single unit has a sign there.
MANY = {"amax", "amin", "aminmax", "sort", "msort", "topk", "kthvalue", "median", "nanmedian", "cummax", "cummin"}
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
    """

    def __init__(self, model: nn.Module, inside: list[str], see: See) -> None:
        super().__init__(chain(model.parameters(), model.buffers()))
        self.left_out: list[str] = []
        self._inside, self._see, self._count = inside, see, 0
        # By identity, with what was compared; held, so that no other tensor gets the identity of one that is gone.
        self._masks: dict[int, tuple[Tensor, str, Tensor]] = {}

    def call(self, called: FunctionCall) -> Any:
        """Call the function, after its operand was shown, which it may overwrite."""
        args, kwargs = called.args, called.kwargs
        name = called.name.split(".")[0].strip("_")  # torch.ops name their overloads
        module = self._inside[-1] if self._inside else ""
        if name in SEALED:
            raise ValueError(
                f"{module or 'The model'} computes {name}, whose activations cannot be seen from outside. Local "
                "complexity needs the pre-activations. Name modules that return them: layers=[...]."
            )
        if name not in QUESTIONS:
            for tensor in list(tensors_in((args, kwargs))):
                if found := self._masks.pop(id(tensor), None):
                    self._show(*found[1:])
        for cut in _cuts(name, args, kwargs):
            self._show(module or name, cut)
        if name in MANY or "max_pool" in name or (name in EXTREMES and not _pair(args, kwargs)):
            self.left_out.append(f"{name} at {module}" if module else name)
        compared = args[0] - args[1] if name in COMPARISONS and args[0].is_floating_point() else None
        result = called.returned()
        if compared is not None:
            self._masks[id(result)] = result, module or name, compared
        return result

    def _show(self, name: str, values: Tensor) -> None:
        self._see(self._count, name, values)
        self._count += 1


def _cuts(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[Tensor]:
    """Expression that changes its sign where a function bends."""
    operand: Any = args[0] if args else kwargs.get("input")
    if name in SEEN:
        yield operand
    elif name in CLAMPS:
        names = ("max",) if name == "clamp_max" else ("min", "max")
        bounds = [args[i] if len(args) > i else kwargs.get(bound) for i, bound in enumerate(names, 1)]
        yield from (operand if _is_zero(bound) else operand - bound for bound in bounds if bound is not None)
    elif name in PAIRS:
        yield operand - (args[1] if len(args) > 1 else kwargs.get("other", 0))
    elif name in EXTREMES and (other := _pair(args, kwargs)) is not None:
        yield operand - other[0]


def _pair(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Tensor] | None:
    """The second of two tensors of which the larger or smaller is taken."""
    other = args[1] if len(args) > 1 else kwargs.get("other")
    return (other,) if isinstance(other, Tensor) else None


def _is_zero(bound: Any) -> bool:
    return isinstance(bound, int | float) and bound == 0
