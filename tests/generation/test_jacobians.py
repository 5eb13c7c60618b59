from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.generation import singular_values
from splinewidgets.generation.jacobians import _differentiates_forward
from splinewidgets.geometry import Network, linearize
from splinewidgets.zoo import mlp


class Doubled(torch.autograd.Function):
    """Has no forward derivative."""

    @staticmethod
    def forward(ctx, x):
        return 2 * x

    @staticmethod
    def backward(ctx, gradient):
        return 2 * gradient


class OneWay(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.read = nn.Linear(2, 4)

    def forward(self, z):
        return Doubled.apply(torch.tanh(self.read(z)))


def image_generator() -> nn.Module:
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(2, 32), nn.Unflatten(1, (8, 2, 2)), nn.BatchNorm2d(8), nn.ReLU(inplace=True),
        nn.ConvTranspose2d(8, 4, 4, stride=2, padding=1), nn.MaxPool2d(2), nn.Dropout(0.5), nn.Sigmoid(),
    )  # fmt: skip
    model[2].running_var.uniform_(0.5, 1.5)
    return model


def seeded(*modules) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(*(module() for module in modules))


GENERATORS = {
    "perceptron": lambda: (mlp((2, 16, 16, 3)), (2,)),
    "network": lambda: (Network(mlp((2, 16, 16, 3)).double(), [0.0, 0.0]), (2,)),
    "image": lambda: (image_generator().double(), (2,)),
    "smooth": lambda: (seeded(lambda: nn.Linear(3, 8), nn.GELU, lambda: nn.Linear(8, 5)).double(), (3,)),
    "linearized": lambda: (linearize(seeded(lambda: nn.Linear(2, 8), nn.Tanh, lambda: nn.Linear(8, 3))), (2,)),
    "fewer outputs than latents": lambda: (mlp((6, 16, 2)).double(), (6,)),
    "shaped latents": lambda: (
        seeded(lambda: nn.ConvTranspose2d(3, 2, 4), nn.ReLU, nn.Flatten).double(), (3, 1, 1)
    ),
    "no forward derivative": lambda: (OneWay().double(), (2,)),
}  # fmt: skip


def jacobian(generator, latent):
    """Of one latent at a time, by autograd."""
    if isinstance(generator, nn.Module):
        generator.eval()
    found = torch.autograd.functional.jacobian(lambda z: generator(z[None])[0].flatten(), latent)
    return found.reshape(len(found), -1)


@pytest.mark.parametrize("name", GENERATORS)
def test_singular_values_are_those_of_autograds_jacobians(name: str) -> None:
    generator, shape = GENERATORS[name]()
    dtype = generator.dtype if isinstance(generator, Network) else next(generator.parameters()).dtype
    latents = 2 * torch.rand((7, *shape), dtype=dtype, generator=torch.Generator().manual_seed(1)) - 1
    values = singular_values(generator, latents, batch=3)
    wanted = torch.stack([torch.linalg.svdvals(jacobian(generator, z).double()) for z in latents]).numpy()
    tolerance = 1e-10 if dtype == torch.float64 else 1e-5
    assert values.dtype == np.float64 and values.shape == wanted.shape
    np.testing.assert_allclose(values, wanted, atol=tolerance)
    np.testing.assert_allclose(singular_values(generator, latents), wanted, atol=tolerance)


def test_only_what_has_no_forward_derivative_goes_backward() -> None:
    for name, (generator, shape) in ((name, make()) for name, make in GENERATORS.items()):
        if isinstance(generator, nn.Module):
            generator = generator.eval().double()
        latents = torch.rand(3, *shape, dtype=torch.float64)
        forward = _differentiates_forward(lambda z, g=generator: g(z).flatten(1), latents)
        assert forward == (name not in ("no forward derivative", "linearized")), name


def test_projections_are_orthonormal_and_seeded() -> None:
    generator, latents = mlp((3, 16, 40)).double(), torch.rand(9, 3)
    whole = singular_values(generator, latents)
    np.testing.assert_allclose(singular_values(generator, latents, projection=40), whole, rtol=1e-9)
    projected = singular_values(generator, latents, projection=12, seed=5)
    assert (projected < whole).all() and (projected > 0).all()
    assert (singular_values(generator, latents, projection=12, seed=5) == projected).all()
    assert (singular_values(generator, latents, projection=12, seed=6) != projected).all()
    assert singular_values(generator, latents, projection=2).shape == (9, 2)


