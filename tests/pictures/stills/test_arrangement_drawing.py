"""Arcs, and what is laid over tiles without a browser."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.pictures.number_format import MINUS
from splinewidgets.pictures.stills.arrangement_drawing import ACROSS, DASH, DOWN, LARGEST, STROKES, arc
from splinewidgets.pictures.stills.raster import Raster

SIZE = (60, 40)
PLACES = st.floats(-300, 300)


@given(st.tuples(PLACES, PLACES), st.floats(0.1, 500))
@settings(max_examples=200, deadline=None)
def test_an_arc_is_all_of_a_circle_that_can_be_seen(center: tuple[float, float], radius: float) -> None:
    at = np.array(center)
    segments = arc(at, radius, SIZE)
    np.testing.assert_allclose(np.hypot(*(segments.reshape(-1, 2) - at).T), radius, rtol=1e-12)
    assert (np.hypot(*(segments[:, 1] - segments[:, 0]).T) <= DASH / 2 + 1e-9).all()
    angles = np.linspace(0, 2 * math.pi, 2000)
    circle = at + radius * np.column_stack([np.cos(angles), np.sin(angles)])
    for point in circle[((circle >= 0) & (circle <= SIZE)).all(1)]:
        middles = segments.mean(1)
        assert len(middles) and np.hypot(*(middles - point).T).min() <= DASH / 2


@pytest.mark.parametrize("radius", [1e6, 1e9, 0.9 * LARGEST])
def test_a_circle_that_is_nearly_a_line_is_drawn(radius: float) -> None:
    segments = arc(np.array([30 - radius, 20.0]), radius, SIZE)
    np.testing.assert_allclose(segments[..., 0], 30, atol=1e-2 if radius < 1e9 else 1)
    assert segments[..., 1].min() < 0 < 40 < segments[..., 1].max() and len(segments) < 100


@pytest.mark.parametrize("radius", [0.0, math.inf, 1e30])
def test_a_circle_without_a_place_is_left_out(radius: float) -> None:
    assert len(arc(np.array([30.0, 20.0]), radius, SIZE)) == 0


def test_a_veil_is_as_thick_where_it_is_laid_twice() -> None:
    raster = Raster(20, 10, (0.0, 0.0, 0.0))
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], float)
    raster.veil(np.concatenate([square, square]), np.array([4, 4]), (1.0, 1.0, 1.0), 0.6)
    pixels = raster.pixels()
    assert (pixels[:, :10] == 153).all() and (pixels[:, 10:] == 0).all()


def test_signs_do_not_touch_each_other() -> None:
    assert set(STROKES) == {"+", MINUS, "0"}
    for strokes in STROKES.values():
        width, height = np.ptp(strokes.reshape(-1, 2), axis=0)
        assert width < ACROSS - 2 and height < DOWN - 4
