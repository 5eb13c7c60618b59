"""A first picture does not wait for the compiler: the network is sampled until the geometry is compiled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import torch
from explorers import ANCHORS, data, from_browser, perceptron, wait_until

from splinewidgets.compilation import background
from splinewidgets.compilation.cache import FIRST_PICTURE, CompiledCache
from splinewidgets.learning import History
from splinewidgets.pictures.rendering.painter import Painter
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.host.still import bundle_of
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Explore = Callable[..., SliceExplorer]


class Compiler:
    """Another process that compiles what a first picture needs, until it is let go."""

    def __init__(self, cache: CompiledCache) -> None:
        self.cache = cache
        self.locks = ExitStack()
        for part in FIRST_PICTURE:
            self.locks.enter_context(cache.lock(part))

    def finish(self) -> None:
        """Everything is compiled."""
        for part in FIRST_PICTURE:
            self.cache.finish(part)
        self.locks.close()


@pytest.fixture
def compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compiler]:
    """Nothing is compiled yet, and somebody is at it."""
    (tmp_path / "cache").mkdir()
    cache = CompiledCache(tmp_path / "cache", "sources", "environment")
    monkeypatch.setattr(background, "compiled_cache", lambda: cache)
    monkeypatch.setattr(background, "_first_picture", threading.Event())
    made = Compiler(cache)
    yield made
    made.locks.close()


def waiting(explorer: SliceExplorer) -> None:
    """Wait for a preview with a sample every other pixel: it gets no finer."""
    wait_until(lambda: explorer.status.startswith(f"sampled, {480 * 1.5 / 2:.0f}"), 60)


def test_it_shows_samples_until_the_geometry_is_compiled(explore: Explore, compiler: Compiler) -> None:
    explorer = explore(perceptron(), ANCHORS, data=data())
    waiting(explorer)
    columns, rows = explorer.sampled["points"]
    assert explorer.state == "compiling" and explorer.error == "" and explorer.tile_count == 0
    assert explorer.status.startswith(
        f"sampled, {columns}\u2009×\u2009{rows} points, until the geometry kernel is comp"
    )
    assert ": 0 of " in explorer.status and explorer.status.endswith("functions, once per installation")
    assert explorer._picture["grid"] == [columns, rows] and len(decode(explorer._colors["values"])) == columns * rows
    assert "image/png" in bundle_of([explorer])
    assert f"sampled at {columns} × {rows} points" in explorer._words()
    compiler.finish()
    # Without a word of the browser's, or of Python's.
    wait_until(lambda: explorer.state == "ready")
    assert explorer.tile_count == explorer.tessellation.tile_count > 1 and explorer.sampled == {}
    assert explorer.status.startswith(f"{explorer.tile_count} tiles") and "grid" not in explorer._picture


def test_python_waits_for_tiles(explore: Explore, compiler: Compiler) -> None:
    explorer = explore()
    waiting(explorer)
    threading.Timer(0.3, compiler.finish).start()
    assert explorer.tessellation.tile_count > 1 and explorer.state == "ready"


def test_a_callback_learns_that_there_are_no_tiles_yet(explore: Explore, compiler: Compiler) -> None:
    told: list[str] = []

    def look(change: Any) -> None:
        if change["new"]:
            with pytest.raises(ValueError) as caught:
                assert explorer.tessellation
            told.append(str(caught.value))

    explorer = explore()
    explorer.observe(look, "_picture")  # of which each is another, however many samples it has
    from_browser(explorer, view=[-1, 1, -1, 1])
    assert told and all("waits for the geometry kernel" in text and "state is ready" in text for text in told)
    assert not any("max_tiles" in text for text in told)


def test_one_can_point_zoom_and_drag_meanwhile(explore: Explore, compiler: Compiler) -> None:
    explorer = explore()
    waiting(explorer)
    from_browser(explorer, view=[-2, 2, -1, 1])
    # Its message is done with when there is something to be seen, which tiles would be only later.
    assert explorer._picture["window"][2:] == [-1.0 - 1 / 6, 1.0 + 1 / 6] or explorer._picture["window"][:2] == [-2, 2]
    assert explorer.sampled and explorer.state == "compiling"
    from_browser(explorer, pointer=[0.1, 0.2])
    scores = explorer.network(explorer.shown.window.embed([[0.1, 0.2]]).float())[0]
    assert explorer._facts["rows"][0][1].startswith(f"{int(scores.argmax())}, ") and explorer._facts["point"] == [
        0.1,
        0.2,
    ]
    explorer.set_state({"_drag": {"index": 0, "where": "slice", "at": [0.5, 0.5], "seq": 1, "done": True}})
    wait_until(lambda: explorer._answered == 1)
    assert explorer._picture["anchors"][0] == [0.5, 0.5] and explorer.state == "compiling"
    compiler.finish()
    assert explorer.tessellation.slice.bounds == tuple(explorer._picture["window"])
    assert explorer.view == (-2, 2, -1, 1) and explorer._picture["anchors"][0] == [0.5, 0.5]


def test_what_is_opened_is_chosen_when_tiles_are_there(explore: Explore, compiler: Compiler) -> None:
    explorer = explore(perceptron(width=40), ANCHORS, max_tiles=60)
    waiting(explorer)
    assert explorer.view is None
    from_browser(explorer, _aspect=2.0)
    compiler.finish()
    assert explorer.tessellation.tile_count <= 60 and "of the whole slice's width" in explorer.status
    u0, u1, v0, v1 = explorer.view
    assert (u1 - u0) / (v1 - v0) == pytest.approx(2)


def test_a_compiler_that_fails_leaves_the_samples(
    explore: Explore, compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = explore()
    waiting(explorer)
    number = explorer._picture["id"]

    def fails(*_: Any) -> None:
        raise RuntimeError("no room on the disk")

    with monkeypatch.context() as broken:
        broken.setattr(Painter, "_made", fails)
        broken.setattr(Painter, "_opened", fails)
        compiler.locks.close()
        wait_until(lambda: explorer.state == "error")
    assert "no room on the disk" in explorer.error and explorer.sampled
    assert explorer._picture["id"] == number and "until the geometry kernel is compiled" in explorer.status
    with pytest.raises(ValueError, match="waits for the geometry kernel"):
        assert explorer.tessellation
    explorer.view = (-1, 1, -1, 1)
    assert explorer.error == "" and explorer.state == "ready" and explorer.tessellation.tile_count > 0


def test_a_surface_beside_it_waits_for_tiles(explore: Explore, compiler: Compiler) -> None:
    explorer = explore()
    waiting(explorer)
    surface = SplineSurface(explorer)
    assert surface._surface == {} and surface.error == "" and surface.state == "compiling"
    compiler.finish()
    wait_until(lambda: surface._surface != {})
    assert surface._surface["id"] == explorer._picture["id"] and surface.error == ""
    surface.close()


@pytest.mark.parametrize("compare", ["single", "side", "difference"])
def test_trainings_are_previewed_too(
    watch: Callable[..., TrainingExplorer], history: History, compiler: Compiler, compare: str
) -> None:
    explorer = watch(history, checkpoint=2, compare=compare)
    waiting(explorer)
    assert explorer.checkpoint == 2 and explorer.state == "compiling" and explorer.error == ""
    assert ("of the change" in explorer._colors["label"]) == (compare == "difference")
    compiler.finish()
    assert explorer.tessellation.tile_count > 1 and explorer.state == "ready"
    assert bool(explorer._reference_picture) == (compare == "side")


def test_nothing_is_sampled_once_all_is_compiled(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        pytest.fail("it has sampled")

    monkeypatch.setattr(background, "ready", lambda: True)
    monkeypatch.setattr(Painter, "preview", refuse)
    explorer = explore(perceptron(), torch.tensor(ANCHORS))
    assert explorer.tessellation.tile_count > 1 and explorer.error == ""


def test_nothing_is_counted_once_the_picture_is_exact(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The count lists the cache's folder, which would take as long as much of a picture."""
    explorer = explore(perceptron(2))
    assert explorer.tessellation
    counted: list[None] = []
    monkeypatch.setattr(background, "progress", lambda: str(counted.append(None)))
    before = explorer._picture["id"]
    explorer.view = (-0.3, 0.3, -0.2, 0.2)
    assert explorer.tessellation and explorer._picture["id"] != before
    assert counted == [] and explorer.state == "ready"
