"""Live training: it is the training it says, goes on from where it was, and goes back to where it has been."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import nn

from splinewidgets.learning.live_training import Diverged, LiveTraining
from splinewidgets.learning.training_record import MOST_STATES, TrainingRecord

INPUTS = torch.randn(40, 2, generator=torch.Generator().manual_seed(0))
CLASSES = (INPUTS[:, 0] > 0).long() + (INPUTS[:, 1] > 1).long()


def network(seed: int = 0, outputs: int = 3) -> nn.Sequential:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, outputs))


def weights(model: nn.Module) -> torch.Tensor:
    return torch.cat([each.detach().ravel() for each in model.parameters()])


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("sgd", lambda parameters: torch.optim.SGD(parameters, lr=0.1, weight_decay=0.01)),
        ("momentum", lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9, weight_decay=0.01)),
        ("adam", lambda parameters: torch.optim.AdamW(parameters, lr=0.1, weight_decay=0.01)),
    ],
)
@pytest.mark.parametrize("loss", ["cross_entropy", "squared"])
def test_it_is_the_plain_loop(kind: Any, make: Any, loss: Any) -> None:
    training = LiveTraining(network(), INPUTS, CLASSES, loss=loss, optimizer=kind, rate=0.1, weight_decay=0.01)
    training.run(3)
    training.run(4)
    model = network()
    optimizer = make(model.parameters())
    hot = nn.functional.one_hot(CLASSES, 3).float()
    for _ in range(7):
        outputs = model(INPUTS)
        error = nn.functional.cross_entropy(outputs, CLASSES) if loss != "squared" else ((outputs - hot) ** 2).mean()
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    torch.testing.assert_close(weights(training.model), weights(model))
    assert training.steps == 7 and not training.model.training


def test_every_point_is_seen_once_before_any_is_seen_again() -> None:
    seen: list[torch.Tensor] = []
    model = network()
    model.register_forward_pre_hook(lambda _, given: seen.append(given[0].detach()))
    training = LiveTraining(model, INPUTS, CLASSES, batch=10)
    seen.clear()
    training.run(4)
    assert [len(each) for each in seen] == [10] * 4
    rows = torch.cat(seen)
    assert torch.equal(rows[rows[:, 0].argsort()], INPUTS[INPUTS[:, 0].argsort()])
    assert not torch.equal(rows, INPUTS)


@pytest.mark.parametrize("batch", [0, 7])
@pytest.mark.parametrize("kind", ["momentum", "adam"])
def test_it_goes_on_from_a_state_as_it_did(batch: int, kind: Any) -> None:
    training = LiveTraining(network(), INPUTS, CLASSES, batch=batch, optimizer=kind)
    training.run(5)
    state = training.state()
    training.run(6)
    later = weights(training.model).clone()
    training.restore(state)
    assert training.steps == 5 and not torch.equal(weights(training.model), later)
    training.run(6)
    assert torch.equal(weights(training.model), later)
    # The state is a copy, which later steps leave alone.
    training.restore(state)
    training.run(6)
    assert torch.equal(weights(training.model), later)


def test_a_state_is_a_copy_and_loads_as_a_state_dict_does() -> None:
    training = LiveTraining(nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3)), INPUTS, CLASSES)
    training.run(2)
    state, moments = training.state(), training.state()["optimizer"]["state"][0]["exp_avg"]
    # A module reads the version of its state there.
    assert state["model"]._metadata == training.model.state_dict()._metadata
    kept = {name: value.clone() for name, value in state["model"].items()}
    training.run(2)
    assert all(torch.equal(value, kept[name]) for name, value in state["model"].items())
    assert not torch.equal(moments, training.state()["optimizer"]["state"][0]["exp_avg"])
    training.restore(state)
    training.run(2)
    assert all(torch.equal(value, kept[name]) for name, value in state["model"].items()), "restored without a copy"


def test_another_rate_keeps_what_the_optimizer_has_gathered() -> None:
    training = LiveTraining(network(), INPUTS, CLASSES, optimizer="momentum", rate=0.1)
    training.run(3)
    training.set_rate(0.0, 0.0)
    before = weights(training.model).clone()
    training.run(2)
    assert torch.equal(weights(training.model), before)
    training.set_rate(0.1, 0.0)
    training.run(1)
    assert not torch.equal(weights(training.model), before)


def test_measures_are_of_all_points() -> None:
    training = LiveTraining(network(), INPUTS, CLASSES, batch=3)
    training.run(30)
    outputs = training.model(INPUTS)
    measured = training.measures()
    assert measured["loss"] == pytest.approx(nn.functional.cross_entropy(outputs, CLASSES).item())
    assert measured["train_accuracy"] == pytest.approx((outputs.argmax(1) == CLASSES).double().mean().item())
    numbers = LiveTraining(network(outputs=1), INPUTS, INPUTS[:, :1], loss="squared")
    assert numbers.measures().keys() == {"loss"}


def test_a_step_of_ones_own() -> None:
    calls: list[tuple[nn.Module, torch.Tensor, torch.Tensor]] = []

    def step(model: nn.Module, inputs: torch.Tensor, targets: torch.Tensor) -> float | None:
        assert model.training
        calls.append((model, inputs, targets))
        return None if len(calls) < 3 else math.nan

    model = network()
    training = LiveTraining(model, INPUTS, CLASSES, step=step)
    training.run(2)
    assert training.steps == 2 and calls[0][0] is model and calls[0][1] is INPUTS and calls[0][2] is CLASSES
    with pytest.raises(Diverged, match=r"The loss is nan after 3 steps\..*smaller learning rate"):
        training.run(1)
    assert not model.training


def test_a_diverging_training_stops() -> None:
    training = LiveTraining(network(outputs=1), INPUTS, INPUTS[:, :1], loss="squared", optimizer="sgd", rate=1e6)
    with pytest.raises(Diverged):
        training.run(50)


@pytest.mark.parametrize(
    ("targets", "loss", "words"),
    [
        (INPUTS[:, :1], "cross_entropy", r"The targets are numbers\. Cross-entropy is of classes"),
        (CLASSES + 2, "cross_entropy", r"A class is 4\. The network has 3 outputs"),
        (CLASSES + 2, "squared", r"A class is 4\. The network has 3 outputs"),
        (INPUTS, "squared", r"The targets have shape \(40, 2\)\. The network has outputs \(3,\) each"),
    ],
)
def test_targets_that_do_not_fit_are_refused(targets: torch.Tensor, loss: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        LiveTraining(network(), INPUTS, targets, loss=loss)


def test_a_record_goes_back_and_forgets_what_came_after() -> None:
    training, record = LiveTraining(network(), INPUTS, CLASSES, batch=7), TrainingRecord()
    states = []
    for _ in range(120):
        if training.steps >= record.next_due:
            record.keep(training, training.measures())
            states.append(weights(training.model).clone())
        training.run(1)
    assert record.steps[:20] == list(range(20)) and len(record) < 60
    assert record.metrics["loss"].shape == (len(record),)
    record.go_to(training, 5)
    assert training.steps == 5 and record.steps == [0, 1, 2, 3, 4, 5]
    assert torch.equal(weights(training.model), states[5])
    record.go_to(training, -1)
    assert record.steps[-1] == 5
    record.keep(training, {"other": 1.0})
    assert record.steps == [0, 1, 2, 3, 4, 5] and math.isnan(record.metrics["loss"][-1])
    record.clear()
    assert len(record) == 0 and record.next_due == 0


def test_a_long_record_is_thinned_but_for_its_ends() -> None:
    training, record = LiveTraining(network(), INPUTS[:4], CLASSES[:4]), TrainingRecord()
    for step in range(2 * MOST_STATES):
        training.steps = step
        record.keep(training, {"loss": float(step)})
        assert len(record) <= MOST_STATES and record.steps[0] == 0 and record.steps[-1] == step
    assert record.steps == sorted(set(record.steps)) and list(record.metrics["loss"]) == record.steps
