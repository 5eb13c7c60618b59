"""Latents that are not uniform, of generators behind a smooth end, where the volume varies within tiles as well."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import integrate, special, stats
from torch import nn
from torch.distributions import Normal

from splinewidgets.generation import ManifoldSampler
from splinewidgets.generation.envelope import Envelope
from splinewidgets.geometry import Conditioned, Restricted, Slice
from splinewidgets.zoo import mlp

STEEP = 2.0
WINDOW = Slice.box((-4, 4), (-4, 4))
CELLS = 16
SAMPLES = 40_000


def square() -> nn.Sequential:
    """(u, v) -> (sigmoid(2 u), sigmoid(2 v)), of one tile."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid()).double()
    with torch.no_grad():
        model[0].weight.copy_(STEEP * torch.eye(2))
        model[0].bias.zero_()
    return model


def one_coordinate(rho: float, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Of a latent of the square, drawn with its normal density to alpha and its volume to rho: edges, and chances."""
    u = np.linspace(-4, 4, 200_001)
    logs = alpha * stats.norm.logpdf(u) + rho * (special.log_expit(STEEP * u) + special.log_expit(-STEEP * u))
    whole = integrate.cumulative_simpson(np.exp(logs - logs.max()), x=u, initial=0)
    edges = np.interp(np.linspace(0, 1, CELLS + 1), whole / whole[-1], u)
    return edges, np.diff(np.interp(edges, u, whole / whole[-1]))


def chi_square(latents: torch.Tensor, edges: np.ndarray, chances: np.ndarray) -> float:
    """Chi-square per degree of freedom; its standard deviation is 0.09."""
    counts, _, _ = np.histogram2d(*latents.numpy().T, bins=[edges, edges])
    wanted = SAMPLES * np.outer(chances, chances)
    return float(((counts - wanted) ** 2 / wanted).sum() / (counts.size - 1))


@pytest.mark.parametrize(("rho", "alpha"), ((-0.5, None), (0.0, None), (0.5, None), (1.0, 1.0), (2.0, None)))
def test_normal_latents_of_a_sigmoid_square(rho: float, alpha: float | None) -> None:
    sampler = ManifoldSampler.of(square(), window=WINDOW)
    samples = sampler.sample(SAMPLES, rho, alpha=alpha, seed=1)
    edges, chances = one_coordinate(rho, 1 - rho if alpha is None else alpha)
    assert chi_square(samples.latents, edges, chances) <= 1.3
    torch.testing.assert_close(samples.outputs, square()(samples.latents).detach())
    assert sampler.probabilities(rho, alpha=alpha) == pytest.approx([1])


def test_a_function_is_as_good_as_the_distribution() -> None:
    sampler = ManifoldSampler.of(square(), lambda z: Normal(0.0, 1.0).log_prob(z).sum(1), window=WINDOW)
    assert chi_square(sampler.sample(SAMPLES, 0.5, seed=2).latents, *one_coordinate(0.5, 0.5)) <= 1.3


def test_what_the_bound_gives_away_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Envelope, "_log_share", lambda *_: 0.0)
    sampler = ManifoldSampler.of(square(), window=WINDOW)
    assert chi_square(sampler.sample(SAMPLES, 1.0, alpha=1.0, seed=1).latents, *one_coordinate(1.0, 1.0)) > 2


@pytest.mark.parametrize("rho", (-0.5, 0.5, 2.0))
@pytest.mark.parametrize("end", (nn.Sigmoid, nn.Tanh, nn.Softplus))
def test_tiles_and_points_have_their_chances(end: type[nn.Module], rho: float) -> None:
    """Against a fine grid, of the module's own Jacobians."""
    model = nn.Sequential(mlp((2, 8, 8, 3), seed=2), end()).double()
    window = Slice.box((-3, 3), (-3, 3))
    fine = 40
    at = (np.arange(CELLS * fine) + 0.5) / (CELLS * fine) * 6 - 3
    grid = torch.from_numpy(np.stack(np.meshgrid(at, at, indexing="ij"), -1).reshape(-1, 2))
    jacobians = torch.func.vmap(torch.func.jacrev(lambda z: model(z[None])[0]))(grid).detach()
    logs = rho * np.log(torch.linalg.svdvals(jacobians).prod(1).numpy())
    density = np.exp(logs + (1 - rho) * stats.norm.logpdf(grid).sum(1))
    density /= density.sum()
    sampler = ManifoldSampler.of(model, window=window)
    tessellation = sampler.manifold.tessellation
    chances = sampler.probabilities(rho)
    by_grid = np.bincount(tessellation.locate(grid.numpy()), density, tessellation.tile_count)
    assert np.abs(chances - by_grid).sum() < 0.01
    samples = sampler.sample(20_000, rho, seed=3)
    counts, _, _ = np.histogram2d(*samples.latents.numpy().T, bins=CELLS, range=[[-3, 3], [-3, 3]])
    wanted = density.reshape(CELLS, fine, CELLS, fine).sum((1, 3))
    often = wanted > 5e-4
    assert stats.chisquare(counts[often], counts[often].sum() * wanted[often] / wanted[often].sum()).pvalue > 1e-4
    drawn, common = np.bincount(samples.tiles, minlength=len(chances)), chances > 5e-4
    assert stats.chisquare(drawn[common], drawn[common].sum() * chances[common] / chances[common].sum()).pvalue > 1e-4


class Decoder(nn.Module):
    """Of three latents and a condition."""

    def __init__(self) -> None:
        super().__init__()
        self.body = mlp((4, 8, 5), seed=1).double()

    def forward(self, z: torch.Tensor, condition: torch.Tensor) -> dict[str, torch.Tensor]:
        mean = self.body(torch.cat([z, condition], 1))
        return {"logits": mean, "pixels": (mean.tanh() + 1) / 2}


def test_ends_of_one_output_under_a_condition_on_a_plane() -> None:
    decoder = Conditioned(Decoder(), torch.tensor([0.5]).double())
    sampler = ManifoldSampler.of(Restricted(decoder, (0, 2), [0.0, 0.3, 0.0]), output="pixels")
    samples = sampler.sample(100, -0.5)
    z = torch.stack([samples.latents[:, 0], torch.full((100,), 0.3).double(), samples.latents[:, 1]], 1)
    wanted = Decoder()(z, torch.full((100, 1), 0.5).double())["pixels"]
    torch.testing.assert_close(samples.outputs, wanted.detach())


def test_latents_of_a_convolutional_generator_of_pictures_from_minus_one_to_one() -> None:
    generator = nn.Sequential(nn.ConvTranspose2d(2, 4, 2), nn.ReLU(), nn.ConvTranspose2d(4, 1, 2), nn.Tanh()).double()
    sampler = ManifoldSampler.of(generator)
    samples = sampler.sample(200, -0.5)
    assert samples.latents.shape == (200, 2, 1, 1) and samples.outputs.shape == (200, 1, 3, 3)
    torch.testing.assert_close(samples.outputs, generator(samples.latents).detach())
    assert "curved by tanh" in repr(sampler)
