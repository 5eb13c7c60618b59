"""Models after their published form, with all their layers but few channels, each with the shape of its inputs.

Activations are modules, so that hooks see them.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from deep_models import BasicBlock, DenseBlock
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import weight_norm


class Largest(nn.Module):
    """The largest along an axis."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x):
        return x.amax(self.dim)


def perceptron(*widths: int, activation=nn.ReLU) -> nn.Sequential:
    layers: list[nn.Module] = []
    for before, after in pairwise(widths):
        layers += [nn.Linear(before, after), activation()]
    return nn.Sequential(*layers[:-1])


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


class Temporal(nn.Module):
    """Two causal dilated convolutions with weight norms, and a way past them."""

    def __init__(self, before: int, after: int, dilation: int) -> None:
        super().__init__()
        self.reach, layers = 2 * dilation, []
        for channels in (before, after):
            layers += [weight_norm(nn.Conv1d(channels, after, 3, dilation=dilation)), nn.ReLU(), nn.Dropout(0.2)]
        self.layers = nn.ModuleList(layers)
        self.past = nn.Conv1d(before, after, 1) if before != after else nn.Identity()
        self.relu = nn.ReLU()

    def forward(self, x):
        y = x
        for layer in self.layers:
            y = layer(F.pad(y, (self.reach, 0)) if isinstance(layer, nn.Conv1d) else y)
        return self.relu(y + self.past(x))


class TCN(nn.Module):
    """Bai et al. 2018."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(Temporal(1, 3, 1), Temporal(3, 3, 2), Temporal(3, 3, 4), Temporal(3, 3, 8))
        self.last = nn.Linear(3, 4)

    def forward(self, x):
        return self.last(self.body(x)[:, :, -1])


def nature_cnn() -> nn.Module:
    """Mnih et al. 2015, of four frames of 84 by 84."""
    return nn.Sequential(
        nn.Conv2d(4, 2, 8, 4), nn.ReLU(), nn.Conv2d(2, 3, 4, 2), nn.ReLU(), nn.Conv2d(3, 3, 3, 1), nn.ReLU(),
        nn.Flatten(), nn.Linear(147, 16), nn.ReLU(), nn.Linear(16, 4),
    )  # fmt: skip


class DuelingDQN(nn.Module):
    """Wang et al. 2016, for CartPole: a value and advantages that sum to zero."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 16), nn.ReLU())
        self.value, self.advantage = perceptron(16, 8, 1), perceptron(16, 8, 2)

    def forward(self, x):
        x = self.body(x)
        advantage = self.advantage(x)
        return self.value(x) + advantage - advantage.mean(1, keepdim=True)


class Actor(nn.Module):
    """Fujimoto et al. 2018 (TD3): actions within bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.tanh = perceptron(3, 12, 12, 2), nn.Tanh()
        self.register_buffer("largest", torch.tensor([2.0, 0.5]))

    def forward(self, x):
        return self.largest * self.tanh(self.body(x))


class NICE(nn.Module):
    """Dinh et al. 2015: additive couplings and a diagonal scale."""

    def __init__(self) -> None:
        super().__init__()
        self.couplings = nn.ModuleList(perceptron(2, 6, 6, 2) for _ in range(4))
        self.log_scale = nn.Parameter(torch.linspace(-0.5, 0.5, 4))

    def forward(self, x):
        one, other = x[:, ::2], x[:, 1::2]
        for coupling in self.couplings:
            one, other = other + coupling(one), one
        return torch.cat([one, other], 1) * self.log_scale.exp()


class Masked(nn.Linear):
    def __init__(self, before: int, after: int, mask: torch.Tensor) -> None:
        super().__init__(before, after)
        self.register_buffer("mask", mask.float())

    def forward(self, x):
        return F.linear(x, self.weight * self.mask, self.bias)


def made() -> nn.Module:
    """Germain et al. 2015: each output sees the inputs before it alone."""
    inputs, hidden = torch.arange(1, 5), torch.arange(12) % 3 + 1
    return nn.Sequential(
        Masked(4, 12, hidden[:, None] >= inputs), nn.ReLU(), Masked(12, 12, hidden[:, None] >= hidden), nn.ReLU(),
        Masked(12, 4, inputs[:, None] > hidden), nn.Sigmoid(),
    )  # fmt: skip


def pointnet() -> nn.Module:
    """Qi et al. 2017 without transformations of the input, which multiply it by functions of it."""

    def shared(before, after):
        return [nn.Conv1d(before, after, 1), nn.BatchNorm1d(after), nn.ReLU()]

    body = [*shared(3, 4), *shared(4, 4), *shared(4, 8), Largest(2)]
    return nn.Sequential(*body, nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 4))


def deep_sets() -> nn.Module:
    """Zaheer et al. 2017, with a maximum over the set."""
    return nn.Sequential(perceptron(2, 8, 6), Largest(1), perceptron(6, 8, 3))


EDGES = torch.tensor([[0, 1], [1, 2], [2, 3], [3, 4], [4, 0], [0, 2], [3, 5]])


class GCN(nn.Module):
    """Kipf and Welling 2017, on a fixed graph."""

    def __init__(self) -> None:
        super().__init__()
        adjacency = torch.eye(6)
        adjacency[EDGES[:, 0], EDGES[:, 1]] = adjacency[EDGES[:, 1], EDGES[:, 0]] = 1.0
        root = adjacency.sum(1).rsqrt()
        self.register_buffer("adjacency", root[:, None] * adjacency * root)
        self.one, self.two, self.relu = nn.Linear(2, 5), nn.Linear(5, 3), nn.ReLU()

    def forward(self, x):
        return self.adjacency @ self.two(self.relu(self.adjacency @ self.one(x)))


class GraphSAGE(nn.Module):
    """Hamilton et al. 2017, with the largest over the neighbors, on a fixed graph; a short list repeats its first."""

    def __init__(self) -> None:
        super().__init__()
        both = torch.cat([EDGES, EDGES.flip(1)])
        lists = [both[both[:, 0] == node, 1].tolist() for node in range(6)]
        self.register_buffer("neighbors", torch.tensor([(found + found[:1] * 3)[:3] for found in lists]))
        self.pools = nn.ModuleList(nn.Sequential(nn.Linear(n, 4), nn.ReLU(), nn.Identity()) for n in (2, 5))
        self.updates = nn.ModuleList(nn.Linear(n + 4, m) for n, m in ((2, 5), (5, 3)))
        self.largest, self.relu = Largest(2), nn.ReLU()

    def forward(self, x):
        for pool, update in zip(self.pools, self.updates, strict=True):
            x = self.relu(update(torch.cat([x, self.largest(pool(x)[:, self.neighbors])], 2)))
        return x


class SparseAutoencoder(nn.Module):
    """Bricken et al. 2023: the bias of the decoder is taken off before the encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.relu, self.decoder = nn.Linear(6, 24), nn.ReLU(), nn.Linear(24, 6)

    def forward(self, x):
        return self.decoder(self.relu(self.encoder(x - self.decoder.bias)))


