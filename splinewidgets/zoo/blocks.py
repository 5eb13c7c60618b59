"""Piecewise-affine blocks that PyTorch has no module for. They stand alone: `Experiment.script` prints their source."""

from __future__ import annotations

import torch
from torch import nn


class Absolute(nn.Module):
    """The absolute value of each entry.

    Examples
    --------
    >>> Absolute()(torch.tensor([-2.0, 3.0]))
    tensor([2., 3.])
    """

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return |inputs|."""
        return inputs.abs()


class MaxOut(nn.Module):
    """The larger of each two neighboring entries, of which there are half as many.

    References
    ----------
    Goodfellow, Warde-Farley, Mirza, Courville and Bengio, Maxout Networks, 2013.

    Examples
    --------
    >>> MaxOut()(torch.tensor([[1.0, 2.0, 4.0, 3.0]]))
    tensor([[2., 4.]])
    """

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return (N, n / 2) for inputs (N, n)."""
        first, second = inputs.unflatten(1, (-1, 2)).unbind(2)
        return torch.maximum(first, second)


class Skip(nn.Sequential):
    """Modules in turn, and their input, times a strength, added to their output.

    Examples
    --------
    >>> Skip(nn.ReLU())(torch.tensor([-2.0, 3.0]))
    tensor([-2.,  6.])
    >>> Skip(nn.ReLU(), strength=0.5)(torch.tensor([-2.0, 3.0]))
    tensor([-1.0000,  4.5000])
    """

    def __init__(self, *modules: nn.Module, strength: float = 1.0) -> None:
        super().__init__(*modules)
        self.strength = strength

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return strength * inputs + modules(inputs)."""
        outputs = inputs
        for module in self:
            outputs = module(outputs)
        return (inputs if self.strength == 1 else self.strength * inputs) + outputs
