from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import lines, perceptron, random_perceptron

from splinewidgets.geometry import Slice, tessellate, tiles_in_disc

SQUARE = Slice.box((-1, 1), (-1, 1))


def strips(*places: float):
    """Vertical lines."""
    weight, bias = [[1.0, 0.0]] * len(places), [-place for place in places]
    return tessellate(perceptron([(weight, bias), ([[1.0] * len(places)], [0.0])]), SQUARE)


def quarters():
    """The coordinate axes."""
    return tessellate(perceptron([(np.eye(2), np.zeros(2)), ([[1.0, 1.0]], [0.0])]), SQUARE)


def test_a_disc_meets_the_strips_that_it_reaches() -> None:
    tessellation = strips(-0.5, 0.0, 0.5)
    centers = [[-0.75, 0.2], [-0.25, -0.9], [0.5, 0.0], [0.0, 0.0], [0.1, 0.0]]
    assert tiles_in_disc(tessellation, centers, 0.2).tolist() == [1, 1, 2, 2, 2]
    assert tiles_in_disc(tessellation, centers, 0.45).tolist() == [2, 3, 2, 2, 3]
    assert tiles_in_disc(tessellation, centers, 2.5).tolist() == [4] * 5


def test_a_disc_that_only_touches_a_tile_does_not_meet_it() -> None:
    assert tiles_in_disc(strips(-0.5, 0.0, 0.5), [[0.25, 0.0]], 0.25).tolist() == [1]
    assert tiles_in_disc(strips(-0.5, 0.0, 0.5), [[0.25, 0.0]], 0.25 + 1e-12).tolist() == [3]
    # The corner of the opposite quarter, exactly, for 3, 4, 5 are.
    assert tiles_in_disc(quarters(), [[0.375, 0.5]], 0.625).tolist() == [3]
    assert tiles_in_disc(quarters(), [[0.375, 0.5]], 0.625 + 1e-12).tolist() == [4]


def test_a_corner_counts_from_where_it_is() -> None:
    # The center is nearer to each axis than to the opposite quarter, whose only near point is the corner.
    centers = [[0.3, 0.4]]
    assert [int(tiles_in_disc(quarters(), centers, r)[0]) for r in (0.29, 0.31, 0.41, 0.499, 0.501)] == [1, 2, 3, 3, 4]


def test_beyond_the_window_there_is_no_tile() -> None:
    assert tiles_in_disc(quarters(), [[1.5, 0.5], [1.5, 0.5], [1.0, 1.0]], 0.5).tolist() == [0, 0, 1]
    # The window's part of this disc ends where its circle crosses u = 1, at v = 0.5 - sqrt(r^2 - 0.25).
    assert [int(tiles_in_disc(quarters(), [[1.5, 0.5]], r)[0]) for r in (0.707, 0.708)] == [1, 2]
    assert tiles_in_disc(quarters(), np.empty((0, 2)), 0.5).shape == (0,)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 999), radius=st.floats(0.1, 0.5))
def test_the_tiles_are_those_of_a_polygonal_window(seed: int, radius: float) -> None:
    """Polygons within and around the disc have no more and no fewer; with many corners mostly the same."""
    model = random_perceptron([2, 12, 12, 1], seed)
    center = np.random.default_rng(seed).uniform(-0.4, 0.4, 2)
    turn = 2 * np.pi * np.arange(300)[:, None] / 300
    circle = np.hstack([np.cos(turn), np.sin(turn)])
    inner, outer = (
        tessellate(model, SQUARE.with_polygon(center + r * circle)).tile_count
        for r in (radius, radius / np.cos(np.pi / 300))
    )
    exact = int(tiles_in_disc(tessellate(model, SQUARE), center[None], radius)[0])
    # Folded hyperplanes can cut one tile of the square into no more than one within a convex window.
    assert inner <= exact <= outer
    assert outer - inner <= 2


def test_many_centers_are_counted_like_one() -> None:
    tessellation = tessellate(lines(25, 1), SQUARE)
    centers = np.random.default_rng(0).uniform(-1.2, 1.2, (200, 2))
    together = tiles_in_disc(tessellation, centers, 0.2)
    assert together.tolist() == [int(tiles_in_disc(tessellation, center[None], 0.2)[0]) for center in centers]
    assert len(set(together)) > 5


def test_bad_discs_are_refused() -> None:
    with pytest.raises(ValueError, match=r"The centers have shape \(2,\)\. They must be \(k, 2\)"):
        tiles_in_disc(quarters(), [0.0, 0.0], 0.1)
    for radius in (0.0, -1.0, np.nan, np.inf):
        with pytest.raises(ValueError, match=r"The radius is .* It must be positive and finite"):
            tiles_in_disc(quarters(), [[0.0, 0.0]], radius)
