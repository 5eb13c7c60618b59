"""Models of images after their published form, with all their layers but few channels.

Activations are modules, so that hooks see them.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from deep_models import BasicBlock, DenseBlock
from torch import nn


def lenet() -> nn.Module:
    """LeCun et al. 1998, with ReLU and max-pooling."""
    return nn.Sequential(
        nn.Conv2d(1, 3, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(100, 12), nn.ReLU(), nn.Linear(12, 8), nn.ReLU(), nn.Linear(8, 10),
    )  # fmt: skip


def resnet18(width: int = 2) -> nn.Module:
    """He et al. 2016."""
    blocks, before = [], width
    for after, stride in ((width, 1), (2 * width, 2), (4 * width, 2), (8 * width, 2)):
        blocks += [BasicBlock(before, after, stride), BasicBlock(after, after, 1)]
        before = after
    stem = [nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
    end = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, 5)]
    return nn.Sequential(*stem, nn.MaxPool2d(3, 2, 1), *blocks, *end)


def vgg11(width: int = 2) -> nn.Module:
    """Simonyan and Zisserman 2015, configuration A."""
    layers, before = [], 3
    for after in (1, 0, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0):
        if after == 0:
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(before, after * width, 3, padding=1), nn.ReLU(inplace=True)]
            before = after * width
    head = [nn.Linear(before, 8), nn.ReLU(True), nn.Dropout(), nn.Linear(8, 8), nn.ReLU(True), nn.Dropout()]
    return nn.Sequential(*layers, nn.Flatten(), *head, nn.Linear(8, 5))


class InvertedResidual(nn.Module):
    def __init__(self, before: int, after: int, stride: int, expand: int) -> None:
        super().__init__()
        hidden = before * expand
        layers = [] if expand == 1 else [nn.Conv2d(before, hidden, 1, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6()]
        layers += [
            nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False), nn.BatchNorm2d(hidden), nn.ReLU6(),
            nn.Conv2d(hidden, after, 1, bias=False), nn.BatchNorm2d(after),
        ]  # fmt: skip
        self.body, self.skips = nn.Sequential(*layers), stride == 1 and before == after

    def forward(self, x):
        return x + self.body(x) if self.skips else self.body(x)


def mobilenet_v2() -> nn.Module:
    """Sandler et al. 2018: 17 inverted residuals."""
    blocks: list[nn.Module] = []
    before = 2
    settings = ((1, 2, 1, 1), (6, 2, 2, 2), (6, 2, 3, 2), (6, 3, 4, 2), (6, 3, 3, 1), (6, 4, 3, 2), (6, 4, 1, 1))
    for expand, after, count, stride in settings:
        for i in range(count):
            blocks.append(InvertedResidual(before, after, stride if i == 0 else 1, expand))
            before = after
    first = [nn.Conv2d(3, 2, 3, 2, 1, bias=False), nn.BatchNorm2d(2), nn.ReLU6()]
    last = [nn.Conv2d(before, 8, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU6(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*first, *blocks, *last, nn.Dropout(0.2), nn.Linear(8, 5))


class Shuffle(nn.Module):
    """A unit of ShuffleNetV2: split, transform one half, concatenate, shuffle the channels."""

    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        half, into = after // 2, before if stride > 1 else before // 2
        self.stride = stride
        self.past = nn.Identity()
        if stride > 1:
            self.past = nn.Sequential(
                nn.Conv2d(before, before, 3, stride, 1, groups=before, bias=False), nn.BatchNorm2d(before),
                nn.Conv2d(before, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(True),
            )  # fmt: skip
        self.body = nn.Sequential(
            nn.Conv2d(into, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(True),
            nn.Conv2d(half, half, 3, stride, 1, groups=half, bias=False), nn.BatchNorm2d(half),
            nn.Conv2d(half, half, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(True),
        )  # fmt: skip

    def forward(self, x):
        one, other = (x, x) if self.stride > 1 else x.chunk(2, dim=1)
        x = torch.cat([self.past(one), self.body(other)], 1)
        count, channels, height, width = x.shape
        return x.view(count, 2, channels // 2, height, width).transpose(1, 2).reshape(x.shape)


def shufflenet_v2() -> nn.Module:
    """Ma et al. 2018: stages of 4, 8 and 4 units."""
    units: list[nn.Module] = []
    before = 2
    for after, count in ((4, 4), (8, 8), (8, 4)):
        for i in range(count):
            units.append(Shuffle(before, after, 2 if i == 0 else 1))
            before = after
    first = [nn.Conv2d(3, 2, 3, 2, 1, bias=False), nn.BatchNorm2d(2), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)]
    last = [nn.Conv2d(before, 8, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(True), nn.AdaptiveAvgPool2d(1)]
    return nn.Sequential(*first, *units, *last, nn.Flatten(), nn.Linear(8, 5))


def densenet121(growth: int = 1) -> nn.Module:
    """Huang et al. 2017: blocks of 6, 12, 24 and 16 layers."""
    channels = 2 * growth
    modules = [nn.Conv2d(3, channels, 7, 2, 3, bias=False), nn.BatchNorm2d(channels), nn.ReLU(True)]
    modules.append(nn.MaxPool2d(3, 2, 1))
    for count in (6, 12, 24, 16):
        modules.append(DenseBlock(channels, growth, count))
        channels += growth * count
        modules += [nn.BatchNorm2d(channels), nn.ReLU(True)]
        if count != 16:
            modules += [nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2, 2)]
            channels //= 2
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 5))


class Fire(nn.Module):
    def __init__(self, before: int, squeeze: int, expand: int) -> None:
        super().__init__()
        self.squeeze, self.relu = nn.Conv2d(before, squeeze, 1), nn.ReLU(inplace=True)
        self.small, self.large = nn.Conv2d(squeeze, expand, 1), nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = self.relu(self.squeeze(x))
        return torch.cat([self.relu(self.small(x)), self.relu(self.large(x))], 1)


def squeezenet() -> nn.Module:
    """Iandola et al. 2016, version 1.1: eight fire modules."""
    pool = lambda: nn.MaxPool2d(3, 2, ceil_mode=True)  # noqa: E731
    return nn.Sequential(
        nn.Conv2d(3, 4, 3, 2), nn.ReLU(True), pool(), Fire(4, 2, 3), Fire(6, 2, 3), pool(), Fire(6, 2, 4),
        Fire(8, 2, 4), pool(), Fire(8, 3, 4), Fire(8, 3, 4), Fire(8, 3, 4), Fire(8, 3, 4), nn.Dropout(),
        nn.Conv2d(8, 5, 1), nn.ReLU(True), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    )  # fmt: skip


def twice(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True),
        nn.Conv2d(after, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True),
    )  # fmt: skip


class UNet(nn.Module):
    """Ronneberger et al. 2015, of depth 4, padded."""

    def __init__(self) -> None:
        super().__init__()
        widths = [1, 1, 2, 2, 2]
        self.pool = nn.MaxPool2d(2)
        self.first = twice(1, widths[0])
        self.down = nn.ModuleList(twice(a, b) for a, b in pairwise(widths))
        pairs = list(pairwise(widths[::-1]))
        self.rise = nn.ModuleList(nn.ConvTranspose2d(a, b, 2, 2) for a, b in pairs)
        self.up = nn.ModuleList(twice(2 * b, b) for _, b in pairs)
        self.last = nn.Conv2d(widths[0], 2, 1)

    def forward(self, x):
        skips = [self.first(x)]
        for down in self.down:
            skips.append(down(self.pool(skips[-1])))
        x = skips.pop()
        for rise, up in zip(self.rise, self.up, strict=True):
            x = up(torch.cat([skips.pop(), rise(x)], 1))
        return self.last(x)


def dcgan_discriminator() -> nn.Module:
    """Radford et al. 2016, of images of 64 by 64."""
    layers, before = [nn.Conv2d(3, 1, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)], 1
    for after in (1, 2, 4):
        layers += [nn.Conv2d(before, after, 4, 2, 1, bias=False), nn.BatchNorm2d(after), nn.LeakyReLU(0.2, True)]
        before = after
    return nn.Sequential(*layers, nn.Conv2d(before, 1, 4, 1, 0, bias=False), nn.Flatten(), nn.Sigmoid())


def dcgan_generator() -> nn.Module:
    """Radford et al. 2016, to images of 64 by 64."""
    layers: list[nn.Module] = []
    before, stride, padding = 4, 1, 0
    for after in (4, 2, 1, 1):
        layers += [nn.ConvTranspose2d(before, after, 4, stride, padding, bias=False), nn.BatchNorm2d(after)]
        layers.append(nn.ReLU(True))
        before, stride, padding = after, 2, 1
    return nn.Sequential(nn.Unflatten(1, (4, 1, 1)), *layers, nn.ConvTranspose2d(before, 1, 4, 2, 1), nn.Tanh())


def nature_cnn() -> nn.Module:
    """Mnih et al. 2015, of four frames of 84 by 84."""
    return nn.Sequential(
        nn.Conv2d(4, 2, 8, 4), nn.ReLU(), nn.Conv2d(2, 3, 4, 2), nn.ReLU(), nn.Conv2d(3, 3, 3, 1), nn.ReLU(),
        nn.Flatten(), nn.Linear(147, 16), nn.ReLU(), nn.Linear(16, 4),
    )  # fmt: skip
