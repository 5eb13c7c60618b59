"""Small piecewise-affine networks with seeded initial weights."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod

import torch
from torch import nn


def mlp(sizes: Sequence[int], seed: int = 0) -> nn.Sequential:
    """Return a ReLU perceptron with PyTorch's default initialization.

    Parameters
    ----------
    sizes
        Units per layer, from input to output: `(64, 80, 80, 80, 10)` has three hidden layers. Inputs of any shape
        with `sizes[0]` entries are flattened first.
    seed
        Of the initial weights; the global random state is left as it was.

    Examples
    --------
    >>> mlp((2, 16, 1))(torch.zeros(5, 2)).shape
    torch.Size([5, 1])
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(
            f"The sizes are {tuple(sizes)}. At least two positive numbers are needed, for input and output. "
            "Write for example mlp((64, 32, 10))."
        )
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        modules: list[nn.Module] = [nn.Flatten()]
        for before, after in pairwise(sizes):
            modules += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def convnet(
    input_shape: Sequence[int] = (8, 8), classes: int = 10, channels: Sequence[int] = (8, 16), seed: int = 0
) -> nn.Sequential:
    """Return convolutions with ReLU and average pooling, then one dense layer.

    Parameters
    ----------
    input_shape
        (height, width) of gray images, or (channels, height, width).
    classes
        How many outputs.
    channels
        Of each 3 x 3 convolution; average pooling halves the image after each.
    seed
        Of the initial weights; the global random state is left as it was.

    Raises
    ------
    ValueError
        If the input is no image, or too small to be halved as often as there are convolutions.

    Examples
    --------
    >>> convnet((8, 8), classes=10)(torch.zeros(5, 8, 8)).shape
    torch.Size([5, 10])
    """
    if len(input_shape) not in (2, 3):
        raise ValueError(
            f"The input shape is {tuple(input_shape)}. An image has (height, width) or (channels, height, width). "
            "Use mlp for other inputs."
        )
    *depth, height, width = input_shape
    halvings = 2 ** len(channels)
    if min(height, width) < halvings:
        raise ValueError(
            f"The image has {height} x {width} pixels. {len(channels)} poolings need {halvings} each way. "
            "Use fewer convolutions."
        )
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        modules: list[nn.Module] = [] if depth else [nn.Unflatten(1, (1, height))]
        for before, after in pairwise((*(depth or (1,)), *channels)):
            modules += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.AvgPool2d(2)]
        features = prod((channels[-1] if channels else (depth or (1,))[0], height // halvings, width // halvings))
        modules += [nn.Flatten(), nn.Linear(features, classes)]
    return nn.Sequential(*modules)


def strided_convnet(
    size: int = 16, classes: int = 2, channels: Sequence[int] = (8, 8, 16), dense: Sequence[int] = (32,), seed: int = 0
) -> nn.Sequential:
    """Return 3 x 3 convolutions of stride 2 with ReLU, then dense layers, for square gray images (N, size, size).

    Nothing is pooled: each bend of it is that of a ReLU. By default it has 736 units.

    Parameters
    ----------
    size
        Pixels along each side.
    classes
        How many outputs.
    channels
        Of each convolution; each halves the image.
    dense
        Units of each dense layer before the last.
    seed
        Of the initial weights; the global random state is left as it was.

    Raises
    ------
    ValueError
        If the image is too small to be halved as often as there are convolutions.

    Examples
    --------
    >>> strided_convnet(16)(torch.zeros(5, 16, 16)).shape
    torch.Size([5, 2])
    """
    least = 2 ** len(channels)
    if size < least or size % least:
        raise ValueError(
            f"The image has {size} x {size} pixels. {len(channels)} halvings need a multiple of {least}. "
            "Use another size, or fewer convolutions."
        )
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        modules: list[nn.Module] = [nn.Unflatten(1, (1, size))]
        for before, after in pairwise((1, *channels)):
            modules += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.ReLU()]
        widths = ((channels[-1] if channels else 1) * (size // least) ** 2, *dense, classes)
        modules.append(nn.Flatten())
        for before, after in pairwise(widths):
            modules += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*modules[:-1])