class Spline(nn.Module):
    """A layer of a Kolmogorov-Arnold network (Liu et al. 2024) with splines of order 1 and a ReLU as base function."""

    def __init__(self, before: int, after: int, cells: int = 4) -> None:
        super().__init__()
        self.relu, self.base = nn.ReLU(), nn.Linear(before, after, bias=False)
        self.hats = nn.Linear(before * (cells + 1), after, bias=False)
        self.width = 2 / cells
        self.register_buffer("grid", torch.linspace(-1, 1, cells + 1))

    def forward(self, x):
        away = x[:, :, None] - self.grid
        ramps = [self.relu(away + shift * self.width) for shift in (1, 0, -1)]
        hats = (ramps[0] - 2 * ramps[1] + ramps[2]) / self.width
        return self.base(self.relu(x)) + self.hats(hats.flatten(1))


# Each with its shape of inputs and how wide a window to look through, between inputs that differ by about 1.
PUBLISHED = {
    "LeNet": (lenet, (1, 28, 28), 0.1),
    "ResNet-18": (resnet18, (3, 32, 32), 1.0),
    "VGG-11": (vgg11, (3, 32, 32), 0.05),
    "MobileNetV2": (mobilenet_v2, (3, 32, 32), 0.5),
    "ShuffleNetV2": (shufflenet_v2, (3, 32, 32), 0.2),
    "DenseNet-121": (densenet121, (3, 32, 32), 0.5),
    "SqueezeNet": (squeezenet, (3, 32, 32), 0.1),
    "U-Net": (UNet, (1, 16, 16), 0.1),
    "DCGAN discriminator": (dcgan_discriminator, (3, 64, 64), 1.5),
    "DCGAN generator": (dcgan_generator, (4,), 0.5),
    "TCN": (TCN, (1, 24), 0.5),
    "NatureCNN": (nature_cnn, (4, 84, 84), 2.0),
    "DQN": (DuelingDQN, (4,), 2.0),
    "PPO": (lambda: perceptron(4, 8, 8, 2, activation=nn.Tanh), (4,), 1.0),
    "TD3": (Actor, (3,), 1.0),
    "NICE": (NICE, (4,), 1.0),
    "MADE": (made, (4,), 2.0),
    "PointNet": (pointnet, (3, 8), 5.0),
    "DeepSets": (deep_sets, (6, 2), 1.0),
    "GCN": (GCN, (6, 2), 4.0),
    "GraphSAGE": (GraphSAGE, (6, 2), 1.0),
    "sparse autoencoder": (SparseAutoencoder, (6,), 2.0),
    "KAN": (lambda: nn.Sequential(Spline(2, 3), Spline(3, 2)), (2,), 1.0),
}


def published(name: str) -> tuple[nn.Module, torch.Tensor, float]:
    """The model in float64 and eval mode with random statistics, three inputs, and the window's half width."""
    torch.manual_seed(0)
    make, shape, half = PUBLISHED[name]
    model = make().double().eval()
    random = torch.Generator().manual_seed(0)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            module.running_mean.uniform_(-0.3, 0.3, generator=random)
            module.running_var.uniform_(0.5, 1.5, generator=random)
    return model, torch.randn((3, *shape), generator=random, dtype=torch.float64), half
