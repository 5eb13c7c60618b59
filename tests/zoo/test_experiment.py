"""Experiments: what is printed trains to the same weights, and every network can be tessellated."""

from __future__ import annotations

import pytest
import torch

from splinewidgets.geometry import Network, Slice, linearize, tessellate
from splinewidgets.zoo import Architecture, Experiment, checkerboard, circles, gaussians, spirals
from splinewidgets.zoo.architecture import Activation
from splinewidgets.zoo.experiment import DATASETS

MORE: list[dict] = [{}, {"skip": True}, {"batch_norm": True}, {"skip": True, "batch_norm": True}]
DRAWN = ((0.5, 0.25, 0), (-0.5, 0.1, 1), (0.3, -0.7, 2), (0.0, 0.0, 1))


@pytest.mark.parametrize(
    "settings",
    [
        *({"data": kind} for kind in DATASETS),
        {"data": "formula", "loss": "squared", "noise": 0.0},
        {"data": "formula"},
        {"data": "drawn", "drawn": DRAWN, "widths": (4,)},
        {"data": "drawn", "drawn": DRAWN, "batch": 2, "loss": "squared"},
        {"widths": ()},
        {"activation": "leaky", "optimizer": "sgd", "rate": 0.3},
        {"activation": "abs", "optimizer": "momentum", "weight_decay": 0.01, "skip": True},
        {"activation": "maxout", "batch": 30, "seed": 5, "skip": True},
        {"activation": "gelu", "batch_norm": True, "batch": 100, "skip": True},
        {"loss": "squared", "batch": 7},
    ],
    ids=str,
)
def test_the_script_trains_to_the_same_weights(settings: dict) -> None:
    experiment = Experiment(**{"samples": 60, "widths": (6, 6), **settings})
    training = experiment.training()
    training.run(20)
    there: dict = {}
    exec(experiment.script(steps=20), there)
    found, expected = there["model"].state_dict(), training.model.state_dict()
    assert found.keys() == expected.keys()
    for name, tensor in expected.items():
        assert torch.equal(found[name], tensor), name
    # It was trained, and not only made.
    start = experiment.training().model.state_dict()
    assert any(not torch.equal(start[name], tensor) for name, tensor in expected.items())


@pytest.mark.parametrize("activation", ["relu", "leaky", "abs", "maxout", "gelu"])
@pytest.mark.parametrize("more", MORE, ids=str)
def test_every_architecture_is_tessellated(activation: Activation, more: dict) -> None:
    training = Experiment(activation=activation, samples=60, widths=(5, 5, 3), **more).training()
    training.run(5)
    training.settle()
    model = linearize(training.model) if activation == "gelu" else training.model
    found = tessellate(Network(model, torch.zeros(2)), Slice.box((-1, 1), (-1, 1)))
    assert found.tile_count > 5
    assert found.areas().sum() == pytest.approx(4)
    points = torch.rand(50, 2, dtype=torch.float64) * 2 - 1
    values = model.double()(points).detach()
    torch.testing.assert_close(found.outputs_at(points.numpy()).double(), values, atol=1e-6, rtol=1e-6)


def test_batch_norm_is_that_of_all_points() -> None:
    training = Experiment(batch_norm=True, batch=10, samples=50).training()
    training.run(3)
    training.settle()
    before = training.inputs @ training.model[0].weight.T + training.model[0].bias
    torch.testing.assert_close(training.model[1].running_mean, before.mean(0))
    torch.testing.assert_close(training.model[1].running_var, before.var(0))


@pytest.mark.parametrize("make", [spirals, circles, checkerboard, gaussians])
def test_points_come_from_the_seed_alone(make) -> None:  # type: ignore[no-untyped-def]
    one, other, same = make(101, seed=1), make(101, seed=2), make(101, seed=1)
    assert torch.equal(one.inputs, same.inputs) and not torch.equal(one.inputs, other.inputs)
    assert len(one) == 101 and one.inputs.dtype == torch.float32 and int(one.labels.max()) == 1
    assert one.inputs.abs().max() < 2


def test_points_lie_where_they_are_said_to() -> None:
    rings = circles(1000, noise=0)
    radius = rings.inputs.norm(dim=1)
    assert radius[rings.labels == 0].max() <= 0.45 and radius[rings.labels == 1].min() >= 0.7
    board = checkerboard(1000, noise=0)
    assert torch.equal(board.labels, (board.inputs[:, 0] * board.inputs[:, 1] < 0).long())
    means = torch.stack([gaussians(4000, classes=4).inputs[k::4].mean(0) for k in range(4)])
    torch.testing.assert_close(means.norm(dim=1), torch.full((4,), 0.6), atol=0.03, rtol=0)
    wound = spirals(400, noise=0, turns=1.0).inputs
    # Half a turn brings one spiral onto the other.
    along = wound.norm(dim=1)
    angle = torch.atan2(wound[:, 1], wound[:, 0]) - 2 * torch.pi * along - torch.pi * (torch.arange(400) % 2)
    torch.testing.assert_close(torch.cos(angle), torch.ones(400), atol=1e-4, rtol=0)


def test_an_architecture_leaves_the_random_state_alone() -> None:
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    one, same = Architecture((4,)).module(7), Architecture((4,)).module(7)
    assert torch.equal(before, torch.random.get_rng_state())
    assert torch.equal(one[0].weight, same[0].weight)


def test_too_few_points_are_refused() -> None:
    with pytest.raises(ValueError, match=r"1 points are drawn\. A training needs 2"):
        Experiment(data="drawn", drawn=((0.0, 0.0, 1),)).examples()
