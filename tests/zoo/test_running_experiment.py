"""A running experiment: what changes of it keep, and what they begin anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import nn

from splinewidgets.geometry import Network, tessellate
from splinewidgets.zoo import Experiment
from splinewidgets.zoo.experiment import Examples
from splinewidgets.zoo.running_experiment import RunningExperiment

SMALL = Experiment(samples=40, widths=(4,), data="circles")


def weights(running: RunningExperiment) -> torch.Tensor:
    return torch.cat([each.detach().ravel() for each in running.training.model.parameters()])


@pytest.mark.parametrize(
    "change",
    [{"data": "spirals"}, {"noise": 0.3}, {"samples": 50}, {"optimizer": "sgd"}, {"batch": 5}, {"rate": 0.2}],
    ids=str,
)
def test_other_points_and_optimizers_go_on_from_the_same_weights(change: dict[str, Any]) -> None:
    running = RunningExperiment(SMALL)
    running.train(10)
    before, model = weights(running).clone(), running.training.model
    running.change_to(replace(SMALL, **change))
    assert torch.equal(weights(running), before) and running.training.model is model
    assert running.training.steps == 10 and len(running.record) == 11
    running.train(1)
    assert not torch.equal(weights(running), before) and running.training.steps == 11


@pytest.mark.parametrize(
    "change",
    [
        {"widths": (4, 4)},
        {"activation": "abs"},
        {"seed": 1},
        {"batch_norm": True},
        {"data": "formula", "loss": "squared"},
    ],
    ids=str,
)
def test_another_network_begins_anew(change: dict[str, Any]) -> None:
    running = RunningExperiment(SMALL)
    running.train(10)
    other = replace(SMALL, **change)
    running.change_to(other)
    assert running.training.steps == 0 and running.record.steps == [0]
    expected = other.training().model.state_dict()
    for name, tensor in running.training.model.state_dict().items():
        assert torch.equal(tensor, expected[name]) or "running" in name or "tracked" in name


def test_begun_anew_it_trains_as_the_first_time() -> None:
    running = RunningExperiment(replace(SMALL, batch=7))
    start = weights(running).clone()
    running.train(20)
    first, metrics = weights(running).clone(), running.record.metrics
    running.begin_anew()
    assert torch.equal(weights(running), start) and running.record.steps == [0]
    running.train(20)
    assert torch.equal(weights(running), first)
    assert all((metrics[name] == values).all() for name, values in running.record.metrics.items())


def test_what_cannot_be_made_changes_nothing() -> None:
    running = RunningExperiment(SMALL)
    running.train(3)
    before = running.experiment, running.examples, weights(running).clone()
    for change in ({"data": "formula", "formula": "log(x1)"}, {"data": "drawn"}, {"batch_norm": True, "batch": 1}):
        with pytest.raises(ValueError, match=r"\. .*\."):
            running.change_to(replace(SMALL, **change))  # type: ignore[arg-type]
        assert running.experiment is before[0] and running.examples is before[1]
        assert torch.equal(weights(running), before[2]) and running.training.steps == 3


def test_ones_own_points_network_and_step() -> None:
    inputs = torch.randn(30, 2)
    examples = Examples(inputs, (inputs[:, 0] > 0).long(), ("left", "right"))
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(2, 2))
    calls: list[int] = []

    def step(network: nn.Module, *_: torch.Tensor) -> float:
        calls.append(1)
        with torch.no_grad():
            network[0].bias += 1
        return 0.5

    start = model[0].bias.detach().clone()
    running = RunningExperiment(SMALL, examples, model, step)
    running.train(4)
    assert running.training.model is model and len(calls) == 4
    assert torch.equal(model[0].bias.detach(), start + 4)
    running.change_to(replace(SMALL, widths=(3,), data="moons"))
    assert running.training.model is model and running.examples is examples
    running.begin_anew()
    assert torch.equal(model[0].bias.detach(), start)
    assert "inputs, targets = ...  # your points" in running.script(10)


def test_the_network_follows_the_weights() -> None:
    running = RunningExperiment(replace(SMALL, activation="gelu", batch_norm=True))
    running.train(5)
    running.training.settle()
    points = running.examples.inputs
    with torch.no_grad():
        torch.testing.assert_close(running.network()(points), running.training.model(points), atol=0.1, rtol=0)
    exact = RunningExperiment(SMALL)
    exact.train(5)
    found = tessellate(Network(exact.training.model, points[0]), exact.examples.window)
    assert exact.record.metrics["tiles"][-1] == found.tile_count > 3
    assert exact.record.metrics.keys() == {"loss", "train_accuracy", "tiles", "lc_train"}
    with torch.no_grad():
        torch.testing.assert_close(exact.network()(points), exact.training.model(points))


def test_another_rate_holds_from_the_next_step() -> None:
    running = RunningExperiment(replace(SMALL, optimizer="sgd", rate=0.5))
    running.train(3)
    before = weights(running).clone()
    running.change_to(replace(SMALL, optimizer="sgd", rate=1e-12))
    running.train(1)
    torch.testing.assert_close(weights(running), before, atol=1e-9, rtol=0)
