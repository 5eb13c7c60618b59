"""Attacks are as strong as a patient one on the margin, written here again, at any scale of the scores."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from splinewidgets.learning import adversarial_accuracy
from splinewidgets.zoo import digits, mlp, train

EPSILONS = (0.05, 0.1, 0.2)
# Of accuracy: what may remain to a patient attack, and what the scale may change.
STRONGER, SCALED = 0.03, 0.02


@pytest.fixture(scope="module", params=("cross_entropy", "mse"))
def classifier(request: pytest.FixtureRequest) -> tuple[nn.Module, Tensor, Tensor]:
    seen, unseen = digits().split(0.5)
    model = train(mlp((64, 64, 64, 10)), seen, steps=400, loss=request.param, progress=False, cache=False)
    return model, unseen.inputs[:150], unseen.labels[:150]


def left_by_a_patient_attack(model: nn.Module, inputs: Tensor, labels: Tensor, epsilon: float) -> float:
    """Share of inputs that come through 5 starts of 100 steps along the sign of the margin's gradient."""
    generator = torch.Generator().manual_seed(1)
    right = model(inputs).argmax(1) == labels
    others = nn.functional.one_hot(labels, 10).bool()
    low, high = float(inputs.min()), float(inputs.max())
    for _ in range(5):
        moved = inputs + epsilon * (2 * torch.rand(inputs.shape, generator=generator) - 1)
        for step in range(100):
            moved = moved.clamp(low, high).requires_grad_()
            scores = model(moved)
            right &= scores.argmax(1) == labels
            margin = scores.masked_fill(others, -torch.inf).amax(1) - scores.gather(1, labels[:, None])[:, 0]
            (gradient,) = torch.autograd.grad(margin.sum(), moved)
            length = 2 * epsilon * 0.1 ** (step / 50)
            moved = inputs + (moved.detach() + length * gradient.sign() - inputs).clamp(-epsilon, epsilon)
        right &= model(moved.clamp(low, high)).argmax(1) == labels
    return float(right.double().mean())


def left(model: nn.Module, inputs: Tensor, labels: Tensor, epsilon: float) -> float:
    bounds = float(inputs.min()), float(inputs.max())
    return adversarial_accuracy(model, inputs, labels, epsilon, bounds=bounds)


def test_no_more_is_left_than_by_a_patient_attack(classifier: tuple[nn.Module, Tensor, Tensor]) -> None:
    model, inputs, labels = classifier
    for epsilon in EPSILONS:
        assert left(*classifier, epsilon) <= left_by_a_patient_attack(model, inputs, labels, epsilon) + STRONGER


@pytest.mark.parametrize("scale", (1e-3, 0.1, 10.0, 1e3))
def test_the_scale_of_the_scores_decides_nothing(classifier: tuple[nn.Module, Tensor, Tensor], scale: float) -> None:
    model, inputs, labels = classifier
    scaled = deepcopy(model)
    with torch.no_grad():
        for parameter in scaled[-1].parameters():
            parameter.mul_(scale)
    for epsilon in EPSILONS:
        assert left(scaled, inputs, labels, epsilon) == pytest.approx(left(*classifier, epsilon), abs=SCALED)
