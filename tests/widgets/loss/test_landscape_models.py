"""`LossLandscape` of models that are made when they are asked for: once each, in the background, newest first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from explorers import wait_until

from splinewidgets import LossLandscape

U = np.linspace(-1, 1, 5)


def grid(depth: int, skip: float) -> Any:
    return U, U, skip + depth * (U**2 + U[:, None] ** 2)


def test_each_is_made_once() -> None:
    asked: list[tuple[int, float]] = []

    def make(depth: int, skip: float) -> Any:
        asked.append((depth, skip))
        return grid(depth, skip)

    widget = LossLandscape(make=make, depths=(1, 3), skips=(0.0, 0.5), scale="linear")
    assert widget._await_picture(60) is None and widget._range["range"] == [0, 2]
    widget.depth = 3
    assert widget._range["range"] == [0, 6] and widget.status.startswith("depth 3, skip 0 ·")
    widget.skip = 0.5
    widget.depth, widget.skip = 1, 0.0
    assert widget._range["range"] == [0, 2]
    assert sorted(set(asked)) == sorted(asked) and asked[:3] == [(1, 0.0), (3, 0.0), (3, 0.5)]
    with pytest.raises(Exception, match=r"depth is 2. It must be one of \[1, 3\]"):
        widget.depth = 2
    widget.close()


def test_what_fails_leaves_the_last_picture_and_the_sliders_as_they_were() -> None:
    def make(depth: int, skip: float) -> Any:
        if depth == 2:
            raise ValueError("No such model. There is one of depth 1. Choose that.")
        return {"landscape": grid(depth, skip), "names": ["model"], "spectra": {"model": [2.0, 1.0]}}

    widget = LossLandscape(make=make, depths=(1, 2), skips=(0.0,))
    widget._await_picture(60)
    before = widget._landscapes
    widget.depth = 2
    assert widget.error.startswith("No such model.") and widget.state == "error"
    assert widget.depth == 1 and widget._landscapes == before and widget.status.startswith("depth 1, skip 0 · model:")
    assert widget._plots[0]["lines"][0]["words"] == "κ = 2.00"
    widget.close()


@pytest.mark.parametrize(
    ("made", "said"), [({"other": 1}, "make has returned a dict with other"), (5, "landscape is a")]
)
def test_what_make_returns_is_checked(made: Any, said: str) -> None:
    widget = LossLandscape(make=lambda depth, skip: made, depths=(1,), skips=(0.0,))
    widget._await_picture(60)
    assert said in widget.error and widget.status == "Nothing to show"
    widget.close()


def test_the_newest_wins_and_what_nobody_waits_for_is_given_up() -> None:
    begun, go_on = threading.Event(), threading.Event()
    ended: list[int] = []

    def make(depth: int, skip: float, progress: Callable[..., None]) -> Any:
        if depth == 2:
            begun.set()
            go_on.wait(60)
            progress(0.5)
        ended.append(depth)
        return grid(depth, skip)

    widget = LossLandscape(make=make, depths=(1, 2, 3), skips=(0.0,), scale="linear")
    widget._await_picture(60)
    with widget.held():
        widget.depth = 2
    assert begun.wait(60)
    wait_until(lambda: widget.state == "computing" and widget.status == "Making depth 2, skip 0 …")
    assert widget._range["range"] == [0, 2]  # the last good picture stays
    with widget.held():
        widget.depth = 3
    go_on.set()
    wait_until(lambda: widget.state == "ready")
    assert widget._range["range"] == [0, 6] and widget.depth == 3 and ended == [1, 3]
    widget.close()


def test_what_is_made_too_late_is_not_shown_but_kept() -> None:
    begun, go_on = threading.Event(), threading.Event()
    asked: list[int] = []

    def make(depth: int, skip: float) -> Any:
        asked.append(depth)
        if depth == 2:
            begun.set()
            go_on.wait(60)
        return grid(depth, skip)

    widget = LossLandscape(make=make, depths=(1, 2, 3), skips=(0.0,), scale="linear")
    widget._await_picture(60)
    shown: list[float] = []
    widget.observe(lambda change: shown.append(change["new"]["range"][1]), "_range")
    with widget.held():
        widget.depth = 2
    assert begun.wait(60)
    with widget.held():
        widget.depth = 3
    go_on.set()
    wait_until(lambda: widget.state == "ready")
    assert shown == [6]
    widget.depth = 2
    assert shown == [6, 4] and asked == [1, 2, 3]
    widget.close()
