"""Lines moved and turned: they pass through where the hand is, by the smallest change that does it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sequentials import ACTIVATIONS, sequential

from splinewidgets.geometry.arrangement.moved_line import moved, turned
from splinewidgets.geometry.arrangement.sequential_state import SequentialState

places = st.tuples(st.floats(-3, 3), st.floats(-3, 3))
units = st.tuples(st.integers(0, 2), st.integers(0, 5))


def state_of(activation: str = "leaky", seed: int = 0) -> SequentialState:
    return SequentialState.of(sequential(2, 6, 6, 6, 1, activation=activation, seed=seed))


def value(state: SequentialState, layer: int, unit: int, at: object) -> float:
    return float(state.pre_activations(layer, at)[0, unit])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(whose=units, to=places, seed=st.integers(0, 20))
@settings(max_examples=60, deadline=None)
def test_a_moved_line_passes_through_the_point_and_b_alone_has_changed(
    activation: str, whose: tuple[int, int], to: tuple[float, float], seed: int
) -> None:
    state, (layer, unit) = state_of(activation, seed), whose
    try:
        after = moved(state, layer, unit, to)
    except ValueError as refusal:
        assert "has no line there" in str(refusal) and np.abs(state.normals(layer, to)[unit]).max() < 1e-9
        return
    assert abs(value(after, layer, unit, to)) < 1e-12
    changed = [
        (i, name)
        for i in range(4)
        for name in ("weights", "biases")
        if not np.array_equal(getattr(state, name)[i], getattr(after, name)[i])
    ]
    assert changed in ([(layer, "biases")], [])
    others = np.arange(6) != unit
    assert np.array_equal(state.biases[layer][others], after.biases[layer][others])


@given(whose=units, pivot=places, to=places, seed=st.integers(0, 20))
@settings(max_examples=100, deadline=None)
def test_a_turned_line_passes_through_both_points_and_w_keeps_its_length(
    whose: tuple[int, int], pivot: tuple[float, float], to: tuple[float, float], seed: int
) -> None:
    if np.hypot(*np.subtract(pivot, to)) < 1e-3:
        return
    state, (layer, unit) = state_of(seed=seed), whose
    before = state.weights[layer][unit]
    after = turned(state, layer, unit, pivot, to, before)
    assert abs(value(after, layer, unit, pivot)) < 1e-9 and abs(value(after, layer, unit, to)) < 1e-9
    assert np.linalg.norm(after.weights[layer][unit]) == pytest.approx(np.linalg.norm(before))
    assert after.weights[layer][unit] @ before >= 0


def test_no_other_w_of_that_length_is_closer() -> None:
    state, layer, unit = state_of(), 2, 3
    pivot, to = (0.2, 0.1), (-0.7, 0.9)
    before = state.weights[layer][unit]
    after = turned(state, layer, unit, pivot, to, before).weights[layer][unit]
    near, far = state.inputs(layer, [pivot, to])
    direction = (far - near) / np.linalg.norm(far - near)
    random = np.random.default_rng(0).normal(size=(2000, 6))
    random -= (random @ direction)[:, None] * direction
    random *= np.linalg.norm(before) / np.linalg.norm(random, axis=1, keepdims=True)
    assert np.linalg.norm(after - before) < np.linalg.norm(random - before, axis=1).min()


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_whole_turn_comes_back(layer: int) -> None:
    begun = moved(state_of(), layer, 1, (0.3, 0.2))
    state = begun
    for angle in np.linspace(0, 2 * np.pi, 25)[1:]:
        to = (0.3 + 0.5 * np.cos(angle), 0.2 + 0.5 * np.sin(angle))
        state = turned(begun, layer, 1, (0.3, 0.2), to, state.weights[layer][1])
        assert abs(value(state, layer, 1, (0.3, 0.2))) < 1e-12 and abs(value(state, layer, 1, to)) < 1e-12
    direct = turned(begun, layer, 1, (0.3, 0.2), (0.8, 0.2), begun.weights[layer][1])
    assert np.abs(state.weights[layer][1]) == pytest.approx(np.abs(direct.weights[layer][1]))


def test_the_active_side_turns_along() -> None:
    state = SequentialState.of(sequential(2, 1, 1)).with_unit(0, 0, np.array([0.0, 2.0]), 0.0)
    w = state.weights[0][0]
    for angle in np.linspace(0, 2 * np.pi, 33)[1:]:
        w = turned(state, 0, 0, (0, 0), (np.cos(angle), np.sin(angle)), w).weights[0][0]
        assert w == pytest.approx([-2 * np.sin(angle), 2 * np.cos(angle)], abs=1e-12)


def test_float32_is_exact_to_its_own_rounding() -> None:
    model = sequential(2, 6, 6, 1).float()
    after = moved(SequentialState.of(model), 1, 2, (0.3, 0.2))
    assert 0 <= abs(value(after, 1, 2, (0.3, 0.2))) < 1e-6
    after.install(model)
    assert abs(model[:3](torch.tensor([[0.3, 0.2]]))[0, 2].item()) < 1e-6


def test_without_w_there_is_no_line() -> None:
    state = state_of().with_unit(1, 2, np.zeros(6), 1.0)
    for change in (
        lambda: moved(state, 1, 2, (0, 0)),
        lambda: turned(state, 1, 2, (0, 0), (1, 1), np.zeros(6)),
    ):
        with pytest.raises(ValueError, match=r"Unit 2 of layer 1 has no line: its w is 0\. .*\. Undo, remove"):
            change()


def test_where_all_units_before_are_dead_there_is_no_line() -> None:
    state = SequentialState.of(sequential(2, 3, 3, 1))
    state = state.with_layer(0, state.weights[0], np.full(3, -1e3))
    with pytest.raises(ValueError, match=r"Unit 0 of layer 1 has no line there: .*dead\. .*\. Move it elsewhere"):
        moved(state, 1, 0, (0, 0))
    with pytest.raises(ValueError, match="Both points are one to unit 0 of layer 1"):
        turned(state, 1, 0, (0, 0), (1, 0), state.weights[1][0])


def test_a_line_does_not_turn_about_a_point_towards_itself() -> None:
    with pytest.raises(ValueError, match="Both points are one"):
        turned(state_of(), 0, 0, (1, 1), (1, 1), np.ones(2))
