"""A model that can be changed in many ways."""

from __future__ import annotations

import os
import types

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from splinewidgets.geometry import Slice

SLICE = Slice.box((-2, 2), (-2, 2))
SCALE = 1.0


class Steered(nn.Module):
    """A perceptron whose forward reads all that a forward can read."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first, self.norm, self.act = nn.Linear(2, 6), nn.BatchNorm1d(6), nn.LeakyReLU(0.1)
        self.drop, self.last, self.unused = nn.Dropout(), nn.Linear(6, 2), nn.Linear(2, 2)
        self.tied = nn.Linear(2, 6)
        self.tied.weight = self.first.weight
        self.register_buffer("shift", torch.rand(6))
        self.register_buffer("hidden", torch.rand(6), persistent=False)
        self.constant, self.array = torch.rand(6), np.random.default_rng(0).random(6)
        self.limit, self.times, self.kind, self.flag, self.slopes = 1.5, 1, "relu", True, (0.2, 0.3)
        self.config = types.SimpleNamespace(low=-1.0, far=1e4, functions=[])
        factor = 1.0

        def closure(x):
            return x * factor

        def set_factor(value: float) -> None:
            nonlocal factor
            factor = value

        self.closure, self.set_factor = closure, set_factor
        self.eval()

    def forward(self, x):
        y = self.drop(self.act(self.norm(self.first(x)))) + 0.1 * self.tied(x)
        for _ in range(self.times):
            y = y + self.shift + self.hidden * self.constant
        y = y + torch.from_numpy(self.array).to(y.dtype) + torch.full((6,), -1.1).to(y.dtype)
        y = y.clamp(self.config.low, self.limit).clamp(max=self.config.far)
        if self.flag:
            y = getattr(F, self.kind)(y)
        for function in self.config.functions:
            y = function(y)
        y = F.leaky_relu(y - 0.5, self.slopes[0]) * SCALE * float(os.environ.get("SPLINEWIDGETS_TEST", "1"))
        return self.last(self.closure(y))


def same(one, other) -> bool:
    return (
        one.tile_count == other.tile_count
        and np.array_equal(one.vertices, other.vertices)
        and torch.equal(one.outputs, other.outputs)
    )
