"""Checkpoints of a training on a slice: by index, by hand, ahead of the hand, and what goes wrong with them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, data, from_browser, perceptron, record, wait_until, window
from ipywidgets.widgets.widget import _instances
from torch import nn

from splinewidgets.geometry import Network, tessellate
from splinewidgets.learning import History
from splinewidgets.widgets import painter, training_painter
from splinewidgets.widgets.training_explorer import TrainingExplorer

Watch = Callable[..., TrainingExplorer]


@pytest.fixture
def tessellated(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The networks that were tessellated to the end, in order."""
    networks: list[Any] = []

    def counting(network: Any, *args: Any, **keywords: Any) -> Any:
        tessellation = tessellate(network, *args, **keywords)  # or it is abandoned
        networks.append(network)
        return tessellation

    monkeypatch.setattr(painter, "tessellate", counting)
    return networks


def scrub(explorer: TrainingExplorer, index: int, seq: int) -> None:
    from_browser(explorer, scrub={"index": index, "seq": seq})


# --- what is shown ------------------------------------------------------------------------------------------------


def test_each_checkpoint_is_the_network_that_was_recorded(watch: Watch, history: History) -> None:
    explorer = watch(history)
    assert explorer.steps == history.steps == [0, 10, 20, 30, 40, 50]
    for i, checkpoint in enumerate(history):
        explorer.checkpoint = i
        shown = explorer.tessellation
        expected = tessellate(Network(checkpoint.load_into(perceptron()), ANCHORS[0]), shown.slice)
        np.testing.assert_array_equal(shown.vertices, expected.vertices)
        np.testing.assert_array_equal(shown.tile_vertices, expected.tile_vertices)
        assert explorer.tile_count == expected.tile_count and explorer.error == ""


def test_the_model_that_was_given_stays_as_it_is(watch: Watch, history: History) -> None:
    model = perceptron(seed=50)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    explorer = watch(history, model=model, compare="difference")
    explorer.checkpoint = 3
    assert explorer.error == "" and all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_a_moment_to_begin_with(watch: Watch, history: History) -> None:
    explorer = watch(str(history.path), checkpoint=-1, reference=-2, compare="side", speed=2, loop=True)
    assert (explorer.checkpoint, explorer.reference, explorer.compare) == (5, 4, "side")
    assert (explorer.speed, explorer.loop) == (2, True)
    assert explorer.tessellation.tile_count == tiles(history, 5)
    assert explorer.reference_picture["id"] != explorer.picture["id"]


def tiles(history: History, index: int, view: Any = None) -> int:
    """The number of tiles at a checkpoint in the explorer's home window."""
    from splinewidgets.widgets.scene import Scene

    window = Scene.through(ANCHORS.copy(), 0.3).seen_in(view, 1.5).window()
    return tessellate(Network(history[index].load_into(perceptron()), ANCHORS[0]), window).tile_count


def test_without_a_history_it_shows_the_model(watch: Watch) -> None:
    explorer = watch()
    assert explorer.tessellation.tile_count > 20 and explorer.steps == [] and explorer.checkpoint == 0
    for compare in ("side", "difference", "single"):
        explorer.compare = compare
        assert explorer.error == "" and explorer.tessellation.tile_count > 0
    explorer.checkpoint = 1
    assert "checkpoint is 1. There are 0 checkpoints" in explorer.error


def test_what_is_moved_at_one_checkpoint_is_moved_at_all(watch: Watch, history: History) -> None:
    explorer = watch(history, anchors=[0, 1, 2], data=data())
    from_browser(explorer, drag={"index": 1, "where": "map", "at": [2.0, 1.0], "seq": 1, "done": True})
    explorer.view = (-3.0, 3.0, -2.0, 2.0)
    anchors, plane = explorer.anchors, explorer.tessellation.slice
    assert not np.array_equal(anchors, data()[:3])
    for i in range(6):
        explorer.checkpoint = i
        there = explorer.tessellation.slice
        assert torch.equal(there.origin, plane.origin) and torch.equal(there.axes, plane.axes)
        assert there.bounds == plane.bounds and explorer.anchors is anchors


def test_the_browser_plays_by_numbers(watch: Watch, history: History) -> None:
    explorer = watch(history)
    for seq, index in enumerate((1, 4, 4, 0), 1):
        scrub(explorer, index, seq)
        assert (explorer.answered, explorer.checkpoint) == (seq, index)
        assert explorer.tessellation.tile_count == tiles(history, index)


