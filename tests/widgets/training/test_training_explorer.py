"""Checkpoints of a training on a slice: by index, by hand, and until the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, data, from_browser, perceptron, seek, tiles
from ipywidgets.widgets.widget import _instances

from splinewidgets.geometry import Network, tessellate
from splinewidgets.learning import History
from splinewidgets.pictures.budget import attempts
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Watch = Callable[..., TrainingExplorer]


def test_each_checkpoint_is_the_network_that_was_recorded(watch: Watch, history: History) -> None:
    explorer = watch(history)
    assert explorer.steps == history.steps == [0, 10, 20, 30, 40, 50]
    for i, checkpoint in enumerate(history):
        explorer.checkpoint = i
        shown = explorer.tessellation
        network = Network(checkpoint.load_into(perceptron()), ANCHORS[0])
        # Watched, as the explorer's is, so that all digits are the same.
        expected = tessellate(network, shown.slice, progress=lambda *_: None)
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
    assert explorer._reference_picture["id"] != explorer._picture["id"]


def test_without_a_history_it_shows_the_model(watch: Watch) -> None:
    explorer = watch()
    assert explorer.tessellation.tile_count > 20 and explorer.steps == [] and explorer.checkpoint == 0
    for compare in ("side", "difference", "single"):
        explorer.compare = compare
        assert explorer.error == "" and explorer.tessellation.tile_count > 0
    with pytest.raises(ValueError, match=r"checkpoint is 1\. There are 0 checkpoints"):
        explorer.checkpoint = 1


def test_what_is_moved_at_one_checkpoint_is_moved_at_all(watch: Watch, history: History) -> None:
    explorer = watch(history, anchors=[0, 1, 2], data=data())
    from_browser(explorer, _drag={"index": 1, "where": "map", "at": [2.0, 1.0], "seq": 1, "done": True})
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
        seek(explorer, index, seq)
        assert (explorer._answered, explorer.checkpoint) == (seq, index)
        assert explorer.tessellation.tile_count == tiles(history, index)


def test_a_drag_while_it_plays_loses_nothing(watch: Watch, history: History) -> None:
    explorer = watch(history, anchors=[0, 1, 2], data=data())
    assert explorer.tessellation
    seq = 0
    for i in range(6):
        for message in (
            {"_drag": {"index": 0, "where": "slice", "at": [0.1 * i, 0.2], "done": i == 5}},
            {"_seek": {"which": "checkpoint", "index": i}},
            {"_drag": {"index": 1, "where": "map", "at": [1.0, 0.1 * i], "done": i == 5}},
        ):
            seq += 1
            ((name, content),) = message.items()
            explorer.set_state({name: {**content, "seq": seq}})  # without waiting for its answer
    moved = explorer.tessellation
    assert explorer._answered == seq and explorer.checkpoint == 5 and explorer.error == ""
    still = watch(history, anchors=[0, 1, 2], data=data(), checkpoint=5)
    for i in range(6):
        from_browser(still, _drag={"index": 0, "where": "slice", "at": [0.1 * i, 0.2], "seq": 1, "done": True})
        from_browser(still, _drag={"index": 1, "where": "map", "at": [1.0, 0.1 * i], "seq": 2, "done": True})
    np.testing.assert_array_equal(explorer.anchors, still.anchors)
    np.testing.assert_array_equal(moved.vertices, still.tessellation.vertices)


def test_a_choice_to_compare_survives_the_pictures_that_come_meanwhile(
    watch: Watch, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser sets `compare` while a seek is computed, and scrubs on before the comparison is there."""
    explorer = watch(history, reference=2)
    assert explorer.tessellation
    begun, gate = threading.Semaphore(0), threading.Semaphore(0)

    def slow(*args: Any, progress: object, **keywords: Any) -> Any:
        begun.release()
        assert gate.acquire(timeout=5)
        return tessellate(*args, **keywords)  # which is not abandoned

    monkeypatch.setattr(attempts, "tessellate", slow)
    monkeypatch.setattr("splinewidgets.widgets.host.background_widget.PATIENCE", 0.0)
    chosen: list[str] = []
    explorer.observe(lambda change: chosen.append(change["new"]), "compare")
    explorer.set_state({"_seek": {"which": "checkpoint", "index": 3, "seq": 1}})
    assert begun.acquire(timeout=5)
    explorer.set_state({"compare": "difference"})
    gate.release()
    assert begun.acquire(timeout=5)
    assert explorer.checkpoint == 3 and explorer._answered == 1  # alone, while the difference is computed
    explorer.set_state({"_seek": {"which": "checkpoint", "index": 4, "seq": 2}})
    gate.release(50)
    explorer.tessellation.verify()
    assert (explorer.compare, explorer.checkpoint, explorer._answered) == ("difference", 4, 2)
    assert chosen == ["difference"] and len(explorer._layers) == 4


def test_a_choice_to_compare_keeps_the_checkpoint_that_is_on_its_way(
    watch: Watch, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = watch(history)
    assert explorer.tessellation
    monkeypatch.setattr("splinewidgets.widgets.host.background_widget.PATIENCE", 0.0)
    with explorer._publishing:  # so that the worker cannot tell of the first before the second comes
        explorer.set_state({"_seek": {"which": "checkpoint", "index": 3, "seq": 1}})
        explorer.set_state({"compare": "side"})
    assert explorer.tessellation.tile_count == tiles(history, 3)
    assert (explorer.compare, explorer.checkpoint, explorer._answered) == ("side", 3, 1)


def test_callbacks_may_ask_for_other_moments(watch: Watch, history: History) -> None:
    explorer = watch(history, compare="side")
    explorer.observe(lambda change: setattr(explorer, "reference", max(0, change["new"] - 1)), "checkpoint")
    seek(explorer, 4, 1)
    assert explorer.tessellation and explorer._beside is not None
    assert explorer.reference == 3 and explorer._beside.tessellation.tile_count == tiles(history, 3)


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
