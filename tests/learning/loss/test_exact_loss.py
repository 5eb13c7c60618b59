"""The exact loss of a slice of one parameter against the loss of the model itself."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from perceptrons import random_perceptron
from torch import nn
from torch.func import functional_call, grad, hessian, vmap

from splinewidgets import ExactLoss, Slice, tessellate
from splinewidgets.geometry import Network

FUNCTIONS = {"squared": nn.functional.mse_loss, "cross_entropy": nn.functional.cross_entropy}


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lift, self.inner, self.read = nn.Linear(3, 5), nn.Linear(5, 5), nn.Linear(5, 3)

    def forward(self, x):
        x = torch.relu(self.lift(x))
        return self.read(x + torch.relu(self.inner(x)))


def convolutional() -> nn.Module:
    norm = nn.BatchNorm2d(2)
    norm.running_var.uniform_(0.5, 1.5)
    first, second = nn.Conv2d(1, 2, 3, padding=1), nn.Conv2d(2, 3, 3, stride=2)
    return nn.Sequential(first, norm, nn.ReLU(), second, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(3, 3))


MODELS = {
    "perceptron": (lambda: random_perceptron([3, 6, 6, 3], 0), (12, 3), ("0.weight", "2.bias", "4.weight")),
    "residual": (Residual, (5, 3), ("inner.weight",)),
    "convolutional": (convolutional, (3, 1, 6, 6), ("0.weight", "3.weight")),
}
CASES = [(kind, name, loss) for kind, (*_, names) in MODELS.items() for name in names for loss in FUNCTIONS]


def case(kind, name, loss, reach=1.0):
    """A model in eval mode, data, targets, and a window round the parameter's value."""
    torch.manual_seed(0)
    make, shape, _ = MODELS[kind]
    model = make().double().eval().requires_grad_(False)
    data = torch.randn(shape, dtype=torch.float64)
    targets = torch.randn(len(data), 3, dtype=torch.float64) if loss == "squared" else torch.arange(len(data)) % 3
    value = model.get_parameter(name).detach()
    window = Slice(value, torch.randn((2, *value.shape), dtype=torch.float64), (-reach, 0.8 * reach, -reach, reach))
    return model, name, data, targets, window


def directly(model, name, data, targets, window, loss):
    """The loss as a function of (u, v) by calling the model."""

    def function(uv):
        value = window.origin + torch.tensordot(uv, window.axes, 1)
        return FUNCTIONS[loss](functional_call(model, {name: value}, (data,)), targets)

    return function


def points_in(window, count, seed=0):
    u0, u1, v0, v1 = window.bounds
    return np.random.default_rng(seed).uniform((u0, v0), (u1, v1), (count, 2))


@pytest.mark.parametrize(("kind", "name", "loss"), CASES)
def test_values_gradients_and_hessians_are_those_of_the_model(kind, name, loss) -> None:
    given = case(kind, name, loss)
    exact, function = ExactLoss(*given, loss), directly(*given, loss)
    points = points_in(given[-1], 10_000 if kind == "perceptron" else 100)
    wanted = vmap(function)(torch.from_numpy(points)).numpy()
    np.testing.assert_allclose(exact.at(points), wanted, rtol=1e-9)
    few = torch.from_numpy(points[:30])
    np.testing.assert_allclose(
        exact.gradients(few), torch.stack([grad(function)(uv) for uv in few]).numpy(), rtol=1e-8, atol=1e-9
    )
    tessellation = exact.tessellation
    assert (tessellation.tile_count == 1) == (name == "4.weight")
    tiles = np.r_[np.argsort(tessellation.areas())[:8], np.argsort(-tessellation.areas())[:8]]
    for tile, found in zip(tiles, exact.hessians()[tiles], strict=True):
        wanted = hessian(function)(torch.from_numpy(tessellation.centroids()[tile])).numpy()
        np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-8 * max(np.abs(wanted).max(), 1e-6))


def test_on_thin_tiles_hessians_keep_their_digits() -> None:
    """Two units whose hyperplanes are nearly one: between them, a sliver."""
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)).double()
    model.requires_grad_(False)
    data = torch.tensor([[1.0, 0.3], [1.0, 0.3 + 1e-11], [-0.4, 1.0]], dtype=torch.float64)
    targets = torch.randn(3, 1, dtype=torch.float64)
    weight = model[0].weight.detach()
    axes = torch.zeros(2, 3, 2, dtype=torch.float64)
    axes[0, 0, 0] = axes[1, 0, 1] = 1
    window = Slice(weight, axes, (-2, 2, -2, 2))
    given = (model, "0.weight", data, targets, window)
    exact, function = ExactLoss(*given), directly(*given, "squared")
    thin = int(np.argmin(exact.tessellation.areas()))
    assert exact.tessellation.areas()[thin] < 1e-9
    wanted = hessian(function)(torch.from_numpy(exact.tessellation.centroids()[thin])).numpy()
    np.testing.assert_allclose(exact.hessians()[thin], wanted, rtol=0, atol=1e-10 * np.abs(wanted).max())


