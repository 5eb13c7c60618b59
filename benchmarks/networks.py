"""The networks that are measured, each with the shape of its inputs: the usual kinds, of sizes that fill a screen."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn

from splinewidgets.geometry import Slice

sys.path.append(str(Path(__file__).parents[1] / "tests" / "geometry"))

from architectures import Dense, MaxOut, PreActivation, Residual, UNet, head  # type: ignore[import-not-found]

__all__ = ["NETWORKS", "benchmarked", "perceptron"]


def perceptron(*widths: int) -> nn.Sequential:
    """A perceptron with PyTorch's default initialization."""
    modules: list[nn.Module] = []
    for before, after in pairwise(widths):
        modules += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def convnet() -> nn.Sequential:
    """Two strided convolutions and three dense layers on 3 x 32 x 32."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 5, stride=2), nn.BatchNorm2d(6), nn.ReLU(), nn.Conv2d(6, 16, 5, stride=2), nn.ReLU(),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def densenet() -> nn.Sequential:
    """A dense block and a transition."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 3), Dense(6, 4, 3), nn.BatchNorm2d(18), nn.ReLU(), nn.Conv2d(18, 8, 1), nn.AvgPool2d(2), head(8)
    )


def vgg() -> nn.Sequential:
    """Two convolutions with max-pooling, and two dense layers."""
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 32), nn.ReLU(), nn.Linear(32, 10),
    )  # fmt: skip


def generator() -> nn.Sequential:
    """From two latent coordinates to 16 x 16 pixels."""
    return nn.Sequential(
        nn.Linear(2, 128), nn.Unflatten(1, (8, 4, 4)), nn.BatchNorm2d(8), nn.ReLU(),
        nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU(),
        nn.ConvTranspose2d(4, 1, 4, stride=2, padding=1), nn.Hardtanh(),
    )  # fmt: skip


# How to make a network, the shape of an input, and how far the window reaches from the middle of the slice.
NETWORKS: dict[str, tuple[Callable[[], nn.Module], tuple[int, ...], float]] = {
    "2-32x3": (lambda: perceptron(2, 32, 32, 32, 1), (2,), 3.0),
    "2-64x4": (lambda: perceptron(2, 64, 64, 64, 64, 1), (2,), 3.0),
    "784-200x4": (lambda: perceptron(784, 200, 200, 200, 200, 10), (784,), 8.0),
    "convnet": (convnet, (3, 32, 32), 2.15),
    "resnet": (lambda: nn.Sequential(Residual(3, 6), Residual(6, 8, stride=2), head(8)), (3, 12, 12), 2.0),
    "pre-act. resnet": (
        lambda: nn.Sequential(nn.Conv2d(3, 6, 3), PreActivation(6), nn.BatchNorm2d(6), nn.ReLU(), head(6)),
        (3, 12, 12),
        2.0,
    ),
    "densenet": (densenet, (3, 12, 12), 0.8),
    "u-net": (lambda: UNet(4), (1, 12, 12), 2.0),
    "vgg": (vgg, (3, 16, 16), 0.7),
    "generator": (generator, (2,), 2.0),
    "maxout": (lambda: nn.Sequential(MaxOut(16, 48, 3), MaxOut(48, 48, 3), nn.Linear(48, 10)), (16,), 6.0),
}


def benchmarked(name: str) -> tuple[nn.Module, Slice]:
    """A network and its slice, always the same: the plane of (u, v) itself, or one through three random inputs."""
    make, shape, reach = NETWORKS[name]
    torch.manual_seed(0)
    model = make().eval()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            assert isinstance(module.running_mean, Tensor) and isinstance(module.running_var, Tensor)
            module.running_mean.uniform_(-0.3, 0.3)
            module.running_var.uniform_(0.5, 1.5)
    window = (-reach, reach, -reach, reach)
    if shape == (2,):
        return model, Slice.box(window[:2], window[2:])
    one, two, three = torch.rand(3, *shape)
    return model, Slice.through(one, two, three).with_bounds(window)
