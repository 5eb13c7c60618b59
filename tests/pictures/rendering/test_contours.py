"""Level lines: of planes and circles they are known, and of anything their ends are on the level."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.pictures.rendering.contours import contours

TICKS = np.linspace(0, 1, 9)


def lengths(segments: np.ndarray) -> np.ndarray:
    return np.linalg.norm(segments[:, 1, :2] - segments[:, 0, :2], axis=1)


def test_those_of_a_plane_are_straight_lines() -> None:
    u, v = np.meshgrid(TICKS, TICKS)
    found = contours(TICKS, TICKS, (u + 2 * v) / 3, np.array([0.4]))
    assert np.allclose(found[..., 0] + 2 * found[..., 1], 1.2) and np.allclose(found[..., 2], 0.4)
    # From (0, 0.6) to (1, 0.1).
    assert np.isclose(lengths(found).sum(), np.hypot(1, 0.5))


def test_those_of_a_cone_are_nearly_circles() -> None:
    ticks = np.linspace(-1, 1, 201)
    u, v = np.meshgrid(ticks, ticks)
    found = contours(ticks, ticks, np.hypot(u, v), np.array([0.5, 0.8]))
    for level in (0.5, 0.8):
        own = found[found[:, 0, 2] == level]
        assert np.allclose(np.hypot(*own[..., :2].reshape(-1, 2).T), level, atol=1e-4)
        assert np.isclose(lengths(own).sum(), 2 * np.pi * level, rtol=1e-3)


def test_no_line_enters_a_hole() -> None:
    heights = np.tile(TICKS, (9, 1))
    heights[4, 4] = np.nan
    found = contours(TICKS, TICKS, heights, np.array([0.45, 0.55]))
    near = np.abs(found[..., :2] - 0.5).max(-1) < 0.12
    assert not near.any() and len(found)
    assert len(contours(TICKS, TICKS, np.full((9, 9), np.nan), np.array([0.5]))) == 0
    assert contours(TICKS, TICKS, np.ones((9, 9)), np.empty(0)).shape == (0, 2, 3)


@given(st.integers(0, 10**6), st.floats(0.05, 0.95))
def test_ends_are_on_the_level_of_the_edge_that_they_are_on(seed: int, level: float) -> None:
    heights = np.random.default_rng(seed).random((4, 5))
    columns, rows = np.linspace(0, 1, 5), np.linspace(0, 1, 4)
    for u, v, height in contours(columns, rows, heights, np.array([level])).reshape(-1, 3):
        x, y = 4 * u, 3 * v
        column, row = min(int(x), 3), min(int(y), 2)
        x, y = x - column, y - row
        a, b, c, d = (
            heights[row, column],
            heights[row, column + 1],
            heights[row + 1, column + 1],
            heights[row + 1, column],
        )
        # Affine on both triangles, of which the diagonal goes up to the right.
        surface = a + x * (b - a) + y * (c - b) if x >= y else a + y * (d - a) + x * (c - d)
        assert height == level and np.isclose(surface, level)
