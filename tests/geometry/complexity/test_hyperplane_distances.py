"""Distances of inputs to hyperplanes, against gradients of single units and against tiles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.generation import singular_values
from splinewidgets.geometry import hyperplane_distances


def test_it_is_the_nearest_of_what_each_unit_says_by_itself() -> None:
    model = random_perceptron([3, 6, 5, 2], 1).double()
    data = torch.randn(7, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    found = hyperplane_distances(model, data)
    linear = [i for i, part in enumerate(model) if isinstance(part, nn.Linear)][:-1]
    assert len(found.names) == len(linear) == 2
    for layer, last in enumerate(linear):
        for n, point in enumerate(data):
            distances = []
            for unit in range(model[last].out_features):
                x = point.clone().requires_grad_()
                value = model[: last + 1](x[None])[0, unit]
                (gradient,) = torch.autograd.grad(value, x)
                distances.append((value.abs() / gradient.norm()).item())
            assert found.distances[layer, n] == pytest.approx(np.nanmin(distances), rel=1e-9)


def test_a_known_line() -> None:
    model = nn.Sequential(nn.Linear(2, 1), nn.ReLU())
    with torch.no_grad():
        model[0].weight[:], model[0].bias[:] = torch.tensor([[3.0, 4.0]]), -5.0
    found = hyperplane_distances(model, [[0.0, 0.0], [3.0, 4.0], [1.0, 0.5]])
    np.testing.assert_allclose(found.distances, [[1.0, 4.0, 0.0]], atol=1e-6)
    assert "3 inputs" in repr(found)


def test_a_dead_layer_has_no_hyperplane() -> None:
    model = nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1), nn.ReLU())
    with torch.no_grad():
        for part in model[::2]:
            part.weight[:], part.bias[:] = 1.0, -1.0
    found = hyperplane_distances(model, [[0.0], [2.5]])
    np.testing.assert_allclose(found.distances, [[1.0, 1.5], [np.inf, 0.5]])


def test_images_and_batch_normalization() -> None:
    """In eval mode whatever the model's own, which is left as it is."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3), nn.Tanh())
    before = {name: value.clone() for name, value in model.train().state_dict().items()}
    found = hyperplane_distances(model, torch.rand(5, 1, 4, 4))
    assert found.distances.shape == (2, 5) and (found.distances > 0).all() and model.training
    for name, value in model.state_dict().items():
        torch.testing.assert_close(value, before[name])


@pytest.mark.parametrize(
    ("model", "data", "words"),
    [
        (nn.ReLU(), [1.0], "The data have shape"),
        (nn.Linear(2, 3), [[1.0, 2.0]], "calls no activation"),
        (nn.Sequential(nn.Linear(3, 3), nn.ReLU()), [[1.0, 2.0]], "fails on inputs of shape"),
    ],
)
def test_what_has_no_distance_is_refused(model, data, words) -> None:
    with pytest.raises(ValueError, match=words):
        hyperplane_distances(model, data)


def test_threads_differentiate_one_after_the_other() -> None:
    """Torch has one level of forward derivatives for all threads of a process."""
    model = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
    points = torch.rand(200, 2)
    expected = hyperplane_distances(model, points).distances
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: hyperplane_distances(model, points).distances, range(24)))
        volumes = list(threads.map(lambda _: singular_values(model, points), range(24)))
    assert all((each == expected).all() for each in found)
    assert all((each == volumes[0]).all() for each in volumes)
