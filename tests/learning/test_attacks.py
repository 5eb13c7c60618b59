from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import cross_entropy

from splinewidgets.learning import adversarial_accuracy, pgd
from splinewidgets.learning.accuracy import accuracy
from splinewidgets.learning.attack_settings import Ball
from splinewidgets.learning.attacks import margins, spread_cross_entropy
from splinewidgets.learning.logits import logits
from splinewidgets.zoo import mlp, train, two_moons

# Rounding of float32 at values near one.
ROUNDING = 1e-6


def length(offsets: torch.Tensor, norm: str) -> torch.Tensor:
    return torch.linalg.vector_norm(offsets.flatten(1), torch.inf if norm == "linf" else 2, dim=1)


def linear(classes: int = 2) -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(6, classes, dtype=torch.float64))


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 99),
    norm=st.sampled_from(("linf", "l2")),
    epsilon=st.floats(0, 0.7),
    steps=st.integers(1, 5),
    bounded=st.booleans(),
    random_start=st.booleans(),
)
def test_the_result_lies_within_the_ball_and_the_bounds(seed, norm, epsilon, steps, bounded, random_start) -> None:
    inputs = torch.rand(8, 2, 3, generator=torch.Generator().manual_seed(seed))
    model = mlp((6, 10, 4), seed)
    attacked = pgd(
        model, inputs, [0, 1, 2, 3] * 2, epsilon, norm=norm, steps=steps, random_start=random_start, seed=seed,
        bounds=(0, 1) if bounded else None,
    )  # fmt: skip
    assert attacked.shape == inputs.shape
    assert length(attacked - inputs, norm).max() <= epsilon + ROUNDING
    if bounded:
        assert attacked.min() >= 0
        assert attacked.max() <= 1
    if epsilon > 0.01:
        assert not torch.equal(attacked, inputs)


@pytest.mark.parametrize("norm", ("linf", "l2"))
@pytest.mark.parametrize("random_start", (True, False))
def test_on_a_linear_classifier_the_attack_reaches_the_optimum(norm: str, random_start: bool) -> None:
    """Of two classes the loss grows with the difference of the scores, so the best step is a multiple of its dual."""
    model = linear()
    inputs, labels = torch.randn(10, 2, 3, dtype=torch.float64), torch.arange(10) % 2
    weight = model[1].weight.detach()
    uphill = (weight[1 - labels] - weight[labels]).reshape(10, 2, 3)
    dual = uphill.sign() if norm == "linf" else uphill / length(uphill, "l2")[:, None, None]
    # In a round ball only a long step leads from anywhere to the optimum.
    step_size = 1e3 if norm == "l2" and random_start else None
    attacked = pgd(model, inputs, labels, 0.3, norm=norm, step_size=step_size, random_start=random_start)
    gain = ((attacked - inputs) * uphill).flatten(1).sum(1)
    best = (0.3 * dual * uphill).flatten(1).sum(1)
    torch.testing.assert_close(gain, best, rtol=1e-6, atol=0)


def test_the_gradient_of_a_sure_classifier_still_points_somewhere() -> None:
    """Its squares underflow in float32, or it is zero, and the input stays."""
    model = nn.Linear(3, 2)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.0, 0, 0], [1, 0, 0]]))
        model.bias.copy_(torch.tensor([70.0, 0.0]))
    inputs = torch.zeros(1, 3)
    gradient = torch.autograd.grad(cross_entropy(model(inputs.requires_grad_()), torch.tensor([0])), inputs)[0]
    assert 0 < gradient.abs().max() < 1e-25
    moved = pgd(model, inputs, [0], 0.5, norm="l2", steps=1, step_size=0.2, random_start=False)
    torch.testing.assert_close(moved, torch.tensor([[0.2, 0, 0]]))
    with torch.no_grad():
        model.weight.zero_()
    for norm in ("l2", "linf"):
        assert torch.equal(pgd(model, inputs, [0], 0.5, norm=norm, random_start=False), torch.zeros(1, 3))


def test_a_start_fills_the_ball() -> None:
    points = torch.zeros(4000, 3)
    for norm in ("linf", "l2"):
        offsets = Ball.of(points, 2.0, norm, None).random_offsets(points, torch.Generator().manual_seed(0))
        share = (length(offsets, norm) / 2).pow(3).sort().values
        torch.testing.assert_close(share, torch.linspace(0, 1, 4000), atol=0.04, rtol=0)
        torch.testing.assert_close(offsets.mean(0), torch.zeros(3), atol=0.1, rtol=0)


