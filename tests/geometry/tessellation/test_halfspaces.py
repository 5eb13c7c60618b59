"""Tiles as halfspaces, against Qhull."""

from __future__ import annotations

import numpy as np
import pytest
from degenerate_networks import StepsNetwork
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import random_perceptron
from random_networks import drawn
from scipy.spatial import ConvexHull, HalfspaceIntersection
from torch import nn

from splinewidgets.geometry import Slice, Tessellation, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))


@st.composite
def tessellations(draw) -> Tessellation:
    """Generic or degenerate, of windows of several kinds."""
    seed = draw(st.integers(0, 10**6))
    turns = 2 * np.pi * np.arange(40) / 40
    circle = UNIT.with_polygon(np.stack([np.cos(turns), np.sin(turns)], 1))
    window = draw(st.sampled_from([UNIT, circle, Slice.box((99, 101), (-1, 1))]))
    if draw(st.booleans()):
        return tessellate(random_perceptron([2, 10, 10, 2], seed), window)
    return tessellate(StepsNetwork(drawn(seed)[1]), window)


@settings(max_examples=80, deadline=None)
@given(tessellations())
def test_they_meet_in_the_tile_and_none_can_be_left_out(tessellation: Tessellation) -> None:
    sides = np.diff(tessellation.tile_offsets)
    for tile in range(0, tessellation.tile_count, max(1, tessellation.tile_count // 25)):
        found, loop = tessellation.halfspaces(tile), tessellation.loop(tile)
        assert len(found.b) == sides[tile] >= 3
        assert (loop @ found.A.T <= found.b).all()
        np.testing.assert_allclose(np.hypot(*found.A.T), 1, atol=1e-12)
        if tessellation.areas()[tile] < 1e-6:
            continue
        center = tessellation.centroids()[tile]
        meet = HalfspaceIntersection(np.column_stack([found.A, -found.b]), center)
        assert ConvexHull(meet.intersections).volume == pytest.approx(tessellation.areas()[tile], rel=1e-7)
        assert len(meet.dual_vertices) == len(found.b)


@settings(max_examples=40, deadline=None)
@given(tessellations())
def test_each_side_is_on_the_zero_set_of_its_unit(tessellation: Tessellation) -> None:
    tile = tessellation.tile_count // 2
    found = tessellation.halfspaces(tile)
    labels = {tuple(label) for label in np.stack([found.layer, found.unit], 1)}
    edges = tessellation.tile_edges[slice(*tessellation.tile_offsets[tile : tile + 2])]
    assert labels <= set(zip(tessellation.edge_layer[edges], tessellation.edge_unit[edges], strict=True))
    for a, b, layer, unit in zip(found.A, found.b, found.layer, found.unit, strict=True):
        mine = edges[(tessellation.edge_layer[edges] == layer) & (tessellation.edge_unit[edges] == unit)]
        off = np.abs(tessellation.vertices[tessellation.edges[mine]] @ a - b).max(1)
        assert off.min() < 1e-9 * max(1, abs(b))
    assert (found.on_window == (found.layer < 0)).all()


def test_of_the_window_alone_all_sides_are_its_own() -> None:
    found = tessellate(nn.Linear(2, 1), UNIT).halfspaces(0)
    assert found.on_window.all() and found.unit.tolist() == [-1] * 4
    assert found.b.tolist() == [1.0] * 4 and set(map(tuple, found.A)) == {(0, -1), (1, 0), (0, 1), (-1, 0)}


def test_there_is_no_tile_beyond_the_last() -> None:
    with pytest.raises(IndexError, match="Tile 4 was asked for"):
        tessellate(nn.ReLU(), UNIT).halfspaces(4)
