"""Networks whose weights are constructed, with closed forms for their values and their numbers of tiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from ..geometry.whole_numbers import whole_number

# Of the first line of a folding network's last layer: none is parallel to a side of the cell.
FIRST_ANGLE = 0.35
# All crossings of these lines are nearer than this to the middle of the cell, whose half width is 0.5.
CROSSINGS_WITHIN = 0.4

# Rows of weights, and biases.
Layer = tuple[Any, Any]


def tent_map(depth: int) -> nn.Sequential:
    """The tent map t(x) = 1 - |2 x - 1| on [0, 1], composed with itself: 2^depth pieces with 2 ReLUs a layer.

    The numbers are powers of 2, so that it is exact in float64 for inputs of few digits. Weights are float64.

    Parameters
    ----------
    depth
        Number of hidden layers, from 1 to 50.

    Raises
    ------
    TypeError, ValueError
        If it is no whole number in this range.

    References
    ----------
    Telgarsky, Benefits of depth in neural networks [telgarsky2016benefits].

    Examples
    --------
    >>> [tent_map(2)(torch.tensor([[x]], dtype=torch.float64)).item() for x in (0.25, 0.5, 0.75)]
    [1.0, 0.0, 1.0]
    """
    depth = whole_number(depth, "depth", "It is the number of hidden layers.", most=50)
    # t(x) = 2 relu(x) - 4 relu(x - 1/2) on [0, 1].
    first: Layer = [[1.0], [1.0]], [0.0, -0.5]
    again: Layer = [[2.0, -4.0], [2.0, -4.0]], [0.0, -0.5]
    last: Layer = [[2.0, -4.0]], [0.0]
    return _relu_network([first, *[again] * (depth - 1), last])


def sawtooth_square(depth: int) -> nn.Sequential:
    """The interpolant of x^2 on [0, 1] at 2^depth + 1 equidistant points, with 3 ReLUs a layer; off by 4^-(depth + 1).

    f(x) = x - sum of t^s(x) / 4^s for s from 1 to depth, where t^s is the tent map composed s times: each layer carries
    the tent map on by two units, and the sum so far by the third. Weights are float64, and powers of 2.

    Parameters
    ----------
    depth
        Number of hidden layers, from 1 to 25.

    Raises
    ------
    TypeError, ValueError
        If it is no whole number in this range.

    References
    ----------
    Yarotsky, Error bounds for approximations with deep ReLU networks [yarotsky2017error].

    Examples
    --------
    >>> [sawtooth_square(2)(torch.tensor([[x]], dtype=torch.float64)).item() for x in (0.25, 0.5, 0.625)]
    [0.0625, 0.25, 0.40625]
    """
    depth = whole_number(depth, "depth", "It is the number of hidden layers.", most=25)
    layers: list[Layer] = [([[1.0], [1.0], [1.0]], [0.0, -0.5, 0.0])]
    for s in range(1, depth + 1):
        # t^s is 2 a - 4 b of the units a and b, and the third unit holds the sum before it, which is never below 0.
        sum_so_far = [-2.0 * 4.0**-s, 4.0 * 4.0**-s, 1.0]
        if s < depth:
            layers.append(([[2.0, -4.0, 0.0], [2.0, -4.0, 0.0], sum_so_far], [0.0, -0.5, 0.0]))
        else:
            layers.append(([sum_so_far], [0.0]))
    return _relu_network(layers)


def folding_network(depth: int, width: int = 4) -> nn.Sequential:
    """A network that folds the square [0, 1]^2 onto itself, layer by layer, and cuts what is left by lines.

    Each hidden layer but the last folds both coordinates into p = width // 2 parts, by p units each: it maps each of
    p^2 cells onto all of the square. The last one has `width` lines, tangent to a circle, so that any two of them cross
    within the square and no three in a point. So there are p^(2 depth - 2) (1 + width + width (width - 1) / 2) tiles in
    the square: 11, 44, 176, 704 and 2816 for a width of 4 and depths 1 to 5, which is Montúfar's lower bound. Weights
    are float64.

    Parameters
    ----------
    depth
        Number of hidden layers, from 1 to 25.
    width
        Units of a layer, from 2 to 20; where it is odd, one less in all layers but the last.

    Raises
    ------
    TypeError, ValueError
        If one is no whole number in its range.

    References
    ----------
    Montúfar, Pascanu, Cho and Bengio, On the Number of Linear Regions of Deep Neural Networks [montufar2014number].

    Examples
    --------
    >>> window = Slice.box((0, 1), (0, 1))
    >>> [tessellate(folding_network(depth), window).tile_count for depth in (1, 2, 3)]
    [11, 44, 176]
    """
    depth = whole_number(depth, "depth", "It is the number of hidden layers.", most=25)
    width = whole_number(width, "width", "It is the number of units of a layer.", least=2, most=20)
    # Tangents at a and b cross at the distance radius / cos((a - b) / 2), and a - b is at most pi - pi / width.
    radius = CROSSINGS_WITHIN * math.sin(math.pi / (2 * width))
    angles = [FIRST_ANGLE + math.pi * i / width for i in range(width)]
    lines = torch.tensor([[math.cos(angle), math.sin(angle)] for angle in angles], dtype=torch.float64)
    cuts = -lines.sum(1) / 2 - radius

    parts = width // 2
    # The first unit of each coordinate, relu(z + 1), is never off; the others fold at k / parts.
    hinges = torch.tensor([1.0, *(-k / parts for k in range(1, parts))], dtype=torch.float64)
    slopes = torch.tensor([parts, *(2.0 * parts * (-1) ** k for k in range(1, parts))], dtype=torch.float64)
    into = torch.block_diag(torch.ones(parts, 1), torch.ones(parts, 1)).to(torch.float64)
    out = torch.block_diag(slopes[None], slopes[None])

    layers = []
    weight, bias = (lines, cuts) if depth == 1 else (into, hinges.repeat(2))
    for layer in range(depth):
        layers.append((weight, bias))
        # Of the folded coordinates, out z - parts.
        rows, offsets = (lines, cuts) if layer == depth - 2 else (into, hinges.repeat(2))
        weight, bias = rows @ out, offsets - parts * rows.sum(1)
    last = torch.ones(1, width, dtype=torch.float64)
    return _relu_network([*layers, (last, torch.zeros(1, dtype=torch.float64))])


def _relu_network(layers: Sequence[Layer]) -> nn.Sequential:
    """A perceptron of given weights and biases, without randomness."""
    modules: list[nn.Module] = []
    for rows, offsets in layers:
        weight, bias = (torch.as_tensor(given, dtype=torch.float64) for given in (rows, offsets))
        modules += [_linear(weight, bias), nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    linear = nn.utils.skip_init(nn.Linear, weight.shape[1], len(weight), dtype=weight.dtype)
    linear.weight, linear.bias = nn.Parameter(weight), nn.Parameter(bias)
    return linear
