"""Image classifiers in their published forms, untrained: what the explorers must open on."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

CLASSES = 10


def lenet(side: int = 32) -> nn.Module:
    """LeNet-5 with ReLU and max-pooling, for three channels (LeCun et al., 1998)."""
    left = ((side - 4) // 2 - 4) // 2
    return nn.Sequential(
        nn.Conv2d(3, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * left * left, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, CLASSES),
    )


def vgg11(side: int = 32) -> nn.Module:
    """VGG-11 with one linear layer at its end, as is usual for small images (Simonyan and Zisserman, 2015)."""
    widths = (64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool")
    parts: list[nn.Module] = []
    channels = 3
    for width in widths:
        if width == "pool":
            parts.append(nn.MaxPool2d(2))
        else:
            parts += [nn.Conv2d(channels, int(width), 3, padding=1), nn.ReLU()]
            channels = int(width)
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(512 * (side // 32) ** 2, CLASSES))


class BasicBlock(nn.Module):
    """Two convolutions and a shortcut (He et al., 2016, Figure 2)."""

    def __init__(self, channels: int, width: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, width, 3, stride, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, width, 3, 1, 1, bias=False),
            nn.BatchNorm2d(width),
        )
        same = channels == width and stride == 1
        self.shortcut = (
            nn.Identity()
            if same
            else nn.Sequential(nn.Conv2d(channels, width, 1, stride, bias=False), nn.BatchNorm2d(width))
        )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet18(side: int = 32) -> nn.Module:
    """ResNet-18 (He et al., 2016), with the 3 x 3 stem that is usual for small images."""
    del side
    parts: list[nn.Module] = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
    channels = 64
    for width, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        parts += [BasicBlock(channels, width, stride), BasicBlock(width, width, 1)]
        channels = width
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, CLASSES))


class InvertedResidual(nn.Module):
    """Widen, convolve each channel, narrow (Sandler et al., 2018, Figure 3)."""

    def __init__(self, channels: int, width: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = channels * expansion
        widen: list[nn.Module] = []
        if expansion != 1:
            widen = [nn.Conv2d(channels, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6()]
        self.body = nn.Sequential(
            *widen,
            nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden),
            nn.ReLU6(),
            nn.Conv2d(hidden, width, 1, bias=False),
            nn.BatchNorm2d(width),
        )
        self.residual = channels == width and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x) if self.residual else self.body(x)


def mobilenet_v2(side: int = 32) -> nn.Module:
    """MobileNetV2 (Sandler et al., 2018, Table 2), with the strides that are usual for small images."""
    del side
    parts: list[nn.Module] = [nn.Conv2d(3, 32, 3, 1, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU6()]
    channels = 32
    for expansion, width, repeats, first in (
        (1, 16, 1, 1),
        (6, 24, 2, 1),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ):
        for stride in (first, *[1] * (repeats - 1)):
            parts.append(InvertedResidual(channels, width, stride, expansion))
            channels = width
    parts += [nn.Conv2d(channels, 1280, 1, bias=False), nn.BatchNorm2d(1280), nn.ReLU6()]
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, CLASSES))


NETWORKS: dict[str, Callable[[int], nn.Module]] = {
    "LeNet": lenet,
    "VGG-11": vgg11,
    "ResNet-18": resnet18,
    "MobileNetV2": mobilenet_v2,
}


def network_and_anchors(name: str, side: int = 32) -> tuple[nn.Module, Tensor]:
    """A seeded network in eval mode, and three images (3, 3, side, side)."""
    torch.manual_seed(0)
    return NETWORKS[name](side).eval(), torch.rand(3, 3, side, side)
