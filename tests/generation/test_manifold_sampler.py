from __future__ import annotations

import copy
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy import stats

from splinewidgets.generation import ManifoldSampler, pool, uniform_on_manifold
from splinewidgets.geometry import Manifold, Network, Slice, UnsupportedOperation, tessellate
from splinewidgets.zoo import mlp

SQUARE = Slice.box((-1, 1), (-1, 1))
# Chi-square tests fail by chance once in so many.
CHANCE = 1e-4


@pytest.fixture(scope="module")
def sampler() -> ManifoldSampler:
    return ManifoldSampler(Manifold(tessellate(mlp((2, 32, 32, 3), seed=3).double(), SQUARE)))


def grouped(counts: np.ndarray, chances: np.ndarray, groups: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Counts and chances of groups of tiles, about equally likely, so that none is too rare for a chi-square test."""
    _, group = np.unique((np.cumsum(chances) * groups * (1 - 1e-9)).astype(int), return_inverse=True)
    return np.bincount(group, counts), np.bincount(group, chances)


@pytest.mark.parametrize("rho", (-1.0, 0.0, 1.0, 2.0))
def test_tiles_are_drawn_with_their_probabilities(sampler: ManifoldSampler, rho: float) -> None:
    manifold = sampler.manifold
    wanted = manifold.tessellation.areas() * manifold.volume_factors**rho
    np.testing.assert_allclose(sampler.probabilities(rho), wanted / wanted.sum(), rtol=1e-6, atol=1e-15)
    samples = sampler.sample(20_000, rho, seed=1)
    counts = np.bincount(samples.tiles, minlength=len(wanted))
    counts, chances = grouped(counts, wanted / wanted.sum())
    assert stats.chisquare(counts, 20_000 * chances).pvalue > CHANCE


def test_samples_lie_in_their_tiles_and_on_the_manifold(sampler: ManifoldSampler) -> None:
    samples = sampler.sample(2000, seed=2)
    tessellation = sampler.manifold.tessellation
    assert (tessellation.locate(samples.latents) == samples.tiles).mean() > 0.999
    for i in range(0, 2000, 100):
        a, c = tessellation.affine_map(samples.tiles[i])
        np.testing.assert_allclose(samples.outputs[i], a @ samples.latents[i] + c, atol=1e-9)
    again = sampler.sample(2000, seed=2)
    assert torch.equal(again.latents, samples.latents)
    assert not torch.equal(sampler.sample(2000, seed=3).latents, samples.latents)


@pytest.mark.parametrize("rho", (-0.5, 1.0))
def test_the_weighted_pool_agrees(sampler: ManifoldSampler, rho: float) -> None:
    tessellation = sampler.manifold.tessellation
    latents = 2 * torch.rand(100_000, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) - 1
    drawn = pool(mlp((2, 32, 32, 3), seed=3).double(), latents).sample(5000, rho, replace=True)
    counts = np.bincount(tessellation.locate(latents[drawn]), minlength=tessellation.tile_count)
    chances = sampler.probabilities(rho)
    exact = np.bincount(sampler.sample(5000, rho).tiles, minlength=tessellation.tile_count)
    table = np.stack([grouped(counts, chances)[0], grouped(exact, chances)[0]])
    assert stats.chi2_contingency(table).pvalue > CHANCE
    # And it would be seen if one of them had another rho.
    table[1] = grouped(np.bincount(sampler.sample(5000, 0).tiles, minlength=tessellation.tile_count), chances)[0]
    assert stats.chi2_contingency(table).pvalue < CHANCE


def test_at_rho_zero_latents_are_uniform_in_the_window(sampler: ManifoldSampler) -> None:
    latents = sampler.sample(20_000, 0).latents.numpy()
    counts, _, _ = np.histogram2d(*latents.T, bins=8, range=[[-1, 1], [-1, 1]])
    assert stats.chisquare(counts.ravel()).pvalue > CHANCE


def test_twice_the_area_is_twice_the_samples() -> None:
    # (u, v) -> (u + 3 relu(u), v): the right half is stretched fourfold.
    generator = mlp((2, 4, 2)).double()
    with torch.no_grad():
        generator[1].weight.copy_(torch.tensor([[1.0, 0], [-1, 0], [0, 1], [0, -1]]))
        generator[3].weight.copy_(torch.tensor([[4.0, -1, 0, 0], [0, 0, 1, -1]]))
        generator[1].bias.zero_()
        generator[3].bias.zero_()
    sampler = ManifoldSampler(Manifold(tessellate(generator, SQUARE)))
    right = sampler.manifold.tessellation.centroids()[:, 0] > 0
    for rho in (-1, 0, 1, 2):
        assert sampler.probabilities(rho)[right].sum() == pytest.approx(4**rho / (1 + 4**rho))
    outputs = uniform_on_manifold(generator, SQUARE, 20_000).outputs.numpy()
    assert stats.kstest((outputs[:, 0] + 1) / 5, "uniform").pvalue > CHANCE
    assert stats.kstest((outputs[:, 1] + 1) / 2, "uniform").pvalue > CHANCE


@pytest.mark.parametrize("corners", ([[0, 0], [3, 1], [1, 2]], [[0, 0], [2, 0], [3, 1], [2.5, 2], [0.5, 1.5]]))
def test_points_of_a_polygon_have_its_moments(corners) -> None:
    window = SQUARE.with_polygon(corners)
    generator = mlp((2, 3)).double()
    points = uniform_on_manifold(generator, window, 40_000).latents.numpy()
    # Of a triangle: the mean of its corners, and a twelfth of the sum of the squares of what they are off it.
    first, moment, area = np.zeros(2), np.zeros((2, 2)), 0.0
    for b, c in pairwise(corners[1:]):
        triangle = np.array([corners[0], b, c], float)
        size = np.linalg.det(triangle[1:] - triangle[0]) / 2
        mean = triangle.mean(0)
        off = triangle - mean
        area, first = area + size, first + size * mean
        moment += size * (off.T @ off / 12 + np.outer(mean, mean))
    mean = first / area
    covariance = moment / area - np.outer(mean, mean)
    error = np.sqrt(np.diag(covariance) / len(points))
    assert (np.abs(points.mean(0) - mean) < 5 * error).all()
    np.testing.assert_allclose(np.cov(points.T), covariance, atol=0.03 * covariance.max())


def test_axes_of_the_latent_plane_do_not_matter() -> None:
    generator = mlp((2, 16, 3), seed=1).double()
    skewed = Slice([0.0, 0.0], [[2.0, 0.0], [1.0, 1.0]], SQUARE.bounds)
    plain = SQUARE.with_polygon(skewed.embed(skewed.corners))
    one, other = (Manifold(tessellate(generator, window)) for window in (skewed, plain))
    assert one.areas.sum() == pytest.approx(other.areas.sum())
    tiles = other.tessellation.locate(skewed.embed(one.tessellation.centroids()))
    np.testing.assert_allclose(
        ManifoldSampler(one).probabilities(), ManifoldSampler(other).probabilities()[tiles], atol=1e-9
    )


def test_degenerate_tiles_are_drawn_at_zero_alone() -> None:
    generator = mlp((2, 3, 2)).double()
    with torch.no_grad():
        generator[1].weight.copy_(torch.tensor([[1.0, 0], [0, 1], [0, -1]]))
        generator[3].weight.copy_(torch.tensor([[1.0, 0, 0], [0, 1, -1]]))
        generator[1].bias.zero_()
    sampler = ManifoldSampler(Manifold(tessellate(generator, SQUARE)))
    assert (sampler.sample(500).latents[:, 0] >= 0).all()
    assert (sampler.sample(500, 0).latents[:, 0] < 0).any()
    assert (sampler.sample(500, -1).latents[:, 0] >= 0).all()


def test_what_cannot_be_drawn_is_said(sampler: ManifoldSampler, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r"rho is -6\."):
        sampler.sample(10, -6)
    with pytest.raises(ValueError, match=r"count is 0\."):
        sampler.sample(0)
    flat = ManifoldSampler(Manifold(tessellate(mlp((2, 8, 1)), SQUARE)))
    with pytest.raises(ValueError, match=r"All tiles of the window are degenerate"):
        flat.sample(10)
    with pytest.raises(ValueError, match=r"All tiles of the window are degenerate"):
        flat.sample(10, -1)
    assert len(flat.sample(10, 0).tiles) == 10
    plane = Slice.through(*torch.eye(3))
    sentence = r"A latent has 3 coordinates\. .* Use magnet or polarity, which draw from a pool"
    with pytest.raises(ValueError, match=sentence):
        ManifoldSampler(Manifold(tessellate(mlp((3, 8, 4)), plane)))
    with pytest.raises(UnsupportedOperation, match="gelu"):
        smooth = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.GELU(), torch.nn.Linear(4, 3))
        uniform_on_manifold(Network(smooth, [0.0, 0.0]), SQUARE, 10)
    # Before any work.
    monkeypatch.setattr("splinewidgets.generation.manifold_sampler.tessellate", None)
    with pytest.raises(ValueError, match=sentence):
        uniform_on_manifold(mlp((3, 8, 4)), plane, 10)


CELLS = 16


def behind(end: type[torch.nn.Module], rho: float) -> tuple[torch.nn.Module, ManifoldSampler, np.ndarray]:
    """A generator with an end, its sampler, and the shares of a polarity in cells, by a fine grid of its Jacobians."""
    model = mlp((2, 16, 16, 4), seed=2)
    with torch.no_grad():
        model[-1].weight.mul_(10)  # the pixels are black or white at many latents
    model = torch.nn.Sequential(model, end()).double()
    fine = 24
    at = (np.arange(CELLS * fine) + 0.5) / (CELLS * fine) * 2 - 1
    grid = torch.from_numpy(np.stack(np.meshgrid(at, at, indexing="ij"), -1).reshape(-1, 2))
    jacobians = torch.func.vmap(torch.func.jacrev(lambda z: model(z[None])[0]))(grid).detach()
    density = torch.linalg.svdvals(jacobians).prod(1).numpy() ** rho
    shares = density.reshape(CELLS, fine, CELLS, fine).sum((1, 3)).ravel()
    sampler = ManifoldSampler(Manifold(tessellate(model, SQUARE, smooth_end=True)))
    return model, sampler, shares / shares.sum()


def in_cells(latents: torch.Tensor) -> np.ndarray:
    counts, _, _ = np.histogram2d(*latents.numpy().T, bins=CELLS, range=[[-1, 1], [-1, 1]])
    return counts.ravel()


@pytest.mark.parametrize("rho", (-0.5, 1.0, 2.0))
@pytest.mark.parametrize("end", (torch.nn.Sigmoid, torch.nn.Tanh, torch.nn.Softplus))
def test_behind_a_smooth_end_points_have_the_density_of_the_volume(end: type[torch.nn.Module], rho: float) -> None:
    model, sampler, shares = behind(end, rho)
    samples = sampler.sample(20_000, rho, seed=4)
    found, wanted = grouped(in_cells(samples.latents), shares, 200)
    assert stats.chisquare(found, 20_000 * wanted).statistic / (len(wanted) - 1) <= 1.3
    torch.testing.assert_close(samples.outputs, model(samples.latents).detach())
    assert (sampler.manifold.tessellation.locate(samples.latents) == samples.tiles).mean() > 0.999
    chances = sampler.probabilities(rho)
    drawn = grouped(np.bincount(samples.tiles, minlength=len(chances)), chances)
    assert stats.chisquare(drawn[0], 20_000 * drawn[1]).pvalue > CHANCE
    # The end counts: without it, others would be drawn.
    flat = ManifoldSampler(Manifold(tessellate(model[0], SQUARE))).probabilities(rho)
    assert np.abs(flat - chances).sum() > 0.05


@pytest.mark.parametrize("rho", (-0.5, 1.0))
def test_chi_square_of_many_draws_behind_softplus_is_that_of_chance(rho: float) -> None:
    """A single draw may have 1.4 per degree of freedom: with 100 groups its standard deviation is 0.15 by chance alone.

    Were it more than chance, p-values would not be uniform.
    """
    _, sampler, shares = behind(torch.nn.Softplus, rho)
    chances = sampler.probabilities(rho)
    by_cells, by_tiles = [], []
    for seed in range(60):
        samples = sampler.sample(10_000, rho, seed=seed)
        found, wanted = grouped(in_cells(samples.latents), shares, 100)
        by_cells.append(stats.chisquare(found, 10_000 * wanted).pvalue)
        found, wanted = grouped(np.bincount(samples.tiles, minlength=len(chances)), chances, 100)
        by_tiles.append(stats.chisquare(found, 10_000 * wanted).pvalue)
    assert min(stats.kstest(pvalues, "uniform").pvalue for pvalues in (by_cells, by_tiles)) > 0.01


def test_samples_under_sigmoids_are_uniform_in_their_square() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Sigmoid())
    with torch.no_grad():
        model[0].weight.copy_(6 * torch.eye(2))
        model[0].bias.zero_()
    # A module is read with its end, whatever that is; so is half precision.
    for generator in (model, copy.deepcopy(model).half(), torch.nn.Sequential(model[0], torch.nn.Tanh())):
        outputs = uniform_on_manifold(generator, SQUARE, 20_000, seed=1).outputs.numpy()
        for column in outputs.T:
            spread = (column - column.min()) / np.ptp(column)
            assert stats.kstest(spread, "uniform").pvalue > CHANCE


def test_a_density_that_is_infinite_within_tiles_is_refused() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.GELU())
    with torch.no_grad():
        model[0].weight.copy_(3 * torch.eye(2))
        model[0].bias.zero_()
    sampler = ManifoldSampler(Manifold(tessellate(model, SQUARE, smooth_end=True)))
    assert len(sampler.sample(100).tiles) == 100
    with pytest.raises(ValueError, match=r"rho is -1, and the generator's end is flat at some points"):
        sampler.sample(10, -1)
