"""Losses on a grid of parameters, against the model with these parameters itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from imitated_device import DEVICE, ImitatedDevice
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss

from splinewidgets import History, ParameterPlane, SampledLoss, sampled_loss
from splinewidgets.geometry import device_precision
from splinewidgets.learning.loss import parameter_sweep
from splinewidgets.zoo import convnet, mlp, train, two_moons

Objective = Callable[[Tensor, Tensor], Tensor]


def by_hand(
    model: nn.Module, plane: ParameterPlane, x: Tensor, y: Tensor, loss: Objective, places: np.ndarray
) -> np.ndarray:
    """The loss with the parameters of each place loaded into the model, in float64."""
    model = model.double().eval()
    found = []
    for u, v in places:
        model.load_state_dict(plane.at(float(u), float(v)))
        with torch.no_grad():
            found.append(float(loss(model(x.double()), y)))
    return np.array(found)


def places_of(sampled: SampledLoss) -> np.ndarray:
    return np.array([(u, v) for v in sampled.v for u in sampled.u])


def normalized() -> nn.Sequential:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(0.5), nn.Linear(6, 2))
    for _ in range(5):
        model(torch.randn(20, 2))
    return model


class Choosing(nn.Module):
    """Looks at its weights in Python, which `vmap` cannot."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x) if self.linear.weight.sum().item() > 0 else -self.linear(x)