def test_tiles_are_those_of_the_parameter() -> None:
    given = case("perceptron", "0.weight", "squared")
    exact = ExactLoss(*given)
    wanted = tessellate(Network.of_parameter(*given[:3]), given[-1])
    np.testing.assert_array_equal(exact.tessellation.vertices, wanted.vertices)


@pytest.mark.parametrize("loss", FUNCTIONS)
def test_a_window_moved_along_its_plane_has_the_same_loss(loss) -> None:
    model, name, data, targets, window = case("perceptron", "2.weight", loss)
    moved = Slice(window.embed([[0.3, -0.2]])[0], window.axes, tuple(np.array(window.bounds) - [0.3, 0.3, -0.2, -0.2]))
    points = points_in(window, 200)
    one, other = (ExactLoss(model, name, data, targets, place, loss) for place in (window, moved))
    np.testing.assert_allclose(one.at(points), other.at(points - [0.3, -0.2]), rtol=1e-11)
    one, other = one.minima(), other.minima()
    np.testing.assert_allclose(one.values, other.values, rtol=1e-10)
    np.testing.assert_allclose(one.places, other.places + np.array([0.3, -0.2]), atol=1e-6)


def test_a_polygon_and_what_is_outside() -> None:
    model, name, data, targets, window = case("perceptron", "0.weight", "squared")
    triangle = window.with_polygon([[-1, -1], [0.5, -1], [-1, 1]])
    exact, whole = ExactLoss(model, name, data, targets, triangle), ExactLoss(model, name, data, targets, window)
    points = np.array([[-0.9, -0.9], [0.7, 0.9], [5, 5]])
    np.testing.assert_allclose(exact.at(points)[:1], whole.at(points)[:1], rtol=1e-12)
    assert np.isnan(exact.at(points)[1:]).all() and np.isnan(exact.gradients(points)[1:]).all()
    assert exact.minima().values[0] >= whole.minima().values[0]


def test_float32_models_and_their_device_are_left_as_they_are() -> None:
    model, name, data, targets, window = case("convolutional", "0.weight", "squared")
    model.float().train()
    model[1].eval()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    exact = ExactLoss(model, name, data.float(), targets.float(), window)
    wanted = ExactLoss(model.double(), name, data.float().double(), targets.float(), window)
    np.testing.assert_allclose(exact.at([[0.1, 0.2]]), wanted.at([[0.1, 0.2]]), rtol=1e-6)
    model.float()
    assert model.training and all(torch.equal(before[key], value) for key, value in model.state_dict().items())


def test_a_certain_loss_keeps_its_digits() -> None:
    """Cross-entropy of scores 0 and t is log(1 + exp(-t)): at t = 60 it is 9e-27, which 1 - p would lose."""
    model = nn.Linear(1, 2, bias=False).double()
    window = Slice(torch.zeros(2, 1), torch.eye(2)[..., None], (-1, 1, 59, 61))
    exact = ExactLoss(model, "weight", [[1.0]], [1], window, "cross_entropy")
    (value,), (gradient,) = exact.at([[0.0, 60.0]]), exact.gradients([[0.0, 60.0]])
    np.testing.assert_allclose(value, np.log1p(np.exp(-60)), rtol=1e-12)
    np.testing.assert_allclose(gradient, [np.exp(-60), -np.exp(-60)], rtol=1e-12)
    far = ExactLoss(model, "weight", [[1.0]], [0], window.with_bounds((-1, 1, 1e4, 1e4 + 1)), "cross_entropy")
    np.testing.assert_allclose(far.at([[0.0, 1e4]]), 1e4, rtol=1e-12)


def test_progress_tells_of_all_and_ends_at_one() -> None:
    told = []
    ExactLoss(*case("perceptron", "0.weight", "squared"), progress=lambda fraction, name: told.append((fraction, name)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions) and told[-1] == (1.0, "done") and {"outputs on tiles"} <= {n for _, n in told}

    def stop(fraction: float, name: str) -> None:
        if name == "outputs on tiles":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ExactLoss(*case("perceptron", "0.weight", "squared"), progress=stop)
