"""Smooth activations that a model writes out, such as `x * torch.sigmoid(x)`, known by their values.

Each tensor that is computed entry by entry from another carries the values that the same steps give at some places.
Where these are an activation's, the tensor is that activation of the other.
"""

from __future__ import annotations

import functools
import math
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from .activations import ACTIVATIONS, Array

# Both signs, near and far, and none at which two of the activations agree.
PLACES = np.concatenate([-np.geomspace(7.3, 0.11, 12), np.geomspace(0.09, 6.7, 12)])
# So far apart, relative to the largest of the values, are those of one function written in two ways: ten digits of the
# root of 2 / pi count as that number. Far below the error of any chords.
SAME = 1e-9

_erf = np.vectorize(math.erf, otypes=[float])

# Functions of the entries of one or two operands, as numpy computes them.
_STEPS: dict[str, Callable[..., Array]] = {
    "add": np.add,
    "sub": np.subtract,
    "rsub": lambda a, b: b - a,
    "mul": np.multiply,
    "div": np.divide,
    "rdiv": lambda a, b: b / a,
    "pow": np.power,
    "square": np.square,
    "neg": np.negative,
    "reciprocal": np.reciprocal,
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "log1p": np.log1p,
    "logaddexp": np.logaddexp,
    **dict.fromkeys(("erf", "special_erf"), _erf),
    **dict.fromkeys(("abs", "absolute"), np.abs),
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "hardsigmoid": lambda x: np.clip(x + 3, 0, 6) / 6,
    **dict.fromkeys(("clamp", "clip"), np.clip),
}
# What is looked for: activations and their arguments; and swish of any sharpness.
_CANDIDATES: list[tuple[str, tuple[Any, ...]]] = [
    *((name, ()) for name in "sigmoid tanh silu softplus log_sigmoid gelu mish softsign hardswish tanhshrink".split()),
    ("gelu", ("tanh",)),
]


class Function(NamedTuple):
    """A tensor as a function of another one: its values where that one is at `PLACES`.

    They hold as long as the tensors in `read`, of one number each, hold the same.
    """

    of: weakref.ref[Tensor]
    version: int
    values: Array
    read: tuple[Tensor, ...] = ()


class WrittenOut:
    """The tensors of a forward that are computed entry by entry from other ones."""

    def __init__(self) -> None:
        # By the identity of a tensor: itself, its version, and what it is, by the identity of the variable.
        self._tensors: dict[int, tuple[weakref.ref[Tensor], int, dict[int, Function]]] = {}

    def functions(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], is_constant: Callable[[Tensor], bool]
    ) -> dict[int, Function]:
        """Result of a call as a function of the tensors that it is computed from; empty where it is none."""
        step, kwargs = _STEPS.get(name), {key: value for key, value in kwargs.items() if key != "inplace"}
        if name in ACTIVATIONS and args:
            step, args, kwargs = ACTIVATIONS[name](*args[1:], **kwargs).value, args[:1], {}
        read = tuple(arg for arg in args if isinstance(arg, Tensor) and arg.numel() == 1 and is_constant(arg))
        with _disable_current_modes():  # nobody is told before it matters
            args = tuple(float(arg.detach()) if any(arg is one for one in read) else arg for arg in args)
        operands = [arg for arg in args if isinstance(arg, Tensor)]
        alike = bool(operands) and all(operand.shape == operands[0].shape for operand in operands)
        if step is None or kwargs or not alike or not all(isinstance(arg, Tensor | int | float) for arg in args):
            return {}
        known = [self._of(operand) for operand in operands]
        found = {}
        for variable in set.intersection(*(set(functions) for functions in known)):
            values = iter(functions[variable].values for functions in known)
            with np.errstate(all="ignore"):
                result = step(*(next(values) if isinstance(arg, Tensor) else float(arg) for arg in args))
            if np.isfinite(result).all():
                earlier = (tensor for functions in known for tensor in functions[variable].read)
                found[variable] = known[0][variable]._replace(values=result, read=(*earlier, *read))
        return found

    def take_in(self, tensor: Tensor, functions: dict[int, Function]) -> None:
        """Remember what a tensor is."""
        if functions:
            self._tensors[id(tensor)] = (weakref.ref(tensor), _version(tensor), functions)

    def _of(self, tensor: Tensor) -> dict[int, Function]:
        """A tensor as functions of the variables that are still there, with their values, itself among them."""
        itself, version, functions = self._tensors.get(id(tensor), (None, 0, {}))
        known = {id(tensor): Function(weakref.ref(tensor), _version(tensor), PLACES)}
        if itself is not None and itself() is tensor and version == _version(tensor):
            for variable, function in functions.items():
                of = function.of()
                if of is not None and _version(of) == function.version:
                    known[variable] = function
        return known


def recognized(functions: dict[int, Function]) -> tuple[Tensor, str, tuple[Any, ...]] | None:
    """The variable, the name and the arguments of the activation that one of the functions is."""
    for function in functions.values():
        found, variable = _named(function.values), function.of()
        if found is not None and variable is not None:
            for tensor in function.read:
                float(tensor.detach())  # who follows the forward shall see that it hangs on this
            return variable, *found
    return None


def _named(values: Array) -> tuple[str, tuple[Any, ...]] | None:
    for name, args in _CANDIDATES:
        if _same(values, _at_places(name, args)):
            return name, args
    share = values / PLACES  # of a swish the sigmoid of its sharpness times x
    if (share > 0).all() and (share < 1).all():
        sharpness = float(np.median(np.log(share / (1 - share)) / PLACES))
        if sharpness > 0 and _same(values, _at_places("swish", (sharpness,))):
            return "swish", (sharpness,)
    return None


def _same(one: Array, other: Array) -> bool:
    return bool((np.abs(one - other) <= SAME * np.abs(other).max()).all())


@functools.lru_cache(maxsize=64)
def _at_places(name: str, args: tuple[Any, ...]) -> Array:
    return ACTIVATIONS[name](*args).value(PLACES)


def _version(tensor: Tensor) -> int:
    return 0 if tensor.is_inference() else tensor._version
