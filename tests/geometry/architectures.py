"""Small networks of the kinds that people have, each with the shape of its inputs."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F


class Residual(nn.Module):
    """A basic block with batch normalization, and a projection where the shape changes."""

    def __init__(self, before: int, after: int, stride: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True),
            nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after),
        )  # fmt: skip
        self.past = nn.Identity()
        if stride != 1 or before != after:
            self.past = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        return F.relu(self.body(x) + self.past(x))


class PreActivation(nn.Module):
    """Normalization and ReLU come before each convolution, and nothing after the sum."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(*(m for _ in range(2) for m in (
            nn.BatchNorm2d(channels), nn.ReLU(inplace=True), nn.Conv2d(channels, channels, 3, padding=1))))  # fmt: skip

    def forward(self, x):
        return x + self.body(x)


class Dense(nn.Module):
    """Every layer sees all the ones before it."""

    def __init__(self, channels: int, growth: int, count: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(channels + i * growth), nn.ReLU(), nn.Conv2d(channels + i * growth, growth, 3, padding=1)
            )
            for i in range(count)
        )

    def forward(self, x):
        for layer in self.layers:
            x = torch.cat([x, layer(x)], 1)
        return x


class UNet(nn.Module):
    """One level: down by max-pooling, up by interpolation, the skip concatenated."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(1, channels, 3, padding=1)
        self.bottom = nn.Conv2d(channels, channels, 3, padding=1)
        self.up = nn.Conv2d(2 * channels, 2, 3, padding=1)

    def forward(self, x):
        skip = F.relu(self.down(x))
        y = F.relu(self.bottom(F.max_pool2d(skip, 2)))
        y = F.interpolate(y, scale_factor=2, mode="bilinear")
        return self.up(torch.cat([skip, y], 1))


class MaxOut(nn.Module):
    """The largest of `pieces` affine functions for each output."""

    def __init__(self, before: int, after: int, pieces: int) -> None:
        super().__init__()
        self.linear, self.pieces = nn.Linear(before, after * pieces), pieces

    def forward(self, x):
        return self.linear(x).unflatten(1, (-1, self.pieces)).max(2).values


def head(channels: int, classes: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes))


ARCHITECTURES = {
    "resnet": (lambda: nn.Sequential(Residual(1, 2), Residual(2, 3, stride=2), head(3)), (1, 5, 5)),
    "pre-activation resnet": (
        lambda: nn.Sequential(nn.Conv2d(1, 3, 3), PreActivation(3), nn.BatchNorm2d(3), nn.ReLU(), head(3)),
        (1, 6, 6),
    ),
    "densenet": (
        lambda: nn.Sequential(
            Dense(2, 2, 2), nn.BatchNorm2d(6), nn.ReLU(), nn.Conv2d(6, 2, 1), nn.AvgPool2d(2), head(2)
        ),
        (2, 4, 4),
    ),
    "u-net": (lambda: UNet(2), (1, 4, 4)),
    "vgg": (
        lambda: nn.Sequential(
            nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(),
            nn.MaxPool2d(3, stride=2, padding=1), nn.Flatten(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 3),
        ),
        (1, 8, 8),
    ),
    "generator": (
        lambda: nn.Sequential(
            nn.Linear(2, 8), nn.Unflatten(1, (2, 2, 2)), nn.BatchNorm2d(2), nn.ReLU(),
            nn.ConvTranspose2d(2, 3, 4, stride=2, padding=1), nn.BatchNorm2d(3), nn.ReLU(),
            nn.ConvTranspose2d(3, 1, 4, stride=2, padding=1), nn.Hardtanh(),
        ),
        (2,),
    ),
    "maxout": (lambda: nn.Sequential(MaxOut(4, 5, 3), MaxOut(5, 5, 4), nn.Linear(5, 3)), (4,)),
}  # fmt: skip


def architecture(name: str) -> tuple[nn.Module, torch.Tensor]:
    """The network in float64 and eval mode with random statistics, and three inputs."""
    random = torch.Generator().manual_seed(0)
    torch.manual_seed(1)
    make, shape = ARCHITECTURES[name]
    model = make().double().eval()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3, generator=random)
            module.running_var.uniform_(0.5, 1.5, generator=random)
    return model, torch.randn((3, *shape), generator=random, dtype=torch.float64)
