"""Local complexity of tiles: units that change sign around the middle of each, along u and v."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import lines, perceptron, random_perceptron
from torch import nn

from splinewidgets.geometry import Slice, tessellate, tile_complexity
from splinewidgets.geometry.complexity import tile_complexity as module

SQUARE = Slice.box((-1, 1), (-1, 1))


def test_of_vertical_lines_those_within_the_radius_count() -> None:
    places = (-0.5, 0.0, 0.5)
    tessellation = tessellate(perceptron([([[1.0, 0.0]] * 3, [-p for p in places]), ([[1.0] * 3], [0.0])]), SQUARE)
    order = np.argsort(tessellation.centroids()[:, 0])
    for radius, wanted in ((0.2, [0, 0, 0, 0]), (0.3, [1, 2, 2, 1]), (0.8, [2, 3, 3, 2])):
        assert tile_complexity(tessellation, radius)[order].tolist() == wanted


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), radius=st.floats(0.01, 2.0))
def test_a_line_counts_from_where_it_meets_the_square(seed: int, radius: float) -> None:
    """Also one beyond the window: |w . c + b| below r times the larger entry of w."""
    model = lines(12, seed)
    tessellation = tessellate(model, SQUARE)
    linear = next(part for part in model if isinstance(part, nn.Linear))
    w, b = linear.weight.detach().double().numpy(), linear.bias.detach().double().numpy()
    wanted = np.abs(tessellation.centroids() @ w.T + b) < radius * np.abs(w).max(1)
    np.testing.assert_array_equal(tile_complexity(tessellation, radius), wanted.sum(1))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 999), radius=st.floats(0.02, 0.5), cached=st.sampled_from([1, 200, 2**20]))
def test_behind_the_first_layer_the_signs_are_those_of_the_network(seed: int, radius: float, cached: int) -> None:
    """In a plane of three inputs, whatever the batches."""
    model = random_perceptron([3, 8, 8, 1], seed)
    random = np.random.default_rng(seed)
    tessellation = tessellate(model, Slice.through(*random.normal(size=(3, 3))))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "CACHED", cached)
        found = tile_complexity(tessellation, radius)
    origin, axes = (part.numpy() for part in (tessellation.slice.origin, tessellation.slice.axes))
    wanted = []
    for center in tessellation.centroids():
        uv = center + radius * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
        x, count = torch.from_numpy(origin + uv @ axes), 0
        for part in list(model)[:-1]:
            x = part(x)
            if isinstance(part, nn.Linear):
                count += int((x > 0).any(0).logical_and((x < 0).any(0)).sum())
        wanted.append(count)
    assert found.tolist() == wanted


def test_by_default_the_radius_follows_the_window() -> None:
    model = random_perceptron([2, 24, 24, 1], 3)
    for bounds in ((-1.0, 1.0, -0.5, 0.5), (0.0, 0.1, 0.0, 0.4)):
        found = tessellate(model, Slice.box(bounds[:2], bounds[2:]))
        shorter = min(bounds[1] - bounds[0], bounds[3] - bounds[2])
        np.testing.assert_array_equal(tile_complexity(found), tile_complexity(found, 0.05 * shorter))


def test_what_has_no_sign_is_not_counted() -> None:
    pooled = nn.Sequential(nn.Unflatten(1, (1, 2)), nn.MaxPool1d(2), nn.Flatten()).double()
    assert tile_complexity(tessellate(pooled, SQUARE), 0.9).tolist() == [0, 0]
    assert tile_complexity(tessellate(nn.Linear(2, 1).double(), SQUARE)).tolist() == [0]


@pytest.mark.parametrize("wrong", [0, -0.1, math.inf, math.nan])
def test_a_radius_is_positive_and_finite(wrong: float) -> None:
    with pytest.raises(ValueError, match="The radius is"):
        tile_complexity(tessellate(nn.ReLU(), SQUARE), wrong)
