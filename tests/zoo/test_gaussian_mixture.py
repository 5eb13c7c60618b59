from __future__ import annotations

from dataclasses import replace
from math import cos, nan, pi, sin, sqrt

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.zoo import GaussianMixture, five_gaussians

MIXTURE = five_gaussians()


def test_the_five_modes_lie_on_a_circle_with_the_weights_of_the_recipe() -> None:
    assert MIXTURE.weights.tolist() == [0.40, 0.25, 0.15, 0.12, 0.08]
    expected = [[1.5 * cos(2 * pi * k / 5), 1.5 * sin(2 * pi * k / 5)] for k in range(5)]
    np.testing.assert_allclose(MIXTURE.modes, expected)


@settings(max_examples=15, deadline=None)
@given(
    places=st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=1, max_size=4),
    parts=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    deviation=st.floats(0.15, 0.5),
)
def test_the_density_integrates_to_one(places: list[tuple[float, float]], parts: list[int], deviation: float) -> None:
    modes, shares = torch.tensor(places, dtype=torch.float64), torch.tensor(parts[: len(places)], dtype=torch.float64)
    mixture = GaussianMixture(modes, shares / shares.sum(), deviation)
    # Over six deviations past every mode. The sum over a grid this fine is the integral to rounding, as for any
    # function that is smooth and dies out.
    line = torch.linspace(-5, 5, 201, dtype=torch.float64)
    density = mixture.log_density(torch.cartesian_prod(line, line)).exp()
    assert density.sum().item() * (10 / 200) ** 2 == pytest.approx(1, abs=1e-6)


def test_one_mode_is_a_normal_distribution_in_any_dimension() -> None:
    place, points = torch.tensor([[1.0, -2.0, 0.5]], dtype=torch.float64), torch.randn(20, 3, dtype=torch.float64)
    mixture = GaussianMixture(place, torch.ones(1, dtype=torch.float64), 0.7)
    normal = torch.distributions.Normal(place[0], 0.7)
    torch.testing.assert_close(mixture.log_density(points), normal.log_prob(points).sum(1))


def test_far_away_the_log_density_stays_finite() -> None:
    assert torch.isfinite(MIXTURE.log_density([[1e3, -1e3]])).all()


def test_samples_reach_the_weights_and_the_width_of_the_modes() -> None:
    count = 50_000
    points = MIXTURE.sample(count)
    assert points.shape == (count, 2)
    assert points.dtype == torch.float32
    # The modes are 1.76 apart, so a point is nearest to another one than its own once in a hundred thousand times.
    spread = (MIXTURE.weights * (1 - MIXTURE.weights) / count).sqrt()
    assert ((MIXTURE.shares(points) - MIXTURE.weights).abs() < 4 * spread).all()
    # In the plane the distance has a Rayleigh distribution.
    for r in (0.5, 1, 2, 3):
        within = 1 - np.exp(-(r**2) / 2)
        found = (MIXTURE.deviations(points) < r).double().mean().item()
        assert found == pytest.approx(within, abs=4 * sqrt(within * (1 - within) / count) + 1e-4)


def test_samples_come_from_a_seed_and_leave_the_global_state_alone() -> None:
    state = torch.get_rng_state()
    assert torch.equal(MIXTURE.sample(10), MIXTURE.sample(10))
    assert not torch.equal(MIXTURE.sample(10), MIXTURE.sample(10, seed=1))
    assert torch.equal(torch.get_rng_state(), state)


@settings(max_examples=25, deadline=None)
@given(places=st.lists(st.tuples(st.floats(-3, 3), st.floats(-3, 3)), min_size=1, max_size=10))
def test_labels_shares_and_deviations_are_those_of_the_nearest_mode(places: list[tuple[float, float]]) -> None:
    labels, deviations = MIXTURE.labels(places), MIXTURE.deviations(np.array(places))
    for (x, y), label, away in zip(places, labels.tolist(), deviations.tolist(), strict=True):
        distances = [sqrt((x - mx) ** 2 + (y - my) ** 2) for mx, my in MIXTURE.modes.tolist()]
        assert distances[label] == pytest.approx(min(distances))
        assert away == pytest.approx(min(distances) / 0.2)
    found = MIXTURE.shares(torch.tensor(places))
    assert found.shape == (5,)
    assert found.sum().item() == pytest.approx(1)


def test_points_may_come_straight_from_a_network() -> None:
    points = MIXTURE.modes.float().requires_grad_()
    assert MIXTURE.labels(points).tolist() == [0, 1, 2, 3, 4]
    assert MIXTURE.shares(points).tolist() == [0.2] * 5
    assert not MIXTURE.log_density(points).requires_grad


def test_impossible_mixtures_and_points_are_refused() -> None:
    with pytest.raises(ValueError, match=r"modes have shape \(5, 2\), the weights \(4,\)\. .* Give each mode a weight"):
        replace(MIXTURE, weights=MIXTURE.weights[:4])
    for weights in ([0.5, 0.25, 0.15, 0.12, 0.08], [1.4, -0.75, 0.15, 0.12, 0.08], [nan, 0.25, 0.15, 0.12, 0.08]):
        with pytest.raises(ValueError, match=r"They must be positive and add up to 1\. Divide them"):
            replace(MIXTURE, weights=torch.tensor(weights))
    for deviation in (0.0, nan):
        with pytest.raises(ValueError, match=rf"The standard deviation is {deviation}\. It must be positive\. Choose"):
            replace(MIXTURE, deviation=deviation)
    for ask in (MIXTURE.log_density, MIXTURE.labels, MIXTURE.shares, MIXTURE.deviations):
        with pytest.raises(ValueError, match=r"points have shape \(7, 3\)\. The modes lie in 2 dimensions\. Give"):
            ask(torch.zeros(7, 3))
    with pytest.raises(ValueError, match=r"There are 0 points\. .* at least one"):
        MIXTURE.shares(torch.zeros(0, 2))
    with pytest.raises(ValueError, match=r"There are 0 points\. .* at least one"):
        MIXTURE.sample(0)
