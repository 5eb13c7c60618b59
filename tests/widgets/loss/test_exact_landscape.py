"""`LossLandscape` of an `ExactLoss`: what it calls exact is the loss of the model at those weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from misfits import misfits_of
from torch import nn

from splinewidgets import ExactLoss, LossLandscape, Slice, zoo
from splinewidgets.pictures.scene import exact_landscape
from splinewidgets.pictures.wire import decode

PARAMETER = "3.weight"


@pytest.fixture(scope="module")
def model() -> nn.Module:
    return zoo.mlp((2, 5, 4, 1), seed=2).double()


@pytest.fixture(scope="module")
def data() -> tuple[torch.Tensor, torch.Tensor]:
    random = torch.Generator().manual_seed(3)
    inputs = torch.randn(12, 2, generator=random, dtype=torch.float64)
    return inputs, inputs.prod(1, keepdim=True)


@pytest.fixture(scope="module")
def exact(model: nn.Module, data: Any) -> ExactLoss:
    weight = model.get_parameter(PARAMETER).detach()
    axes = torch.randn(2, *weight.shape, generator=torch.Generator().manual_seed(4), dtype=torch.float64)
    return ExactLoss(model, PARAMETER, *data, Slice(weight, axes, (-1, 1, -2, 2)))


@pytest.fixture
def widget(exact: ExactLoss) -> Iterator[LossLandscape]:
    made = LossLandscape(exact, scale="linear")
    assert misfits_of(made) == []
    yield made
    assert misfits_of(made) == []
    made.close()


def loss_and_gradient(model: nn.Module, data: Any, exact: ExactLoss, place: Any) -> tuple[float, np.ndarray]:
    """By autograd, at the weights of a place."""
    uv = torch.tensor(place, dtype=torch.float64, requires_grad=True)
    origin, axes = (torch.as_tensor(each, dtype=torch.float64) for each in (exact.slice.origin, exact.slice.axes))
    weight = origin + uv[0] * axes[0] + uv[1] * axes[1]
    outputs = torch.func.functional_call(model, {PARAMETER: weight}, (data[0],))
    loss = nn.functional.mse_loss(outputs, data[1])
    (gradient,) = torch.autograd.grad(loss, uv)
    return loss.item(), gradient.numpy()


def test_the_points_of_the_grid_have_the_loss_of_the_model(
    widget: LossLandscape, model: nn.Module, data: Any, exact: ExactLoss
) -> None:
    (wire,) = widget._landscapes
    heights = decode(wire["heights"])
    low, high = widget._range["range"]
    assert heights.shape == (97, 97) and not np.isnan(heights).any()
    for row, column in ((0, 0), (5, 90), (48, 48), (96, 96)):
        place = [-1 + 2 * column / 96, -2 + 4 * row / 96]
        expected, _ = loss_and_gradient(model, data, exact, place)
        assert low + heights[row, column] * (high - low) == pytest.approx(expected, rel=1e-5, abs=1e-6 * high)
    tiles = exact.tessellation.tile_count
    assert f"squared loss on {tiles} tiles, " in widget.status
    assert "tile lines, minima, marble and read-outs are exact; shading and level lines are drawn" in widget.status


def test_tile_lines_are_the_edges_at_the_loss_of_the_model(
    widget: LossLandscape, model: nn.Module, data: Any, exact: ExactLoss
) -> None:
    lines = decode(widget._landscapes[0]["lines"]).astype(np.float64)
    low, high = widget._range["range"]
    tiles = exact.tessellation
    edges = tiles.vertices[tiles.edges[(tiles.edge_tiles >= 0).all(1)]]
    lengths = np.linalg.norm((lines[:, 1, :2] - lines[:, 0, :2]) * [2, 4], axis=1)
    assert lengths.sum() == pytest.approx(np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1).sum(), rel=1e-4)
    for line in lines[:: len(lines) // 20]:
        for u, v, height in line:
            expected, _ = loss_and_gradient(model, data, exact, [2 * u - 1, 4 * v - 2])
            assert low + height * (high - low) == pytest.approx(expected, rel=1e-4, abs=1e-5 * high)


def test_the_marble_rolls_by_the_gradients_of_the_model(
    widget: LossLandscape, model: nn.Module, data: Any, exact: ExactLoss
) -> None:
    widget.step_size, widget.steps, widget.marble = 0.05, 15, [0.3, -0.7]
    (descent,) = widget.descents
    assert descent.step_count > 5
    for before, after, loss in zip(descent.places, descent.places[1:], descent.losses, strict=False):
        expected, gradient = loss_and_gradient(model, data, exact, before)
        assert loss == pytest.approx(expected, rel=1e-9)
        assert np.allclose(after, before - 0.05 * gradient, atol=1e-9)
    assert widget._ways[0]["words"].endswith("by exact gradients")


def test_read_outs_are_those_of_the_place_and_not_of_the_grid(
    widget: LossLandscape, model: nn.Module, data: Any, exact: ExactLoss
) -> None:
    place = [0.123456, -1.654321]
    widget._pointed = {"seq": 1, "landscape": 0, "at": place}
    expected, gradient = loss_and_gradient(model, data, exact, place)
    facts = dict(widget._facts["rows"])
    assert float(facts["loss"]) == pytest.approx(expected, rel=5e-3)
    assert float(facts["slope"]) == pytest.approx(np.hypot(*gradient), rel=5e-3)


def test_minima_and_saddles_are_marked_and_a_marble_stays_in_a_minimum(
    widget: LossLandscape, model: nn.Module, data: Any, exact: ExactLoss
) -> None:
    tree, (wire,) = exact.merge_tree(), widget._landscapes
    low, high = widget._range["range"]
    kinds = [spot["kind"] for spot in wire["spots"]]
    assert kinds == ["minimum"] * len(tree) + ["saddle"] * (len(tree) - 1)
    for spot in wire["spots"]:
        expected, _ = loss_and_gradient(model, data, exact, spot["at"])
        assert low + spot["height"] * (high - low) == pytest.approx(expected, rel=1e-6, abs=1e-9 * high)
    assert all(spot["words"].startswith(("a point", "a segment", "a flat set")) for spot in wire["spots"][: len(tree)])
    assert "between minimum" in wire["spots"][-1]["words"]
    inner = np.flatnonzero(~tree.minima.on_border & (tree.minima.dimensions == 0))
    for i in inner:
        widget.step_size, widget.marble = 1e-3, tree.minima.places[i].tolist()
        (descent,) = widget.descents
        assert descent.losses.min() >= tree.minima.values[i] - 1e-9
        assert descent.losses[-1] == pytest.approx(tree.minima.values[i], rel=1e-2)


def test_the_still_has_a_dot_on_each_minimum(widget: LossLandscape, exact: ExactLoss) -> None:
    purple = np.array([194, 23, 143])
    inner = exact.minima().places[~exact.minima().on_border]
    assert len(inner)

    def nearest() -> Any:
        pixels = widget._still_pixels(90_000)
        rows, columns = (300 * (0.5 - inner[:, 1] / 4)).astype(int), (300 * (inner[:, 0] + 1) / 2).astype(int)
        return np.abs(pixels[rows, columns] - purple).max(1)

    assert (nearest() < 40).all()
    widget.visible = ["map"]
    assert (nearest() > 40).all()


def test_minima_of_the_cross_entropy_are_said_to_be_iterated() -> None:
    moons = zoo.two_moons(20)
    model = zoo.mlp((2, 4, 2), seed=1)
    bias = model.get_parameter("1.bias").detach()
    plane = Slice(bias, torch.eye(4)[:2], (-1, 1, -1, 1))
    widget = LossLandscape(ExactLoss(model, "1.bias", moons.inputs, moons.labels, plane, loss="cross_entropy"))
    assert "cross entropy loss on" in widget.status
    assert "tile lines, marble and read-outs are exact, minima are iterated" in widget.status
    widget.close()


def test_too_many_lines_are_said_and_left_out(exact: ExactLoss, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact_landscape, "MOST_EDGES", 3)
    widget = LossLandscape(exact)
    assert decode(widget._landscapes[0]["lines"]).shape == (0, 2, 3)
    assert "tile lines are too many to draw" in widget.status
    widget.close()
