"""Networks with the same weights, one of them batch normalized, and the points of the survey's figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import Slice, hyperplane_density, hyperplane_distances
from splinewidgets.learning import total_least_squares
from splinewidgets.zoo import batch_normalized, initializations, star, two_clusters


def in_training(model: nn.Sequential, data: torch.Tensor) -> torch.Tensor:
    """What torch's own batch normalization in training mode makes of the data, behind each of the linear layers."""
    values = data.double()
    for module in model:
        values = module.double()(values) if isinstance(module, nn.Linear) else module(values)
        if isinstance(module, nn.Linear):
            values = nn.BatchNorm1d(module.out_features, dtype=torch.float64).train()(values)
    return values


def test_frozen_statistics_are_those_of_a_pass_in_training() -> None:
    data = two_clusters()
    made = initializations(data, depth=4, width=16)
    expected = in_training(made.zero_bias, data)
    torch.testing.assert_close(made.normalized.double()(data.double()), expected, rtol=1e-4, atol=1e-5)


def test_weights_are_shared_and_biases_are_not() -> None:
    made = initializations(two_clusters(), depth=3, width=8, seed=5)
    layers = [[part for part in model if isinstance(part, nn.Linear)] for model in vars(made).values()]
    for zero, random, normalized in zip(*layers, strict=True):
        assert zero.weight is random.weight is normalized.weight
        assert not zero.bias.any() and random.bias.std() > 0.2
    assert not any(module.training for model in vars(made).values() for module in model.modules())
    weights = torch.cat([layer.weight.flatten() for layer in layers[0][1:]])
    assert abs(weights.std().item() - math.sqrt(2 / 8)) < 0.1


def test_a_seed_gives_the_same_numbers_and_draws_none() -> None:
    before = torch.get_rng_state()
    one, again, other = (initializations(two_clusters(), 2, 4, seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    for name, value in one.random_bias.state_dict().items():
        torch.testing.assert_close(value, again.random_bias.state_dict()[name])
    assert not torch.equal(one.zero_bias[0].weight, other.zero_bias[0].weight)


def test_data_that_move_take_the_hyperplanes_along() -> None:
    """Whatever the bias before: batch normalization takes it away."""
    data, shift = two_clusters(), torch.tensor([1.0, -2.0])
    made = initializations(data, depth=3, width=8)
    moved = batch_normalized(made.random_bias, data + shift)
    expected = made.normalized.double()(data.double())
    # Statistics are kept in float32.
    torch.testing.assert_close(moved.double()((data + shift).double()), expected, rtol=1e-3, atol=1e-5)


def test_far_from_the_origin_variances_are_kept() -> None:
    data = (two_clusters() + 1000).double()
    made = initializations(data, depth=1, width=8)
    values = nn.functional.linear(data, made.zero_bias[0].weight.double())
    torch.testing.assert_close(made.normalized[1].running_var.double(), values.var(0, unbiased=False))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([1.0, 2.0], "The data have shape"),
        ([[1.0, 2.0]], "There is 1 data point. Batch normalization needs at least two"),
        (np.empty((0, 2)), "There are no data points"),
        ([[1.0, 2.0]] * 3, "All 3 data points coincide. Batch normalization divides"),
    ],
)
def test_data_without_a_variance_are_refused(data, words) -> None:
    with pytest.raises(ValueError, match=words):
        initializations(data)


def test_the_star_has_its_tips_and_corners() -> None:
    points = star(50, center=(0.5, 0.0)).double() - torch.tensor([0.5, 0.0])
    radii = points.norm(dim=1)
    assert torch.allclose(radii[::10], torch.ones(5, dtype=torch.float64)), "a tip every ten points"
    assert torch.allclose(radii[5::10], torch.full((5,), 0.45, dtype=torch.float64))
    steps = (points - points.roll(1, 0)).norm(dim=1)
    assert torch.allclose(steps, steps[:1].expand(50)), "all steps are equal"
    with pytest.raises(ValueError, match="count is 0"):
        star(0)


def test_the_minimum_over_offsets_is_what_the_singular_values_say() -> None:
    """Of one unit: the part of the inputs along its weights, of which the mean is taken away."""
    data = two_clusters().double()
    model = initializations(data, depth=1, width=6).normalized
    found = total_least_squares(model, data)
    for weight, minimum in zip(model[0].weight.double(), found.minima[0], strict=True):
        along = (data @ weight / weight.norm()).detach()[:, None]
        singular = torch.linalg.svdvals(along - along.mean(0))
        assert minimum == pytest.approx(float(singular.square().sum()), rel=1e-6)
    np.testing.assert_allclose(found.distances[0], found.minima[0], rtol=1e-5)


def test_figure_7_batch_normalization_brings_hyperplanes_to_the_data() -> None:
    """Row F7: the data are at most a quarter as far from those of layer 4 as with either bias, over eight seeds."""
    means = np.zeros(3)
    for seed in range(8):
        data = two_clusters(seed)
        made = initializations(data, seed=seed)
        means += [hyperplane_distances(model, data).distances[3].mean() for model in vars(made).values()]
    zero, random, normalized = means / 8
    assert normalized <= min(zero, random) / 4


def test_figure_8_batch_normalization_gathers_hyperplanes_near_the_data() -> None:
    """Row F8, at width 128 to be quick: the ratio of near to far is at least 10, and four times both others."""
    data, window = star(), Slice.box((-3, 3), (-3, 3))
    made = initializations(data, depth=11, width=128)
    near_and_far = [
        hyperplane_density(model, window, 48).near_and_far(data, 0.15, 1.0)[10] for model in vars(made).values()
    ]
    zero, random, normalized = (near / far for near, far in near_and_far)
    assert normalized >= 10 and normalized >= 4 * max(zero, random)
