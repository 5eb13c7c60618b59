from __future__ import annotations

import numpy as np
import pytest
import torch
from explorers import ANCHORS, data

from splinewidgets.pictures.scene.data_map import DataMap
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.widgets.slice.gestures import Gestures


@pytest.fixture
def scene() -> Scene:
    return Scene.through(ANCHORS, 0.3)


def inputs_at_anchors(scene: Scene) -> np.ndarray:
    return scene.slice.embed(scene.uv).numpy()


def test_the_anchors_lie_on_the_slice_inside_its_home(scene: Scene) -> None:
    np.testing.assert_allclose(inputs_at_anchors(scene), ANCHORS, atol=1e-12)
    u0, u1, v0, v1 = scene.window().bounds
    u, v = scene.uv.T
    assert (u > u0).all() and (u < u1).all() and (v > v0).all() and (v < v1).all()


@pytest.mark.parametrize("aspect", [0.3, 1.0, 2.5])
def test_the_window_holds_the_view_in_the_shape_of_the_canvas(scene: Scene, aspect: float) -> None:
    u0, u1, v0, v1 = scene.seen_in((0, 2, -1, 0), aspect).window().bounds
    assert u0 <= 0 and u1 >= 2 and v0 <= -1 and v1 >= 0
    assert (u1 - u0) / (v1 - v0) == pytest.approx(aspect)
    assert (u0 + u1) / 2 == pytest.approx(1) and (v0 + v1) / 2 == pytest.approx(-0.5)


def test_the_same_window_is_the_same_scene(scene: Scene) -> None:
    seen = scene.seen_in((0, 1, 0, 1), 1.0)
    assert seen.seen_in([0, 1, 0, 1], 1.0) is seen and seen.seen_in(None, 1.0) is not seen


def test_an_anchor_moves_within_the_slice(scene: Scene) -> None:
    moved = scene.moved_within(1, (0.5, 0.25))
    np.testing.assert_allclose(moved.uv[1], (0.5, 0.25))
    np.testing.assert_allclose(inputs_at_anchors(moved), moved.anchors, atol=1e-12)
    assert torch.equal(moved.slice.origin, scene.slice.origin) and moved.slice.bounds == scene.slice.bounds
    np.testing.assert_array_equal(moved.anchors[[0, 2]], ANCHORS[[0, 2]])


def test_anchors_must_not_become_collinear(scene: Scene) -> None:
    with pytest.raises(ValueError, match=r"collinear|line"):
        scene.moved_within(0, (scene.uv[1] + scene.uv[2]) / 2)


def test_moving_on_the_map_keeps_the_residual_and_the_other_anchors(scene: Scene) -> None:
    data_map = DataMap.fit(data())
    at = data_map.coordinates(ANCHORS)[2] + [3.0, -2.0]
    moved = scene.moved_on_map(data_map, 2, at)
    np.testing.assert_allclose(data_map.coordinates(moved.anchors)[2], at)
    residual = (moved.anchors[2] - ANCHORS[2]) - data_map.components.T @ np.array([3.0, -2.0])
    np.testing.assert_allclose(residual, 0, atol=1e-12)
    np.testing.assert_allclose(inputs_at_anchors(moved), moved.anchors, atol=1e-12)
    np.testing.assert_array_equal(moved.uv[:2], scene.uv[:2])


def test_tilting_keeps_the_anchors_coordinates(scene: Scene) -> None:
    toward = scene.out_of_plane(3)
    assert np.linalg.norm(toward) == pytest.approx(1)
    np.testing.assert_allclose(scene.slice.axes.numpy() @ toward, 0, atol=1e-12)
    turned = scene.tilted(0, 0.7, toward)
    np.testing.assert_allclose(turned.uv, scene.uv, atol=1e-9)
    np.testing.assert_allclose(inputs_at_anchors(turned), turned.anchors, atol=1e-9)
    np.testing.assert_array_equal(turned.anchors[1:], ANCHORS[1:])
    assert np.dot(turned.anchors[0] - ANCHORS[0], toward) > 0
    np.testing.assert_allclose(scene.tilted(0, 0.0, toward).anchors, ANCHORS, atol=1e-12)


def test_tilting_starts_where_the_gesture_began(scene: Scene) -> None:
    gestures, messages = Gestures(None), [{"index": 0, "angle": a, "gesture": 1} for a in (0.1, 0.2, 0.3)]
    turned = scene
    for message in messages:
        turned = gestures.tilted(turned, message)
    np.testing.assert_allclose(turned.anchors, scene.tilted(0, 0.3, scene.out_of_plane(0)).anchors)
    again = gestures.tilted(turned, {"index": 0, "angle": 0.0, "gesture": 2})
    np.testing.assert_allclose(again.anchors, turned.anchors, atol=1e-9)


def test_the_plane_of_two_inputs_is_itself() -> None:
    anchors = np.array([[1.0, 2.0], [3.0, 0.0], [0.0, 0.0]])
    scene = Scene.plane(anchors, None, 0.5)
    assert scene.flat and scene.slice.bounds == pytest.approx((-1.5, 4.5, -2, 4))
    np.testing.assert_array_equal(scene.uv, anchors)
    moved = scene.moved_within(1, (9, 9))
    np.testing.assert_array_equal(moved.uv[1], (9, 9))
    assert moved.slice is scene.slice
    assert Scene.plane(np.empty((0, 2)), None, 0.5).slice.bounds == pytest.approx((-1, 1, -1, 1))
    assert Scene.plane(anchors[:1], None, 0.5).slice.bounds == pytest.approx((0, 2, 1, 3))
    assert Scene.plane(anchors[:1], np.array([[3.0, 4.0]]), 0.0).slice.bounds == pytest.approx((1, 3, 2, 4))


def test_images_keep_their_shape() -> None:
    scene = Scene.through(np.random.default_rng(0).normal(size=(3, 1, 4, 4)), 0.3)
    assert scene.moved_within(0, (0.3, 0.1)).anchors.shape == (3, 1, 4, 4)
    assert scene.tilted(1, 0.2, scene.out_of_plane(0)).slice.origin.shape == torch.Size([1, 4, 4])


def test_anchors_are_read_only(scene: Scene) -> None:
    with pytest.raises(ValueError, match="read-only"):
        scene.anchors[0] = 0
