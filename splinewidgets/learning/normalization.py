"""Batch normalization as a fit: how far the hyperplanes of a layer are from its inputs, and how near they could be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from jaxtyping import Float64
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from splinewidgets.geometry.device_precision import float64_device, full_precision
from splinewidgets.geometry.model.eval_mode import evaluating
from splinewidgets.geometry.model.model_input import batch_input

AFFINE = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class TotalLeastSquares:
    """Sums of squared distances from a layer's inputs to the hyperplane of each of its units.

    Attributes
    ----------
    names : tuple of str
        Of the affine layers, in the order in which they compute.
    distances : tuple of (units,) float64
        Of each layer, in squared units of its inputs, where its hyperplanes are. NaN for a unit without one, whose
        weights are zero or whose batch normalization scales it to zero.
    minima : tuple of (units,) float64
        The same for the offset that is best for these data, with the same weights: what batch normalization chooses.
    counts : tuple of int
        How many inputs each layer has had: of a convolution, patches.

    Examples
    --------
    >>> found = total_least_squares(nn.Sequential(nn.Linear(2, 3), nn.ReLU()), [[0.0, 0.0], [1.0, 2.0]])
    >>> found.names, found.counts, bool((found.minima[0] <= found.distances[0]).all())
    (('0',), (2,), True)
    """

    names: tuple[str, ...]
    distances: tuple[Float64[np.ndarray, "_units"], ...]
    minima: tuple[Float64[np.ndarray, "_units"], ...]
    counts: tuple[int, ...]

    def __repr__(self) -> str:
        roots = [
            f"{name}: {np.sqrt(np.nanmean(now) / count):.3g} (at best {np.sqrt(np.nanmean(best) / count):.3g})"
            for name, now, best, count in zip(self.names, self.distances, self.minima, self.counts, strict=True)
        ]
        return f"<TotalLeastSquares: root mean squared distances {', '.join(roots)}>"


@torch.no_grad()
def total_least_squares(model: nn.Module, data: Any) -> TotalLeastSquares:
    """Sum the squared distances from data to the hyperplanes of each layer, in the space of the layer's inputs.

    The hyperplane of unit k is where its pre-activation is zero: behind a batch normalization, where its result is. A
    batch normalization with the statistics of these data and no shift of its own minimizes the sum over all offsets,
    and the minimum is the number of inputs times the variance of w_k z over the square of the length of w_k.

    Parameters
    ----------
    model
        Any module; its linear and convolution layers are looked at, with a batch normalization that is applied to what
        they return. It is evaluated in eval mode, that is with running statistics, and left as it is.
    data
        (N, *input_shape) array-like.

    Raises
    ------
    TypeError
        If the model is no module, or the data are no numbers.
    ValueError
        If the data are no batch, the model fails on them, or it calls no affine layer.

    References
    ----------
    Balestriero and Baraniuk, Batch Normalization Explained [balestriero2022batch], theorem 1.

    Examples
    --------
    >>> layer = nn.Sequential(nn.Linear(2, 1), nn.BatchNorm1d(1, momentum=1.0), nn.ReLU())
    >>> data = torch.tensor([[1.0, 2.0], [2.0, 4.0], [3.0, 9.0]])
    >>> _ = layer(data)  # in training mode, which keeps the statistics of these data
    >>> found = total_least_squares(layer, data)
    >>> bool(np.allclose(found.distances[0], found.minima[0], rtol=1e-5))
    True
    """
    points = batch_input(model, data, "data")
    with full_precision(points.device), evaluating(model) as copied, _watched(copied) as seen:
        try:
            copied(points)
        except (RuntimeError, IndexError, ValueError) as error:
            raise ValueError(
                f"{type(model).__name__} fails on inputs of shape {tuple(points.shape[1:])}: "
                f"{str(error).rstrip('.')}. It must take batches of them. Pass data of a shape that the model accepts."
            ) from error
    if not seen:
        raise ValueError(
            f"{type(model).__name__} calls no linear or convolution layer. Hyperplanes are those of such layers. "
            "Pass a model that has one."
        )
    return TotalLeastSquares(
        tuple(layer.name for layer in seen),
        tuple(layer.distances() for layer in seen),
        tuple(layer.minima() for layer in seen),
        tuple(len(layer.values) for layer in seen),
    )


class _Layer:
    """What an affine layer has returned, and the batch normalization of it."""

    def __init__(self, name: str, module: nn.Module, result: Tensor) -> None:
        self.name, self.result = name, result
        weight = module.weight
        assert isinstance(weight, Tensor)
        self.lengths = _float64(weight.reshape(len(weight), -1)).norm(dim=1)
        # Channels are last in what linear layers return, and second in what convolutions do.
        units_last = result if isinstance(module, nn.Linear) else result.movedim(1, -1)
        self.values = _float64(units_last).reshape(-1, len(weight))
        # From a value w z + b to the value that is zero on the hyperplane.
        self.shift = torch.zeros(len(weight), dtype=torch.float64)

    def normalize(self, normalization: _BatchNorm) -> None:
        """Take the hyperplanes to be where the result of the batch normalization is zero."""
        mean, variance = normalization.running_mean, normalization.running_var
        if mean is None or variance is None:  # it takes the statistics of each batch
            mean, variance = self.values.mean(0), self.values.var(0, unbiased=False)
        scale = (_float64(variance) + normalization.eps).rsqrt()
        bias = torch.zeros_like(scale)
        if normalization.affine:
            scale, bias = scale * _float64(normalization.weight), _float64(normalization.bias)
        # A scale of zero leaves a constant, which is zero nowhere or everywhere.
        self.shift = torch.where(scale == 0, torch.nan, bias / scale) - _float64(mean)

    def distances(self) -> Floats:
        return self._sum(self.values + self.shift)

    def minima(self) -> Floats:
        # A unit without a hyperplane has no best one either: NaN stays NaN.
        return self._sum(self.values - self.values.mean(0) + 0 * self.shift)

    def _sum(self, values: Tensor) -> Floats:
        found: Floats = torch.where(self.lengths > 0, (values / self.lengths).square().sum(0), torch.nan).numpy()
        return found


@contextmanager
def _watched(model: nn.Module) -> Iterator[list[_Layer]]:
    """Within, a call of the model appends its affine layers to what this yields."""
    seen: list[_Layer] = []
    handles = []

    def see(name: str, module: nn.Module, result: Any) -> None:
        if isinstance(module, AFFINE):
            seen.append(_Layer(name, module, result))

    def normalize(module: _BatchNorm, given: tuple[Any, ...]) -> None:
        for layer in seen:
            if given and layer.result is given[0]:
                layer.normalize(module)

    for name, module in model.named_modules():
        handles.append(module.register_forward_hook(lambda module, _, result, name=name: see(name, module, result)))
        if isinstance(module, _BatchNorm):
            handles.append(module.register_forward_pre_hook(normalize))
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


def _float64(tensor: Tensor) -> Tensor:
    return tensor.detach().to(float64_device(tensor.device)).double().cpu()
