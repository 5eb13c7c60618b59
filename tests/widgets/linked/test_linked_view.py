"""What all companions of an explorer have in common: what is refused, and what is told while things change."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
import torch
from explorers import perceptron
from manifolds import Show

from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.wire import decode

REFUSED = [
    ("color_by", "area", "class"),
    ("visible_layers", [1], [0, 9]),
    ("view", (0.0, 0.5, 0.0, 0.5), [1.0, 0.0, 0.0, 1.0]),
]


@pytest.mark.parametrize(("name", "good", "bad"), REFUSED)
def test_what_the_explorer_refuses_is_taken_back_beside_it(manifold_of: Show, name: str, good: Any, bad: Any) -> None:
    shown = manifold_of()
    setattr(shown, name, good)
    with pytest.raises(ValueError, match=f"^{name} is"):
        setattr(shown, name, bad)
    assert shown.error == shown.explorer.error == ""
    assert getattr(shown, name) == getattr(shown.explorer, name) == good
    shown.explorer.set_state({name: bad})
    assert shown.error.startswith(f"{name} is {bad!r}.") and shown.error == shown.explorer.error
    assert getattr(shown, name) == getattr(shown.explorer, name) == good


def test_the_window_is_one(manifold_of: Show) -> None:
    shown = manifold_of(perceptron(2, outputs=5))
    shown.view = np.array([0, 0.5, 0, 0.25])
    assert shown.view == shown.explorer.view == (0, 0.5, 0, 0.25)
    assert shown._manifold["id"] == shown.explorer._picture["id"]
    u0, u1, v0, v1 = shown.explorer._picture["window"]
    assert (u0 + u1, v0 + v1) == pytest.approx((0.5, 0.25))
    shown.explorer.view = None
    assert shown.view is None


def test_a_redrawing_under_way_is_not_overtaken(manifold_of: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = manifold_of(perceptron(2, outputs=5))
    draw, moving = shown._draw, threading.Thread(target=lambda: setattr(shown.explorer, "view", (0, 1, 0, 1)))

    def slowly(picture: Rendered) -> None:
        if threading.current_thread() is threading.main_thread():
            moving.start()
            moving.join(0.3)
        draw(picture)

    monkeypatch.setattr(shown, "_draw", slowly)
    shown.projection = [0, 1, 2]
    moving.join()
    assert shown._manifold["id"] == shown.explorer._picture["id"] == shown._samples["manifold"]
    assert len(decode(shown._manifold["positions"])) == len(decode(shown.explorer._picture["positions"]))
    assert torch.isfinite(shown.explorer.tessellation.outputs).all()
