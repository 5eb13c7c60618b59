"""The same random weights with zero bias, random bias and batch normalization, as in the survey's Figures 7 and 8."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from splinewidgets.geometry.array_like import finite_tensor


@dataclass(frozen=True, eq=False)
class Initializations:
    """Three perceptrons of ReLU layers in eval mode that share their weights.

    Attributes
    ----------
    zero_bias
        All hyperplanes of the first layer go through the origin.
    random_bias
        Biases are normal with variance 1.
    normalized
        Behind each linear layer, without bias, there is a batch normalization with the statistics of some data.

    Examples
    --------
    >>> made = initializations(two_clusters(), depth=2, width=8)
    >>> [len(model) for model in (made.zero_bias, made.random_bias, made.normalized)]
    [4, 4, 6]
    """

    zero_bias: nn.Sequential
    random_bias: nn.Sequential
    normalized: nn.Sequential


def initializations(data: Any, depth: int = 4, width: int = 16, seed: int = 0) -> Initializations:
    """Make three networks of the same random weights, one of them batch normalized for data.

    Weights are those of He et al., normal with variance 2 / inputs.

    Parameters
    ----------
    data : (N, inputs) array-like
        At least two points that differ.
    depth, width
        How many layers, and units in each.
    seed
        Of weights and biases; the global random state is left as it was.

    References
    ----------
    The survey [balestriero2025geometry], Figures 7 and 8; Balestriero and Baraniuk, Batch Normalization Explained
    [balestriero2022batch].

    Examples
    --------
    >>> made = initializations([[0.0, 1.0], [2.0, 3.0]], depth=1, width=4)
    >>> values = made.normalized[:2](torch.tensor([[1.0, 2.0]]))  # all hyperplanes of a layer go through the mean
    >>> bool(values.abs().max() < 1e-5)
    True
    """
    points = _batch(data)
    zero_bias = unbiased_perceptron(points.shape[1], depth, width, seed)
    return Initializations(zero_bias, with_random_bias(zero_bias, seed), batch_normalized(zero_bias, points))


def unbiased_perceptron(inputs: int, depth: int, width: int, seed: int = 0) -> nn.Sequential:
    """ReLU layers of random weights and zero biases, with nothing behind the last one."""
    draw = torch.Generator().manual_seed(seed)
    modules: list[nn.Module] = []
    for before, after in pairwise([inputs, *[width] * depth]):
        linear = _linear(before, after)
        with torch.no_grad():
            linear.weight.normal_(0, math.sqrt(2 / before), generator=draw)
            linear.bias.zero_()
        modules += [linear, nn.ReLU()]
    return nn.Sequential(*modules).eval()


def with_zero_bias(model: nn.Sequential) -> nn.Sequential:
    """The layers of a perceptron, with the same weights and no biases."""
    modules: list[nn.Module] = []
    for module in model:
        if isinstance(module, nn.Linear):
            unbiased = _linear(module.in_features, module.out_features)
            unbiased.weight = module.weight
            unbiased.bias = nn.Parameter(torch.zeros_like(module.bias))
            modules.append(unbiased)
        else:
            modules.append(module)
    return nn.Sequential(*modules).eval()


def with_random_bias(model: nn.Sequential, seed: int = 0) -> nn.Sequential:
    """The layers of a perceptron, with the same weights and biases that are normal with variance 1."""
    # Other numbers than those of the weights of the same seed.
    draw = torch.Generator().manual_seed(seed + 2**32)
    modules: list[nn.Module] = []
    for module in model:
        if isinstance(module, nn.Linear):
            biased = _linear(module.in_features, module.out_features)
            biased.weight = module.weight
            with torch.no_grad():
                biased.bias.normal_(generator=draw)
            biased.bias = nn.Parameter(biased.bias.to(module.weight.dtype))
            modules.append(biased)
        else:
            modules.append(module)
    return nn.Sequential(*modules).eval()


@torch.no_grad()
def batch_normalized(model: nn.Sequential, data: Any) -> nn.Sequential:
    """Put a batch normalization behind each linear layer of a perceptron, with the statistics of data, frozen.

    Layer by layer: those of each are of what the normalized layers before make of the data, as in a pass of a training
    over all of them at once. The variance is that over the data, and the network is one function of a single input.

    Parameters
    ----------
    model
        Linear layers and what acts on each unit; the layers are shared and left as they are.
    data : (N, inputs) array-like
        At least two points that differ.

    Raises
    ------
    TypeError, ValueError
        If the data are no such batch.

    Examples
    --------
    >>> data = two_clusters()
    >>> model = nn.Sequential(nn.Linear(2, 8), nn.ReLU())
    >>> values = batch_normalized(model, data)[:2](data)
    >>> bool(values.mean(0).abs().max() < 1e-5)
    True
    """
    points = _batch(data)
    values = points.double()
    modules: list[nn.Module] = []
    for module in model:
        modules.append(module)
        if not isinstance(module, nn.Linear):
            values = module(values)
            continue
        # In float64: far from the origin little of float32 is left of a variance.
        weight, bias = module.weight.double(), module.bias.double()
        values = nn.functional.linear(values, weight, bias)
        normalization = nn.BatchNorm1d(module.out_features, dtype=module.weight.dtype)
        assert normalization.running_mean is not None and normalization.running_var is not None
        normalization.running_mean.copy_(values.mean(0))
        normalization.running_var.copy_(values.var(0, unbiased=False))
        values = normalization.eval().double()(values)
        modules.append(normalization.to(module.weight.dtype))
    return nn.Sequential(*modules).eval()


def _batch(data: Any) -> Tensor:
    points = finite_tensor(data, "data")
    if points.ndim != 2 or points.shape[1] == 0:
        raise ValueError(
            f"The data have shape {tuple(points.shape)}. They must be a batch (N, inputs) of points. "
            "Put one point in each row."
        )
    if len(points) < 2:
        raise ValueError(
            f"There {'is 1 data point' if len(points) else 'are no data points'}. Batch normalization needs at least "
            "two, for one has no variance. Add another."
        )
    if bool((points == points[:1]).all()):
        raise ValueError(
            f"All {len(points)} data points coincide. Batch normalization divides by their standard deviation, which "
            "is 0. Move one of them."
        )
    return points


def _linear(inputs: int, outputs: int) -> nn.Linear:
    """A layer whose numbers are still to be set, without drawing any."""
    return nn.utils.skip_init(nn.Linear, inputs, outputs)
