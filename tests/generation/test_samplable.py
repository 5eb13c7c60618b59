from __future__ import annotations

import random

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from splinewidgets.generation import pool, singular_values
from splinewidgets.geometry import Network, UnsupportedOperation
from splinewidgets.geometry.smooth.linearize import linearize
from splinewidgets.zoo import mlp

LATENTS = 2 * torch.rand(600, 2, generator=torch.Generator().manual_seed(0)) - 1


class Made(nn.Module):
    """A generator whose outputs go through a function of the module and them."""

    def __init__(self, end, **members) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.body = nn.Sequential(nn.Linear(2, 12), nn.ReLU(), nn.Linear(12, 3))
        self.end = end
        self.register_buffer("count", torch.zeros(()))
        self.inner = members.get("inner", nn.Identity())

    def forward(self, z):
        return self.end(self, self.body(z))


class Straight(torch.autograd.Function):
    """Rounds, with the derivative of what it rounds."""

    @staticmethod
    def forward(ctx, x):
        return torch.from_numpy(np.round(4 * x.numpy()) / 4)

    @staticmethod
    def backward(ctx, gradient):
        return gradient


def counted(self, x):
    self.count += 1
    return x + self.count


def dropped(self, x):
    return F.dropout(x, 0.3, training=True)


OWN = torch.Generator().manual_seed(0)
REFUSED = {
    "added noise": (lambda self, x: x + torch.randn_like(x), r"Made draws from chance by 'aten\.randn_like' in its"),
    "noise of no effect": (lambda self, x: x + 0 * torch.rand(()), r"draws from chance by 'aten\.rand'"),
    "noise of a generator of its own": (lambda self, x: x + torch.rand(3, generator=OWN), r"draws from chance"),
    "dropout": (dropped, r"draws from chance by 'aten\.\w+' in its forward \(test_samplable\.py, line \d+\)"),
    "Python's chance": (lambda self, x: x * random.random(), r"something else of the same latents .*: by chance"),
    "numpy's chance": (lambda self, x: x * np.random.rand(), r"something else of the same latents"),
    "a counter": (counted, r"something else of the same latents .* or because it changes itself"),
    "rounding": (lambda self, x: x + torch.round(x), r"rounds or chooses by 'round' in its forward"),
    "division to whole numbers": (lambda self, x: x + torch.div(x, 0.1, rounding_mode="floor"), r"chooses by 'div'"),
    "a codebook": (lambda self, x: x + self.body[2].bias[x.argmin(1)][:, None], r"chooses by 'argmin'"),
    "a straight-through estimator": (lambda self, x: x + (x.round() - x).detach(), r"by 'round'"),
    "one that is hidden": (lambda self, x: Straight.apply(x), r"derivatives of Made are not those of its outputs"),
    "what is detached": (lambda self, x: x * x.detach(), r"derivatives of Made are not those of its outputs"),
    "quantization": (lambda self, x: torch.fake_quantize_per_tensor_affine(x.float(), 0.1, 0, 0, 255), r"by 'fake_"),
    "fewer digits inside": (lambda self, x: x.half().to(x.dtype), r"Made computes in torch\.float16"),
    "the mean of the batch": (lambda self, x: x - x.mean(0), r"another output when other latents are in its batch"),
    "the order of the batch": (lambda self, x: x.cumsum(0), r"another output when other latents are in its batch"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_volumes_is_refused_and_left_as_it_was(name: str) -> None:
    end, sentence = REFUSED[name]
    generator = Made(end).train()
    before = {key: value.clone() for key, value in generator.state_dict().items()}
    chance = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].copy()
    with pytest.raises((UnsupportedOperation, ValueError), match=sentence):
        pool(generator, LATENTS)
    assert torch.equal(torch.get_rng_state(), chance[0]) and random.getstate() == chance[1]
    assert (np.random.get_state()[1] == chance[2]).all()
    assert all(torch.equal(value, before[key]) for key, value in generator.state_dict().items())
    assert generator.training and all(module.training for module in generator.modules())


ACCEPTED = {
    "plain": lambda self, x: x,
    "a smooth end": lambda self, x: torch.sigmoid(x),
    "a ReLU by a mask": lambda self, x: x * (x > 0) + 0.1 * x,
    "a random leaky ReLU at rest": lambda self, x: F.rrelu(x),
    "fixed noise": lambda self, x: x + self.body[2].bias,
    "whole numbers of weights alone": lambda self, x: x + torch.round(self.body[2].bias),
    "batch normalization at rest": lambda self, x: nn.BatchNorm1d(3).to(x).eval()(x),
}  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_a_function_of_each_latent_is_measured(name: str) -> None:
    assert pool(Made(ACCEPTED[name]), LATENTS).dead_fraction < 1


def test_the_place_of_chance_is_that_of_the_innermost_module() -> None:
    class Noisy(nn.Module):
        def forward(self, x):
            return x + torch.randn_like(x)

    with pytest.raises(UnsupportedOperation, match=r"aten\.randn_like' at 1\.0 \(test_samplable\.py, line \d+\)"):
        pool(nn.Sequential(nn.Linear(2, 3), nn.Sequential(Noisy())), LATENTS)


@pytest.mark.parametrize("dtype", (torch.float16, torch.bfloat16))
def test_half_precision_is_measured_in_float64(dtype: torch.dtype) -> None:
    generator = mlp((2, 16, 3)).to(dtype)
    latents = LATENTS.to(dtype)
    wide = mlp((2, 16, 3)).to(dtype).double()
    np.testing.assert_allclose(singular_values(generator, latents), singular_values(wide, latents), rtol=1e-9)


def test_inputs_and_outputs_of_other_kinds_are_told_with_what_to_do() -> None:
    class Conditional(nn.Module):
        def forward(self, z, label):
            return z + label

    with pytest.raises(ValueError, match=r"takes more than latents: .* 'label'\. .* Pass Conditioned\(generator, cond"):
        pool(Conditional(), LATENTS)
    end = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid())
    linear = linearize(end)
    values = singular_values(Network(linear, [0.0, 0.0]), LATENTS)
    np.testing.assert_allclose(singular_values(linear, LATENTS), values, rtol=1e-9)


@pytest.mark.parametrize("end", (nn.Sigmoid(), nn.Softmax(1), nn.Tanh()), ids=("sigmoid", "softmax", "tanh"))
def test_the_volumes_of_a_network_are_those_of_its_model_with_the_end(end: nn.Module) -> None:
    model = nn.Sequential(mlp((2, 16, 3), seed=1), end).double()
    smooth = isinstance(end, nn.Tanh)
    network = Network(model, [0.0, 0.0], smooth_end=smooth)
    assert network.dropped is not None
    np.testing.assert_allclose(singular_values(network, LATENTS), singular_values(model, LATENTS), rtol=1e-9)
