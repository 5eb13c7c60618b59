"""Small models of many kinds, as networks are made of them."""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from small_modules import Call, perceptron
from torch import nn

from splinewidgets.geometry import Network


class Residual(nn.Module):
    """A basic block of a residual network: activations in place, a projection on the way past it."""

    def __init__(self, channels: int, wider: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, wider, 3, padding=1, bias=False), nn.BatchNorm2d(wider), nn.ReLU(inplace=True),
            nn.Conv2d(wider, wider, 3, padding=1), nn.BatchNorm2d(wider),
        )  # fmt: skip
        self.projection = nn.Conv2d(channels, wider, 1) if wider != channels else nn.Identity()
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.body(x)
        y += self.projection(x)
        return self.act(y)


class Mixer(nn.Module):
    """Patches with a class token; linear layers over features and, transposed, over patches; the batch merged."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(1, 6, 2, stride=2)
        self.token = nn.Parameter(torch.randn(1, 1, 6))
        self.position = nn.Parameter(torch.randn(1, 5, 6))
        self.features, self.tokens, self.head = nn.Linear(6, 6), nn.Linear(5, 5), nn.Linear(6, 3)
        self.register_buffer("scale", torch.rand(6))
        self.register_buffer("shift", torch.rand(6), persistent=False)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.position
        b, t, d = x.shape
        x = x + self.features(x.reshape(b * t, d)).relu().view(b, t, d)
        x = x + F.leaky_relu(self.tokens(x.mT)).mT * self.scale + self.shift
        return F.log_softmax(self.head(x[:, 0].to(x.dtype)), -1)


class BatchSecond(nn.Module):
    """The batch moves to the second axis, as in sequence models, and is merged there."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        t = x.transpose(0, 1)
        y = self.linear(t).reshape(-1, 4)
        y = F.leaky_relu(F.relu(y).T).T + t.reshape(-1, 4).abs()
        return y.view(3, -1, 4).permute(1, 0, 2).mean(1)


def models() -> dict[str, tuple[nn.Module, tuple[int, ...]]]:
    torch.manual_seed(0)
    convolutional = nn.Sequential(
        nn.Conv2d(1, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(inplace=True), nn.AvgPool2d(2),
        nn.Conv2d(4, 6, 2), nn.LeakyReLU(0.1, inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(),
        nn.Linear(6, 3), nn.Softmax(1),
    )  # fmt: skip
    return {
        "perceptron": (perceptron(3, 8, 8, 2), (3,)),
        "one shared activation": (Call(lambda s, x: s.act(s.a(s.act(s.a(x)))), a=nn.Linear(3, 3), act=nn.ReLU()), (3,)),
        "prelu and abs": (Call(lambda s, x: s.p(s.a(x)).abs(), a=nn.Linear(3, 4), p=nn.PReLU(4)), (3,)),
        "convolutional": (convolutional, (1, 8, 8)),
        "residual": (nn.Sequential(Residual(2, 3), Residual(3, 3), nn.Flatten(), nn.Linear(48, 2)), (2, 4, 4)),
        "mixer": (Mixer(), (1, 4, 4)),
        "batch second": (BatchSecond(), (3, 4)),
        "input used twice": (Call(lambda s, x: s.b(F.relu(s.a(x))) + x, a=nn.Linear(3, 5), b=nn.Linear(5, 3)), (3,)),
        "input cut first": (Call(lambda s, x: F.relu(x) + s.a(x.abs()) - x, a=nn.Linear(3, 3)), (3,)),
        "input cut in place": (nn.Sequential(nn.ReLU(inplace=True), nn.Linear(3, 3)), (3,)),
        "weight norm": (nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(3, 4)), nn.ReLU()), (3,)),
        "dense": (Call(lambda s, x: torch.cat([x, y := F.relu(s.a(x)), F.relu(s.b(torch.cat([x, y], 1)))], 1),
                       a=nn.Linear(3, 4), b=nn.Linear(7, 2)), (3,)),
        "views that share memory": (Call(lambda s, x: shared(s.a(x)), a=nn.Linear(3, 8)), (3,)),
        "maxout of two": (Call(lambda s, x: torch.maximum(*s.a(x).chunk(2, 1)), a=nn.Linear(3, 8)), (3,)),
        "knot upon knot": (Call(lambda s, x: s.a(x).relu().abs() + s.a(x).abs().clamp(0, 1), a=nn.Linear(3, 4)), (3,)),
        "scalar input": (Call(lambda s, x: F.relu(x[:, None] * 2), ), ()),
        "no knot": (nn.Linear(3, 2), (3,)),
    }  # fmt: skip


def shared(y):
    """Values that are views of one tensor, some needed after the others were activated in place."""
    pairs = F.relu(y.view(-1, 4, 2)).sum(2)
    a, b = y.view(-1, 2, 4).unbind(1)
    return pairs + F.relu(a) + F.relu(b + 1) + a * 2 - y[:, 4:]


MODELS = models()


def filled(model: nn.Module) -> nn.Module:
    """A copy in eval mode with random batch statistics."""
    model = copy.deepcopy(model).eval()
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.running_mean.uniform_(-1, 1)
            module.running_var.uniform_(0.5, 2)
    return model


def without_end(model: nn.Module, network: Network, y):
    """What the model returns, given the network's output."""
    return {None: lambda y: y, "softmax": lambda y: y.softmax(1), "log_softmax": lambda y: y.log_softmax(1)}[
        network.dropped
    ](y)