@pytest.mark.parametrize("radii", ([[0.1], [0.3]], [0.0, 0.2, 0.1]), ids=("by row", "by column"))
def test_each_entry_has_its_own_radius_and_bounds(radii: list[float]) -> None:
    model = linear()
    inputs, labels = torch.rand(10, 2, 3, dtype=torch.float64), torch.arange(10) % 2
    weight = model[1].weight.detach()
    uphill = (weight[1 - labels] - weight[labels]).sign().reshape(10, 2, 3)
    radius, high = torch.tensor(radii, dtype=torch.float64), torch.tensor([[1.0], [1.1]])
    wanted = (inputs + radius * uphill).maximum(torch.zeros(1)).minimum(high)
    attacked = pgd(model, inputs, labels, radii, bounds=(torch.zeros(3), high), step_size=1.0)
    torch.testing.assert_close(attacked, wanted)
    reached = pgd(model, inputs, labels, radii, bounds=(torch.zeros(3), high))  # steps in proportion to the radii
    torch.testing.assert_close(reached, wanted)


def test_a_restart_finds_what_one_start_did_not() -> None:
    """A narrow wedge of the other class, which a single step of a few starts misses."""
    model = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 1))
    with torch.no_grad():
        # The score is 0.02 - |x - 0.5|: that of the second class is larger on a hundredth of the ball.
        model[0].weight.copy_(torch.tensor([[1.0], [-1.0]]))
        model[0].bias.copy_(torch.tensor([-0.5, 0.5]))
        model[2].weight.copy_(torch.tensor([[-1.0, -1.0]]))
        model[2].bias.copy_(torch.tensor([0.02]))
    inputs, labels = torch.zeros(200, 1), torch.zeros(200)
    left = [
        adversarial_accuracy(model, inputs, labels, 2.0, steps=1, step_size=1e-9, restarts=restarts)
        for restarts in (1, 4, 16)
    ]
    assert 1 > left[0] > left[1] > left[2]


def test_a_seed_gives_the_same_attack_and_no_other_randomness_is_used() -> None:
    model = mlp((2, 8, 2))
    data = two_moons(50)
    state = torch.get_rng_state()
    one, same, other = (pgd(model, data.inputs, data.labels, 0.2, steps=1, seed=seed) for seed in (3, 3, 4))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert torch.equal(torch.get_rng_state(), state)


def test_accuracy_falls_with_the_radius() -> None:
    data = two_moons(300)
    model = train(mlp((2, 32, 2)), data, epochs=20, learning_rate=1e-2, progress=False, cache=False)
    clean = accuracy(model, data.inputs, data.labels)
    assert clean > 0.9
    for norm in ("linf", "l2"):
        falling = [
            adversarial_accuracy(model, data.inputs, data.labels, radius, norm=norm) for radius in (0, 0.05, 0.15, 0.5)
        ]
        assert falling[0] == clean
        assert all(later <= earlier for earlier, later in pairwise(falling))
        assert falling[-1] < 0.3


def test_the_attack_is_stronger_than_chance() -> None:
    data = two_moons(300)
    model = train(mlp((2, 32, 2)), data, epochs=20, learning_rate=1e-2, progress=False, cache=False)
    attacked = adversarial_accuracy(model, data.inputs, data.labels, 0.15)
    noise = 0.15 * (2 * torch.rand(data.inputs.shape, generator=torch.Generator().manual_seed(0)) - 1)
    assert attacked < accuracy(model, data.inputs + noise, data.labels) - 0.05


def test_the_attack_is_at_least_as_strong_as_either_of_its_two_parts_and_never_helps() -> None:
    data = two_moons(100)
    model = train(mlp((2, 32, 2)), data, epochs=20, learning_rate=1e-2, progress=False)
    scores = logits(model, data.inputs).detach()
    attacked = logits(model, pgd(model, data.inputs, data.labels, 0.15)).detach()
    assert (margins(attacked, data.labels) >= margins(scores, data.labels)).all()
    for parts in (margins, spread_cross_entropy):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("splinewidgets.learning.attacks.ATTACKS", (parts,))
            one = logits(model, pgd(model, data.inputs, data.labels, 0.15)).detach()
        assert (margins(attacked, data.labels) >= margins(one, data.labels)).all()


@settings(max_examples=30, deadline=None)
@given(rows=st.integers(1, 5), classes=st.integers(2, 4), seed=st.integers(0, 99))
def test_a_margin_is_positive_where_the_label_is_not_predicted(rows: int, classes: int, seed: int) -> None:
    random = torch.Generator().manual_seed(seed)
    scores = torch.randn(rows, classes, generator=random)
    labels = torch.randint(classes, (rows,), generator=random)
    assert torch.equal(margins(scores, labels) > 0, scores.argmax(1) != labels)


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data, model = two_moons(50), mlp((2, 16, 2)).double()
    wanted = pgd(model, data.inputs, data.labels, 0.2)
    share = accuracy(model, data.inputs, data.labels)
    monkeypatch.setattr("splinewidgets.geometry.batch_size.CACHED", 1000)

    def few(_: nn.Module, given: tuple[torch.Tensor]) -> None:
        assert len(given[0]) < 50

    model.register_forward_pre_hook(few)
    torch.testing.assert_close(pgd(model, data.inputs, data.labels, 0.2), wanted)
    assert accuracy(model, data.inputs, data.labels) == share


