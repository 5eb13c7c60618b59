from __future__ import annotations

import numpy as np
import pytest
from explorers import ANCHORS, data

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.scene.near_points import MOST_SHOWN, Neighborhood
from splinewidgets.pictures.scene.samples import Samples

PLANE = Slice.through(*ANCHORS)


def test_points_are_those_within_the_cut_off_and_the_window() -> None:
    inputs = data(400, seed=5) * 0.3
    near = Neighborhood(Samples.read(inputs), 2.0).near(PLANE, 1.0)
    distance, uv = PLANE.distance(inputs), PLANE.project(inputs)
    u0, u1, v0, v1 = PLANE.bounds
    inside = (uv[:, 0] >= u0) & (uv[:, 0] <= u1) & (uv[:, 1] >= v0) & (uv[:, 1] <= v1) & (distance <= 2.0)
    order = np.flatnonzero(inside)[np.argsort(distance[inside])]
    assert 10 < len(order) < 390
    np.testing.assert_allclose(near.uv, uv[order], atol=1e-5)
    np.testing.assert_allclose(near.nearness, 1 - distance[order] / 2.0, atol=1e-5)


def test_axes_need_not_be_orthonormal() -> None:
    inputs = data(60, seed=2) * 0.3
    skewed = Slice(PLANE.origin, PLANE.axes * 2 + PLANE.axes.flip(0), (-50.0, 50.0, -50.0, 50.0))
    near = Neighborhood(Samples.read(inputs), 1e6).near(skewed, 1.0)
    assert len(near.uv) == 60
    order = np.argsort(skewed.distance(inputs), kind="stable")
    np.testing.assert_allclose(near.uv, skewed.project(inputs)[order], atol=1e-4)


def test_some_points_are_near_whatever_the_distances() -> None:
    inputs = np.random.default_rng(0).normal(size=(400, 50)) + 9
    plane = Slice.through(inputs[0], inputs[1], inputs[2], margin=3.0)
    near = Neighborhood(Samples.read(inputs)).near(plane, 0.0)
    assert 15 <= len(near.uv) <= 25 and near.nearness[0] == pytest.approx(1, abs=1e-3)


def test_never_too_many() -> None:
    inputs = data(3 * MOST_SHOWN) * 0.1
    assert len(Neighborhood(Samples.read(inputs), 100.0).near(PLANE, 1.0).uv) == MOST_SHOWN


def test_a_million_points_are_thinned_and_that_is_said() -> None:
    inputs = np.random.default_rng(0).uniform(-1, 1, (1_000_000, 2))
    near = Neighborhood(Samples.read(inputs)).near(Slice.box((0, 1), (-1, 1)), 0.0)
    assert len(near.uv) == MOST_SHOWN and (near.uv[:, 0] >= 0).all()
    said = near.left_out.replace("\u2009", "")
    assert said.startswith("data thinned: 500 of about ") and said.endswith(" near ones drawn")
    assert int(said.split()[5]) == pytest.approx(500_000, rel=0.05)


def test_what_is_left_out_of_sorted_data_is_no_class() -> None:
    inputs = np.random.default_rng(0).uniform(-1, 1, (2000, 2))
    samples = Samples.read(inputs, np.repeat([0, 1], 1000))
    near = Neighborhood(samples).near(Slice.box((-1, 1), (-1, 1)), 0.0)
    assert near.left_out.replace("\u2009", "") == "data thinned: 500 of 2000 near ones drawn"
    assert 150 < near.labels.sum() < 350
    few = Neighborhood(samples).near(Slice.box((-0.2, 0.2), (-0.2, 0.2)), 0.0)
    assert 0 < len(few.uv) < MOST_SHOWN and few.left_out == "" and (np.diff(few.rows) > 0).all()


def test_in_the_plane_all_points_are_on_the_slice() -> None:
    inputs = np.random.default_rng(0).normal(size=(20, 2))
    near = Neighborhood(Samples.read(inputs)).near(Slice.box((-9, 9), (-9, 9)), 0.0)
    assert len(near.uv) == 20 and (near.nearness == 1).all()
