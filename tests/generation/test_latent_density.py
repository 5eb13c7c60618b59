from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn
from torch.distributions import Independent, Laplace, MultivariateNormal, Normal

from splinewidgets.generation import ManifoldSampler, magnet, pool, singular_values, uniform_on_manifold
from splinewidgets.geometry import Manifold, Network, Restricted, Slice, tessellate
from splinewidgets.zoo import mlp

# Sixteen intervals of the same chance.
EDGES = stats.norm.ppf(np.linspace(0, 1, 17))


def folded() -> nn.Sequential:
    """(u, v) -> (u + 3 relu(u), |v|), of volume 4 where u > 0 and 1 elsewhere."""
    model = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2)).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0, 0], [-1, 0], [0, 1], [0, -1]]))
        model[2].weight.copy_(torch.tensor([[4.0, -1, 0, 0], [0, 0, 1, 1]]))
        model[0].bias.zero_()
        model[2].bias.zero_()
    return model


def linear(outputs: int = 3) -> nn.Linear:
    return nn.Linear(2, outputs).double()


def chi_square(latents: torch.Tensor, chances: np.ndarray, edges=EDGES) -> float:
    """Chi-square per degree of freedom of latents in boxes (n, n)."""
    counts, _, _ = np.histogram2d(*latents.reshape(-1, 2).numpy().T, bins=[edges, edges])
    wanted = len(latents) * chances
    return float(((counts - wanted) ** 2 / wanted).sum() / (counts.size - 1))


@pytest.mark.parametrize("scale", (1.0, 2.0))
def test_normal_latents_of_a_linear_generator(scale: float) -> None:
    sampler = ManifoldSampler.of(linear(), Normal(0.0, scale))
    samples = sampler.sample(40_000, 0)
    assert chi_square(samples.latents / scale, np.full((16, 16), 1 / 256)) <= 1.3
    assert torch.allclose(samples.outputs, sampler.manifold.tessellation.network(samples.latents))


@pytest.mark.parametrize(("rho", "alpha"), ((-1, None), (0, None), (0.5, None), (-0.5, 1.0), (1, 1.0), (2, 1.0)))
def test_normal_latents_of_a_folded_generator_at_any_polarity(rho: float, alpha: float | None) -> None:
    sampler = ManifoldSampler.of(folded())
    power = 1 - rho if alpha is None else alpha
    # A power of the normal density is a narrower or wider one.
    sides = stats.norm.cdf(EDGES * np.sqrt(power)) if power else np.array([])
    chances = np.diff(sides)[:, None] * np.diff(sides) * np.where(EDGES[:-1] >= 0, 4.0**rho, 1)[:, None]
    chances /= chances.sum()
    samples = sampler.sample(40_000, rho, alpha=alpha, seed=1)
    assert chi_square(samples.latents, chances) <= 1.3
    right = sampler.manifold.tessellation.centroids()[:, 0] > 0
    share = sampler.probabilities(rho, alpha=alpha)[right].sum()
    assert share == pytest.approx(4**rho / (1 + 4**rho), rel=1e-9)
    assert (sampler.manifold.tessellation.locate(samples.latents.numpy()) == samples.tiles).mean() > 0.999


def test_one_plane_of_three_normal_latents() -> None:
    generator = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 4)).double()
    plane = Restricted(generator, (2, 0), [9.0, 0.7, 9.0])
    samples = ManifoldSampler.of(plane).sample(40_000, 0, seed=2)
    assert chi_square(samples.latents, np.full((16, 16), 1 / 256)) <= 1.3
    whole = torch.stack([samples.latents[:, 1], torch.full((40_000,), 0.7), samples.latents[:, 0]], 1)
    assert torch.allclose(samples.outputs, generator(whole))


