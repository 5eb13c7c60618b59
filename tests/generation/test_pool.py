from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from torch import nn

from splinewidgets.generation import Pool, magnet, polarity, pool, singular_values
from splinewidgets.generation.weights import flattening
from splinewidgets.zoo import mlp

LATENTS = 2 * torch.rand(2000, 2, generator=torch.Generator().manual_seed(0)) - 1
# Chi-square tests fail by chance once in so many.
CHANCE = 1e-4


def of_volumes(volumes, **more) -> Pool:
    return Pool(torch.arange(len(volumes))[:, None].float(), np.log(volumes), **more)


def assert_drawn(counts: np.ndarray, weights: np.ndarray) -> None:
    assert stats.chisquare(counts, weights * counts.sum()).pvalue > CHANCE


def test_a_volume_is_the_product_of_the_singular_values() -> None:
    generator = mlp((4, 32, 32, 9)).double()
    latents = torch.rand(50, 4)
    values = singular_values(generator, latents)
    assert np.exp(pool(generator, latents).log_volumes) == pytest.approx(values.prod(1))
    assert np.exp(pool(generator, latents, top_k=2).log_volumes) == pytest.approx(values[:, :2].prod(1))
    gram = [torch.autograd.functional.jacobian(generator, z[None].double())[0, :, 0] for z in latents]
    determinants = [float(torch.linalg.det(a.T @ a)) for a in gram]
    assert np.exp(pool(generator, latents).log_volumes) == pytest.approx(np.sqrt(determinants))


def test_weights_are_powers_of_the_volume() -> None:
    volumes = np.array([1.0, 2.0, 3.0, 4.0])
    given = of_volumes(volumes)
    for rho in (-2, -0.5, 0, 1, 2.5):
        weights = volumes**rho / (volumes**rho).sum()
        np.testing.assert_allclose(given.weights(rho), weights)
        assert given.effective_sample_size(rho) == pytest.approx(1 / (weights**2).sum())
    np.testing.assert_array_equal(given.weights(0), 0.25)
    assert given.effective_sample_size(0) == 4


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e4, 1e4) | st.just(-np.inf), min_size=1, max_size=30), st.floats(-5, 5) | st.just(0.0))
def test_weights_are_numbers_whatever_the_volumes(log_volumes: list[float], rho: float) -> None:
    given = Pool(torch.zeros(len(log_volumes), 2), np.array(log_volumes))
    alive = sum(rho == 0 or volume > -np.inf for volume in log_volumes)
    assume(alive)
    weights = given.weights(rho)
    assert np.isfinite(weights).all() and (weights >= 0).all()
    assert weights.sum() == pytest.approx(1)
    assert 1 - 1e-9 <= given.effective_sample_size(rho) <= alive + 1e-9
    count = alive // 2 + 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        chosen = given.sample(count, rho)
        again = given.sample(count, rho, replace=True)
    assert len(set(chosen)) == count and len(again) == count


