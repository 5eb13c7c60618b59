"""Gradient descent: iterates of quadratics have closed forms, and how it ends is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from splinewidgets.learning.gradient_descent import Descent, descend

BOUNDS = (-2.0, 2.0, -2.0, 2.0)


def bowl(curvatures: tuple[float, float]) -> dict[str, Any]:
    """A quadratic and its gradient."""
    h = np.array(curvatures)
    return {"losses_at": lambda x: (h * x**2).sum(1) / 2, "gradients_at": lambda x: h * x}


def go(curvatures: tuple[float, float], start: Any, **settings: Any) -> Descent:
    return descend(**bowl(curvatures), start=start, bounds=BOUNDS, **settings)


def test_iterates_of_a_quadratic_shrink_by_their_factors() -> None:
    found = go((1.0, 3.0), (1.5, -1.0), step_size=0.25, steps=10)
    powers = np.arange(11)
    assert np.allclose(found.places, np.column_stack([1.5 * 0.75**powers, -(0.25**powers)]))
    assert np.allclose(found.losses, (found.places**2 * [1, 3]).sum(1) / 2)
    assert found.ending == "steps" and found.step_count == 10


def test_momentum_follows_the_recurrence_of_the_heavy_ball() -> None:
    found = go((1.0, 2.0), (1.0, 1.0), step_size=0.1, momentum=0.5, steps=20)
    x = found.places
    expected = x[1:-1] - 0.1 * np.array([1.0, 2.0]) * x[1:-1] + 0.5 * (x[1:-1] - x[:-2])
    assert np.allclose(x[2:], expected)


def test_it_rests_where_the_gradient_is_zero() -> None:
    found = go((1.0, 1.0), (1.0, 0.5), step_size=0.5, steps=500)
    assert found.ending == "rest" and found.step_count < 100 and np.abs(found.places[-1]).max() < 1e-6
    assert go((1.0, 1.0), (0.0, 0.0), step_size=0.5).step_count == 0


@pytest.mark.parametrize(("step_size", "ending"), [(1.9, "rest"), (2.1, "diverged")])
def test_steps_longer_than_two_over_the_curvature_diverge(step_size: float, ending: str) -> None:
    found = go((1.0, 1.0), (0.5, 0.0), step_size=step_size, steps=1000)
    assert found.ending == ending
    assert (found.losses[-1] > found.losses[0]) == (ending == "diverged")


def test_it_leaves_the_window_downhill() -> None:
    slope = {"losses_at": lambda x: -x[:, 0], "gradients_at": lambda x: np.tile([-1.0, 0.0], (len(x), 1))}
    found = descend(**slope, start=(1.0, 0.0), bounds=BOUNDS, step_size=0.3)
    assert found.ending == "left" and np.allclose(found.places[:, 0], [1.0, 1.3, 1.6, 1.9])
    assert descend(**slope, start=(1.0, 0.0), bounds=BOUNDS, step_size=2.5).ending == "diverged"


def test_it_ends_where_nothing_is_known() -> None:
    hole = {
        "losses_at": lambda x: np.where(x[:, 0] < 0, np.nan, x[:, 0]),
        "gradients_at": lambda x: np.tile([1.0, 0.0], (len(x), 1)),
    }
    found = descend(**hole, start=(0.25, 0.0), bounds=BOUNDS, step_size=0.2)
    assert found.ending == "hole" and np.allclose(found.places[:, 0], [0.25, 0.05])
    assert descend(**hole, start=(-1.0, 0.0), bounds=BOUNDS, step_size=0.2).ending == "hole"
    assert descend(**hole, start=(3.0, 0.0), bounds=BOUNDS, step_size=0.2).ending == "outside"
