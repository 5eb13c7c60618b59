"""Hyperplane density: units that change sign between the corners of cells, against lines and single evaluations."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from imitated_device import DEVICE, ImitatedDevice
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Slice, hyperplane_density
from splinewidgets.geometry.complexity import hyperplane_density as module
from splinewidgets.geometry.complexity.sign_changes import sign_changes_in_cells

BOX = Slice.box((-1.0, 3.0), (-2.0, 2.0))


def by_single_evaluations(model: nn.Module, window: Slice, columns: int, rows: int) -> np.ndarray:
    """The counts (layers, rows, columns) of a perceptron, each corner of each cell evaluated by itself."""
    u0, u1, v0, v1 = window.bounds
    linear = [part for part in model if isinstance(part, nn.Linear)][:-1]
    counts = np.zeros((len(linear), rows, columns), int)
    for r in range(rows):
        for c in range(columns):
            corners = [
                [u0 + (c + i) * (u1 - u0) / columns, v0 + (r + j) * (v1 - v0) / rows] for i in (0, 1) for j in (0, 1)
            ]
            x = window.embed(corners).to(linear[0].weight.dtype)
            for layer, part in enumerate(linear):
                z = part(x)
                counts[layer, r, c] = int((z.sign() != z[:1].sign()).any(0).sum())
                x = z.relu()
    return counts


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 7), st.integers(1, 7), st.integers(1, 300))
def test_it_is_what_each_cell_by_itself_has(seed: int, columns: int, rows: int, most: int) -> None:
    """However many rows are evaluated at once."""
    model = random_perceptron([2, 6, 5, 2], seed).double()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_NUMBERS", most)
        found = hyperplane_density(model, BOX, (columns, rows))
    np.testing.assert_array_equal(found.counts, by_single_evaluations(model, BOX, columns, rows))


def line(normal: tuple[float, float], bias: float) -> nn.Sequential:
    """One unit."""
    model = nn.Sequential(nn.Linear(2, 1), nn.ReLU(), nn.Linear(1, 1)).double()
    with torch.no_grad():
        model[0].weight[:], model[0].bias[:] = torch.tensor([normal]), bias
    return model.eval()


def test_a_line_is_seen_in_the_cells_that_it_cuts() -> None:
    counts = hyperplane_density(line((1.0, 0.0), -0.5), BOX, (4, 3)).counts
    np.testing.assert_array_equal(counts, [[[0, 1, 0, 0]] * 3])


def test_a_line_along_sides_of_cells_is_in_those_on_either_side() -> None:
    """Zero is a sign of its own, as in `local_complexity`."""
    counts = hyperplane_density(line((1.0, 0.0), -1.0), BOX, (4, 3)).counts
    np.testing.assert_array_equal(counts, [[[0, 1, 1, 0]] * 3])


def test_a_slice_of_more_dimensions_is_cut_in_its_own_coordinates() -> None:
    model = random_perceptron([5, 7, 6, 1], 3).double()
    draw = torch.Generator().manual_seed(0)
    window = Slice(torch.randn(5, generator=draw), torch.randn(2, 5, generator=draw), (-1.0, 1.0, -2.0, 1.0))
    found = hyperplane_density(model, window, (5, 4))
    np.testing.assert_array_equal(found.counts, by_single_evaluations(model, window, 5, 4))
    assert found.centers.shape == (4, 5, 2)
    np.testing.assert_allclose(found.centers[0, 0], [-0.8, -1.625])
    np.testing.assert_allclose(found.centers[-1, -1], [0.8, 0.625])


def test_convolutions_have_units_at_all_places() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(48, 4), nn.Tanh()).eval()
    window = Slice.through(*torch.rand(3, 1, 6, 6))
    found = hyperplane_density(model, window, 6)
    assert found.names == ("1", "4") and found.counts.shape == (2, 6, 6)
    assert 0 < found.counts[0].max() <= 3 * 16 and found.counts[1].max() <= 4
    named = hyperplane_density(model, window, 6, layers=["0", "3"])
    assert named.names == ("0", "3")
    np.testing.assert_array_equal(named.counts, found.counts)


def test_the_model_is_left_as_it_is() -> None:
    model = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU()).train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert "cells" in repr(hyperplane_density(model, BOX, 8))
    assert model.training and all(module.training for module in model.modules())
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, before[name])


def test_near_and_far_are_means_over_cells() -> None:
    found = hyperplane_density(line((1.0, 0.0), -0.5), BOX, 4)
    np.testing.assert_allclose(found.near_and_far([[0.5, 0.5], [0.5, -0.5]], near=0.6, far=1.2), [[1.0, 0.0]])
    np.testing.assert_allclose(found.near_and_far([[2.5, 0.0]], near=1.2, far=1.9), [[0.0, 0.5]])
    with pytest.raises(ValueError, match=r"No cell is far: their middles are .* from the points"):
        found.near_and_far([[1.0, 0.0]], near=1.0, far=9.0)
    with pytest.raises(ValueError, match="coordinates of the slice"):
        found.near_and_far([1.0, 0.0], near=1.0, far=2.0)


def test_batch_normalization_gathers_hyperplanes_at_the_data() -> None:
    """Figure 8 in small: near the data there are many times as many as far from them, and more so layer by layer."""
    torch.manual_seed(0)
    data = torch.tensor([1.0, 0.5]) + 0.3 * torch.randn(50, 2)
    modules: list[nn.Module] = []
    for i in range(5):
        linear = nn.Linear(64 if i else 2, 64)
        nn.init.kaiming_normal_(linear.weight)
        modules += [linear, nn.BatchNorm1d(64, momentum=1.0), nn.ReLU()]
    normalized = nn.Sequential(*modules)
    with torch.no_grad():
        for k in range(0, len(normalized), 3):  # each layer's statistics behind those of the layers before
            normalized[: k + 3].train()(data)
            normalized[: k + 3].eval()
    window = Slice.box((-3, 3), (-3, 3))
    near, far = hyperplane_density(normalized, window, 40).near_and_far(data, 0.15, 1.0).T
    assert (near > 4 * far).all() and near[-1] / far[-1] > near[0] / far[0]


def test_progress_may_end_it() -> None:
    told: list[float] = []

    def tell(fraction: float, words: str) -> None:
        told.append(fraction)
        if len(told) == 3:
            raise KeyboardInterrupt(words)

    model = random_perceptron([2, 64, 1], 0)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt, match="row 3 of 9"):
        patch.setattr(module, "MOST_NUMBERS", 1)
        hyperplane_density(model, BOX, 9, progress=tell)
    assert told == sorted(told) and 0 < told[0] < told[-1] < 1


class Broken(nn.Module):
    """Values that are no numbers in a part of the plane."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x.log())


