"""Requests, threads and callbacks of a widget that computes in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import ipywidgets
import pytest
import traitlets
from explorers import from_browser, wait_until, window

from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.pictures.budget import attempts
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def test_a_newer_request_supersedes_those_that_wait(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore()
    assert explorer.tessellation
    gate, began, windows = threading.Event(), threading.Event(), []

    def slow(network: Any, slice: Any, **keywords: Any) -> Any:
        windows.append(slice.bounds)
        began.set()
        assert gate.wait(5)
        return tessellate(network, slice, **keywords)

    monkeypatch.setattr(attempts, "tessellate", slow)
    monkeypatch.setattr("splinewidgets.widgets.host.background_widget.PATIENCE", 0.0)
    for i in range(1, 6):
        from_browser(explorer, view=[0, 3 * i, 0, 2 * i])
        assert began.wait(5)
    gate.set()
    assert explorer.tessellation.slice.bounds == pytest.approx((0, 15, 0, 10))
    assert windows == [(0, 3, 0, 2), (0, 15, 0, 10)]


def test_a_message_is_answered_after_its_picture(explore: Explore) -> None:
    explorer = explore()
    pictures = []
    for i in range(1, 6):
        from_browser(explorer, view=[0, 3 * i, 0, 2 * i])
        pictures.append(explorer._picture["window"][1])
    assert pictures == [3, 6, 9, 12, 15]


def test_one_message_carries_picture_colors_and_status(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore()
    assert explorer.tessellation
    sent: list[set[str]] = []
    monkeypatch.setattr(explorer, "_send", lambda message, buffers=None: sent.append(set(message["state"])))
    explorer.view = (0, 3, 0, 2)
    assert sent[:2] == [{"view"}, {"_can_undo"}] and len(sent) == 3
    assert sent[2] >= {"_picture", "_colors", "tile_count", "status"}


def test_it_links_and_observes_like_any_widget(explore: Explore) -> None:
    explorer, label, slider = explore(), ipywidgets.IntText(), ipywidgets.FloatSlider(1.0, min=0.1)
    traitlets.dlink((explorer, "tile_count"), (label, "value"))
    traitlets.dlink((slider, "value"), (explorer, "view"), lambda size: (0, 3 * size, 0, 2 * size))
    slider.value = 2.0
    assert window(explorer) == [0, 6, 0, 4] and label.value == explorer.tile_count > 0
    with pytest.raises(traitlets.TraitError):
        explorer.tile_count = 3


def test_callbacks_may_use_the_widget(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    counts: list[int] = []
    explorer.observe(lambda change: counts.append(explorer.tessellation.tile_count), ["view", "tile_count"])
    explorer.observe(lambda change: setattr(explorer, "selected", 0), "_picture")
    from_browser(explorer, view=[0, 3, 0, 2])
    explorer.view = (0, 9, 0, 6)
    assert explorer.tile_count in counts and explorer.selected == 0


def test_two_linked_explorers_do_not_wait_for_each_other(explore: Explore) -> None:
    one, other = explore(), explore()
    traitlets.link((one, "view"), (other, "view"))
    traitlets.link((one, "selected"), (other, "selected"))
    from_browser(one, view=[0, 3, 0, 2])
    from_browser(other, selected=2)
    other.view = (0, 6, 0, 4)
    assert other.tessellation.slice.bounds == pytest.approx((0, 6, 0, 4))


def test_closing_while_computing(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore()
    assert explorer.tessellation
    began = threading.Event()

    def endless(network: Any, slice: Any, *, progress: Callable[[float, str], None], **keywords: Any) -> Any:
        began.set()
        while True:
            progress(0.5, "layer")

    monkeypatch.setattr(attempts, "tessellate", endless)
    monkeypatch.setattr("splinewidgets.widgets.host.background_widget.PATIENCE", 0.0)
    from_browser(explorer, view=[0, 3, 0, 2])
    assert began.wait(5)
    wait_until(lambda: explorer.state == "computing")
    explorer.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "splinewidgets"]


def test_a_slow_picture_tells_how_far_it_is(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore()
    assert explorer.tessellation
    gate = threading.Event()

    def slow(network: Any, slice: Any, *, progress: Callable[[float, str], None], **keywords: Any) -> Any:
        while not gate.wait(0.01):
            progress(0.25, "layer")
        if slice.bounds[1] > 6:
            raise ValueError("It is too wide. Not so wide. Zoom in.")
        return tessellate(network, slice, progress=progress, **keywords)

    monkeypatch.setattr(attempts, "tessellate", slow)
    monkeypatch.setattr("splinewidgets.widgets.host.background_widget.PATIENCE", 0.0)
    monkeypatch.setattr("splinewidgets.widgets.host.background_widget.SLOW", 0.05)
    for right in (3, 9):
        gate.clear()
        from_browser(explorer, view=[0, right, 0, 2 * right / 3])
        wait_until(lambda: explorer.status == "Computing, 25% done. What is shown is from before")
        assert explorer.state == "computing"
        gate.set()
        wait_until(lambda: explorer.state in ("ready", "error"))
        # One that fails leaves the picture from before, and what was said of it.
        assert "tile" in explorer.status and "Computing" not in explorer.status
    assert "too wide" in explorer.error


def test_setting_a_view_returns_with_its_picture_or_a_newer_one(
    explore: Explore, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = explore()
    assert explorer.tessellation
    began, newer_began, gate, returned = threading.Event(), threading.Event(), threading.Event(), []

    def slow(network: Any, slice: Any, *, progress: Callable[[float, str], None], **keywords: Any) -> Any:
        began.set()
        while slice.bounds[1] < 6:
            progress(0.5, "layer")
        newer_began.set()
        assert gate.wait(5)
        return tessellate(network, slice, progress=progress, **keywords)

    def look(size: int) -> None:
        explorer.view = (0, 3 * size, 0, 2 * size)
        returned.append(explorer._picture["window"][1])

    monkeypatch.setattr(attempts, "tessellate", slow)
    lookers = [threading.Thread(target=look, args=(size,)) for size in (1, 2)]
    for looker, started in zip(lookers, (began, newer_began), strict=True):
        looker.start()
        assert started.wait(5)
    lookers[0].join(0.05)
    assert not returned
    gate.set()
    for looker in lookers:
        looker.join()
    assert returned == [6, 6]


def test_a_newer_request_cancels_an_older_one(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore()
    assert explorer.tessellation
    began, finished = threading.Event(), []

    def patient(network: Any, slice: Any, *, progress: Callable[[float, str], None], **keywords: Any) -> Any:
        began.set()
        while slice.bounds[1] < 6:
            progress(0.5, "layer")
        finished.append(slice.bounds)
        return tessellate(network, slice, progress=progress, **keywords)

    monkeypatch.setattr(attempts, "tessellate", patient)
    monkeypatch.setattr("splinewidgets.widgets.host.background_widget.PATIENCE", 0.0)
    from_browser(explorer, view=[0, 3, 0, 2])
    assert began.wait(5)
    from_browser(explorer, view=[0, 6, 0, 4])
    assert window(explorer) == [0, 6, 0, 4]
    assert finished == [(0, 6, 0, 4)] and explorer.state == "ready" and explorer.error == ""


def test_a_callback_may_close_the_widget(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    explorer.observe(lambda change: explorer.close(), "view")
    from_browser(explorer, view=[0, 3, 0, 2])
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name == "splinewidgets"])


def test_an_idle_widget_has_no_thread(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("splinewidgets.widgets.host.latest_only.LINGER", 0.01)
    given: list[str] = []
    monkeypatch.setattr(
        "splinewidgets.widgets.host.latest_only.give_back", lambda: given.append(threading.current_thread().name)
    )
    explorer = explore()
    assert explorer.tessellation
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name == "splinewidgets"])
    assert given == ["splinewidgets"], "nor memory that it does not use"
    explorer.view = (0, 3, 0, 2)
    assert window(explorer) == [0, 3, 0, 2]
