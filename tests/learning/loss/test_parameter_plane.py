"""Planes of parameters: filter normalization, principal components, and planes through states."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets import History, ParameterPlane
from splinewidgets.zoo import convnet, mlp


def tensors(plane: ParameterPlane, axis: int) -> dict[str, torch.Tensor]:
    """One axis of a plane, by name."""
    parts = plane.axes[axis].split([plane.state[name].numel() for name in plane.names])
    return {name: part.reshape(plane.state[name].shape) for name, part in zip(plane.names, parts, strict=True)}


def vector(model: nn.Module) -> np.ndarray:
    return torch.cat([p.detach().double().flatten() for p in model.parameters()]).numpy()


def wandering(path: Path, steps: int = 8, seed: int = 0) -> tuple[nn.Module, History]:
    """A model that drifts and jitters, and its history."""
    torch.manual_seed(seed)
    model, history = mlp((2, 4, 2), seed), History(path, per_decade=100)
    drift = [torch.randn_like(p) for p in model.parameters()]
    for step in range(steps):
        history.keep(model, step)
        with torch.no_grad():
            for p, d in zip(model.parameters(), drift, strict=True):
                p += 0.5 * d + 0.3 * torch.randn_like(p)
    return model, history


@pytest.mark.parametrize("model", [mlp((3, 5, 2)), convnet((8, 8), 3, (2, 4))], ids=["dense", "convolutional"])
def test_each_filter_of_a_random_direction_is_as_long_as_the_models(model: nn.Sequential) -> None:
    plane = ParameterPlane.random(model, seed=3)
    for axis in range(2):
        for name, direction in tensors(plane, axis).items():
            weight = plane.state[name].double()
            if name.endswith("bias"):
                assert not direction.any()
            else:
                lengths = direction.flatten(1).norm(dim=1)
                torch.testing.assert_close(lengths, weight.flatten(1).norm(dim=1), rtol=1e-8, atol=0)


def test_filters_of_a_transposed_convolution_are_those_of_its_output_channels() -> None:
    layer = nn.ConvTranspose2d(4, 6, 3, groups=2)
    plane = ParameterPlane.random(layer)
    direction, weight = tensors(plane, 0)["weight"], layer.weight.detach().double()
    for group in range(2):
        for channel in range(3):
            one, other = (each[2 * group : 2 * group + 2, channel].norm() for each in (direction, weight))
            assert float(one) == pytest.approx(float(other))


def test_normalizations_stay() -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 3), nn.LayerNorm((3, 3)))
    moved = {name for name, direction in tensors(ParameterPlane.random(model), 0).items() if bool(direction.any())}
    assert moved == {"0.weight", "3.weight"}


def test_a_direction_of_a_filter_that_is_zero_is_zero() -> None:
    model = nn.Linear(2, 3)
    with torch.no_grad():
        model.weight[1] = 0
    assert not tensors(ParameterPlane.random(model), 0)["weight"][1].any()


def test_a_seed_gives_one_plane_and_leaves_chance_and_model_alone() -> None:
    model = mlp((2, 4, 2))
    before, chance = vector(model), torch.get_rng_state()
    one, same, other = (ParameterPlane.random(model, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one.axes, same.axes) and not torch.equal(one.axes, other.axes)
    assert torch.equal(torch.get_rng_state(), chance) and np.array_equal(vector(model), before)
    with torch.no_grad():
        model[1].weight.zero_()
    assert one.state["1.weight"].any()


def test_states_of_a_plane_are_origin_and_axes_together() -> None:
    model = mlp((2, 4, 2))
    plane = ParameterPlane.random(model)
    moved = mlp((2, 4, 2), seed=9)
    moved.load_state_dict(plane.at(0.25, -2.0))
    wanted = vector(model) + 0.25 * plane.axes[0].numpy() - 2 * plane.axes[1].numpy()
    np.testing.assert_allclose(vector(moved), wanted, atol=1e-6)
    assert plane.parameter_count == len(wanted)


def test_shared_parameters_move_once() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2))
    model[2].weight = model[0].weight
    plane = ParameterPlane.random(model)
    assert plane.names == ("0.weight", "0.bias", "2.bias")
    there = plane.at(1.0, 0.0)
    assert torch.equal(there["0.weight"], there["2.weight"]) and not torch.equal(there["0.weight"], model[0].weight)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 9))
def test_principal_axes_are_those_of_numpy(tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int) -> None:
    model, history = wandering(tmp_path_factory.mktemp("path") / "history", steps, seed)
    plane = ParameterPlane.principal(model, history)
    states = np.array([vector(c.load_into(model)) for c in history])
    _, values, axes = np.linalg.svd(states - states[-1], full_matrices=False)
    np.testing.assert_allclose(abs(plane.axes.numpy() @ axes[:2].T), np.eye(2), atol=1e-6)
    shares = (values**2 / (values**2).sum())[:2]
    np.testing.assert_allclose(plane.explained, shares, atol=1e-9)
    trajectory = plane.trajectory
    assert trajectory is not None and trajectory.steps == history.steps
    projected = trajectory.path @ plane.axes.numpy() + states[-1]
    np.testing.assert_allclose(trajectory.distances, np.linalg.norm(states - projected, axis=1), atol=1e-9)
    # What the axes explain and what they leave is all.
    left = (trajectory.distances**2).sum() / ((states - states[-1]) ** 2).sum()
    assert sum(plane.explained or ()) + left == pytest.approx(1)
    assert (trajectory.path[0] >= 0).all() and np.allclose(trajectory.path[-1], 0)
    u0, u1, v0, v1 = plane.window
    assert ((trajectory.path > (u0, v0)) & (trajectory.path < (u1, v1))).all()


def test_a_path_is_projected_on_axes_that_are_not_orthogonal(tmp_path: Path) -> None:
    model, history = wandering(tmp_path / "history")
    plane = ParameterPlane.random(model).with_path(history)
    trajectory, axes = plane.trajectory, plane.axes.numpy()
    assert trajectory is not None
    origin = torch.cat([plane.state[name].double().flatten() for name in plane.names]).numpy()
    for checkpoint, place, distance in zip(history, trajectory.path, trajectory.distances, strict=True):
        state = vector(checkpoint.load_into(model))
        wanted, *_ = np.linalg.lstsq(axes.T, state - origin, rcond=None)
        np.testing.assert_allclose(place, wanted, atol=1e-9)
        assert distance == pytest.approx(np.linalg.norm(state - origin - wanted @ axes))


def test_the_corners_of_a_plane_through_three_states_are_these_states(tmp_path: Path) -> None:
    def network(seed: int) -> nn.Sequential:
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2))
        model(torch.randn(20, 2))  # which sets running statistics
        return model

    models = [network(seed) for seed in range(3)]
    with History(tmp_path / "history") as history:
        history.keep(models[2], 4)
    plane = ParameterPlane.through(models[0], models[0], models[1].state_dict(), history[0])
    for (u, v), model in zip([(0, 0), (1, 0), (0, 1)], models, strict=True):
        for name, tensor in plane.at(u, v).items():
            torch.testing.assert_close(tensor, model.state_dict()[name])


def test_a_plane_through_two_states_has_a_second_direction_that_is_filter_normalized() -> None:
    one, two = mlp((2, 4, 2), 1), mlp((2, 4, 2), 2)
    plane = ParameterPlane.through(one, one, two, seed=5)
    assert torch.equal(plane.axes[1], ParameterPlane.random(one, seed=5).axes[0])
    np.testing.assert_allclose(plane.axes[0].numpy(), vector(two) - vector(one), atol=1e-12)


def test_states_of_another_architecture_are_refused_by_name(tmp_path: Path) -> None:
    model, history = wandering(tmp_path / "history")
    with pytest.raises(ValueError, match=r"State 1 has 1\.weight of shape \(5, 2\) instead of \(4, 2\)"):
        ParameterPlane.through(model, model, mlp((2, 5, 2)))
    with pytest.raises(ValueError, match=r"The checkpoint of .* lacks 5\.weight"):
        ParameterPlane.principal(mlp((2, 4, 2, 2)), history)
    with pytest.raises(ValueError, match=r"The checkpoint of step 0 .*1\.weight of shape"):
        ParameterPlane.random(mlp((3, 4, 2))).with_path(history)


@pytest.mark.parametrize(("changes", "message"), [(0, "1 distinct state\\."), (1, "2 distinct states")])
def test_a_history_that_goes_nowhere_is_refused(tmp_path: Path, changes: int, message: str) -> None:
    model = mlp((2, 4, 2))
    with History(tmp_path / "history", per_decade=100) as history:
        for step in range(5):
            history.keep(model, step)
            if step < changes:
                model = mlp((2, 4, 2), seed=7)
    with pytest.raises(ValueError, match=message):
        ParameterPlane.principal(model, history)


def test_a_history_on_a_line_is_refused(tmp_path: Path) -> None:
    model = mlp((2, 4, 2))
    with History(tmp_path / "history", per_decade=100) as history:
        for step in range(5):
            history.keep(model, step)
            with torch.no_grad():
                model[1].weight += 1
    with pytest.raises(ValueError, match="on one line"):
        ParameterPlane.principal(model, history)


def test_what_spans_no_plane_is_refused(tmp_path: Path) -> None:
    model = mlp((2, 4, 2))
    with pytest.raises(ValueError, match="two directions"):
        ParameterPlane.through(model, model, mlp((2, 4, 2)), mlp((2, 4, 2), 1))
    with pytest.raises(ValueError, match="two or three"):
        ParameterPlane.through(model, model)
    with pytest.raises(ValueError, match="no parameters"):
        ParameterPlane.random(nn.ReLU())
    with pytest.raises(ValueError, match="two directions"):
        ParameterPlane.random(nn.BatchNorm1d(3))
    with pytest.raises(ValueError, match="history is empty"):
        ParameterPlane.principal(model, History(tmp_path / "empty"))
    with pytest.raises(ValueError, match="NaN or infinity"), torch.no_grad():
        broken = mlp((2, 4, 2))
        broken[1].weight[0, 0] = float("nan")
        ParameterPlane.random(broken)
