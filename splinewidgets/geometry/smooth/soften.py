"""From hard to soft: a copy of a model with ReLU and its like replaced by their probabilistic counterparts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch.nn.functional as F
from torch import Tensor, nn

from ..argument_types import real_number
from ..refusals import UnsupportedOperation
from .activations import swish
from .rewriting import rewritten

# Below this beta the soft form differs from half of u by less than its rounding, for any u up to 1e14.
NEGLIGIBLE = 1e-30
# Hard functions of one variable that would stay hard.
REFUSED = "relu6 hardtanh hardsigmoid clamp clamp_min clamp_max clip rrelu threshold maximum minimum".split()


def soften(model: nn.Module, beta: float, mix: float = 1.0) -> nn.Module:
    """Replace ReLU, leaky ReLU, PReLU and the absolute value by their soft forms; beta = 1 leaves them as they are.

    A unit chooses between its two branches, `max(eta u, u)`. The soft form weighs them by the probabilities that
    maximize beta times the mean of the branches plus (1 - beta) times the entropy. With
    `w = |1 - eta| u` this is `eta u + sign(1 - eta) w sigmoid(beta w / (1 - beta))`: for a ReLU half of u at
    beta = 0, SiLU at beta = 1/2, and Swish in between. A slider over beta runs from the affine to the hard network;
    `tessellate(linearize(soften(model, beta)), ...)` shows it. Max pooling and functions of parameters alone stay as
    they are.

    Parameters
    ----------
    model
        Any module.
    beta
        From 0 to 1.
    mix
        Below 1, so much of the above is mixed with (1 - mix) of the smooth maximum `(1 - beta) log(sum of
        exp(branch / (1 - beta)))`, whose value is too large where that of the above is too small.

    Returns
    -------
    Module
        A copy that can be trained and exported, with the same names, of a compiled module that of its original. Its
        class is a subclass of the model's; it can be pickled where the model can.

    Raises
    ------
    TypeError
        If the model is no module, or beta or mix no number.
    ValueError
        If beta or mix is not between 0 and 1.
    UnsupportedOperation
        When the copy is called, if the model has another hard activation, such as ReLU6 or clamp.

    References
    ----------
    Balestriero and Baraniuk, From Hard to Soft [balestriero2018hard]; with `mix`, Hu, Gamba and Balestriero, Curvature
    Tuning [hu2025curvature].

    Examples
    --------
    >>> inputs = torch.linspace(-3, 3, 7)
    >>> bool(torch.allclose(soften(nn.ReLU(), 0.5)(inputs), nn.functional.silu(inputs)))
    True
    """
    remedy = "Take 1 for the model as it is."
    beta, mix = real_number(beta, "beta", remedy), real_number(mix, "mix", remedy)
    for name, value in (("beta", beta), ("mix", mix)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name} is {value}. It must be between 0 and 1. {remedy}")
    rules: dict[str, Callable[..., Tensor]] = {name: functools.partial(_refuse, name) for name in REFUSED}
    if beta < 1:
        rules |= _rules(beta, mix)
    return rewritten(model, rules, "Softened")


def _rules(beta: float, mix: float) -> dict[str, Callable[..., Tensor]]:
    rules: dict[str, Callable[..., Tensor]] = {"relu": _ramp, "leaky_relu": _leaky_relu, "prelu": _prelu}
    rules |= {"abs": _absolute, "absolute": _absolute}
    return {name: functools.partial(rule, beta, mix) for name, rule in rules.items()}


def _ramp(beta: float, mix: float, input: Tensor) -> Tensor:
    """The soft max(0, input)."""
    weighed = input / 2 if beta < NEGLIGIBLE else swish(input, beta / (1 - beta))
    return weighed if mix == 1 else mix * weighed + (1 - mix) * F.softplus(input, 1 / (1 - beta))


def _prelu(beta: float, mix: float, input: Tensor, weight: Tensor) -> Tensor:
    if weight.numel() > 1:
        weight = weight.reshape(-1, *[1] * (input.ndim - 2))
    return weight * input + (1 - weight).sign() * _ramp(beta, mix, (1 - weight).abs() * input)


def _leaky_relu(beta: float, mix: float, input: Tensor, negative_slope: float = 0.01) -> Tensor:
    sign = 1.0 if negative_slope <= 1 else -1.0
    return negative_slope * input + sign * _ramp(beta, mix, abs(1 - negative_slope) * input)


def _absolute(beta: float, mix: float, input: Tensor) -> Tensor:
    return _ramp(beta, mix, 2 * input) - input


def _refuse(name: str, *args: Any, **kwargs: Any) -> Tensor:
    raise UnsupportedOperation(
        f"The model calls '{name}', which has no soft form here and would stay hard. Soft forms exist for relu, "
        "leaky_relu, prelu and abs. Write it with those."
    )
