"""Networks with known tessellations, and random ones, for the geometry's tests."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from torch import nn


def perceptron(layers) -> nn.Sequential:
    """A float64 ReLU perceptron from (W, b) pairs; the last layer is affine."""
    modules: list[nn.Module] = []
    for weight, bias in layers:
        weight = np.asarray(weight, float)
        linear = nn.Linear(weight.shape[1], weight.shape[0], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight))
            linear.bias.copy_(torch.as_tensor(np.asarray(bias, float)))
        modules += [linear, nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def random_perceptron(widths, seed: int, bias: bool = True, dtype: torch.dtype = torch.float64) -> nn.Sequential:
    """A perceptron with PyTorch's default initialization."""
    torch.manual_seed(seed)
    modules: list[nn.Module] = []
    for before, after in pairwise(widths):
        modules += [nn.Linear(before, after, bias=bias, dtype=dtype), nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def lines(count: int, seed: int, central: bool = False) -> nn.Sequential:
    """One layer of `count` random lines, all through the origin if `central`."""
    random = np.random.default_rng(seed)
    bias = np.zeros(count) if central else random.normal(size=count) * 0.3
    return perceptron([(random.normal(size=(count, 2)), bias), (np.ones((1, count)), [0.0])])


# Four lines that cross pairwise well inside the unit square: 1 + 4 + 6 = 11 tiles.
GENERIC_LINES = np.array([[1, 0.35, 0.05], [-0.4, 1, 0.02], [1, -0.8, -0.11], [0.9, 1.3, 0.13]])


def folding_network(depth: int) -> nn.Sequential:
    """Width 4; every layer but the last folds the square [-1, 1]^2 onto itself four times, x -> 1 - 2|x|.

    Has 4^(depth - 1) * 11 tiles (Montufar et al. 2014).
    """
    both_signs = np.array([[1.0, 0], [-1, 0], [0, 1], [0, -1]])
    fold, one = np.array([[-2.0, -2, 0, 0], [0, 0, -2, -2]]), np.ones(2)
    into, shift = np.eye(2), np.zeros(2)
    layers = []
    for _ in range(depth - 1):
        layers.append((both_signs @ into, both_signs @ shift))
        into, shift = fold, one
    weight, bias = GENERIC_LINES[:, :2], GENERIC_LINES[:, 2]
    layers += [(weight @ into, weight @ shift + bias), (np.ones((1, 4)), [0.0])]
    return perceptron(layers)


def tent_map(depth: int) -> nn.Sequential:
    """The tent map 1 - |2x - 1| of the first coordinate composed `depth` times: 2^depth strips on [0, 1]^2."""
    weight, bias = np.array([[2.0, 0], [4, 0]]), np.array([0.0, -2])
    layers = []
    for _ in range(depth):
        layers.append((weight, bias))
        weight = np.array([[2.0], [4]]) @ np.array([[1.0, -1]])
    return perceptron([*layers, ([[1.0, -1]], [0.0])])
