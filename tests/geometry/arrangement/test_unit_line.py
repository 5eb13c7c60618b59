"""The line of a unit in a window, and points on it."""

from __future__ import annotations

import numpy as np
import pytest
from sequentials import sequential

from splinewidgets.geometry import Slice, tessellate, zaslavsky
from splinewidgets.geometry.arrangement.moved_line import moved
from splinewidgets.geometry.arrangement.sequential_state import SequentialState
from splinewidgets.geometry.arrangement.unit_line import UnitLine

WINDOW = Slice.box((-2, 2), (-2, 2))


def line(state: SequentialState, layer: int, unit: int) -> UnitLine:
    return UnitLine.of(tessellate(state.module(), WINDOW), state, layer, unit)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_unit_is_zero_on_all_of_it(layer: int) -> None:
    state = SequentialState.of(sequential(2, 6, 5, 1, seed=3))
    found = line(state, layer, 2)
    points = found.segments.reshape(-1, 2)
    assert len(points) and np.abs(state.pre_activations(layer, points)[:, 2]).max() < 1e-9
    assert np.abs(state.pre_activations(layer, found.segments.mean(1))[:, 2]).max() < 1e-9


def test_points_on_it_are_nearest_and_a_distance_away() -> None:
    state = moved(SequentialState.of(sequential(2, 6, 5, 1, seed=3)), 1, 2, (0.1, 0.3))
    found = line(state, 1, 2)
    start = found.nearest((0.1, 0.3))
    assert start is not None and start == pytest.approx([0.1, 0.3], abs=1e-9)
    away = found.away((0.1, 0.3), 0.25)
    assert away is not None and np.linalg.norm(away - start) == pytest.approx(0.25)
    assert abs(state.pre_activations(1, away)[0, 2]) < 1e-9
    opposite = 2 * start - away
    other = found.away((0.1, 0.3), 0.25, opposite)
    assert other is not None and np.linalg.norm(other - opposite) < np.linalg.norm(other - away)
    far = found.away((0.1, 0.3), 100.0)
    assert far is not None and min(np.linalg.norm(found.segments - far, axis=2).ravel()) < 1e-12


def test_a_line_that_goes_round_a_corner_is_walked_along() -> None:
    """An absolute value folds a line into a V: half a unit along it may lie on the other arm."""
    state = SequentialState.of(sequential(2, 2, 1, 1, activation="abs"))
    state = state.with_layer(0, np.eye(2), np.zeros(2)).with_unit(1, 0, np.array([1.0, -1.0]), 0.5)
    found = line(state, 1, 0)
    assert len(found.segments) == 4  # |x| = |y| - 1/2
    away = found.away((0.1, 0.6), 0.5, (-0.3, 0.8))
    assert away is not None and away[0] < 0 and np.linalg.norm(away - [0.1, 0.6]) == pytest.approx(0.5)
    assert abs(away[0]) == pytest.approx(abs(away[1]) - 0.5)


def test_at_any_distance_it_is_walked_until_it_is_so_far_from_where_that_began() -> None:
    """On a circle of lines each edge is shorter than the way to its end."""
    state = SequentialState.of(sequential(2, 12, 1, 1, activation="abs", seed=1))
    angles = np.pi * np.arange(12) / 12
    directions = np.stack([np.cos(angles), np.sin(angles)], 1)
    state = state.with_layer(0, directions, np.zeros(12)).with_unit(1, 0, np.ones(12), -7.0)  # a 24-gon
    found = line(state, 1, 0)
    start = found.nearest((1.0, 0.0))
    assert len(found.ends) == 24 and start is not None
    longest = np.linalg.norm(found.segments[:, 0] - found.segments[:, 1], axis=1).max()
    for reach in (0.1, 0.5, 1.0, 1.5):
        away = found.away((1.0, 0.0), reach)
        assert away is not None and np.linalg.norm(away - start) == pytest.approx(reach)
        assert np.linalg.norm(away) == pytest.approx(np.linalg.norm(start), rel=0.02) and longest < 0.3


def test_a_line_elsewhere_has_no_points() -> None:
    state = SequentialState.of(sequential(2, 3, 1)).with_unit(0, 1, np.array([1.0, 0.0]), 50.0)
    found = line(state, 0, 1)
    assert found.nearest((0, 0)) is None and found.away((0, 0), 1) is None and found.shared is None


def test_a_line_under_another_is_found_there() -> None:
    state = SequentialState.of(sequential(2, 4, 1))
    state = state.with_unit(0, 1, np.array([1.0, 0.5]), 0.25).with_unit(0, 3, np.array([-2.0, -1.0]), -0.5)
    lines = {unit: line(state, 0, unit) for unit in (1, 3)}
    shared = [found.shared for found in lines.values()]
    assert shared in ([None, (0, 1)], [(0, 3), None])
    assert np.allclose(np.sort(lines[1].segments.ravel()), np.sort(lines[3].segments.ravel()))


@pytest.mark.parametrize(("lines", "regions"), [(3, 7), (5, 16), (8, 37), (12, 79), (20, 211)])
def test_lines_in_general_position_make_as_many_tiles_as_zaslavsky_says(lines: int, regions: int) -> None:
    model = sequential(2, lines, 1, seed=1)
    state = SequentialState.of(model)
    rows = state.weights[0][:, None, :], state.biases[0]
    pairs = [(i, j) for i in range(lines) for j in range(i)]
    crossings = [np.linalg.solve(rows[0][[i, j], 0], -rows[1][[i, j]]) for i, j in pairs]
    reach = 1.1 * float(np.abs(crossings).max())
    assert tessellate(model, Slice.box((-reach, reach), (-reach, reach))).tile_count == regions == zaslavsky(lines, 2)
