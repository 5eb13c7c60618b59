"""Distances of inputs to the nearest hyperplane of each layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64
from torch import Tensor, nn
from torch.autograd import forward_ad

from ..device_precision import full_precision
from ..differentiating import forward_mode
from ..model.eval_mode import evaluating
from ..model.model_input import batch_input
from .layer_values import activation_operands
from .local_complexity import unique_names


@dataclass(frozen=True, eq=False, repr=False)
class HyperplaneDistances:
    """How far inputs are from the nearest hyperplane of each layer, in the space of the inputs.

    Attributes
    ----------
    names : tuple of str
        Of the layers, in the order in which they compute.
    distances : (layers, N) float64
        Infinite where no unit of the layer depends on the input.

    Examples
    --------
    >>> found = hyperplane_distances(nn.Sequential(nn.ReLU()), [[3.0, -0.5], [2.0, 4.0]])
    >>> found.names, found.distances.tolist()
    (('0',), [[0.5, 2.0]])
    """

    names: tuple[str, ...]
    distances: Float64[np.ndarray, "layers inputs"]

    def __repr__(self) -> str:
        means = {name: float(f"{row.mean():.3g}") for name, row in zip(self.names, self.distances, strict=True)}
        return f"<HyperplaneDistances: {self.distances.shape[1]} inputs, means {means}>"


@torch.no_grad()
def hyperplane_distances(model: nn.Module, data: Any) -> HyperplaneDistances:
    """Measure how far each input is from the nearest hyperplane of each layer.

    Of a unit with the value h and the gradient g at the input it is abs(h) / norm(g). That is exact where the nearest
    point of the hyperplane is in the tile of the input, and else the distance to where it would be if it did not fold.

    Parameters
    ----------
    model
        Any module; it is evaluated in eval mode, and left as it is. Its units are the operands of its activations.
    data
        (N, *input_shape) array-like. The model is evaluated once for each entry of an input.

    Raises
    ------
    TypeError
        If the model is no module, or the data are no numbers.
    ValueError
        If the data are no batch, the model fails on them, or it calls no activation.

    References
    ----------
    The survey [balestriero2025geometry], Figure 7.

    Examples
    --------
    >>> made = zoo.initializations(zoo.two_clusters())
    >>> far, near = (hyperplane_distances(model, zoo.two_clusters()).distances[3].mean()
    ...              for model in (made.random_bias, made.normalized))
    >>> bool(near < far / 4)
    True
    """
    points = batch_input(model, data, "data")
    with full_precision(points.device), evaluating(model) as copied:
        units: list[_Units] = []
        for entry in np.ndindex(*points.shape[1:]):
            tangent = torch.zeros_like(points)
            tangent[(slice(None), *entry)] = 1
            _differentiate(copied, points, tangent, units)
    if not units:
        raise ValueError(
            f"{type(model).__name__} calls no activation. Hyperplanes are those of the units that one is applied to. "
            "Pass a model that has one."
        )
    units.sort(key=lambda layer: layer.position)
    distances = np.stack([layer.nearest() for layer in units])
    return HyperplaneDistances(unique_names([layer.name for layer in units]), distances)


class _Units:
    """The values (N, units) of a layer, and the squares of their derivatives by the entries seen so far."""

    def __init__(self, position: int, name: str, values: Tensor) -> None:
        self.position, self.name, self.values = position, name, values
        self.squares = torch.zeros_like(values)

    def nearest(self) -> npt.NDArray[np.float64]:
        lengths = self.squares.sqrt()
        # A unit that is constant around the input has no hyperplane there.
        found = torch.where(lengths > 0, self.values.abs() / lengths, torch.inf).amin(1)
        return found.numpy()


def _differentiate(model: nn.Module, points: Tensor, tangent: Tensor, units: list[_Units]) -> None:
    """Add the squares of the derivatives along `tangent` to the layers, which are made by the first call."""
    first, calls = not units, 0

    def see(position: int, name: str, values: Tensor) -> None:
        nonlocal calls
        value, derivative = forward_ad.unpack_dual(values)
        flat = value.reshape(len(points), -1).detach().cpu().double()
        if first:
            units.append(_Units(position, name, flat))
        if derivative is not None:
            units[calls].squares += derivative.reshape(len(points), -1).detach().cpu().double().square()
        calls += 1

    with forward_mode(), forward_ad.dual_level(), activation_operands(model, see):
        try:
            model(forward_ad.make_dual(points, tangent))
        except (RuntimeError, IndexError) as error:
            raise ValueError(
                f"{type(model).__name__} fails on inputs of shape {tuple(points.shape[1:])}: {str(error).rstrip('.')}. "
                "It must take batches of them. Pass data of a shape that the model accepts."
            ) from error
