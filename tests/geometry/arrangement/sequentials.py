"""Small Sequentials with two inputs, in float64, for the tests of their lines."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn


class Absolute(nn.Module):
    """The absolute value, for which torch has no module."""

    def forward(self, x: Tensor) -> Tensor:
        return x.abs()


ACTIVATIONS: dict[str, Any] = {"relu": nn.ReLU, "leaky": lambda: nn.LeakyReLU(0.1), "abs": Absolute}


def sequential(*widths: int, activation: str = "relu", seed: int = 0) -> nn.Sequential:
    """Linear layers of these widths with random weights, and an activation behind all but the last."""
    torch.manual_seed(seed)
    modules: list[nn.Module] = []
    for entries, units in pairwise(widths):
        modules += [nn.Linear(entries, units), ACTIVATIONS[activation]()]
    return nn.Sequential(*modules[:-1]).double().eval()