def test_a_pool_of_three_normal_latents_is_weighed_by_their_density() -> None:
    """For a generator that keeps volume, a power of the density itself."""
    latents = torch.randn(400_000, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    rotation = nn.Linear(3, 3, bias=False).double()
    with torch.no_grad():
        rotation.weight.copy_(torch.linalg.qr(torch.randn(3, 3, generator=torch.Generator().manual_seed(1))).Q)
    measured = pool(rotation, latents, log_density=stats.norm.logpdf(latents).sum(1))
    drawn = latents[measured.sample(20_000, 0.5, replace=True)] / np.sqrt(2)
    assert chi_square(drawn[:, :2], np.full((16, 16), 1 / 256)) <= 1.3


@pytest.mark.parametrize("width", (3.0, 8.0, 300.0))
def test_probabilities_are_those_of_boxes(width: float) -> None:
    """The tiles of max(u - k, 0) and max(v - k, 0) are boxes; far out they are as many as near."""
    knots = np.array([-2.0, -0.5, 0.25, 1.5])
    model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2)).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.eye(2).repeat_interleave(4, 0))
        model[0].bias.copy_(torch.from_numpy(-np.tile(knots, 2)))
    window = Slice.box((-width, width), (-width, width))
    mean, scale = np.array([0.3, -0.2]), np.array([0.8, 1.1])
    sampler = ManifoldSampler(Manifold(tessellate(model, window)), Normal(torch.tensor(mean), torch.tensor(scale)))
    tessellation = sampler.manifold.tessellation
    boxes = np.array([[tessellation.loop(t).min(0), tessellation.loop(t).max(0)] for t in range(25)])
    inside = np.diff(stats.norm.cdf((boxes - mean) / scale), axis=1)[:, 0].prod(1)
    np.testing.assert_allclose(sampler.probabilities(0), inside / inside.sum(), rtol=1e-8, atol=1e-10)
    assert sampler.outside_share == pytest.approx(1 - inside.sum(), abs=1e-9)
    counts = np.bincount(sampler.sample(20_000, 0).tiles, minlength=25)
    often = inside > 1e-3
    assert stats.chisquare(counts[often], counts[often].sum() * inside[often] / inside[often].sum()).pvalue > 1e-4


def test_a_correlated_distribution_on_a_skewed_window() -> None:
    covariance = torch.tensor([[2.0, 1.2], [1.2, 1.0]], dtype=torch.float64)
    given = MultivariateNormal(torch.tensor([1.0, -1.0], dtype=torch.float64), covariance)
    window = Slice([1.0, -1.0], [[2.0, 0.5], [0.0, 1.0]], (-12, 12, -12, 12))
    samples = ManifoldSampler.of(folded(), given, window=window).sample(40_000, 0).latents
    assert samples.mean(0).tolist() == pytest.approx([1, -1], abs=5 * np.sqrt(2 / 40_000))
    np.testing.assert_allclose(np.cov(samples.T), covariance, atol=0.06)
    own = ManifoldSampler.of(folded(), given)
    assert 0.3e-6 < own.outside_share <= 1e-6


def test_a_function_is_as_good_as_the_distribution_that_it_is() -> None:
    window = Slice.box((-5, 5), (-4, 4))
    by_name = ManifoldSampler.of(folded(), window=window)
    by_function = ManifoldSampler.of(folded(), lambda z: Normal(0.0, 1.0).log_prob(z).sum(1), window=window)
    for rho in (-0.5, 0, 2):
        np.testing.assert_allclose(by_function.probabilities(rho), by_name.probabilities(rho), atol=1e-6)
    samples = by_function.sample(40_000, 0).latents
    assert chi_square(samples, np.full((16, 16), 1 / 256)) <= 1.3


def test_a_density_that_jumps() -> None:
    def disc(z: torch.Tensor) -> torch.Tensor:
        return torch.where(z.square().sum(1) < 1, 0.0, -torch.inf)

    window = Slice.box((-2, 2), (-2, 2))
    samples = ManifoldSampler.of(linear(), disc, window=window).sample(20_000, 0).latents
    radii = samples.norm(dim=1).numpy()
    assert stats.kstest(radii**2, "uniform").pvalue > 1e-4
    with pytest.raises(ValueError, match=r"zero in parts of the window\."):
        ManifoldSampler.of(linear(), disc, window=window).sample(10, 2)
    with pytest.raises(ValueError, match=r"zero all over the window\."):
        ManifoldSampler.of(linear(), disc, window=Slice.box((3, 4), (3, 4))).sample(10, 0)


