"""While a hand turns the plane of a slow network it sees samples, marked so, and tiles once it rests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from explorers import data, from_browser, perceptron, wait_until

from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.learning import History
from splinewidgets.pictures.budget import attempts, sampling_steps
from splinewidgets.widgets.host import background_widget
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.slice import passing_samples
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Explore = Callable[..., SliceExplorer]
LONG = 60


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any network is a slow one, and samples are there much sooner."""
    monkeypatch.setattr(passing_samples, "SLOW", 0.0)
    monkeypatch.setattr(sampling_steps, "MOVING", LONG)


class Pictures:
    """What was shown: whether it was sampled, by which message, and what the status said."""

    def __init__(self, explorer: SliceExplorer) -> None:
        self.explorer = explorer
        self.shown: list[tuple[bool, int | None, str, str]] = []
        explorer.observe(self._note, "status")

    def _note(self, _: Any) -> None:
        picture = self.explorer._picture
        self.shown.append(("grid" in picture, picture["seq"], self.explorer.state, self.explorer.status))


def settle(explorer: SliceExplorer) -> None:
    """Show a second picture: of the first nobody learns how long one takes."""
    assert explorer.tessellation
    explorer.view = (0, 3, 0, 2)
    assert explorer.tessellation


def drag(seq: int, at: tuple[float, float], where: str = "map", done: bool = False) -> dict[str, Any]:
    return {"index": 0, "where": where, "at": list(at), "seq": seq, "done": done}


def test_a_turned_plane_is_sampled_until_its_tiles_are_there(explore: Explore, slow: None) -> None:
    explorer = explore(perceptron(), data=data())
    settle(explorer)
    pictures = Pictures(explorer)
    from_browser(explorer, _drag=drag(1, (1.0, 2.0)))
    (sampled, seq, state, status), exact = pictures.shown[0], pictures.shown[-1]
    assert sampled and seq == 1 and state == "computing"
    assert status.startswith("sampled, ") and status.endswith(" points, while its tiles are computed")
    assert not exact[0] and exact[1] == 1 and explorer.state == "ready" and explorer.error == ""
    assert explorer.tessellation.tile_count == explorer.tile_count > 1 and explorer.sampled == {}


def test_meanwhile_it_has_no_tiles_and_says_when_it_will(
    explore: Explore, slow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = explore(perceptron(), data=data())
    settle(explorer)
    surface = SplineSurface(explorer)
    beside = surface._surface["id"]
    gate = threading.Event()

    def held(network: Any, slice: Any, **keywords: Any) -> Any:
        assert gate.wait(LONG)
        return tessellate(network, slice, **keywords)

    monkeypatch.setattr(attempts, "tessellate", held)
    explorer.set_state({"_drag": drag(1, (1.0, 2.0))})
    # The page may send the next move as soon as it has samples.
    wait_until(lambda: explorer._answered == 1)
    assert explorer.state == "computing" and explorer.sampled and explorer.tile_count == 0
    with pytest.raises(ValueError, match=r"its tiles take a while.*Ask again when state is ready"):
        assert explorer.shown is not None and explorer.shown.tessellation
    assert surface._surface["id"] == beside and surface.error == ""
    gate.set()
    assert explorer.tessellation.tile_count == explorer.tile_count > 1
    assert surface._surface["id"] == explorer._picture["id"] != beside
    surface.close()


def test_moved_along_in_its_plane_it_keeps_its_tiles(explore: Explore, slow: None) -> None:
    explorer = explore(perceptron(), data=data())
    settle(explorer)
    pictures = Pictures(explorer)
    from_browser(explorer, view=[0, 6, 0, 4])
    from_browser(explorer, _drag=drag(1, (0.3, 0.4), "slice"))
    assert pictures.shown and not any(sampled for sampled, *_ in pictures.shown)


def test_python_is_shown_tiles_alone(explore: Explore, slow: None) -> None:
    explorer = explore(perceptron(), data=data())
    settle(explorer)
    pictures = Pictures(explorer)
    explorer.anchors = data(3, seed=5)
    assert pictures.shown and not any(sampled for sampled, *_ in pictures.shown)


def test_nor_are_samples_shown_that_would_not_be_there_sooner(
    explore: Explore, slow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = explore(perceptron(), data=data())
    settle(explorer)
    monkeypatch.setattr(sampling_steps, "MOVING", 0.0)
    monkeypatch.setattr(sampling_steps, "SOONER", 0.0)
    pictures = Pictures(explorer)
    from_browser(explorer, _drag=drag(1, (1.0, 2.0)))
    assert pictures.shown and not any(sampled for sampled, *_ in pictures.shown)


def test_two_networks_side_by_side_keep_to_one_plane(
    watch: Callable[..., TrainingExplorer], history: History, slow: None
) -> None:
    explorer = watch(history, data=data(), compare="side")
    settle(explorer)
    assert explorer._awaited > 0
    pictures = Pictures(explorer)
    from_browser(explorer, _drag=drag(1, (1.0, 2.0)))
    assert pictures.shown and not any(sampled for sampled, *_ in pictures.shown)


@pytest.mark.parametrize("done", [False, True], ids=["moving", "released"])
def test_what_was_begun_is_shown_to_a_hand_that_moves_on_but_not_to_one_that_lets_go(
    explore: Explore, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    explorer = explore(perceptron(), data=data())
    assert explorer.tessellation
    began, gate = threading.Event(), threading.Event()

    def held(network: Any, slice: Any, progress: Any, **keywords: Any) -> Any:
        began.set()
        assert gate.wait(LONG)
        progress(0.5, "relu")
        return tessellate(network, slice, progress=progress, **keywords)

    monkeypatch.setattr(attempts, "tessellate", held)
    monkeypatch.setattr(background_widget, "OVERDUE", 0.0)
    seen: list[int | None] = []
    explorer.observe(lambda change: seen.append(change["new"]["seq"]), "_picture")
    explorer.set_state({"_drag": drag(1, (1.0, 2.0))})
    assert began.wait(LONG)
    explorer.set_state({"_drag": drag(2, (1.5, 2.0), done=done)})
    gate.set()
    assert explorer.tessellation.tile_count == explorer.tile_count
    assert seen == ([2] if done else [1, 2])
