"""Smooth activations of one variable, with all that bounds the error of a chord.

Formulas are numpy's and float64, for they are wanted while torch traces a model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.overrides import wrap_torch_function

from ..refusals import UnsupportedOperation

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """A continuous function of one variable with affine asymptotes.

    Attributes
    ----------
    name : str
        As torch calls it, with the parameters that differ from torch's defaults.
    value, slope
        The function and its derivative.
    left, right : (float, float)
        Slope and intercept of the asymptotes.
    turns : tuple of float
        Increasing; before, between and after them the slope is monotone. At least one.
    kinks : tuple of float
        Those of the turns at which the function is pieced together: always knots.
    scale : float
        The length on which the function bends.
    defect : float
        How far torch's function is from this one at most.
    """

    name: str
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    left: tuple[float, float]
    right: tuple[float, float]
    turns: tuple[float, ...] = (0.0,)
    kinks: tuple[float, ...] = ()
    scale: float = 1.0
    defect: float = 0.0


@wrap_torch_function(lambda x, sharpness: (x,))
def swish(x: Tensor, sharpness: float) -> Tensor:
    """`x sigmoid(sharpness x)`, in one call that a linearization can replace."""
    return x * torch.sigmoid(sharpness * x)


# The asymptotes of relu.
RAMP = ((0.0, 0.0), (1.0, 0.0))
_normal = np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2, otypes=[float])


def _sigmoid(x: Array) -> Array:
    return (1 + np.tanh(x / 2)) / 2


def _gelu(approximate: str = "none") -> Activation:
    if approximate == "tanh":
        return Activation("gelu(tanh)", *_gelu_tanh(), *RAMP, turns=(-1.4185040087908284, 1.4185040087908284))
    root = math.sqrt(2)
    return Activation(
        "gelu",
        lambda x: x * _normal(x),
        lambda x: _normal(x) + x * np.exp(-np.minimum(x**2, 1400) / 2) / math.sqrt(2 * math.pi),
        *RAMP,
        turns=(-root, root),
    )


def _gelu_tanh() -> tuple[Callable[[Array], Array], Callable[[Array], Array]]:
    factor, cubic = math.sqrt(2 / math.pi), 0.044715

    def slope(x: Array) -> Array:
        t = np.tanh(factor * (x + cubic * x**3))
        return (1 + t) / 2 + x * (1 - t**2) * factor * (1 + 3 * cubic * x**2) / 2

    return lambda x: x * (1 + np.tanh(factor * (x + cubic * x**3))) / 2, slope


def _swish(sharpness: float) -> Activation:
    def slope(x: Array) -> Array:
        s = _sigmoid(sharpness * x)
        return s + sharpness * x * s * (1 - s)

    # Where y tanh(y / 2) = 2, y = sharpness * x.
    turn = 2.3993572805154677 / sharpness
    name = "silu" if sharpness == 1 else f"swish({sharpness:g})"
    return Activation(
        name, lambda x: x * _sigmoid(sharpness * x), slope, *RAMP, turns=(-turn, turn), scale=1 / sharpness
    )


def _softplus(beta: float = 1.0, threshold: float = 20.0) -> Activation:
    _demand(beta > 0, "softplus", "beta", beta)
    # Beyond its threshold torch's softplus is x: a jump by this much.
    jump = float(np.logaddexp(0, -threshold)) / beta
    given = [f"beta={beta:g}"] * (beta != 1) + [f"threshold={threshold:g}"] * (threshold != 20)
    return Activation(
        f"softplus({', '.join(given)})" if given else "softplus",
        lambda x: np.logaddexp(0, beta * x) / beta,
        lambda x: _sigmoid(beta * x),
        *RAMP,
        scale=1 / beta,
        defect=jump,
    )


def _log_sigmoid() -> Activation:
    return Activation(
        "log_sigmoid", lambda x: -np.logaddexp(0, -x), lambda x: _sigmoid(-x), left=(1.0, 0.0), right=(0.0, 0.0)
    )


def _tanh() -> Activation:
    return Activation("tanh", np.tanh, lambda x: 1 - np.tanh(x) ** 2, left=(0.0, -1.0), right=(0.0, 1.0))


def _logistic() -> Activation:
    return Activation(
        "sigmoid",
        _sigmoid,
        lambda x: _sigmoid(x) * _sigmoid(-x),
        left=(0.0, 0.0),
        right=(0.0, 1.0),
    )


def _softsign() -> Activation:
    return Activation(
        "softsign",
        lambda x: x / (1 + np.abs(x)),
        lambda x: (1 + np.abs(x)) ** -2.0,
        left=(0.0, -1.0),
        right=(0.0, 1.0),
    )


def _tanhshrink() -> Activation:
    return Activation(
        "tanhshrink", lambda x: x - np.tanh(x), lambda x: np.tanh(x) ** 2, left=(1.0, 1.0), right=(1.0, -1.0)
    )


def _mish() -> Activation:
    def slope(x: Array) -> Array:
        t = np.tanh(np.logaddexp(0, x))
        return t + x * (1 - t**2) * _sigmoid(x)

    turns = (-2.2563763963607931, 1.4905711794854285)
    return Activation("mish", lambda x: x * np.tanh(np.logaddexp(0, x)), slope, *RAMP, turns=turns)


def _hardswish() -> Activation:
    return Activation(
        "hardswish",
        lambda x: x * np.clip(x + 3, 0, 6) / 6,
        lambda x: np.where(np.abs(x) < 3, (2 * x + 3) / 6, np.where(x > 0, 1.0, 0.0)),
        *RAMP,
        turns=(-3.0, 3.0),
        kinks=(-3.0, 3.0),
    )


def _exponential(name: str, height: float, length: float, scale: float = 1.0) -> Activation:
    """`scale x` to the right of 0, `scale height (exp(x / length) - 1)` to the left."""
    return Activation(
        name,
        lambda x: scale * np.where(x > 0, x, height * np.expm1(np.minimum(x, 0) / length)),
        lambda x: scale * np.where(x > 0, 1.0, height / length * np.exp(np.minimum(x, 0) / length)),
        left=(0.0, -scale * height),
        right=(scale, 0.0),
        kinks=(0.0,),
        scale=length,
    )


def _elu(alpha: float = 1.0) -> Activation:
    return _exponential("elu" if alpha == 1 else f"elu(alpha={alpha:g})", alpha, 1.0)


def _celu(alpha: float = 1.0) -> Activation:
    _demand(alpha > 0, "celu", "alpha", alpha)
    return _exponential("celu" if alpha == 1 else f"celu(alpha={alpha:g})", alpha, alpha)


def _selu() -> Activation:
    # [klambauer2017self], to the digits of torch.
    return _exponential("selu", 1.6732632423543772, 1.0, 1.0507009873554805)


def _demand(holds: bool, name: str, parameter: str, given: float) -> None:
    if not holds:
        raise UnsupportedOperation(
            f"A {name} has {parameter} {given:g}. It can be linearized for positive {parameter} only. "
            f"Use a positive {parameter} and move the sign to the layers around."
        )


# By the name of torch's function: from its parameters to the activation.
ACTIVATIONS: dict[str, Callable[..., Activation]] = {
    "gelu": _gelu,
    "silu": lambda: _swish(1.0),
    "swish": _swish,
    "softplus": _softplus,
    "tanh": _tanh,
    "sigmoid": _logistic,
    "special_expit": _logistic,
    "log_sigmoid": _log_sigmoid,
    "elu": _elu,
    "selu": _selu,
    "celu": _celu,
    "mish": _mish,
    "softsign": _softsign,
    "hardswish": _hardswish,
    "tanhshrink": _tanhshrink,
}