class Repeated(nn.Module):
    """Calls an operation that `vmap` has no rule for, and so repeats for each point, with a warning."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        return torch.special.log_ndtr(self.linear(x))


MODELS: dict[str, Callable[[], nn.Module]] = {
    "perceptron": lambda: mlp((2, 6, 6, 2)),
    "batch normalization and dropout": normalized,
    "looks at weights in Python": Choosing,
    "has no rule": Repeated,
}


@pytest.mark.parametrize("together", [True, False], ids=["together", "one by one"])
@pytest.mark.parametrize("name", MODELS)
def test_losses_are_those_of_the_model_with_these_parameters(
    name: str, together: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not together:
        monkeypatch.setattr(parameter_sweep, "FEWEST", 10**9)
    model, moons = MODELS[name]().train().double(), two_moons(30)
    plane = ParameterPlane.random(model, seed=2)
    sampled = sampled_loss(model, moons.inputs, moons.labels, plane, cells=(5, 7), extent=2.0)
    assert sampled.losses.shape == (7, 5) and sampled.u[[0, -1]].tolist() == [-2, 2] and sampled.done == 1
    wanted = by_hand(model, plane, moons.inputs, moons.labels, cross_entropy, places_of(sampled))
    np.testing.assert_allclose(sampled.losses.ravel(), wanted, rtol=1e-11)
    assert bool(sampled.reason) == (together and name in ("looks at weights in Python", "has no rule"))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 12), st.sampled_from(["cross_entropy", "squared", "own"]))
def test_each_loss_is_what_it_says(seed: int, count: int, name: str) -> None:
    torch.manual_seed(seed)
    model, x, y = mlp((3, 4, 3), seed).double(), torch.randn(count, 3), torch.randint(0, 3, (count,))
    one_hot = nn.functional.one_hot(y, 3).double()
    losses: dict[str, tuple[Any, Any, Objective]] = {
        "cross_entropy": ("cross_entropy", y, cross_entropy),
        "squared": ("squared", y, lambda outputs, _: mse_loss(outputs, one_hot)),
        "own": (
            lambda outputs, targets: (outputs - targets).abs().max(),
            one_hot,
            lambda o, _: (o - one_hot).abs().max(),
        ),
    }
    loss, targets, wanted = losses[name]
    plane = ParameterPlane.random(model, seed=seed)
    sampled = sampled_loss(model, x, targets, plane, loss, cells=3)
    np.testing.assert_allclose(
        sampled.losses.ravel(), by_hand(model, plane, x, y, wanted, places_of(sampled)), rtol=1e-10
    )


def test_data_in_parts_and_little_memory_give_the_same() -> None:
    torch.manual_seed(0)
    model, x, y = convnet((8, 8), 3, (2,)), torch.rand(40, 8, 8), torch.randint(0, 3, (40,))
    plane = ParameterPlane.random(model)
    found = [sampled_loss(model, x, y, plane, cells=4, memory=memory).losses for memory in (None, 20_000, 1)]
    for losses in found[1:]:
        np.testing.assert_allclose(losses, found[0], rtol=1e-5)


def test_the_model_and_chance_are_left_as_they_were() -> None:
    model, moons = normalized().train(), two_moons(20)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    chance = torch.get_rng_state()
    sampled_loss(model, moons.inputs, moons.labels, ParameterPlane.random(model), cells=4)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    assert all(module.training for module in model.modules()) and torch.equal(torch.get_rng_state(), chance)
    assert all(parameter.requires_grad and parameter.grad is None for parameter in model.parameters())


def test_a_partial_result_is_kept_and_continued_whatever_the_model_does_meanwhile() -> None:
    model, moons = mlp((2, 4, 2)), two_moons(20)
    plane = ParameterPlane.random(model)
    whole = sampled_loss(model, moons.inputs, moons.labels, plane, cells=17)
    partial = SampledLoss(model, moons.inputs, moons.labels, plane, cells=17)
    assert partial.resume(cancel=lambda: True) is partial
    known = partial.computed
    assert 0 < partial.done < 1 and np.isnan(partial.losses[~known]).all() and partial.holes == 0
    # Coarse before fine: the corners of the grid are among the first.
    assert known[::16, ::16].all()
    with torch.no_grad():
        model[1].weight.zero_()

    def stop(fraction: float, words: str) -> None:
        if fraction > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        partial.resume(progress=stop)
    assert 0.5 < partial.done < 1
    told: list[float] = []
    partial.resume(progress=lambda fraction, _: told.append(fraction))
    # Of five parts the last two: nothing is computed again.
    assert told == sorted(told) and told[-1] == 1 == partial.done and len(told) == 2
    np.testing.assert_allclose(partial.losses, whole.losses, rtol=1e-6)
    partial.resume(progress=lambda *_: pytest.fail("There is nothing left to do."))


def test_losses_on_the_path_are_those_of_the_states_and_not_of_their_projections(tmp_path: Path) -> None:
    moons, model, history = two_moons(60), normalized(), History(tmp_path / "history")
    train(model, moons, steps=30, learning_rate=0.05, history=history, progress=False)
    plane = ParameterPlane.principal(model, history)
    sampled = sampled_loss(model, moons.inputs, moons.labels, plane, cells=5, dtype=torch.float64)
    assert plane.trajectory is not None and len(sampled.path) == len(history) == len(sampled.path_distances)
    wanted = by_hand(model, plane, moons.inputs, moons.labels, cross_entropy, plane.trajectory.path)
    np.testing.assert_allclose(sampled.plane_losses, wanted, rtol=1e-5)
    for checkpoint, loss in zip(history, sampled.path_losses, strict=True):
        assert loss == pytest.approx(checkpoint.metrics["loss"], rel=1e-5)
    # The last state is the plane's origin. Others are off the plane, and have other running statistics.
    assert sampled.path_distances[-1] < 1e-12 and sampled.path_distances[:-1].max() > 1e-3
    assert sampled.plane_losses[-1] == pytest.approx(sampled.path_losses[-1])
    assert abs(sampled.plane_losses[:-1] - sampled.path_losses[:-1]).max() > 1e-3


def test_the_grid_is_computed_with_the_buffers_of_the_origin_also_after_a_path(tmp_path: Path) -> None:
    moons, model, history = two_moons(60), normalized(), History(tmp_path / "history")
    plane = ParameterPlane.random(model)
    train(model, moons, steps=10, learning_rate=0.05, history=history, progress=False)
    sampled = sampled_loss(model, moons.inputs, moons.labels, plane.with_path(history), cells=5, dtype=torch.float64)
    wanted = by_hand(model, plane, moons.inputs, moons.labels, cross_entropy, places_of(sampled))
    np.testing.assert_allclose(sampled.losses.ravel(), wanted, rtol=1e-5)
    assert sampled.path_distances[0] < 1e-12 < 1e-3 < sampled.path_distances[-1]


def test_large_scores_do_not_overflow() -> None:
    model, x = nn.Linear(2, 3, bias=False), torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    with torch.no_grad():
        model.weight[:] = torch.tensor([[1e3, 0.0], [0.0, 1e3], [0.0, 0.0]])
    sampled = sampled_loss(model, x, [0, 2], ParameterPlane.random(model), cells=3)
    assert sampled.holes == 0 and sampled.losses[1, 1] == pytest.approx(500)


def test_losses_that_are_no_numbers_are_holes() -> None:
    class Root(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = nn.Parameter(torch.eye(2))

        def forward(self, x: Tensor) -> Tensor:
            return x @ self.weight.sqrt()

    x, y = torch.rand(5, 2) + 1, torch.tensor([0, 1, 0, 1, 0])
    plane = ParameterPlane.random(Root(), seed=1)
    sampled = sampled_loss(Root(), x, y, plane, cells=9)
    assert 0 < sampled.holes == np.isnan(sampled.losses).sum() < 81
    assert np.isnan(sampled.curvatures()).any() and f"{sampled.holes} not a number" in repr(sampled)


@settings(max_examples=30, deadline=None)
@given(*[st.floats(-3, 3)] * 3)
def test_the_curvatures_of_a_quadratic_are_its_eigenvalues(a: float, b: float, c: float) -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = (nn.Parameter(torch.zeros(1, 1, dtype=torch.float64)) for _ in range(2))

        def forward(self, x: Tensor) -> Tensor:
            return torch.cat([self.first, self.second], 1).expand(len(x), 2)

    def ends(at: tuple[float, float]) -> dict[str, Tensor]:
        return {name: torch.tensor([[value]]) for name, value in zip(("first", "second"), at, strict=True)}

    def loss(outputs: Tensor, _: Tensor) -> Tensor:
        p, q = outputs[0]
        return a / 2 * p * p + b * p * q + c / 2 * q * q + p - q

    plane = ParameterPlane.through(Two().float(), ends((0.0, 0.0)), ends((1.0, 0.0)), ends((0.0, 1.0)))
    sampled = sampled_loss(Two(), torch.zeros(1, 1), [0.0], plane, loss, cells=(5, 6))
    wanted = np.linalg.eigvalsh([[a, b], [b, c]])
    np.testing.assert_allclose(sampled.curvatures(), np.broadcast_to(wanted[:, None, None], (2, 4, 3)), atol=1e-9)
    if abs(wanted[0]) > 1e-5:
        assert sampled.nonconvex_fraction == float(wanted[0] < 0)


def test_what_does_not_fit_is_refused() -> None:
    model, moons = mlp((2, 4, 2)), two_moons(20)
    plane, x, y = ParameterPlane.random(model), moons.inputs, moons.labels
    for message, arguments in {
        "of one architecture": (mlp((2, 5, 2)), x, y, plane),
        "fails on data of shape": (model, torch.zeros(20, 3), y, plane),
        "classes 0 to 1": (model, x, y + 1, plane),
        "The labels have shape": (model, x, y[:-1], plane),
        "targets have shape": (model, x, torch.zeros(20, 3), plane, "squared"),
        "can be 'cross_entropy' or 'squared'": (model, x, y, plane, "hinge"),
        "returns 20 numbers": (model, x, y, plane, lambda outputs, _: outputs[:, 0]),
    }.items():
        with pytest.raises(ValueError, match=message):
            sampled_loss(*arguments, cells=3)
    for message, keywords in {"at least 3": {"cells": 2}, "factor above 0": {"extent": 0.0}}.items():
        with pytest.raises(ValueError, match=message):
            sampled_loss(model, x, y, plane, **keywords)


def test_a_batch_normalization_without_running_statistics_is_refused() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2, track_running_stats=False))
    with pytest.raises(ValueError, match="batch normalization 1 keeps no running statistics"):
        sampled_loss(model, torch.zeros(4, 2), [0, 1, 0, 1], ParameterPlane.random(model))


@pytest.mark.parametrize("float64", [True, False])
def test_an_imitated_device_gives_the_losses_of_the_cpu(float64: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not float64:
        monkeypatch.setattr(device_precision, "WITHOUT_FLOAT64", {DEVICE.type})
    model, moons = mlp((2, 4, 2)), two_moons(20)
    wanted = sampled_loss(model, moons.inputs, moons.labels, ParameterPlane.random(model), cells=5)
    with ImitatedDevice(float64):
        there = mlp((2, 4, 2)).to(DEVICE)
        plane = ParameterPlane.random(there)
        found = sampled_loss(there, moons.inputs, moons.labels, plane, cells=5)
        if not float64:
            with pytest.raises(ValueError, match="Move the model to the CPU"):
                sampled_loss(there, moons.inputs, moons.labels, plane, cells=5, dtype=torch.float64)
    np.testing.assert_allclose(found.losses, wanted.losses, rtol=1e-5)
    assert not found.reason


def test_half_precision_is_computed_in_float32() -> None:
    model, moons = mlp((2, 4, 2)), two_moons(20)
    half = mlp((2, 4, 2)).to(torch.bfloat16)
    model.load_state_dict(half.state_dict())
    found = [sampled_loss(m, moons.inputs, moons.labels, ParameterPlane.random(m), cells=3) for m in (half, model)]
    np.testing.assert_allclose(found[0].losses, found[1].losses, rtol=1e-2)