def test_a_drag_while_it_plays_loses_nothing(watch: Watch, history: History) -> None:
    explorer = watch(history, anchors=[0, 1, 2], data=data())
    assert explorer.tessellation
    seq = 0
    for i in range(6):
        for message in (
            {"drag": {"index": 0, "where": "slice", "at": [0.1 * i, 0.2], "done": i == 5}},
            {"scrub": {"index": i}},
            {"drag": {"index": 1, "where": "map", "at": [1.0, 0.1 * i], "done": i == 5}},
        ):
            seq += 1
            ((name, content),) = message.items()
            explorer.set_state({name: {**content, "seq": seq}})  # without waiting for its answer
    moved = explorer.tessellation
    assert explorer.answered == seq and explorer.checkpoint == 5 and explorer.error == ""
    still = watch(history, anchors=[0, 1, 2], data=data(), checkpoint=5)
    for i in range(6):
        from_browser(still, drag={"index": 0, "where": "slice", "at": [0.1 * i, 0.2], "seq": 1, "done": True})
        from_browser(still, drag={"index": 1, "where": "map", "at": [1.0, 0.1 * i], "seq": 2, "done": True})
    np.testing.assert_array_equal(explorer.anchors, still.anchors)
    np.testing.assert_array_equal(moved.vertices, still.tessellation.vertices)


