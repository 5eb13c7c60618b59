"""Tiles and their colors travel once, however much stands beside an explorer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import comm
import pytest
from comm.base_comm import BaseComm
from explorers import perceptron

from splinewidgets.widgets.linked.linked_view import LinkedView
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.linked.spline_surface import SplineSurface

# What is told without arrays: windows, names, numbers.
WORDS = 1_000
VIEW = (-0.9, 0.9, -0.9, 0.9)


class Counted(BaseComm):
    """A comm that goes nowhere, and keeps how many bytes each trait took."""

    sent: dict[str, int]

    def publish_msg(self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any) -> None:
        """Count a message: the texts of its traits, and the arrays that belong to each."""
        sent = self.__dict__.setdefault("sent", {})
        for name, value in (data or {}).get("state", {}).items():
            sent[name] = sent.get(name, 0) + len(json.dumps(value))
        for path, buffer in zip((data or {}).get("buffer_paths", []), buffers or [], strict=True):
            sent[path[0]] += memoryview(buffer).nbytes


@pytest.fixture(autouse=True)
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(comm, "create_comm", Counted)
    return


def sent_for(view: LinkedView, step: Callable[[], Any]) -> tuple[dict[str, int], dict[str, int]]:
    """What the explorer and the view sent in a step, in bytes of each trait."""
    comms = [view.explorer.comm, view.comm]
    before = [dict(each.sent) for each in comms]
    step()
    told, own = (
        {name: count - old.get(name, 0) for name, count in each.sent.items() if count != old.get(name, 0)}
        for each, old in zip(comms, before, strict=True)
    )
    return told, own


def bytes_of(payload: dict[str, Any], *names: str) -> int:
    return sum(memoryview(payload[name]["buffer"]).nbytes for name in names)


@pytest.mark.parametrize("kind", [SplineSurface, ManifoldExplorer])
def test_a_view_sends_what_it_has_of_its_own(kind: Any) -> None:
    view = kind(perceptron(2, width=24, outputs=3), **({"samples": 300} if kind is ManifoldExplorer else {}))
    assert view.explorer.tessellation
    told, own = sent_for(view, lambda: setattr(view.explorer, "view", VIEW))
    picture = view.explorer._picture
    vertices = picture["positions"]["shape"][0]
    tiles = bytes_of(picture, "positions", "tile_sizes", "tile_vertices", "corner_layers", "edge_units")
    assert 0 <= told["_picture"] - tiles - bytes_of(picture, "boundary", "points") < WORDS
    # A float32 for each vertex and each axis that the explorer does not know; nothing for a corner or a tile.
    if kind is SplineSurface:
        assert 4 * vertices <= sum(own.values()) < 4 * vertices + WORDS
    else:
        degenerate = bytes_of(view._manifold, "degenerate")
        assert 12 * vertices <= sum(own.values()) - 12 * 300 - degenerate < 12 * vertices + WORDS
    assert not own.keys() & {"_colors", "_picture", *view._shared}
    # Colors, tiles pointed at, layers: not a byte of them is the view's.
    changes = {"color_by": "area", "hovered": 3, "selected": 2, "visible_layers": [0], "colormap": "magma"}
    for name, value in changes.items():
        told, own = sent_for(view, lambda name=name, value=value: setattr(view, name, value))
        assert name in told and not own.keys() - {"state", "status"}, (name, own)
    # A page that has nothing to draw asks for everything again and again, of each by itself.
    told, own = sent_for(view, lambda: view.set_state({"_ask": {"seq": 1, "all": True}}))
    assert not told and "explorer" in own
    view.close()


def test_of_some_thousand_tiles_much_less_is_sent_than_if_each_had_its_own() -> None:
    """The bar of 40 % fewer bytes for both, of a picture and its colors."""
    now = repeated = 0
    for kind, outputs in ((ManifoldExplorer, 3), (SplineSurface, 1)):
        view = kind(perceptron(2, width=60, outputs=outputs), domain=(-1, 1))
        assert view.explorer.tessellation
        told, own = sent_for(view, lambda view=view: setattr(view.explorer, "view", (-0.99, 0.99, -0.99, 0.99)))
        now += sum(told.values()) + sum(own.values())
        picture, colors = view.explorer._picture, view.explorer._colors
        assert view.explorer.tile_count > 1_500
        repeated += bytes_of(picture, "positions", "tile_sizes", "tile_vertices", "corner_layers")
        repeated += bytes_of(colors, "values")
        # Heights were float64, for what shares of their range tell as well.
        repeated += bytes_of(view._surface, "heights") if kind is SplineSurface else 0
        view.close()
    assert now < 0.6 * (now + repeated)
