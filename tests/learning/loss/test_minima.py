"""Minima and merge trees that are known, and those of random networks against a dense grid."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import random_perceptron
from scipy.ndimage import label
from torch import nn

from splinewidgets import ExactLoss, Slice

LOSSES = ("squared", "cross_entropy")


class Entrywise(nn.Module):
    """|w| for each entry of a parameter, whatever the input; its loss is a sum of losses of one entry each."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(2, dtype=torch.float64))

    def forward(self, x):
        return self.w.abs() * x


def plane(value, reach=2.0, other=None):
    value = value.detach()
    axes = torch.eye(2, value.numel(), dtype=torch.float64).reshape(2, *value.shape)
    return Slice(torch.zeros_like(value), axes, (-reach, reach, *(other or (-reach, reach))))


ONE = torch.ones(1, 1, dtype=torch.float64)


def test_a_linear_network_has_one_quadratic_and_its_least_squares_solution() -> None:
    torch.manual_seed(0)
    model, data, targets = nn.Linear(2, 1, bias=False).double(), torch.randn(9, 2).double(), torch.randn(9, 1).double()
    exact = ExactLoss(model, "weight", data, targets, plane(model.weight))
    minima, solution = exact.minima(), torch.linalg.lstsq(data, targets).solution
    assert exact.tessellation.tile_count == len(minima) == 1
    np.testing.assert_allclose(minima.places[0], solution[:, 0], atol=1e-12)
    np.testing.assert_allclose(minima.values[0], (data @ solution - targets).square().mean(), rtol=1e-12)
    np.testing.assert_allclose(exact.hessians()[0], 2 / 9 * data.T @ data, rtol=1e-12)
    assert minima.dimensions[0] == 0 and not minima.on_border[0] and exact.merge_tree().saddles[0] == np.inf


def test_four_wells_and_the_saddles_between_them() -> None:
    """((|u| - 1)^2 + (|v| - 1.5)^2) / 2: wells of depth 0, saddles at 1/2 where u = 0 and at 9/8 where v = 0."""
    model = Entrywise()
    tree = ExactLoss(model, "w", ONE, [[1.0, 1.5]], plane(model.w)).merge_tree()
    minima = tree.minima
    np.testing.assert_allclose(minima.values, 0, atol=1e-15)
    assert sorted(map(tuple, minima.places.round(9))) == [(-1, -1.5), (-1, 1.5), (1, -1.5), (1, 1.5)]
    np.testing.assert_allclose(np.sort(tree.saddles), [0.5, 0.5, 9 / 8, np.inf])
    lower = np.isclose(tree.saddles, 0.5)
    np.testing.assert_allclose(np.abs(tree.places[lower]), [[0, 1.5]] * 2, atol=1e-9)
    signs = np.sign(minima.places)
    for one in range(4):
        for other in range(4):
            differ = signs[one] != signs[other]
            wanted = 9 / 8 if differ[1] else 0.5 if differ[0] else 0.0
            assert tree.barrier(one, other) == pytest.approx(wanted)
    assert sorted(minima.basins) == [0, 1, 2, 3]
    assert not minima.on_border.any() and not minima.dimensions.any()


