"""Windows that are convex polygons."""

from __future__ import annotations

import numpy as np
import pytest
import rational_oracle
import torch
from degenerate_networks import StepsNetwork, layers, touching
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import folding_network, lines, random_perceptron

from splinewidgets.geometry import Slice, tessellate

BOX = Slice.box((-1, 1), (-1, 1))
TRIANGLE = [(0, 0), (1, 0), (0, 1)]


def regular(n: int) -> np.ndarray:
    turn = 2 * np.pi * np.arange(n) / n
    return np.stack([np.cos(turn), np.sin(turn)], 1)


@pytest.mark.parametrize("n", [3, 5, 24, 200])
def test_areas_add_up_to_the_polygons(n):
    tessellation = tessellate(random_perceptron([2, 16, 16, 1], n), BOX.with_polygon(regular(n)))
    assert tessellation.areas().sum() == pytest.approx(n / 2 * np.sin(2 * np.pi / n), rel=1e-12)
    assert tessellation.slice.area == pytest.approx(n / 2 * np.sin(2 * np.pi / n), rel=1e-12)


def test_a_polygon_that_is_a_rectangle_changes_nothing():
    model = random_perceptron([2, 16, 16, 1], 0)
    for corners in (BOX.corners, BOX.corners[::-1], BOX.corners[[2, 3, 0, 1]]):
        one, two = tessellate(model, BOX), tessellate(model, BOX.with_polygon(corners))
        np.testing.assert_allclose(np.sort(one.areas()), np.sort(two.areas()), atol=1e-14)
    assert two.slice.bounds == BOX.bounds


def test_polygons_that_fill_a_window_share_its_tiles():
    """The lines that cut the window into polygons cut its tiles too: counts and areas add up to those of both."""
    model = random_perceptron([2, 16, 16, 1], 1)
    cut = lines(5, 3)
    together = both(model, cut)
    parts = [tessellate(cut, BOX).loop(i) for i in range(tessellate(cut, BOX).tile_count)]
    areas = np.concatenate([tessellate(model, BOX.with_polygon(part)).areas() for part in parts])
    np.testing.assert_allclose(np.sort(areas), np.sort(tessellate(together, BOX).areas()), atol=1e-12)


def both(one, two):
    class Both(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.one, self.two = one, two

        def forward(self, x):
            return torch.cat([self.one(x), self.two(x)], 1)

    return Both()


def test_a_triangle_of_a_folded_square_has_half_its_tiles_and_those_on_the_diagonal():
    """A folding network maps each small square onto the whole; its diagonals lie on the window's."""
    depth = 4
    square = tessellate(folding_network(depth), BOX)
    halves = [
        tessellate(folding_network(depth), BOX.with_polygon(half)) for half in (BOX.corners[:3], BOX.corners[[0, 2, 3]])
    ]
    assert sum(half.tile_count for half in halves) > square.tile_count
    assert sum(half.areas().sum() for half in halves) == pytest.approx(4)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_tiles_equal_the_exact_ones(data):
    """Also where hyperplanes run along the polygon's edges and through its corners."""
    polygon = data.draw(
        st.sampled_from([TRIANGLE, [(-1, 0), (0, -2), (3, 0), (1, 2)], [(0, 0), (4, 1), (5, 3), (2, 4), (0, 2)]])
    )
    steps = rational_oracle.perceptron(data.draw(st.one_of(layers(), touching(polygon))))
    exact = rational_oracle.tessellate(steps, polygon)
    tessellation = tessellate(StepsNetwork(steps), Slice.box((0, 1), (0, 1)).with_polygon(polygon))
    areas = sorted(float(rational_oracle.area(tile)) for tile in exact)
    assert tessellation.tile_count == len(exact)
    np.testing.assert_allclose(np.sort(tessellation.areas()), areas, rtol=0, atol=1e-9 * sum(areas))


def test_points_beside_the_polygon_are_in_no_tile():
    tessellation = tessellate(lines(6, 0), BOX.with_polygon(regular(5)))
    points = np.random.default_rng(0).uniform(-1, 1, (500, 2))
    angle = np.mod(np.arctan2(points[:, 1], points[:, 0]), 2 * np.pi / 5) - np.pi / 5
    inside = np.hypot(*points.T) * np.cos(angle) < np.cos(np.pi / 5)
    assert ((tessellation.locate(points) >= 0) == inside).all()
    assert (tessellation.locate(tessellation.centroids()) == np.arange(tessellation.tile_count)).all()
    assert (tessellation.locate(regular(5)) >= 0).all()


def test_the_polygon_is_kept_counter_clockwise_without_straight_corners():
    given = [[0, 0], [0, 2], [1, 2], [2, 2], [2, 0], [1, 0], [0.5, 0]]
    plane = BOX.with_polygon(given)
    assert plane.bounds == (0, 2, 0, 2) and plane.area == 4
    assert {tuple(p) for p in plane.polygon} == {(0, 0), (2, 0), (2, 2), (0, 2)}
    assert "4 corners in [0, 2] x [0, 2]" in repr(plane)
    assert plane.with_bounds((0, 1, 0, 1)).polygon is None


def test_a_polygon_stays_when_the_slice_hinges():
    plane = Slice.through(*np.eye(4)[:3]).with_polygon(TRIANGLE)
    assert np.array_equal(plane.hinge(0, np.eye(4)[3]).polygon, plane.polygon)


def test_a_tile_is_a_window():
    """Every tile is the only one in its own window, whatever straight corners and rounding its loop has."""
    model = random_perceptron([2, 12, 12, 1], 2)
    whole = tessellate(model, BOX)
    for tile in range(0, whole.tile_count, 7):
        inner = tessellate(model, BOX.with_polygon(whole.loop(tile)))
        assert inner.tile_count == 1
        assert inner.areas()[0] == pytest.approx(whole.areas()[tile], rel=1e-6)


@pytest.mark.parametrize(
    ("corners", "fact"),
    [
        ([[0, 0], [1, 0]], "The polygon has shape (2, 2)"),
        ([0, 1, 2], "The polygon has shape (3,)"),
        ([[0, 0], [1, 1], [2, 2]], "The corners of the polygon lie on one line"),
        ([[0, 0], [0, 0], [0, 0]], "The corners of the polygon lie on one line"),
        ([[0, 0], [1, 0], [1, 0], [0, 0]], "The corners of the polygon lie on one line"),
        ([[0, 0], [2, 0], [0.5, 0.5], [0, 2]], "The polygon of 4 corners is not convex"),
        ([[0, 0], [1, 1], [1, 0], [0, 1.5]], "The polygon of 4 corners is not convex"),
        (regular(5)[[0, 2, 4, 1, 3]], "The polygon of 5 corners is not convex"),
        ([[0, 0], [1, 0], [0, float("nan")]], "There are NaN or infinite entries in the polygon"),
    ],
)
def test_what_is_no_convex_polygon_is_refused(corners, fact):
    with pytest.raises(ValueError) as error:
        BOX.with_polygon(corners)
    assert str(error.value).startswith(fact), str(error.value)
    assert str(error.value).count(". ") >= 2