def test_a_choice_to_compare_survives_the_pictures_that_come_meanwhile(
    watch: Watch, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser sets `compare` while a scrub is computed, and scrubs on before the comparison is there."""
    explorer = watch(history, reference=2)
    assert explorer.tessellation
    begun, gate = threading.Semaphore(0), threading.Semaphore(0)

    def slow(*args: Any, progress: object, **keywords: Any) -> Any:
        begun.release()
        assert gate.acquire(timeout=5)
        return tessellate(*args, **keywords)  # which is not abandoned

    monkeypatch.setattr(painter, "tessellate", slow)
    monkeypatch.setattr("splinewidgets.widgets.live_widget.PATIENCE", 0.0)
    chosen: list[str] = []
    explorer.observe(lambda change: chosen.append(change["new"]), "compare")
    explorer.set_state({"scrub": {"index": 3, "seq": 1}})
    assert begun.acquire(timeout=5)
    explorer.set_state({"compare": "difference"})
    gate.release()
    assert begun.acquire(timeout=5)
    assert explorer.checkpoint == 3 and explorer.answered == 1  # alone, while the difference is computed
    explorer.set_state({"scrub": {"index": 4, "seq": 2}})
    gate.release(50)
    explorer.tessellation.verify()
    assert (explorer.compare, explorer.checkpoint, explorer.answered) == ("difference", 4, 2)
    assert chosen == ["difference"] and len(explorer.layers) == 4


def test_a_choice_to_compare_keeps_the_checkpoint_that_is_on_its_way(
    watch: Watch, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = watch(history)
    assert explorer.tessellation
    monkeypatch.setattr("splinewidgets.widgets.live_widget.PATIENCE", 0.0)
    with explorer._publishing:  # so that the worker cannot tell of the first before the second comes
        explorer.set_state({"scrub": {"index": 3, "seq": 1}})
        explorer.set_state({"compare": "side"})
    assert explorer.tessellation.tile_count == tiles(history, 3)
    assert (explorer.compare, explorer.checkpoint, explorer.answered) == ("side", 3, 1)


def test_callbacks_may_ask_for_other_moments(watch: Watch, history: History) -> None:
    explorer = watch(history, compare="side")
    explorer.observe(lambda change: setattr(explorer, "reference", max(0, change["new"] - 1)), "checkpoint")
    scrub(explorer, 4, 1)
    assert explorer.tessellation and explorer._beside is not None
    assert explorer.reference == 3 and explorer._beside.tessellation.tile_count == tiles(history, 3)


# --- what is kept, and painted ahead ------------------------------------------------------------------------------


def test_what_was_shown_is_not_tessellated_again(watch: Watch, history: History, tessellated: list[Any]) -> None:
    explorer = watch(history)
    for i in (0, 5, 2):
        explorer.checkpoint = i
    wait_until(lambda: explorer.kept == [0, 1, 2, 3, 4, 5])
    assert len(tessellated) == 6
    vertices = explorer.tessellation.vertices
    for i in (0, 5, 2):
        explorer.checkpoint = i
    explorer.compare = "side"
    explorer.compare = "single"
    assert explorer.tessellation.vertices is vertices and len(tessellated) == 6


def test_a_kept_picture_has_the_anchors_of_now(watch: Watch, history: History, tessellated: list[Any]) -> None:
    explorer = watch(history)
    wait_until(lambda: explorer.kept == [0, 1, 2, 3, 4, 5])
    from_browser(explorer, drag={"index": 0, "where": "slice", "at": [0.1, 0.2], "seq": 1, "done": True})
    scrub(explorer, 4, 2)
    assert explorer.picture["anchors"][0] == pytest.approx([0.1, 0.2]) and explorer.picture["seq"] == 2
    assert len(tessellated) == 6


def test_what_is_near_is_painted_ahead(watch: Watch, history: History, tessellated: list[Any]) -> None:
    explorer = watch(history, checkpoint=2, color_by="norm")
    wait_until(lambda: len(explorer.kept) > 0)
    assert explorer.kept == [0, 1, 2, 3, 4, 5] and len(tessellated) == 6
    for i in (3, 2, 5):
        scrub(explorer, i, i)
        assert explorer.colors["name"] == "norm" and explorer.colors["picture"] == explorer.picture["id"]
    assert len(tessellated) == 6
    explorer.view = (0, 3, 0, 2)
    wait_until(lambda: explorer.kept == [3, 4, 5])  # in another window; of the last, two before it are near
    assert len(tessellated) == 6 + 3


def test_painting_ahead_keeps_within_its_room(
    watch: Watch, history: History, tessellated: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tiles(history, 2) + tiles(history, 3) + tiles(history, 1)
    monkeypatch.setattr(training_painter, "MOST_TILES", room)
    explorer = watch(history, checkpoint=2)
    wait_until(lambda: len(explorer.kept) > 0)
    held = explorer._painter.kept._pictures
    assert sum(shown.tessellation.tile_count for shown in held) <= room
    assert 2 in explorer.kept and len(explorer.kept) < 6


def test_painting_ahead_stops_when_something_is_asked(
    watch: Watch, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = watch(history)
    assert explorer.tessellation
    ahead, abandoned = threading.Event(), threading.Event()

    def endless(network: Any, slice: Any, *, progress: Callable[[float, str], None], **keywords: Any) -> Any:
        if slice.bounds[1] == 3:
            return tessellate(network, slice, progress=progress, **keywords)
        ahead.set()
        try:
            while True:
                progress(0.5, "layer")
        finally:
            abandoned.set()

    monkeypatch.setattr(painter, "tessellate", endless)
    assert ahead.wait(5)
    assert explorer.state == "ready"  # nobody waits for it
    explorer.view = (0, 3, 0, 2)
    assert abandoned.is_set() and window(explorer) == [0, 3, 0, 2] and explorer.error == ""


def test_what_fails_ahead_is_told_when_it_is_asked_for(watch: Watch, history: History) -> None:
    truncate(history, 1)
    explorer = watch(history)
    wait_until(lambda: len(explorer.kept) > 0)
    assert explorer.kept == [0, 2, 3, 4, 5] and explorer.error == "" and explorer.state == "ready"
    explorer.checkpoint = 1
    assert "truncated or damaged" in explorer.error


def test_a_color_means_the_same_over_time(watch: Watch, history: History) -> None:
    explorer = watch(history)
    assert explorer.tessellation

    def ranges() -> list[tuple[float, float]]:
        found = []
        for i in range(6):
            explorer.checkpoint = i
            found.append(tuple(explorer.colors["range"]))
        return found

    first, second = ranges(), ranges()
    assert len(set(second)) == 1
    assert all(a[0] >= b[0] and a[1] <= b[1] for a, b in pairwise(first))
    for view in ((0, 0.03, 0, 0.02), None):
        explorer.view = view
        explorer.compare = "difference"
        explorer.compare = "single"
    fresh = watch(history, checkpoint=5)
    assert fresh.tessellation
    low, high = fresh.colors["range"]
    # Elsewhere the range followed what was there, and it is not widened by that of the other window.
    assert explorer.colors["range"] == pytest.approx([low, high], rel=0.3)


# --- what goes wrong ----------------------------------------------------------------------------------------------


def truncate(history: History, index: int) -> None:
    file = history[index].file
    file.write_bytes(file.read_bytes()[:100])


@pytest.mark.parametrize(("name", "value"), [("checkpoint", 6), ("checkpoint", -7), ("reference", 99)])
def test_an_index_that_is_not_there(watch: Watch, history: History, name: str, value: int) -> None:
    explorer = watch(history, checkpoint=2, reference=1)
    picture = explorer.tessellation and explorer.picture
    setattr(explorer, name, value)
    assert f"{name} is {value}. There are 6 checkpoints. Pass an index from -6 to 5." in explorer.error
    assert (explorer.checkpoint, explorer.reference, explorer.picture) == (2, 1, picture)
    explorer.checkpoint = 3
    assert explorer.error == "" and explorer.state == "ready"
    with pytest.raises(ValueError, match=f"{name} is {value}"):
        watch(history, **{name: value})


@pytest.mark.parametrize("message", [{"index": 9}, {}, {"index": "x"}])
def test_a_scrub_that_is_refused_is_answered(watch: Watch, history: History, message: dict[str, Any]) -> None:
    explorer = watch(history)
    scrub(explorer, 2, 4)
    explorer.playing = True
    from_browser(explorer, scrub={**message, "seq": 5})
    assert explorer.answered == 5 and explorer.error and explorer.checkpoint == 2
    explorer.view = (0, 3, 0, 2)
    # An answer is not taken back: playing would wait for it.
    assert explorer.answered == 5 and explorer.error == ""


@pytest.mark.parametrize("compare", ["single", "side", "difference"])
def test_a_damaged_checkpoint_in_the_middle(watch: Watch, history: History, compare: str) -> None:
    truncate(history, 3)
    explorer = watch(history, compare=compare)
    scrub(explorer, 2, 1)
    tessellation, picture = explorer.tessellation, explorer.picture
    explorer.playing = True
    scrub(explorer, 3, 2)
    assert "step-00000030.safetensors is truncated or damaged" in explorer.error and explorer.state == "error"
    assert explorer.tessellation is tessellation and explorer.picture["id"] == picture["id"]
    assert (explorer.checkpoint, explorer.answered, explorer.playing) == (2, 2, False)
    scrub(explorer, 4, 3)
    assert explorer.error == "" and explorer.checkpoint == 4
    explorer.reference = 3
    assert ("truncated" in explorer.error) == (compare != "single")
    assert explorer.reference == (3 if compare == "single" else 0)


def test_a_pickled_checkpoint_is_not_loaded(watch: Watch, history: History) -> None:
    torch.save(perceptron(), history[2].file)  # a pickle, which would run code
    explorer = watch(history)
    assert explorer.tessellation
    explorer.checkpoint = 2
    assert "damaged" in explorer.error and explorer.checkpoint == 0


@pytest.mark.parametrize("damage", [np.nan, np.inf])
def test_a_training_that_has_diverged(watch: Watch, tmp_path: Path, damage: float) -> None:
    model = perceptron()
    with History(tmp_path / "history") as history:
        history.keep(model, 0)
        with torch.no_grad():
            model[2].bias[3] = damage
        history.keep(model, 1, loss=damage)
    explorer = watch(history)
    assert explorer.tessellation
    explorer.checkpoint = 1
    assert "2.bias" in explorer.error and explorer.checkpoint == 0


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (perceptron(width=11), r"0\.weight of shape \(12, 6\) instead of \(11, 6\)"),
        (nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 4)), "4.weight"),
    ],
)
def test_a_history_of_another_architecture(watch: Watch, history: History, model: nn.Module, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        watch(history, model=model)


def test_another_architecture_to_follow_shows(watch: Watch, history: History, tmp_path: Path) -> None:
    explorer = watch(history)
    tessellation = explorer.tessellation
    explorer.follow(record(tmp_path / "other", range(2), width=11))
    assert "0.weight of shape (11, 6) instead of (12, 6)" in explorer.error
    assert explorer.tessellation is tessellation


def test_a_history_without_checkpoints(watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"has no checkpoints\. There is nothing to show\. Record one"):
        watch(tmp_path / "none")


def test_a_model_that_is_no_module(watch: Watch, history: History) -> None:
    with pytest.raises(TypeError, match="The model is a Network"):
        watch(history, model=Network(perceptron(), ANCHORS[0]))


@pytest.mark.parametrize("speed", [0, -1.0, np.nan, np.inf])
def test_a_speed_at_which_nothing_comes(watch: Watch, history: History, speed: float) -> None:
    explorer = watch(history)
    explorer.speed = speed
    assert "speed is" in explorer.error and explorer.speed == 5
    with pytest.raises(ValueError, match="speed is"):
        watch(history, speed=speed)


def test_unknown_keywords_are_rejected(watch: Watch, history: History) -> None:
    with pytest.raises(TypeError, match=r"TrainingExplorer has no keyword 'referense'.* history, .*mean reference\?"):
        watch(history, referense=1)


# --- the end ------------------------------------------------------------------------------------------------------


@pytest.fixture
def instances() -> Iterator[set[str]]:
    yield set(_instances)


def test_closing_leaves_no_widget(watch: Watch, instances: set[str], history: History) -> None:
    explorer = watch(history)
    explorer.follow()
    assert explorer.tessellation
    explorer.close()
    left = [_instances[name] for name in set(_instances) - instances]
    # How the framework's own are laid out outlives them.
    assert [widget for widget in left if type(widget).__name__ not in ("Layout", "LabelStyle")] == []
    assert not [thread for thread in threading.enumerate() if thread.name == "splinewidgets"]
    explorer.follow()
    assert not [thread for thread in threading.enumerate() if thread.name == "splinewidgets"]


def test_it_shows_itself_with_its_curves(watch: Watch, history: History) -> None:
    explorer = watch(history)
    bundle = explorer._repr_mimebundle_()
    shown = _instances[bundle["application/vnd.jupyter.widget-view+json"]["model_id"]]
    assert shown.children == (explorer, explorer.curves)