def test_the_deeper_of_two_wells_outlives_the_other() -> None:
    """Of |w| and w the loss is ((|u| - 1)^2 + (u - 1/2)^2) / 2: -1/4 is higher than 3/4."""

    class Both(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = nn.Parameter(torch.zeros(2, dtype=torch.float64))

        def forward(self, x):
            return torch.stack([self.w[0].abs(), self.w[0], self.w[1]])[None] * x

    model = Both()
    tree = ExactLoss(model, "w", ONE, [[1.0, 0.5, 0.0]], plane(model.w)).merge_tree()
    np.testing.assert_allclose(tree.minima.places, [[0.75, 0], [-0.25, 0]], atol=1e-12)
    np.testing.assert_allclose(tree.minima.values, [0.125 / 3, (0.75**2 * 2) / 3], rtol=1e-12)
    np.testing.assert_allclose(tree.saddles, [np.inf, 1.25 / 3])
    np.testing.assert_allclose(tree.persistences[1], (1.25 - 1.125) / 3)
    np.testing.assert_allclose(tree.places[1], 0, atol=1e-12)
    assert tree.parents.tolist() == [-1, 0]


def test_a_valley_through_several_tiles_is_one_minimum() -> None:
    """relu(u) + relu(v) = 1: a segment from (1, 0) to (0, 1), and from its ends along the axes to the border."""
    model = nn.Sequential(nn.Linear(1, 2, bias=False), nn.ReLU(), nn.Linear(2, 1, bias=False)).double()
    nn.init.ones_(model[2].weight)
    minima = ExactLoss(model, "0.weight", ONE, ONE, plane(model[0].weight)).minima()
    assert len(minima) == 1 and minima.dimensions.tolist() == [1] and minima.on_border.tolist() == [True]
    np.testing.assert_allclose(minima.extents, [[-2, 1, -2, 1]], atol=1e-12)
    np.testing.assert_allclose(minima.values, 0, atol=1e-15)


@pytest.mark.parametrize("loss", LOSSES)
def test_dead_units_leave_a_plateau(loss) -> None:
    """relu(u) + relu(v) wants to be -1: all of the quadrant u, v <= 0 is as good as it gets, and one minimum."""
    model = nn.Sequential(nn.Linear(1, 2, bias=False), nn.ReLU(), nn.Linear(2, 2, bias=False)).double()
    with torch.no_grad():
        model[2].weight.copy_(torch.tensor([[1.0, 1.0], [0.0, 0.0]]))
    targets = [[-1.0, 0.0]] if loss == "squared" else [1]
    minima = ExactLoss(model, "0.weight", ONE, targets, plane(model[0].weight), loss).minima()
    assert len(minima) == 1 and minima.dimensions.tolist() == [2] and minima.on_border.tolist() == [True]
    np.testing.assert_allclose(minima.extents, [[-2, 0, -2, 0]], atol=1e-12)
    np.testing.assert_allclose(minima.values, [0.5 if loss == "squared" else np.log(2)])
    assert not minima.basins.any()


def test_a_plateau_on_a_slope_is_no_minimum() -> None:
    """relu(u) - relu(-1 - u), flat between -1 and 0, wants to be -1: the minimum is at u = -2, along all v."""

    class Step(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = nn.Parameter(torch.zeros(2, dtype=torch.float64))

        def forward(self, x):
            return (torch.relu(self.w[:1]) - torch.relu(-1 - self.w[:1]))[None] * x

    model = Step()
    minima = ExactLoss(model, "w", ONE, -ONE, plane(model.w)).minima()
    assert len(minima) == 1 and minima.dimensions.tolist() == [1]
    np.testing.assert_allclose(minima.extents, [[-2, -2, -2, 2]], atol=1e-12)


def test_a_plateau_that_rounding_roughens_is_one_minimum() -> None:
    """|a| - relu(a) - relu(-a) is 0 but for rounding; with relu(b) it is least, and cut in two, where b <= 0."""

    class Cancelling(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = nn.Parameter(torch.zeros(2, dtype=torch.float64))

        def forward(self, x):
            a, b = x @ self.w + 1 / 3, x.flip(1) @ self.w / 7
            parts = (0.3 * a).abs() - torch.relu(0.1 * a) - torch.relu(-0.1 * a) - torch.relu(0.2 * a)
            return (parts - torch.relu(-0.2 * a) + torch.relu(b))[:, None]

    model, data = Cancelling(), torch.tensor([[0.7, 0.11], [0.3, -0.9]], dtype=torch.float64)
    exact = ExactLoss(model, "w", data, torch.zeros(2, 1), plane(model.w))
    minima, vertices = exact.minima(), exact.tessellation.vertices
    least = vertices[exact.at(vertices) < 1e-25]
    assert len(minima) == 1 and minima.dimensions.tolist() == [2] and minima.on_border.tolist() == [True]
    np.testing.assert_allclose(minima.extents[0], np.stack([least.min(0), least.max(0)], 1).ravel(), atol=1e-12)
    dead = (vertices @ data.flip(1).numpy().T <= 1e-12).all(1)
    np.testing.assert_allclose(minima.extents[0, 0::2], vertices[dead].min(0), atol=1e-12)
    assert len(least) == dead.sum() > 4


def test_a_constant_network_is_one_flat_minimum() -> None:
    model = random_perceptron([2, 3, 2], 0)
    with torch.no_grad():
        model[2].weight.zero_()
    exact = ExactLoss(model, "0.weight", torch.randn(4, 2).double(), torch.randn(4, 2), plane(model[0].weight))
    assert exact.minima().dimensions.tolist() == [2] and exact.tessellation.tile_count > 1
    np.testing.assert_allclose(exact.minima().extents, [[-2, 2, -2, 2]])


def test_cross_entropy_of_a_linear_model_is_least_where_its_gradient_vanishes() -> None:
    torch.manual_seed(1)
    model, data = nn.Linear(1, 2, bias=False).double(), torch.randn(30, 1).double()
    labels = (torch.rand(30) < torch.sigmoid(-1.3 * data[:, 0])).long()
    window = Slice(torch.zeros(2, 1), torch.tensor([[[1.0], [0.0]], [[0.0], [1.0]]]), (-3, 3, -3.1, 3))
    exact = ExactLoss(model, "weight", data, labels, window, "cross_entropy")
    # Only the difference of the two scores matters: the minimum is a line.
    minima = exact.minima()
    assert minima.dimensions.tolist() == [1] and "iterated to 1e-12" in repr(exact)
    np.testing.assert_allclose(exact.gradients(minima.places), 0, atol=1e-7)


def on_a_grid(exact: ExactLoss, targets, cells: int):
    """The loss at a grid of points, by evaluating the network, (cells, cells)."""
    u0, u1, v0, v1 = exact.slice.bounds
    sides = [torch.linspace(low, high, cells, dtype=torch.float64) for low, high in ((u0, u1), (v0, v1))]
    outputs = exact.tessellation.network(exact.slice.embed(torch.cartesian_prod(*sides))).detach()
    if exact.loss == "squared":
        losses = (outputs - targets).square().mean((1, 2))
    else:
        losses = (outputs.logsumexp(2) - outputs[:, torch.arange(len(targets)), targets]).mean(1)
    return losses.reshape(cells, cells).numpy()


@pytest.mark.parametrize("loss", LOSSES)
def test_sublevel_sets_on_a_grid_have_as_many_components_as_the_tree_says(loss) -> None:
    """Without tiles: at levels farther from all minima and saddles than neighbors on the grid differ there."""
    compared = 0
    for seed in range(8):
        torch.manual_seed(seed)
        model, data = random_perceptron([2, 5, 2], seed), torch.randn(6, 2, dtype=torch.float64)
        targets = torch.randn(6, 2, dtype=torch.float64) if loss == "squared" else torch.randint(0, 2, (6,))
        value = model[0].weight.detach()
        window = Slice(value, torch.randn(2, *value.shape), (-3, 3, -3, 3))
        exact = ExactLoss(model, "0.weight", data, targets, window, loss)
        minima, saddles = exact.minima(), exact.merge_tree().saddles
        grid = on_a_grid(exact, targets, 300)
        events = np.sort(np.r_[minima.values, saddles[np.isfinite(saddles)]])
        below = grid <= events[-1]
        steps = (np.abs(np.diff(grid, axis=axis))[np.delete(below, -1, axis)] for axis in range(2))
        step = max(part.max(initial=0) for part in steps)
        assert minima.values[0] - 1e-12 <= grid.min()
        for level in (events[1:] + events[:-1]) / 2:
            if np.abs(events - level).min() > 2 * step:
                assert label(grid < level, np.ones((3, 3)))[1] == ((minima.values < level) & (saddles >= level)).sum()
                compared += 1
    assert compared >= 3


def falls(exact: ExactLoss, start, steps=400):
    """The end of a descent that only compares values: the best of a shrinking star of neighbors."""
    u0, u1, v0, v1 = exact.slice.bounds
    ways = np.stack([np.cos(angles := np.linspace(0, 2 * np.pi, 32, endpoint=False)), np.sin(angles)], 1)
    place, value, reach = np.array(start), exact.at([start])[0], 0.3
    for _ in range(steps):
        there = np.clip(place + reach * ways, [u0, v0], [u1, v1])
        found = exact.at(there)
        best = int(found.argmin())
        if found[best] < value:
            place, value = there[best], found[best]
        else:
            reach *= 0.7
        if reach < 1e-9:
            break
    return place, value


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    widths=st.lists(st.integers(1, 4), min_size=1, max_size=2),
    kind=st.sampled_from(["random", "equal points", "zero data", "dead units", "integers"]),
    loss=st.sampled_from(LOSSES),
    layer=st.integers(0, 1),
    bias=st.booleans(),
)
def test_descents_end_no_lower_than_a_minimum_and_minima_are_minimal(seed, widths, kind, loss, layer, bias) -> None:
    torch.manual_seed(seed)
    model = random_perceptron([2, *widths, 2], seed)
    data = torch.randn(4, 2, dtype=torch.float64)
    targets = torch.randn(4, 2, dtype=torch.float64) if loss == "squared" else torch.randint(0, 2, (4,))
    with torch.no_grad():
        if kind == "equal points":
            data[1:3] = data[0]
        elif kind == "zero data":
            data[:2] = 0
        elif kind == "dead units":
            model[0].weight[0] = 0
            model[0].bias[0] = -1
        elif kind == "integers":
            data = data.round()
            for parameter in model.parameters():
                parameter.copy_((3 * parameter).round())
    name = f"{2 * min(layer, len(widths) - 1)}.{'bias' if bias else 'weight'}"
    value = model.get_parameter(name).detach()
    if value.numel() < 2:
        return
    axes = torch.randn(2, *value.shape, dtype=torch.float64)
    axes = axes.round() if kind == "integers" else axes
    if torch.linalg.matrix_rank(axes.flatten(1)) < 2:
        return
    exact = ExactLoss(model, name, data, targets, Slice(value, axes, (-2, 2, -2, 2)), loss)
    tree, minima = exact.merge_tree(), exact.merge_tree().minima
    scale = minima.values + 1e-9
    # Each minimum has its value, and no point around it is lower.
    np.testing.assert_allclose(exact.at(minima.places), minima.values, rtol=1e-9, atol=1e-14)
    around = np.random.default_rng(seed).normal(size=(60, 1, 2)) * np.logspace(-7, -4, 60)[:, None, None]
    for near in np.clip(minima.places + around, -2, 2):
        assert (exact.at(near) >= minima.values - 1e-10 * scale).all()
    # A descent from anywhere ends at the value of a minimum, or it is stuck in a ridge above one; never below all.
    for start in np.random.default_rng(seed + 1).uniform(-2, 2, (4, 2)):
        _, end = falls(exact, start)
        assert end >= minima.values[0] - 1e-10 * scale[0]
    # From a tile one reaches the minimum of its basin without rising.
    assert (tree.persistences > 0).all() and (np.diff(minima.values) >= 0).all()
    assert (minima.values[minima.basins] <= exact.at(exact.tessellation.centroids()) + 1e-12).all()
    assert tree.parents[0] == -1 and (minima.values[tree.parents[1:]] <= minima.values[1:]).all()
    assert (tree.saddles[tree.parents[1:]] >= tree.saddles[1:]).all()
    if len(minima) > 1:
        np.testing.assert_allclose(exact.at(tree.places[1:]), tree.saddles[1:], rtol=1e-9, atol=1e-14)