class Turned(nn.Module):
    """The batch in the last dimension."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x.T)


@pytest.mark.parametrize(
    ("model", "window", "options", "kind", "words"),
    [
        (line((1.0, 0.0), 0.0), BOX.bounds, {}, TypeError, "The window is a tuple. It must be a Slice"),
        (lambda x: x, BOX, {}, TypeError, "It must be a torch.nn.Module"),
        (line((1.0, 0.0), 0.0), BOX, {"cells": 0}, ValueError, "cells is 0"),
        (line((1.0, 0.0), 0.0), BOX, {"cells": 2.5}, TypeError, "cells is 2.5"),
        (line((1.0, 0.0), 0.0), BOX, {"cells": (2, 3, 4)}, TypeError, "Pass 96, or"),
        (line((1.0, 0.0), 0.0), BOX, {"layers": ["7"]}, ValueError, "7"),
        (nn.Sequential(nn.Linear(2, 3)), BOX, {}, ValueError, "calls no activation"),
        (nn.Sequential(nn.Linear(3, 3), nn.ReLU()), BOX, {}, ValueError, "fails on inputs of shape"),
        (Broken(), BOX, {}, ValueError, "has NaN values in the window"),
        (Turned(), BOX, {}, ValueError, "The batch must be the first dimension"),
    ],
)
def test_what_cannot_be_counted_is_refused(model, window, options, kind, words) -> None:
    with pytest.raises(kind, match=words):
        hyperplane_density(model, window, **{"cells": 4, **options})


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_counts_are_the_same_compiled_and_by_torch(dtype: torch.dtype) -> None:
    """The latter is for devices; zeros of either sign are one sign."""
    draw = torch.Generator().manual_seed(0)
    values = torch.randint(-2, 3, (5, 7, 11), generator=draw).to(dtype)
    values[0, 0, 0] = -0.0
    signs = values.sign().float()
    corners = [signs[i : i + 4, j : j + 6] for i in (0, 1) for j in (0, 1)]
    expected = sum((corner != corners[0]).int() for corner in corners).bool().sum(-1)
    counts, any_nan = sign_changes_in_cells(values)
    torch.testing.assert_close(counts, expected)
    assert not any_nan
    with ImitatedDevice():
        torch.testing.assert_close(sign_changes_in_cells(values.to(DEVICE))[0], expected)
    values[2, 3, 4] = torch.nan
    with ImitatedDevice():
        assert sign_changes_in_cells(values)[1] and sign_changes_in_cells(values.to(DEVICE))[1]