@pytest.mark.parametrize("dtype", (torch.float32, torch.float64))
def test_a_rank_that_is_not_there_is_zero(dtype: torch.dtype) -> None:
    latents = 2 * torch.rand(500, 3, dtype=dtype) - 1
    values = singular_values(mlp((3, 64, 2, 64, 64, 30)).to(dtype), latents)
    assert (values[:, 2] == 0).all()
    assert (values[:, 0] > 0).mean() > 0.5
    assert (singular_values(mlp((3, 64, 64, 30)).to(dtype), latents) > 0).all()


def test_small_singular_values_keep_their_digits() -> None:
    generator = nn.Linear(2, 2, dtype=torch.float64)
    with torch.no_grad():
        generator.weight.copy_(torch.tensor([[1.0, 1.0], [1.0, 1.0 + 1e-9]], dtype=torch.float64))
    assert singular_values(generator, [[0.0, 0.0]]).prod() == pytest.approx(1e-9, rel=1e-6, abs=0)


def test_measuring_leaves_no_trace() -> None:
    generator = image_generator().train()
    generator[2].eval()
    before = {name: value.clone() for name, value in generator.state_dict().items()}
    latents = torch.rand(5, 2)
    state = torch.get_rng_state()
    singular_values(generator, latents, projection=3)
    assert torch.equal(torch.get_rng_state(), state)
    assert [module.training for module in generator] == [True, True, False, True, True, True, True, True]
    assert all(torch.equal(value, before[name]) for name, value in generator.state_dict().items())
    assert all(parameter.grad is None and parameter.requires_grad for parameter in generator.parameters())


class Broken(nn.Module):
    def __init__(self, function) -> None:
        super().__init__()
        self.function = function

    def forward(self, z):
        return self.function(z)


@pytest.mark.parametrize(
    ("generator", "latents", "options", "error", "sentence"),
    (
        (abs, torch.zeros(3, 2), {}, TypeError, r"generator is a builtin.*\. It must be a torch\.nn\.Module"),
        (mlp((2, 3)), torch.zeros(2), {}, ValueError, r"latents have shape \(2,\)\. They must be a batch"),
        (mlp((2, 3)), torch.zeros(0, 2), {}, ValueError, r"latents have shape \(0, 2\)"),
        (mlp((2, 3)), [[torch.nan, 0]], {}, ValueError, r"NaN or infinite entries in the latents"),
        (nn.Linear(2, 3), torch.zeros(3, 4), {}, ValueError, r"Linear fails on latents of shape \(4,\)"),
        (mlp((2, 3)), torch.zeros(3, 2), {"batch": 0}, ValueError, r"batch is 0\."),
        (mlp((2, 3)), torch.zeros(3, 2), {"batch": 1.5}, TypeError, r"batch is 1\.5, a float\. It must be a whole"),
        (mlp((2, 3)), torch.zeros(3, 2), {"projection": 4}, ValueError, r"projection is 4\. It must be from 1 to 3"),
        (Broken(lambda z: (z, z)), torch.zeros(3, 2), {}, ValueError, r"returns 2 tensors.* output=0 or output=1"),
        (Broken(lambda z: {"mean": z}), torch.zeros(3, 2), {}, ValueError, r"a dict with one .* Pass output='mean'"),
        (Broken(lambda z: (z, z)), torch.zeros(3, 2), {"output": 2}, ValueError, r"no single tensor as 2\."),
        (Broken(lambda z: z.sum()), torch.zeros(3, 2), {}, ValueError, r"makes shape \(\) of one latent"),
        (Broken(torch.Tensor.byte), torch.zeros(3, 2), {}, ValueError, r"makes torch\.uint8 of one latent, with"),
        (Broken(torch.log), torch.tensor([[1.0, 1], [2, 1], [-1, 1]]), {"batch": 2}, ValueError,
         r"The outputs at latent 2 are NaN or infinite\."),
        (Broken(torch.sqrt), torch.tensor([[1.0, 1], [0, 1]]), {}, ValueError,
         r"The derivatives at latent 1 are NaN or infinite\."),
    ),
)  # fmt: skip
def test_what_cannot_be_measured_is_said(generator, latents, options, error, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        singular_values(generator, latents, **options)
