"""A user's module of one hidden layer, read as an affine spline, and written to as one."""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from ..smooth.piecewise_affine import PiecewiseAffine
from .affine_spline import AffineSpline

WANTED = "It must be nn.Sequential(nn.Linear(1, n), an activation, nn.Linear(n, 1)), with biases."
ACTIVATIONS = "nn.ReLU(), nn.LeakyReLU(slope) or PiecewiseAffine([0.0], [0.0], (-1.0, 1.0)), which is |z|"
# What may stand anywhere, since it does nothing to a row of numbers.
IDLE = (nn.Flatten, nn.Identity)


class ShallowNetwork:
    """The two linear layers of a module, and the activation between them.

    Parameters
    ----------
    model : torch.nn.Module
        Sequential(Linear(1, n), activation, Linear(n, 1)); Flatten and Identity may stand in between.

    Raises
    ------
    TypeError, ValueError
        If it is anything else.
    """

    def __init__(self, model: Any) -> None:
        if not isinstance(model, nn.Sequential):
            _refuse(TypeError, f"The model is a {type(model).__name__}")
        layers = {name: layer for name, layer in model.named_children() if not isinstance(layer, IDLE)}
        kinds = ", ".join(type(layer).__name__ for layer in layers.values())
        if len(layers) != 3:
            _refuse(ValueError, f"The model consists of {kinds or 'nothing'}")
        (_, inner), (self._place, activation), (_, outer) = layers.items()
        if not (isinstance(inner, nn.Linear) and isinstance(outer, nn.Linear)):
            _refuse(ValueError, f"The model consists of {kinds}")
        if inner.in_features != 1 or outer.out_features != 1 or inner.out_features != outer.in_features:
            _refuse(ValueError, f"The linear layers go from {inner.in_features} to {outer.out_features} numbers")
        if inner.bias is None or outer.bias is None:
            _refuse(ValueError, "A linear layer has no bias")
        if any(parametrize.is_parametrized(layer) for layer in (inner, outer)):
            _refuse(ValueError, "The weights of a linear layer are computed by a parametrization")
        _leak(activation)
        self.model, self._inner, self._outer = model, inner, outer
        self.spline()

    def spline(self) -> AffineSpline:
        """What the module is now; raises ValueError if a weight is NaN or infinite."""
        inner, outer = self._inner, self._outer
        w, b, v, (c,) = (
            each.detach().cpu().double().numpy().reshape(-1)
            for each in (inner.weight, inner.bias, outer.weight, outer.bias)
        )
        return AffineSpline(w, b, v, float(c), _leak(getattr(self.model, self._place)))

    def write(self, spline: AffineSpline) -> AffineSpline:
        """Give the module the weights of a spline, rounded to its dtype; returns what it then is.

        Where the number of units changes, weights are new parameters: an optimizer that holds the old ones has to be
        made anew. Otherwise they are the same ones.

        Raises
        ------
        ValueError
            If a weight is too large for the dtype; then the module is as it was.
        """
        inner, outer = self._inner, self._outer
        largest = torch.finfo(inner.weight.dtype).max
        numbers = (spline.weights, spline.biases, spline.output_weights, np.array([spline.output_bias]))
        if max(float(np.abs(each).max()) for each in numbers) > largest:
            raise ValueError(
                f"A weight would be larger than {largest:.2g}, the largest number of {inner.weight.dtype}. "
                "Weights must be finite. Move less, or keep knots further apart."
            )
        w, b, v, c = (torch.from_numpy(each.copy()) for each in numbers)
        _set(inner, "weight", w[:, None])
        _set(inner, "bias", b)
        _set(outer, "weight", v[None])
        _set(outer, "bias", c)
        inner.out_features = outer.in_features = spline.unit_count
        activation = getattr(self.model, self._place)
        if _leak(activation) != spline.leak:
            setattr(self.model, self._place, activation_of(spline.leak).train(activation.training))
        return self.spline()


def activation_of(leak: float) -> nn.Module:
    """The activation with this slope below 0."""
    if leak == 0:
        return nn.ReLU()
    # `nn.LeakyReLU(-1.0)` would be the same; this one shows itself for what it is.
    return PiecewiseAffine([0.0], [0.0], (-1.0, 1.0)) if leak == -1 else nn.LeakyReLU(leak)


def _leak(activation: Any) -> float:
    """The slope below 0 of an activation that has slope 1 above; raises ValueError for another one."""
    leak: float | None = None
    if isinstance(activation, nn.ReLU):
        leak = 0.0
    elif isinstance(activation, nn.LeakyReLU):
        leak = float(activation.negative_slope)
    elif isinstance(activation, PiecewiseAffine) and activation.knots == activation.values == (0.0,):
        below, above = activation.slopes
        leak = below if above == 1 else None
    if leak is None or leak == 1:
        _refuse(ValueError, f"The activation is {activation}")
    return leak


def _set(layer: nn.Module, name: str, value: Tensor) -> None:
    before = getattr(layer, name)
    with torch.no_grad():
        if before.shape == value.shape:
            before.copy_(value)
        else:
            value = value.to(before.device, before.dtype)
            setattr(layer, name, nn.Parameter(value, before.requires_grad))


def _refuse(kind: type[Exception], given: str) -> NoReturn:
    raise kind(f"{given}. {WANTED} The activation is {ACTIVATIONS}.")
