"""Undo and redo of what is looked at: one step for each gesture, and nothing lost that anybody has set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from explorers import ANCHORS, CLASSES, data, from_browser, perceptron, window
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.learning import History
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.slice.undo import MOST_STEPS, Moment, Steps
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Explore = Callable[..., SliceExplorer]
FIRST, SECOND, THIRD = (0.0, 3.0, 0.0, 2.0), (1.0, 2.5, 0.5, 1.5), (-1.0, 2.0, -1.0, 1.0)


def undo(explorer: SliceExplorer, steps: int = 1) -> None:
    from_browser(explorer, _undo={"steps": steps, "seq": explorer._answered + 1})


def seen(explorer: SliceExplorer) -> tuple[Any, ...]:
    """What undo brings back: the window, the anchors, and the plane."""
    return window(explorer), explorer.view, explorer.anchors.tolist(), explorer.slice.axes.tolist()


def test_each_gesture_is_one_step_and_comes_back_bit_for_bit(explore: Explore) -> None:
    explorer = explore(perceptron(), [0, 1, 2], data=data(), labels=np.arange(40) % CLASSES)
    states = [seen(explorer)]
    for gesture, message in enumerate(
        [
            [{"view": SECOND}, {"view": FIRST}],  # turns of the wheel
            [{"_drag": {"index": 1, "where": "map", "at": [x, 1.0], "seq": x, "done": x == 3}} for x in (1, 2, 3)],
            [{"_tilt": {"index": 2, "angle": 0.1 * x, "gesture": 1, "seq": x, "done": x == 5}} for x in (4, 5)],
            [{"_drag": {"index": 0, "where": "slice", "at": [0.2, 0.1], "seq": 6, "done": True}}],
            [{"view": None}],
        ],
        1,
    ):
        for part in message:
            from_browser(explorer, **part, _gesture=gesture)
        states.append(seen(explorer))
    assert explorer._can_undo and not explorer._can_redo and len({str(state) for state in states}) == 6
    for state in states[-2::-1]:
        undo(explorer)
        assert seen(explorer) == state
    assert not explorer._can_undo and explorer._can_redo
    undo(explorer)
    assert seen(explorer) == states[0] and explorer.error == ""
    for state in states[1:]:
        undo(explorer, -1)
        assert seen(explorer) == state
    assert not explorer._can_redo
    undo(explorer, 3)
    assert seen(explorer) == states[2]
    from_browser(explorer, view=THIRD, _gesture=9)
    assert not explorer._can_redo


def test_what_python_sets_is_a_step_of_its_own(explore: Explore) -> None:
    explorer = explore()
    opened = seen(explorer)
    from_browser(explorer, _drag={"index": 0, "where": "slice", "at": [0.4, 0.3], "seq": 1, "done": True}, _gesture=1)
    moved = seen(explorer)
    for view in (FIRST, SECOND, THIRD):
        explorer.view = view
    told = seen(explorer)
    # Not the drag, which was before: nothing that Python has set is lost by the undo of something else.
    undo(explorer)
    assert seen(explorer) == moved
    undo(explorer)
    assert seen(explorer) == opened
    undo(explorer, -2)
    assert seen(explorer) == told


def test_another_shape_of_the_canvas_is_no_step(explore: Explore) -> None:
    explorer = explore()
    from_browser(explorer, _aspect=2.5)
    assert window(explorer) and not explorer._can_undo
    from_browser(explorer, view=FIRST, _gesture=1)
    from_browser(explorer, _aspect=1.25)
    undo(explorer)
    u0, u1, v0, v1 = window(explorer)
    assert explorer.view is None and (u1 - u0) / (v1 - v0) == pytest.approx(1.25)


def test_a_refused_gesture_leaves_no_step_without_effect(explore: Explore) -> None:
    explorer = explore(domain=(-9.0, 9.0))
    from_browser(explorer, view=FIRST, _gesture=1)
    before = window(explorer)
    from_browser(explorer, view=(1e6, 2e6, 0, 1e6), _gesture=2)
    explorer._work.wait(10)
    assert "another window" in explorer.error and window(explorer) == before
    undo(explorer)
    assert explorer.view is None and window(explorer) != before


@pytest.mark.parametrize("steps", [None, "1", True, 0.5])
def test_a_message_that_is_none_is_shown_and_answered(explore: Explore, steps: object) -> None:
    explorer = explore()
    before = window(explorer)
    from_browser(explorer, _undo={"steps": steps, "seq": 3})
    assert "whole number" in explorer.error and explorer._answered == 3 and window(explorer) == before


def test_undo_stays_at_the_checkpoint(watch: Callable[..., TrainingExplorer], history: History) -> None:
    explorer = watch(history)
    home = window(explorer)
    from_browser(explorer, view=FIRST, _gesture=1)
    from_browser(explorer, _seek={"which": "checkpoint", "index": 3, "seq": 1})
    undo(explorer)
    assert (explorer.checkpoint, window(explorer)) == (3, home)
    assert not explorer._can_undo


def choose(explorer: SliceExplorer, tiles: list[int], gesture: int) -> None:
    from_browser(explorer, selection=tiles, _selection_in=explorer._selection_in, _gesture=gesture)


def test_what_is_chosen_is_a_step_between_others(explore: Explore) -> None:
    explorer = explore(perceptron(), [0, 1, 2], data=data(), labels=np.arange(40) % CLASSES)
    choose(explorer, [3], 1)  # of no picture
    assert explorer.tessellation.tile_count > 7 and explorer.selection.tolist() == []
    choose(explorer, [3], 1)
    choose(explorer, [3, 5], 1)  # a box that is drawn
    explorer.selection = [1, 2, 4]
    from_browser(
        explorer, _drag={"index": 1, "where": "map", "at": [1.0, 1.0], "seq": 1, "done": True}, _gesture=2
    )  # turns the plane, on which nothing is chosen
    assert explorer.selection.tolist() == []
    choose(explorer, [0], 3)
    choose(explorer, [], 4)
    line = [[], [3, 5], [1, 2, 4], [], [0], []]
    for chosen in line[-2::-1]:
        undo(explorer)
        assert explorer.selection.tolist() == chosen and explorer._selection_in == explorer._picture["id"]
    assert not explorer._can_undo
    for chosen in line[1:]:
        undo(explorer, -1)
        assert explorer.selection.tolist() == chosen
    undo(explorer, 5)
    choose(explorer, [7], 9)
    assert not explorer._can_redo and explorer.selection.tolist() == [7]


def test_undo_of_a_selection_draws_nothing_anew(explore: Explore) -> None:
    explorer = explore()
    from_browser(explorer, view=FIRST, _gesture=1)
    choose(explorer, [0, 1], 2)
    before, answered = explorer._picture["id"], explorer._answered
    undo(explorer)
    assert explorer.selection.tolist() == [] and explorer._answered == answered + 1
    assert explorer._picture["id"] == before and explorer.view == FIRST


def test_a_selection_keeps_its_places_in_another_window_and_is_undone_there(explore: Explore) -> None:
    explorer = explore()
    explorer.selection = [0, 1, 2]
    places = explorer.tessellation.centroids()[[0, 1, 2]]
    from_browser(explorer, view=FIRST, _gesture=1)
    choose(explorer, [], 2)
    undo(explorer)
    assert explorer.selection.tolist() == sorted(explorer.tessellation.locate(places).tolist())


MOVES = st.sampled_from(["one hand", "another", "Python"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(MOVES, st.sampled_from([1, -1, 2, -3])), max_size=30))
def test_a_line_of_steps_is_walked_like_a_list(acts: list[str | int]) -> None:
    steps, scene = Steps(), Scene.through(ANCHORS.copy(), 0.3)
    line, at, last = [scene.view], 0, ""
    for place, act in enumerate(acts):
        if isinstance(act, str):
            after = scene.seen_in((place, place + 1, 0, 1), scene.aspect)
            at += act != last
            line[at:], last = [after.view], act
        else:
            after = steps.recalled(Moment(scene), {"steps": act}).scene
            before, at = at, min(max(at - act, 0), len(line) - 1)
            last = "" if at != before else last
        steps.leave(Moment(scene), Moment(after), act)
        scene = after
        assert (scene.view, steps.back, steps.forth) == (line[at], at, len(line) - 1 - at)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def remembered() -> int:
        steps, scene = Steps(), Scene.through(ANCHORS.copy(), 0.3)
        for i in range(MOST_STEPS + 5):
            after = scene.seen_in((i, i + 1, 0, 1), scene.aspect)
            steps.leave(Moment(scene), Moment(after), i)
            scene = after
        return steps.back

    assert remembered() == MOST_STEPS
    monkeypatch.setattr("splinewidgets.widgets.slice.undo.MOST_BYTES", 10 * 2 * ANCHORS.nbytes)
    assert remembered() == 10
    monkeypatch.setattr("splinewidgets.widgets.slice.undo.MOST_BYTES", 1)
    assert remembered() == 1
