"""Dragging and tilting, as the browser asks for it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from explorers import ANCHORS, CLASSES, data, from_browser, perceptron, window

from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def test_dragging_on_the_slice_moves_the_anchor_and_not_the_picture(explore: Explore) -> None:
    explorer = explore()
    tessellation = explorer.tessellation
    from_browser(explorer, _drag={"index": 1, "where": "slice", "at": [0.5, 0.25], "seq": 7, "done": True})
    assert explorer.tessellation is tessellation
    np.testing.assert_allclose(explorer._picture["anchors"][1], [0.5, 0.25])
    assert explorer._picture["seq"] == 7
    np.testing.assert_allclose(explorer.anchors[1], explorer.slice.embed([[0.5, 0.25]])[0].numpy(), atol=1e-9)
    assert explorer._colors["picture"] == explorer._picture["id"]


def test_dragging_on_the_map_hinges_the_slice(explore: Explore) -> None:
    inputs = data()
    explorer = explore(perceptron(), [0, 1, 2], data=inputs, labels=np.arange(40) % CLASSES)
    before = explorer.tessellation
    handles, uv = np.array(explorer._picture["handles"]), np.array(explorer._picture["anchors"])
    assert not explorer._can_tilt and explorer._map["points"]["shape"] == [40, 2]
    np.testing.assert_allclose(decode(explorer._map["points"])[:3], handles, atol=1e-4)
    at = (handles[0] + [1.0, -2.0]).tolist()
    for seq, share in enumerate([0.5, 1.0]):
        step = (handles[0] + share * np.array([1.0, -2.0])).tolist()
        from_browser(explorer, _drag={"index": 0, "where": "map", "at": step, "seq": seq, "done": seq == 1})
    assert explorer.tessellation is not before and explorer._picture["seq"] == 1
    np.testing.assert_allclose(explorer._picture["handles"], [at, *handles[1:]], atol=1e-9)
    np.testing.assert_allclose(explorer._picture["anchors"][1:], uv[1:], atol=1e-12)
    np.testing.assert_array_equal(explorer.anchors[1:], inputs[1:3])
    explorer.anchors = [0, 1, 2]
    np.testing.assert_allclose(explorer._picture["handles"], handles)


def test_home_follows_the_anchors_unless_one_has_zoomed(explore: Explore) -> None:
    explorer = explore(perceptron(), [0, 1, 2], data=data())
    far = {"index": 0, "where": "map", "at": [300.0, 0.0], "seq": 0, "done": True}
    home = window(explorer)
    from_browser(explorer, _drag=far)
    assert window(explorer)[1] - window(explorer)[0] > 2 * (home[1] - home[0])
    explorer.view = (0, 3, 0, 2)
    from_browser(explorer, _drag={**far, "at": [0.0, 40.0]})
    assert window(explorer) == [0, 3, 0, 2]


def test_tilting_turns_the_plane_about_two_anchors(explore: Explore) -> None:
    explorer = explore()
    before = explorer.tessellation
    uv = np.array(explorer._picture["anchors"])
    for seq, angle in enumerate([0.2, 0.4]):
        tilt = {"index": 2, "angle": angle, "gesture": 1, "seq": seq, "done": False}
        from_browser(explorer, _tilt=tilt)
    np.testing.assert_allclose(explorer._picture["anchors"], uv, atol=1e-9)
    np.testing.assert_array_equal(explorer.anchors[:2], ANCHORS[:2])
    axes, turned = (t.slice.axes.reshape(2, -1).numpy() for t in (before, explorer.tessellation))
    cosines = np.linalg.svd(axes @ turned.T)[1]
    np.testing.assert_allclose(cosines, [1, np.cos(0.4)], atol=1e-9)


def test_rerolling_takes_another_direction(explore: Explore) -> None:
    explorer, other = explore(), explore()
    from_browser(other, _reroll=1)
    for each in (explorer, other):
        each._tilt = {"index": 0, "angle": 0.5, "seq": 0}
    assert not np.allclose(explorer.anchors[0], other.anchors[0])
    distances = [np.linalg.norm(each.anchors[0] - ANCHORS[0]) for each in (explorer, other)]
    assert distances[0] == pytest.approx(distances[1])


def test_dragging_through_a_bad_place_recovers(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    uv = np.array(explorer._picture["anchors"])
    between = ((uv[1] + uv[2]) / 2).tolist()
    steps = [(uv[0] + 0.1, True, False), (between, False, False), (uv[0] + 0.2, True, False), (between, False, True)]
    for at, good, done in steps:
        from_browser(explorer, _drag={"index": 0, "where": "slice", "at": list(at), "seq": 0, "done": done})
        assert (explorer.error == "") == good
    # Where it was last well, for the browser to put it back there.
    np.testing.assert_allclose(explorer._picture["anchors"][0], uv[0] + 0.2)
    np.testing.assert_allclose(explorer.anchors[0], explorer.slice.embed(uv[:1] + 0.2)[0].numpy())


def test_a_handle_on_the_slice_costs_no_picture_until_it_is_let_go(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    pictures: list[object] = []
    explorer.observe(pictures.append, "_picture")
    for seq in range(4):
        drag = {"index": 1, "where": "slice", "at": [0.1 * seq, 0.2], "seq": seq, "done": seq == 3}
        from_browser(explorer, _drag=drag)
    assert len(pictures) == 1 and explorer._picture["seq"] == 3


def test_every_message_of_a_gesture_is_answered_by_its_number(
    explore: Explore, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = explore()
    assert explorer.tessellation and explorer._answered == 0
    drag = {"index": 0, "where": "slice", "at": [0.1, 0.2], "seq": 4, "done": False}
    from_browser(explorer, _drag=drag)
    assert explorer._answered == 4 and explorer.error == ""
    # Refused before anything is computed, and while it is.
    from_browser(explorer, _drag={**drag, "where": "nowhere", "seq": 5})
    assert explorer._answered == 5 and "nowhere" in explorer.error

    def failing(*arguments: object, **keywords: object) -> None:
        raise ValueError("No tiles today.")

    monkeypatch.setattr("splinewidgets.pictures.rendering.painter.Painter.paint", failing)
    from_browser(explorer, _tilt={"index": 1, "angle": 0.3, "gesture": 1, "seq": 6, "done": True})
    assert explorer._answered == 6
    assert explorer.error == "No tiles today."
