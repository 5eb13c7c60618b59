"""Random directions of all parameters, each filter of which is as long as the model's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.conv import _ConvTransposeNd

# Added to the length of a filter of a direction, as in the authors' code, so that nothing is divided by zero.
TINY = 1e-10
NORMALIZATIONS = (_NormBase, nn.LayerNorm, nn.GroupNorm, nn.RMSNorm)


def filter_normalized(model: nn.Module, weights: Mapping[str, Tensor], random: torch.Generator) -> dict[str, Tensor]:
    """A normal direction for each of these weights, by name, float64.

    A filter is what makes one unit of a layer: the weights of an output channel of a convolution, a row of a dense
    layer. Each is scaled to the length that the model's has there. Biases and the parameters of normalizations, and
    all others of one axis or none, get zeros.

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein, Visualizing the Loss Landscape of Neural Nets [li2018visualizing].
    """
    owners = dict(_owners(model))
    return {name: _direction(owners[name], name, weight.double(), random) for name, weight in weights.items()}


def _owners(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """The name of each parameter, and the module that has it."""
    for path, module in model.named_modules():
        for name, _ in module.named_parameters(recurse=False):
            yield (f"{path}.{name}" if path else name), module


def _direction(owner: nn.Module, name: str, weight: Tensor, random: torch.Generator) -> Tensor:
    drawn = torch.randn(weight.shape, generator=random, dtype=torch.float64)
    if weight.ndim < 2 or isinstance(owner, NORMALIZATIONS) or name.rpartition(".")[2] == "bias":
        return torch.zeros_like(weight)
    if isinstance(owner, _ConvTransposeNd):  # whose output channels are those of each group in turn, on the second axis
        grouped = (owner.groups, -1, *weight.shape[1:])
        return _scaled(drawn.reshape(grouped), weight.reshape(grouped), (0, 2)).reshape(weight.shape)
    return _scaled(drawn, weight, (0,))


def _scaled(direction: Tensor, weight: Tensor, units: tuple[int, ...]) -> Tensor:
    """A direction whose filters are as long as those of the weights; `units` are the axes that tell filters apart."""
    within = [axis for axis in range(weight.ndim) if axis not in units]

    def length(tensor: Tensor) -> Tensor:
        return tensor.square().sum(within, keepdim=True).sqrt()

    return direction * length(weight) / (length(direction) + TINY)