def test_an_attack_in_inference_mode_is_the_same() -> None:
    data, model = two_moons(20), mlp((2, 8, 2))
    wanted = pgd(model, data.inputs, data.labels, 0.2)
    with torch.inference_mode():
        assert torch.equal(pgd(model, data.inputs.clone(), data.labels.clone(), 0.2), wanted)


def test_the_model_is_left_as_it_was() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.Dropout(0.5), nn.Linear(9, 2))
    data = two_moons(20)
    expected = pgd(model.eval(), data.inputs, data.labels, 0.2)
    model.train()[1].eval()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with torch.no_grad():
        assert torch.equal(pgd(model, data.inputs, data.labels, 0.2), expected)
    assert not expected.requires_grad
    assert [module.training for module in model] == [True, False, True, True, True]
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(parameter.grad is None and parameter.requires_grad for parameter in model.parameters())


@pytest.mark.parametrize(
    ("labels", "options", "sentence"),
    (
        ([0, 2], {}, r"The labels go from 0 to 2\. The model has the classes 0 to 1\. Pass whole numbers"),
        ([0, -1], {}, r"The labels go from -1 to 0"),
        ([0, 0.5], {}, r"The labels go from 0 to 0\.5"),
        ([0], {}, r"The labels have shape \(1,\)\. There are 2 inputs\. Pass one label for each"),
        ([[1, 1], [0, 1]], {}, r"The labels have shape \(2, 2\) and are not one-hot"),
        (["a", "b"], {}, r"The labels cannot be read as an array"),
        ([0, 1], {"epsilon": -0.1}, r"epsilon is -0\.1\. It is a radius"),
        ([0, 1], {"epsilon": float("nan")}, r"epsilon is nan"),
        ([0, 1], {"norm": "l1"}, r"The norm is 'l1'\. It must be 'linf' or 'l2'"),
        ([0, 1], {"steps": 0}, r"steps is 0\. It must be at least 1"),
        ([0, 1], {"steps": 2.0}, r"steps is 2\.0, a float\. It must be a whole number"),
        ([0, 1], {"step_size": 0.0}, r"The step size is 0\.0\. .* Leave it out"),
        ([0, 1], {"bounds": (0, 0.5)}, r"The bounds are 0 to 0\.5 and the inputs go from 0 to 1\. .* Widen them"),
        ([0, 1], {"bounds": (1, 0)}, r"The bounds are 1 to 0"),
        ([0, 1], {"bounds": (0, 1, 2)}, r"The bounds have 3 parts\. They must be two"),
        ([0, 1], {"bounds": ([0, 0], 1)}, r"bounds has the shape \(2,\) and inputs have \(2, 3\)\. .* Reshape it"),
        ([0, 1], {"bounds": (torch.zeros(3), [1, 1, 0.5])}, r"The bounds are 0 to \(0\.5 \.\.\. 1\)"),
        ([0, 1], {"epsilon": [0.1, 0.1]}, r"epsilon has the shape \(2,\) and inputs have \(2, 3\)"),
        ([0, 1], {"epsilon": [0.1, -0.1, 0]}, r"The least entry of epsilon is -0\.1"),
        ([0, 1], {"epsilon": [0.1, 0.1, 0], "norm": "l2"}, r"epsilon has several entries and the norm is 'l2'"),
        ([0, 1], {"restarts": 0}, r"restarts is 0\. It must be at least 1"),
        ([0, 1], {"inputs": torch.zeros(0, 2, 3)}, r"The inputs have shape \(0, 2, 3\)"),
        ([0, 1], {"model": nn.Linear(3, 3, dtype=torch.float64)}, r"scores of shape \(1, 2, 3\)\. .* \(1, classes\)"),
    ),
)
def test_what_cannot_be_attacked_is_said(labels, options, sentence: str) -> None:
    given = {"inputs": torch.stack([torch.zeros(2, 3), torch.ones(2, 3)]), "model": linear(), "epsilon": 0.1} | options
    with pytest.raises((ValueError, TypeError), match=sentence):
        pgd(given.pop("model"), given.pop("inputs"), labels, given.pop("epsilon"), **given)
