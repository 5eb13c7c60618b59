"""What people have is measured as it is, in batches, or refused: nothing broadcasts, nothing is left to chance."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from splinewidgets.geometry import UnsupportedOperation, local_complexity
from splinewidgets.learning import ProgressMeasures, adversarial_accuracy, pgd
from splinewidgets.learning.accuracy import accuracy
from splinewidgets.zoo import mlp

COUNT = 30
INPUTS = torch.randn(COUNT, 4, generator=torch.Generator().manual_seed(0))
LABELS = torch.arange(COUNT) % 3


def progress(model: nn.Module) -> dict[str, float]:
    return ProgressMeasures((INPUTS, LABELS), (INPUTS, LABELS), epsilons=[0.1], vertices=4, points=5)(model)


class Noisy(nn.Module):
    def __init__(self, noise: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.noise, self.model = noise, mlp((4, 8, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self.model(self.noise(x))


CHANCE: dict[str, Callable[[Tensor], Tensor]] = {
    "functional dropout": F.dropout,
    "alpha dropout": lambda x: F.alpha_dropout(x, training=True),
    "noise": lambda x: x + 0.1 * torch.randn(4),
    "a permutation": lambda x: x[:, torch.randperm(4)],
    "noise in place": lambda x: x + torch.empty_like(x).uniform_(),
    "Python": lambda x: x * random.random(),
    "numpy": lambda x: x * float(np.random.rand()),
    "a shuffled list": lambda x: x[:, random.sample(range(4), 4)],
}
MEASURES: dict[str, Callable[[nn.Module], object]] = {
    "accuracy": lambda model: accuracy(model, INPUTS, LABELS),
    "an attack": lambda model: pgd(model, INPUTS, LABELS, 0.1, steps=1),
    "local complexity": lambda model: local_complexity(model, INPUTS, vertices=4),
    "progress": progress,
}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("chance", CHANCE)
def test_chance_is_refused_and_the_random_state_stays(chance: str, measure: str) -> None:
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()
    with pytest.raises(UnsupportedOperation, match=r"Noisy draws random numbers .*Draw in training alone"):
        MEASURES[measure](Noisy(CHANCE[chance]))
    assert torch.equal(states[0], torch.get_rng_state())
    assert states[1:] == (random.getstate(), np.random.get_state()[1].tolist())


@pytest.mark.parametrize("measure", MEASURES)
def test_what_draws_in_training_alone_is_measured(measure: str) -> None:
    model = Noisy(nn.Dropout(0.5)).train()
    MEASURES[measure](model)
    assert model.training and model.noise.training


def test_tokens_are_looked_up() -> None:
    model = nn.Sequential(nn.Embedding(10, 4), nn.Flatten(), nn.Linear(12, 8), nn.ReLU(), nn.Linear(8, 3))
    tokens = torch.arange(3 * COUNT).reshape(COUNT, 3) % 10
    expected = float((model(tokens).argmax(1) == LABELS).double().mean())
    for given in (tokens, tokens.numpy(), tokens.tolist(), tokens.int()):
        assert accuracy(model, given, LABELS) == pytest.approx(expected)
    samples = (tokens, LABELS)
    for measure in (
        lambda: pgd(model, tokens, LABELS, 0.1),
        lambda: local_complexity(model, tokens, vertices=4),
        lambda: ProgressMeasures(samples, samples, vertices=4)(model),
    ):
        with pytest.raises(ValueError, match=r"takes whole numbers, .* Pass the table's entries as inputs"):
            measure()
    embedded, rest = model[0](tokens).detach(), model[1:]
    assert accuracy(rest, embedded, LABELS) == pytest.approx(expected)
    assert adversarial_accuracy(rest, embedded, LABELS, 0.1) <= expected


def test_bytes_are_measured_as_the_numbers_that_they_are() -> None:
    bytes_ = (255 * torch.rand(COUNT, 1, 4, 4, generator=torch.Generator().manual_seed(0))).to(torch.uint8)
    model = nn.Sequential(nn.Flatten(), mlp((16, 8, 3)))
    given = [ProgressMeasures((x, LABELS), (x, LABELS), epsilons=[2.0], radius=1.0, vertices=4, points=5)(model)
             for x in (bytes_, bytes_.numpy(), bytes_.float())]  # fmt: skip
    assert given[0] == given[1] == given[2]


@pytest.mark.parametrize("width", (2, 4))
def test_one_hot_rows_of_another_width_are_refused(width: int) -> None:
    rows = torch.eye(width)[LABELS % 2]
    for measure in (
        lambda: accuracy(mlp((4, 8, 3)), INPUTS, rows),
        lambda: pgd(mlp((4, 8, 3)), INPUTS, rows, 0.1),
    ):
        with pytest.raises(ValueError, match=rf"one-hot rows of {width}\. The model has 3 classes\. Pass rows"):
            measure()


@pytest.mark.parametrize(
    "labels",
    (LABELS[:1], LABELS[None], LABELS[:, None].expand(-1, 3), INPUTS[:, 0], INPUTS[:, :1], INPUTS[:, :3] > 0,
     2 * LABELS - 1),
    ids=("one", "a row", "columns", "targets", "a column of targets", "several labels", "signs"),
)  # fmt: skip
def test_labels_that_would_broadcast_are_refused(labels: Tensor) -> None:
    for measure in (
        lambda: accuracy(mlp((4, 8, 3)), INPUTS, labels),
        lambda: pgd(mlp((4, 8, 3)), INPUTS, labels, 0.1),
        lambda: ProgressMeasures((INPUTS, labels), (INPUTS, LABELS)),
    ):
        with pytest.raises(ValueError, match=r"^The labels .*Pass "):
            measure()


def test_a_score_that_is_nan_is_wrong() -> None:
    model = mlp((4, 8, 3))
    with torch.no_grad():
        model[-1].bias[1] = torch.nan
    assert accuracy(model, INPUTS, LABELS) == 0
    assert adversarial_accuracy(model, INPUTS, LABELS, 0.1) == 0


@pytest.mark.parametrize("measure", MEASURES)
def test_no_measure_takes_all_inputs_at_once(measure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splinewidgets.geometry.batch_size.CACHED", 400)
    monkeypatch.setattr("splinewidgets.geometry.complexity.local_complexity.CACHED", 100)

    class Watchful(nn.Module):
        """Fails where there are many inputs."""

        def __init__(self) -> None:
            super().__init__()
            self.model = mlp((4, 8, 3))

        def forward(self, x: Tensor) -> Tensor:
            assert len(x) < COUNT
            return self.model(x)

    MEASURES[measure](Watchful())


def test_a_model_that_does_not_take_the_inputs_is_told_of() -> None:
    for measure in MEASURES.values():
        with pytest.raises(
            ValueError, match=r"Sequential fails on inputs of shape \(4,\): .* Put one input in each row"
        ):
            measure(mlp((5, 8, 3)))


def test_one_score_without_an_axis_of_classes_is_measured_as_one_with() -> None:
    model = mlp((4, 8, 1))
    data = INPUTS, (LABELS > 1).long()
    measures = ProgressMeasures(data, data, epsilons=[0.1], vertices=4, points=5)
    assert measures(nn.Sequential(model, nn.Flatten(0))) == pytest.approx(measures(model))
