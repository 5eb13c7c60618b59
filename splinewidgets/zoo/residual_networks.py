"""Networks with skip connections of any strength, from none to those of residual networks."""

from __future__ import annotations

from math import sqrt

import torch
from torch import nn
from torch.nn.utils import skip_init

from splinewidgets.geometry.argument_types import real_number, seed_number
from splinewidgets.geometry.whole_numbers import whole_number

from .architecture import ACTIVATIONS
from .blocks import Skip

# Factor on the weights beside a skip of strength 1, without which values grow by a third with every block.
BRANCH = 0.3
# Of the weights of He et al., with which ReLU layers keep the size of values.
HE = sqrt(2)
BENT = ("relu", "leaky", "abs")


def residual_mlp(
    depth: int = 20, skip: float = 1.0, *, width: int = 32, inputs: int = 64, classes: int = 10, seed: int = 0
) -> nn.Sequential:
    """Return a ReLU perceptron of equal hidden blocks, each with a skip connection around it.

    A block maps z to relu(W z + b) + skip z. Weights are those of He et al. times 0.3 to the power of skip: of 0.3 in
    the residual network, of 1 in the plain one. Biases are 0.

    Parameters
    ----------
    depth
        How many blocks there are between the first layer and the last.
    skip
        Strength of the skips, from 0, a plain perceptron, to 1.
    width
        Units of each block.
    inputs, classes
        Inputs of any shape with so many entries are flattened first; outputs.
    seed
        Of the initial weights; the global random state is left as it was.

    Raises
    ------
    TypeError, ValueError
        If a number is of the wrong kind or out of range.

    Examples
    --------
    >>> residual_mlp(3, skip=0.5)(torch.zeros(5, 8, 8)).shape
    torch.Size([5, 10])
    """
    depth, skip, seed = _depth(depth), _strength(skip), seed_number(seed)
    width, inputs, classes = (
        whole_number(value, name, "Try 32.")
        for value, name in ((width, "width"), (inputs, "inputs"), (classes, "classes"))
    )
    random = torch.Generator().manual_seed(seed)
    modules: list[nn.Module] = [nn.Flatten(), _random(skip_init(nn.Linear, inputs, width), HE, random), nn.ReLU()]
    for _ in range(depth):
        modules += _block(_random(skip_init(nn.Linear, width, width), HE * BRANCH**skip, random), nn.ReLU(), skip)
    return nn.Sequential(*modules, _random(skip_init(nn.Linear, width, classes), HE, random))


def residual_blocks(
    depth: int,
    skip: float = 1.0,
    *,
    width: int = 64,
    activation: str = "relu",
    gain: float = HE,
    seed: int = 0,
) -> nn.Sequential:
    """Return a layer, its activation and blocks with skip connections of random weights, from width to width numbers.

    For what happens to singular values: behind the first layer comes the product of skip I + D_j W_j, with the slopes
    D_j of the activations. Weights are normal, biases 0, and unlike those of `residual_mlp` not smaller beside skips.

    Parameters
    ----------
    depth
        How many blocks there are behind the first layer.
    skip, seed
        As of `residual_mlp`.
    width
        Units of each layer, and inputs; inputs of any shape with so many entries are flattened first.
    activation
        "relu", "leaky", with slope 0.1 below zero, or "abs".
    gain
        Times 1 / sqrt(width) the standard deviation of weights: sqrt(2) is that of He et al., 1 / sqrt(3) that of
        PyTorch's default.

    Raises
    ------
    TypeError, ValueError
        If a number is of the wrong kind or out of range, or there is no such activation.

    Examples
    --------
    >>> residual_blocks(2, width=8, activation="abs")(torch.zeros(5, 8)).shape
    torch.Size([5, 8])
    """
    depth, skip, seed = _depth(depth), _strength(skip), seed_number(seed)
    width, gain = whole_number(width, "width", "Try 64."), real_number(gain, "gain", "Leave it out.")
    if activation not in BENT:
        raise ValueError(f"The activation is {activation!r}. It can be {', '.join(BENT)}. Choose one of them.")
    random, make = torch.Generator().manual_seed(seed), ACTIVATIONS[activation][0]
    layers = [_random(skip_init(nn.Linear, width, width), gain, random) for _ in range(depth + 1)]
    modules: list[nn.Module] = [nn.Flatten(), layers[0], make()]
    for layer in layers[1:]:
        modules += _block(layer, make(), skip)
    return nn.Sequential(*modules)


def residual_convnet(
    depth: int = 8, skip: float = 1.0, *, channels: int = 8, classes: int = 10, seed: int = 0
) -> nn.Sequential:
    """Return 3 x 3 convolutions of gray 8 x 8 images, each with a skip connection around it, and one dense layer.

    Like `residual_mlp`; average pooling halves the image before the last layer.

    Parameters
    ----------
    depth
        How many blocks there are behind the first convolution.
    skip, seed
        As of `residual_mlp`.
    channels
        Of each convolution.
    classes
        How many outputs.

    Raises
    ------
    TypeError, ValueError
        If a number is of the wrong kind or out of range.

    Examples
    --------
    >>> residual_convnet(2, skip=0.0)(torch.zeros(5, 8, 8)).shape
    torch.Size([5, 10])
    """
    depth, skip, seed = _depth(depth), _strength(skip), seed_number(seed)
    channels, classes = (
        whole_number(value, name, "Try 8.") for value, name in ((channels, "channels"), (classes, "classes"))
    )
    random = torch.Generator().manual_seed(seed)
    first = _random(skip_init(nn.Conv2d, 1, channels, 3, padding=1), HE, random)
    modules: list[nn.Module] = [nn.Unflatten(1, (1, 8)), first, nn.ReLU()]
    for _ in range(depth):
        modules += _block(
            _random(skip_init(nn.Conv2d, channels, channels, 3, padding=1), HE * BRANCH**skip, random), nn.ReLU(), skip
        )
    last = _random(skip_init(nn.Linear, 16 * channels, classes), HE, random)
    return nn.Sequential(*modules, nn.AvgPool2d(2), nn.Flatten(), last)


def _block(layer: nn.Module, activation: nn.Module, skip: float) -> list[nn.Module]:
    return [Skip(layer, activation, strength=skip)] if skip else [layer, activation]


def _random(layer: nn.Linear | nn.Conv2d, gain: float, random: torch.Generator) -> nn.Module:
    """Give a layer, which was made without drawing, its weights."""
    with torch.no_grad():
        layer.weight.normal_(0, gain / sqrt(layer.weight[0].numel()), generator=random)
        assert layer.bias is not None
        layer.bias.zero_()
    return layer


def _depth(given: int) -> int:
    return whole_number(given, "depth", "Try 20.")


def _strength(given: float) -> float:
    skip = real_number(given, "skip", "Try 1, or 0 for none.")
    if not 0 <= skip <= 1:
        raise ValueError(f"skip is {skip:g}. The strength of a skip is from 0 to 1. Pass 1, or 0 for a plain network.")
    return skip
