"""Shapes that views beside draw on a slice: an entry for each, moved by handles, kept in stills and figures."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from splinewidgets import SliceExplorer
from splinewidgets.pictures.sheets.sheet import Look
from splinewidgets.pictures.sheets.svg import svg
from splinewidgets.pictures.stills.slice_shapes import chains, labels_of
from splinewidgets.pictures.wire_types.shapes import WireShapes
from splinewidgets.zoo import mlp


@pytest.fixture
def explorer() -> Iterator[SliceExplorer]:
    torch.manual_seed(0)
    made = SliceExplorer(mlp((2, 8, 2)), view=(-1.0, 1.0, -1.0, 1.0))
    made.tessellation.verify()
    yield made
    made.close()


def shapes(owner: str, **others: object) -> WireShapes:
    entry = {"owner": owner, "lines": [], "discs": [], "markers": [], **others}
    return entry  # type: ignore[return-value]


def handle(u: float, v: float) -> dict[str, object]:
    return {"role": "segment", "at": [u, v], "label": "start", "handle": True}


def test_each_view_has_an_entry_of_its_own_which_keeps_its_place(explorer: SliceExplorer) -> None:
    for owner in ("a", "b"):
        explorer.draw_shapes(shapes(owner))
    explorer.draw_shapes(shapes("a", lines=[{"role": "path", "points": [[0.0, 0.0], [1.0, 1.0]]}]))
    assert [each["owner"] for each in explorer._shapes] == ["a", "b"]
    assert [len(each["lines"]) for each in explorer._shapes] == [1, 0]
    explorer.erase_shapes("a")
    assert [each["owner"] for each in explorer._shapes] == ["b"]
    explorer.erase_shapes("nobody")
    assert [each["owner"] for each in explorer._shapes] == ["b"]


def test_a_handle_moves_what_its_view_says_and_its_message_is_settled(explorer: SliceExplorer) -> None:
    heard: list[tuple[object, ...]] = []
    explorer.draw_shapes(shapes("a", markers=[handle(0, 0), handle(1, 0)]), lambda *move: heard.append(move))
    explorer.set_state({"_shape_drag": {"owner": "a", "index": 1, "at": [0.25, 0.5], "seq": 7, "done": False}})
    assert heard == [(1, [0.25, 0.5], 7, False)]
    assert explorer._answered == 7 and explorer.error == ""


@pytest.mark.parametrize("wrong", [{"index": 2}, {"at": [0.0]}, {"at": "here"}, {"index": True}], ids=str)
def test_a_move_that_does_not_fit_is_told_and_settled(explorer: SliceExplorer, wrong: dict[str, object]) -> None:
    heard: list[object] = []
    explorer.draw_shapes(shapes("a", markers=[handle(0, 0), handle(1, 0)]), lambda *move: heard.append(move))
    explorer.set_state({"_shape_drag": {"owner": "a", "index": 0, "at": [0.0, 0.0], "seq": 3, "done": True, **wrong}})
    assert heard == [] and explorer.error != "" and explorer._answered == 3


def test_a_move_of_a_view_that_is_gone_is_no_error(explorer: SliceExplorer) -> None:
    explorer.draw_shapes(shapes("a", markers=[handle(0, 0)]), lambda *move: None)
    explorer.erase_shapes("a")
    explorer.set_state({"_shape_drag": {"owner": "a", "index": 0, "at": [0.0, 0.0], "seq": 4, "done": True}})
    assert explorer.error == "" and explorer._answered == 4


def test_they_are_on_the_still_on_the_figure_and_in_words(explorer: SliceExplorer) -> None:
    bare, words = explorer._still_pixels(40_000), explorer._words()
    line = {"role": "path", "points": [[-0.5, 0.0], [0.5, 0.0]]}
    marker = {"role": "attack", "at": [0.5, 0.0], "label": "PGD <b>"}
    explorer.draw_shapes(shapes("a", lines=[line], markers=[marker]))
    changed = (explorer._still_pixels(40_000) != bare).any(2)
    rows, columns = np.nonzero(changed)
    height, width = changed.shape
    # Along the middle row between the two ends, and nowhere far from it.
    u0, u1, *_ = explorer._picture["window"]
    left, right = (width * (u - u0) / (u1 - u0) for u in (-0.5, 0.5))
    assert abs(rows / height - 0.5).max() < 0.05
    assert abs(columns.min() - left) < 4 and abs(columns.max() - right) < 8
    assert explorer._words() == f"{words}, marked “PGD <b>”"
    assert b"PGD &lt;b&gt;" in svg(explorer._figure(Look()))


def test_the_rim_of_a_disc_has_its_radius_and_labels_are_told_once() -> None:
    disc = {"role": "certificate", "center": [1.0, 2.0], "radius": 0.5, "label": "r = 0.5"}
    entry = shapes("a", discs=[disc])
    ((role, rim),) = chains(entry)
    assert role == "certificate"
    assert np.allclose(np.hypot(*(rim - (1.0, 2.0)).T), 0.5) and np.allclose(rim[0], rim[-1])
    assert labels_of([entry]) == ["r = 0.5"]
