"""Modules that tests of `Network` are made of."""

from __future__ import annotations

from itertools import pairwise

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
