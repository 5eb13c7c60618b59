"""Traits that are set before there is a picture: kept, and applied as it comes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from explorers import data, perceptron, wait_until
from small_widgets import VALUES, WITHOUT_TILES, set_by_people, small

from splinewidgets.geometry import MEASURES
from splinewidgets.pictures.budget.attempts import Attempts
from splinewidgets.widget_list import HOMES
from splinewidgets.widgets.host.latest_only import never_waiting

NORM = MEASURES["norm"].label
# Which trait of the page tells that a value was applied, and what it then holds; None before.
APPLIED = {
    "view": lambda widget: tuple(explorer_of(widget)._picture["window"]),
    "color_by": lambda widget: NORM in explorer_of(widget)._colors.get("label", "") or None,
    "selected": lambda widget: explorer_of(widget)._selected_facts["tile"],
    "hovered": lambda widget: explorer_of(widget)._facts["tile"],
    "output": lambda widget: widget._surface["label"],
    "checkpoint": lambda widget: widget.steps[widget.checkpoint],
}


def explorer_of(widget: Any) -> Any:
    return getattr(widget, "explorer", widget)


@contextmanager
def no_picture_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In this block nothing is tessellated, and nobody waits for that."""
    gate, tessellate = threading.Event(), Attempts.tessellate

    def held(*args: Any) -> Any:
        gate.wait(30)
        return tessellate(*args)

    monkeypatch.setattr(Attempts, "tessellate", held)
    try:
        with never_waiting():
            yield
    finally:
        gate.set()


CASES = [(kind, name, value) for kind, traits in VALUES.items() for name, value in traits.items()]
CASES += [(kind, "anchors", data(3, seed=5)) for kind in ("SliceExplorer", "TrainingExplorer")]


@pytest.mark.parametrize(("kind", "name", "value"), CASES, ids=[f"{kind}-{name}" for kind, name, _ in CASES])
def test_what_is_set_before_the_first_picture_is_kept_and_applied(
    kind: str, name: str, value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = small(kind, tmp_path / "run")
    explorer = explorer_of(late)
    assert kind in WITHOUT_TILES or explorer.tessellation
    setattr(late, name, value)
    with no_picture_yet(monkeypatch):
        early = small(kind, tmp_path / "run")
        setattr(early, name, value)
    explorer = explorer_of(early)
    assert kind in WITHOUT_TILES or explorer.tessellation
    for widget in (early, late):
        kept = getattr(widget, name)
        assert (kept == value).all() if name == "anchors" else kept == value
        assert widget.error == ""
    if name in APPLIED and kind not in WITHOUT_TILES:
        wait_until(lambda: APPLIED[name](early) == APPLIED[name](late) is not None)
    early.close()
    late.close()


def test_every_trait_for_people_is_tried(tmp_path: Path) -> None:
    assert VALUES.keys() == HOMES.keys()
    wires = {"pointer", "diagnostics"}
    # The training goes on or not, and without a browser nothing is played.
    wires |= {"playing", "following"}
    for kind, tried in VALUES.items():
        widget = small(kind, tmp_path / "run")
        assert set_by_people(widget) - wires - {"layout", "tooltip", "tabbable"} == tried.keys()
        widget.close()


@pytest.mark.parametrize("name", ["selected", "hovered"])
def test_a_tile_that_there_is_not_is_refused_once_there_are_tiles(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with no_picture_yet(monkeypatch):
        explorer = small("SliceExplorer", tmp_path / "run", model=perceptron())
        setattr(explorer, name, 10**6)
    assert explorer.tessellation and getattr(explorer, name) == -1
    assert explorer.error.startswith("Tile 1000000 was asked for.") and explorer.state == "error"
    explorer.close()


def test_setting_a_tile_waits_for_the_first_picture(tmp_path: Path) -> None:
    explorer = small("SliceExplorer", tmp_path / "run")
    explorer.selected = 3
    assert explorer.shown is not None and explorer.selected == 3
    explorer.close()
    other = small("SliceExplorer", tmp_path / "run")
    with pytest.raises(ValueError, match=r"Tile 1000000 was asked for"):
        other.selected = 10**6
    other.close()


def test_a_tile_that_was_waited_for_follows_its_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with no_picture_yet(monkeypatch):
        explorer = small("SliceExplorer", tmp_path / "run")
        explorer.selected = 3
    tessellation = explorer.tessellation
    u, v = tessellation.centroids()[3]
    explorer.view = (u - 0.01, u + 0.01, v - 0.005, v + 0.005)
    assert explorer.selected == explorer.tessellation.locate([[u, v]])[0] >= 0
    explorer.close()