def test_at_rho_one_the_density_does_not_matter() -> None:
    window = Slice.box((-3, 3), (-2, 2))
    one, other = (ManifoldSampler.of(folded(), density, window=window) for density in ("normal", "uniform"))
    assert torch.equal(one.sample(100).latents, other.sample(100).latents)
    assert torch.equal(one.sample(100).latents, uniform_on_manifold(folded(), window, 100).latents)
    np.testing.assert_array_equal(one.probabilities(-1, alpha=0), other.probabilities(-1))


def test_what_lies_outside_is_said() -> None:
    manifold = Manifold(tessellate(folded(), Slice.box((-1, 1), (-1, 1))))
    sampler = ManifoldSampler(manifold, Normal(0.0, 2.0))
    inside = (stats.norm.cdf(0.5) - stats.norm.cdf(-0.5)) ** 2
    assert sampler.outside_share == pytest.approx(1 - inside, abs=1e-9)
    assert repr(sampler).startswith("<ManifoldSampler: Normal latents, 0.85 of it outside, <Manifold")
    assert ManifoldSampler(manifold).outside_share == 0
    # What is drawn is the distribution within the window.
    latents = sampler.sample(20_000, 0).latents.numpy()
    within = stats.truncnorm(-0.5, 0.5, scale=2)
    assert min(stats.kstest(latents[:, k], within.cdf).pvalue for k in (0, 1)) > 1e-4


class Convolutional(nn.Module):
    """Images of latents (2, 1, 1), as DCGAN makes them, and their negatives."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.ConvTranspose2d(2, 4, 2), nn.ConvTranspose2d(4, 1, 2)

    def forward(self, z):
        image = self.last(self.first(z).relu())
        return {"image": image, "negative": -image}


def test_latents_of_a_convolutional_generator() -> None:
    generator = Convolutional().double()
    sampler = ManifoldSampler.of(generator, output="image")
    samples = sampler.sample(200, -0.5)
    assert samples.latents.shape == (200, 2, 1, 1) and samples.outputs.shape == (200, 1, 3, 3)
    assert torch.allclose(generator(samples.latents)["image"], samples.outputs)
    drawn = uniform_on_manifold(generator, Slice.box((-1, 1), (-1, 1)), 50, output="negative")
    assert torch.allclose(generator(drawn.latents)["negative"], drawn.outputs)
    latents = torch.rand(300, 2, 1, 1, dtype=torch.float64)
    by_pool = pool(generator, latents, output="image")
    values = singular_values(generator, latents, output="image")
    np.testing.assert_allclose(by_pool.log_volumes, np.log(values).sum(1))
    with pytest.warns(UserWarning, match="effective size"):
        assert magnet(generator, latents, 3, output="image").shape == (3, 2, 1, 1)


def test_what_is_no_density_is_refused() -> None:
    manifold = Manifold(tessellate(folded(), Slice.box((-1, 1), (-1, 1))))
    for given, error, sentence in (
        ("gaussian", ValueError, r"density is 'gaussian'\. It must be 'uniform' or 'normal'"),
        (3, TypeError, r"density is a int\."),
        (Laplace(0.0, 1.0), ValueError, r"density is a Laplace\. .* Pass a function"),
        (Normal(torch.zeros(3), 1.0), ValueError, r"density is of 3 coordinates\. A latent here has 2\."),
    ):
        with pytest.raises(error, match=sentence):
            ManifoldSampler(manifold, given)
    assert ManifoldSampler(manifold, Independent(Normal(torch.zeros(2, 1, 1), 1.0), 3)).outside_share > 0.5
    for function in (lambda z: z, lambda z: float("nan") * z[:, 0], lambda z: "a"):
        with pytest.raises(ValueError, match=r"It must return the logarithm of the density of each"):
            ManifoldSampler(manifold, function).sample(10, 0)
    with pytest.raises(ValueError, match=r"There is no window, .* Pass window="):
        ManifoldSampler.of(folded(), "uniform")
    with pytest.raises(ValueError, match=r"alpha is nan\."):
        ManifoldSampler(manifold, "normal").sample(10, 0, alpha=float("nan"))
    with pytest.raises(ValueError, match=r"A Network has one output already"):
        ManifoldSampler.of(Network(folded(), [0.0, 0.0]), output=0)
    with pytest.raises(ValueError, match=r"3 coordinates\. .* fix all but two: Restricted"):
        ManifoldSampler.of(mlp((3, 4, 4)), window=Slice.through(*torch.eye(3)))
