"""Modules that tests of `Network` are made of."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn


class Call(nn.Module):
    """A function as a module, with submodules."""

    def __init__(self, function, **modules: nn.Module) -> None:
        super().__init__()
        self.function = function
        for name, module in modules.items():
            self.add_module(name, module)

    def forward(self, x):
        return self.function(self, x)


def perceptron(*widths: int, act=nn.ReLU) -> nn.Sequential:
    modules = [m for a, b in pairwise(widths) for m in (nn.Linear(a, b), act())]
    return nn.Sequential(*modules[:-1])


class Functional(nn.Module):
    """Two hidden layers whose activations are functions, methods, and writes in place."""

    def __init__(self, first, second) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.one, self.two, self.three = nn.Linear(6, 20), nn.Linear(20, 20), nn.Linear(20, 3)
        # A function of a parameter, which is no activation of a layer.
        self.scale = nn.Parameter(torch.zeros(3))
        self.first, self.second = first, second

    def forward(self, x):
        return F.softplus(self.scale) * self.three(self.second(self.two(self.first(self.one(x))))).softmax(1)


W = torch.linspace(-1, 1, 64, dtype=torch.float64).reshape(8, 8).sin()


class Weighted(nn.Module):
    """A function as a module, with a parameter `w` (8, 8) and perhaps a submodule `m`."""

    def __init__(self, function, m: nn.Module | None = None) -> None:
        super().__init__()
        self.function, self.m, self.w = function, m, nn.Parameter(W.clone())

    def forward(self, x):
        return self.function(self, x)
