"""Models after their published form, with all their layers but few channels, each with the shape of its inputs.

Activations are modules, so that hooks see them.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from published_images import (
    UNet,
    dcgan_discriminator,
    dcgan_generator,
    densenet121,
    lenet,
    mobilenet_v2,
    nature_cnn,
    resnet18,
    shufflenet_v2,
    squeezenet,
    vgg11,
)
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
