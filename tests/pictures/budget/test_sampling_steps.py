"""How fine samples are: at once as time allows, and at rest at least so that there is something to be seen."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from explorers import ANCHORS, perceptron

from splinewidgets.geometry import Network
from splinewidgets.pictures.budget.sampling_steps import FINEST, FIRST, MOVING, SOON, STEPS, SamplingSteps
from splinewidgets.pictures.scene.scene import Scene

SCENE = replace(Scene.through(ANCHORS, 0.3), aspect=1.5)
WINDOW = SCENE.window()
NETWORK = Network(perceptron(), WINDOW.origin)
# Columns and rows that are enough to see something.
SEEN = (40, 27)


def steps(row_seconds: float) -> SamplingSteps:
    """Of a network that takes so long for a row."""
    attempts: Any = SimpleNamespace(row_seconds=lambda *_: row_seconds)
    return SamplingSteps(attempts, 480)


def at_rest(timed: SamplingSteps) -> int:
    """The step that a window at rest comes to."""
    step = timed.first(NETWORK, SCENE, WINDOW)
    for allowed in (SOON, FINEST):
        while (finer := timed.finer(NETWORK, SCENE, WINDOW, step, allowed)) is not None:
            assert finer < step
            step = finer
    return step


@pytest.mark.parametrize("row_seconds", [1e-6, 1e-4, 1e-3, 0.01, 0.08])
def test_there_is_something_to_be_seen_at_rest(row_seconds: float) -> None:
    timed = steps(row_seconds)
    columns, rows = timed.grid(SCENE, WINDOW, at_rest(timed))
    assert columns >= SEEN[0] and rows >= SEEN[1]


@pytest.mark.parametrize("row_seconds", [1e-6, 1e-5, 1e-4, 1e-3, 1.0])
def test_a_moving_hand_does_not_wait_for_that(row_seconds: float) -> None:
    timed = steps(row_seconds)
    step = timed.first(NETWORK, replace(SCENE, live=True), WINDOW)
    assert step == STEPS[0] or timed.seconds(NETWORK, SCENE, WINDOW, step) <= MOVING


def test_what_can_be_seen_is_made_no_finer_than_time_allows() -> None:
    timed = steps(1e-4)
    first = timed.first(NETWORK, SCENE, WINDOW)
    assert timed.seconds(NETWORK, SCENE, WINDOW, first) <= FIRST
    fine = at_rest(timed)
    assert fine < first and timed.seconds(NETWORK, SCENE, WINDOW, fine) <= FINEST
    assert timed.finer(NETWORK, SCENE, WINDOW, fine, FINEST) is None
