"""Pictures of a training that are kept, and painted before they are asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from explorers import from_browser, seek, tiles, truncate, wait_until, window

from splinewidgets.geometry import tessellate
from splinewidgets.learning import History
from splinewidgets.pictures.budget import attempts
from splinewidgets.pictures.rendering import training_painter
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Watch = Callable[..., TrainingExplorer]


@pytest.fixture
def tessellated(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The networks that were tessellated to the end, in order."""
    networks: list[Any] = []

    def counting(network: Any, *args: Any, **keywords: Any) -> Any:
        tessellation = tessellate(network, *args, **keywords)  # or it is abandoned
        networks.append(network)
        return tessellation

    monkeypatch.setattr(attempts, "tessellate", counting)
    return networks


def test_what_was_shown_is_not_tessellated_again(watch: Watch, history: History, tessellated: list[Any]) -> None:
    explorer = watch(history)
    for i in (0, 5, 2):
        explorer.checkpoint = i
    wait_until(lambda: explorer._kept == [0, 1, 2, 3, 4, 5])
    assert len(tessellated) == 6
    vertices = explorer.tessellation.vertices
    for i in (0, 5, 2):
        explorer.checkpoint = i
    explorer.compare = "side"
    explorer.compare = "single"
    assert explorer.tessellation.vertices is vertices and len(tessellated) == 6


def test_a_kept_picture_has_the_anchors_of_now(watch: Watch, history: History, tessellated: list[Any]) -> None:
    explorer = watch(history)
    wait_until(lambda: explorer._kept == [0, 1, 2, 3, 4, 5])
    from_browser(explorer, _drag={"index": 0, "where": "slice", "at": [0.1, 0.2], "seq": 1, "done": True})
    seek(explorer, 4, 2)
    assert explorer._picture["anchors"][0] == pytest.approx([0.1, 0.2]) and explorer._picture["seq"] == 2
    assert len(tessellated) == 6


def test_what_is_near_is_painted_ahead(watch: Watch, history: History, tessellated: list[Any]) -> None:
    explorer = watch(history, checkpoint=2, color_by="norm")
    wait_until(lambda: len(explorer._kept) > 0)
    assert explorer._kept == [0, 1, 2, 3, 4, 5] and len(tessellated) == 6
    for i in (3, 2, 5):
        seek(explorer, i, i)
        assert explorer._colors["name"] == "norm" and explorer._colors["picture"] == explorer._picture["id"]
    assert len(tessellated) == 6
    explorer.view = (0, 3, 0, 2)
    wait_until(lambda: explorer._kept == [3, 4, 5])  # in another window; of the last, two before it are near
    assert len(tessellated) == 6 + 3


def test_painting_ahead_keeps_within_its_room(
    watch: Watch, history: History, tessellated: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tiles(history, 2) + tiles(history, 3) + tiles(history, 1)
    monkeypatch.setattr(training_painter, "MOST_TILES", room)
    explorer = watch(history, checkpoint=2)
    wait_until(lambda: len(explorer._kept) > 0)
    held = explorer._painter.kept._pictures
    assert sum(shown.tessellation.tile_count for shown in held) <= room
    assert 2 in explorer._kept and len(explorer._kept) < 6


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

    monkeypatch.setattr(attempts, "tessellate", endless)
    assert ahead.wait(5)
    assert explorer.state == "ready"  # nobody waits for it
    explorer.view = (0, 3, 0, 2)
    assert abandoned.is_set() and window(explorer) == [0, 3, 0, 2] and explorer.error == ""


def test_what_fails_ahead_is_told_when_it_is_asked_for(watch: Watch, history: History) -> None:
    truncate(history, 1)
    explorer = watch(history)
    wait_until(lambda: len(explorer._kept) > 0)
    assert explorer._kept == [0, 2, 3, 4, 5] and explorer.error == "" and explorer.state == "ready"
    explorer.checkpoint = 1
    assert "truncated or damaged" in explorer.error


def test_a_color_means_the_same_over_time(watch: Watch, history: History) -> None:
    explorer = watch(history)
    assert explorer.tessellation

    def ranges() -> list[tuple[float, float]]:
        found = []
        for i in range(6):
            explorer.checkpoint = i
            found.append(tuple(explorer._colors["range"]))
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
    low, high = fresh._colors["range"]
    # Elsewhere the range followed what was there, and it is not widened by that of the other window.
    assert explorer._colors["range"] == pytest.approx([low, high], rel=0.3)