def test_the_normal_distribution_function_turns_normal_latents_into_uniform_outputs() -> None:
    # So its volume is the latents' density, and at no polarity is there anything to weigh.
    class Cumulative(nn.Module):
        def forward(self, z):
            return torch.special.ndtr(z)

    latents = torch.randn(1000, 1, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    density = stats.norm.logpdf(latents[:, 0].numpy())
    measured = pool(Cumulative(), latents, log_density=density)
    for rho in (-1, 0, 1, 3):
        np.testing.assert_allclose(measured.weights(rho), 1e-3)
    np.testing.assert_allclose(pool(Cumulative(), latents).log_volumes, density)


def test_the_density_of_what_is_drawn_is_the_generators_to_the_power_one_minus_rho() -> None:
    # z uniform on [0, 1], y = z^2: the density of y is y^(-1/2) / 2, so that of what is drawn has y^((rho - 1) / 2).
    class Square(nn.Module):
        def forward(self, z):
            return z**2

    latents = torch.rand(200_000, 1, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    measured = pool(Square(), latents)
    for rho in (-0.2, 0.5, 1, 2):
        drawn = latents[measured.sample(4000, rho, replace=True, seed=1)][:, 0].numpy() ** 2
        assert stats.kstest(drawn ** ((rho + 1) / 2), "uniform").pvalue > CHANCE, rho


def test_draws_with_replacement_follow_the_weights() -> None:
    given = of_volumes([1.0, 2.0, 3.0, 4.0])
    with pytest.warns(UserWarning, match="effective size"):
        drawn = given.sample(5000, 1, replace=True, seed=3)
    assert_drawn(np.bincount(drawn, minlength=4), np.array([0.1, 0.2, 0.3, 0.4]))


def test_draws_without_replacement_follow_the_weights_of_what_is_left() -> None:
    given = of_volumes([1.0, 2.0, 3.0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pairs = np.array([given.sample(2, 1, seed=seed) for seed in range(3000)])
    assert (pairs[:, 0] != pairs[:, 1]).all()
    orders = [(a, b) for a in range(3) for b in range(3) if a != b]
    p = np.array([1, 2, 3]) / 6
    wanted = np.array([p[a] * p[b] / (1 - p[a]) for a, b in orders])
    assert_drawn(np.array([((pairs == order).all(1)).sum() for order in orders]), wanted)


def test_at_rho_zero_the_pool_is_drawn_from_as_it_is() -> None:
    measured = pool(mlp((2, 16, 3)), LATENTS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = measured.sample(2000, 0)
        of_volumes(np.arange(1.0, 100.0)).sample(20, 0)
    assert (np.sort(drawn) == np.arange(2000)).all()
    assert measured.effective_sample_size(0) == pytest.approx(2000)


def test_classes_are_drawn_equally_often_with_the_weights_within_them() -> None:
    labels = np.repeat([7, 2], [1500, 4500])
    volumes = np.tile([1.0, 3.0], 3000) * np.where(labels == 7, 1e6, 1.0)
    given = of_volumes(volumes, labels=labels)
    drawn = given.sample(1000, 1, per_class=True, replace=True)
    assert (labels[drawn] == np.repeat([2, 7], 1000)).all()
    for part in drawn.reshape(2, 1000):
        assert_drawn(np.bincount(part % 2), np.array([0.25, 0.75]))
    assert (labels[given.sample(500, 1, replace=True)] == 7).mean() > 0.99


def test_the_short_ways_are_the_long_way() -> None:
    generator = mlp((2, 16, 16, 3))
    measured = pool(generator, LATENTS, top_k=1)
    for rho in (-0.5, 1.0):
        drawn = polarity(generator, LATENTS, 300, rho, seed=4, top_k=1)
        assert torch.equal(drawn, LATENTS[measured.sample(300, rho, seed=4)])
    assert torch.equal(magnet(generator, LATENTS, 300, seed=4, top_k=1), drawn)
    labels = np.arange(2000) % 2
    by_class = magnet(generator, LATENTS, 200, per_class=True, replace=True, labels=labels)
    drawn = pool(generator, LATENTS, labels=labels).sample(200, per_class=True, replace=True)
    assert torch.equal(by_class, LATENTS[drawn])


def test_dead_latents_are_told_and_drawn_at_zero_alone() -> None:
    # (u, v) -> (relu(u), v).
    class HalfFlat(nn.Module):
        def forward(self, z):
            return torch.stack([z[:, 0].relu(), z[:, 1]], 1)

    measured = pool(HalfFlat(), LATENTS)
    dead = LATENTS[:, 0].numpy() < 0
    assert measured.dead_fraction == dead.mean()
    assert f"{dead.mean():.1%} dead" in repr(measured)
    np.testing.assert_array_equal(measured.log_volumes, np.where(dead, -np.inf, 0))
    assert not dead[measured.sample(500, 0.5)].any()
    assert not dead[measured.sample(500, -0.5)].any() and dead[measured.sample(500, 0)].any()
    assert measured.effective_sample_size(-0.5) == pytest.approx((~dead).sum())
    with pytest.raises(ValueError, match=r"1,500 samples are to be drawn of 988 latents with a volume"):
        measured.sample(1500, -0.5)


def test_a_pool_that_collapses_says_its_effective_size() -> None:
    volumes = np.ones(5000)
    volumes[:40] = 1e6
    given = of_volumes(volumes, labels=np.arange(5000) < 50)
    with pytest.warns(UserWarning, match=r"effective size of the pool is 40 at rho=1, and 10 are drawn\. Below 500"):
        given.sample(10, 1)
    with pytest.warns(UserWarning, match=r"effective size of one of its classes is 40 at rho=1"):
        given.sample(10, 1, per_class=True)
    with pytest.warns(UserWarning, match=r"is 800 at rho=1, and 900 are drawn\. Below 900"):
        of_volumes(np.r_[np.full(800, 1e9), np.ones(200)]).sample(900, 1)


def test_what_is_said_to_be_misplaced_is_missing_from_the_large_weights() -> None:
    """Of two kinds of latents, what one has too little the other has too much: half the sum of both is the share."""
    weights = np.r_[np.full(100, 8.0), np.full(900, 1.0)]
    logs, random = np.log(weights), np.random.default_rng(0)
    shares, said = [], []
    for _ in range(200):
        keys = logs + random.gumbel(size=1000)
        drawn = np.argsort(-keys)[:300]
        shares.append((drawn < 100).mean())
        said.append(flattening(logs, keys[drawn[-1]]))
    assert 800 / 1700 - np.mean(shares) == pytest.approx(np.mean(said), rel=0.03)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 999), spread=st.floats(0, 1e4), share=st.floats(0.001, 1), power=st.floats(-1e4, 1e4))
def test_the_share_that_is_misplaced_is_one_whatever_the_weights(seed, spread, share, power) -> None:
    random = np.random.default_rng(seed)
    logs = spread * random.random(300) + power
    keys = np.sort(logs + random.gumbel(size=300))[::-1]
    count = max(1, int(300 * share))
    assert 0 <= flattening(logs, keys[count - 1]) < 1
    assert flattening(np.full(300, power), power + random.gumbel()) == pytest.approx(0, abs=1e-9)


def test_a_draw_that_uses_up_large_weights_says_so() -> None:
    """A tenth with half of the weight: of a third of the effective size more than 2 % are others."""
    given = of_volumes(np.r_[np.full(2000, 9.0), np.ones(18000)])
    size = given.effective_sample_size(1)
    with pytest.warns(UserWarning, match=r"Latents of large weights are used up: \d+% of what is drawn are others"):
        given.sample(int(size / 3), 1)
    for count, rho, replace in ((int(size / 3), 1, True), (int(size / 3), 0, False), (int(size / 50), 1, False)):
        given.sample(count, rho, replace=replace)


def test_volumes_of_any_size_are_told_apart() -> None:
    """(z + relu(z)) / 100 in 128 dimensions: 100^-128 2^k with k positive coordinates, far below the least float."""

    class Small(nn.Module):
        def forward(self, z):
            return 0.01 * z + 0.01 * z.relu()

    latents = 2 * torch.rand(200, 128, generator=torch.Generator().manual_seed(0)) - 1
    positive = (latents > 0).sum(1).numpy()
    measured = pool(Small(), latents)
    np.testing.assert_allclose(measured.log_volumes, -128 * np.log(100) + positive * np.log(2), atol=1e-5)
    wanted = np.exp2(positive - positive.max(), dtype=np.float64)
    np.testing.assert_allclose(measured.weights(1), wanted / wanted.sum(), rtol=1e-4)


@pytest.mark.parametrize("dtype", (torch.float16, torch.bfloat16, torch.float32, torch.float64))
def test_nearly_inactive_latents_have_a_volume(dtype: torch.dtype) -> None:
    generator = nn.Linear(3, 3, bias=False).to(dtype)
    with torch.no_grad():
        generator.weight.copy_(torch.diag(torch.tensor([1.0, 2.0**-10, 2.0**-20])))
    measured = pool(generator, LATENTS[:10, :1].expand(-1, 3))
    np.testing.assert_allclose(measured.log_volumes, -30 * np.log(2), rtol=1e-9)
    assert generator.weight.dtype == dtype


def test_more_latents_than_outputs_are_refused() -> None:
    for options in ({}, {"top_k": 2}):
        with pytest.raises(ValueError, match=r"A latent has 3 coordinates, and the generator 2 outputs\. .* Fix some"):
            pool(nn.Linear(3, 2), torch.rand(600, 3), **options)
    wide = nn.Linear(3, 40)
    with pytest.raises(ValueError, match=r"and the generator 2 projections of its outputs\. .* Pass a larger"):
        pool(wide, torch.rand(600, 3), projection=2)
    pool(wide, torch.rand(600, 3), projection=2, top_k=2)


@pytest.mark.parametrize(
    ("options", "sentence"),
    (
        ({"rho": 5.1}, r"rho is 5\.1\. It must be from -5 to 5"),
        ({"rho": float("nan")}, r"rho is nan\."),
        ({"count": 2001}, r"2,001 samples are to be drawn of 2,000 latents in the pool, each at most once"),
        ({"count": 0}, r"count is 0\. It must be at least 1"),
        ({"count": 1.5}, r"count is 1\.5, a float\. It must be a whole number"),
        ({"per_class": True}, r"The pool has no labels\."),
        ({"per_class": True, "labels": np.arange(2000) < 7}, r"10 samples .* of 7 latents in the smallest class"),
        ({"labels": np.zeros(3)}, r"The labels have shape \(3,\), there are 2,000 latents"),
        ({"labels": np.full(2000, 0.5)}, r"The labels are no integers\."),
        ({"log_density": np.zeros((2000, 1))}, r"The log_density have shape \(2000, 1\)"),
        ({"log_density": np.full(2000, np.inf)}, r"NaN or infinite entries in the log_density"),
        ({"top_k": 3}, r"top_k is 3\. It must be from 1 to 2\. A latent has 2 coordinates"),
        ({"top_k": 1.0}, r"top_k is 1\.0, a float"),
    ),
)  # fmt: skip
def test_what_cannot_be_drawn_is_said_before_any_work(options, sentence: str) -> None:
    class Untouched(nn.Module):
        def forward(self, z):
            raise AssertionError("work has started")

    with pytest.raises((ValueError, TypeError), match=sentence):
        polarity(Untouched(), LATENTS, **({"count": 10, "rho": 1.0} | options))


def test_a_generator_without_rank_is_refused() -> None:
    generator = mlp((2, 16, 1, 16, 3))
    with pytest.raises(ValueError, match=r"Jacobians have rank 1 at most, of 2 singular values\. All of the 2,000"):
        pool(generator, LATENTS)
    assert pool(generator, LATENTS, top_k=1).dead_fraction < 1


def test_a_pool_of_its_own_numbers_is_checked() -> None:
    with pytest.raises(ValueError, match=r"The log-volumes have shape \(3,\), there are 2,000 latents"):
        Pool(LATENTS, np.zeros(3))
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match=r"NaN or infinite entries in the log-volumes"):
            Pool(LATENTS, np.full(2000, bad))
    dead = Pool(LATENTS, torch.full((2000,), -torch.inf))
    assert dead.dead_fraction == 1 and repr(dead) == "<Pool: 2,000 latents, 100.0% dead>"
    assert dead.weights(0) == pytest.approx(1 / 2000)
    for rho in (-1, 1):
        with pytest.raises(ValueError, match=r"of 0 latents with a volume"):
            dead.weights(rho)
