"""The view of a widget as plain values: told, written as JSON, and gone back to by another widget of its kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorers import data, from_browser, perceptron, window
from small_widgets import VALUES, sentences, small

from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]

# These have nothing of their own to remember: the tile, the unit and the window are those of the explorer beside,
# which tells them, and the height is the host's.
REMEMBERED = sorted(VALUES.keys() - {"NetworkDiagram", "TileHistograms", "TileInspector"})


@pytest.mark.parametrize("name", REMEMBERED)
def test_another_widget_goes_back_to_what_one_has_told(tmp_path: Path, name: str) -> None:
    first, second = (small(name, tmp_path / "history") for _ in range(2))
    try:
        for trait, value in VALUES[name].items():
            setattr(first, trait, value)
        told = json.loads(json.dumps(first.to_dict()))
        assert told["widget"] == name
        assert second.to_dict() != told
        second.from_dict(told)
        assert second.to_dict() == told
        assert not second.error
    finally:
        first.close()
        second.close()


@pytest.mark.parametrize("name", REMEMBERED)
def test_what_does_not_fit_is_named_and_changes_nothing(tmp_path: Path, name: str) -> None:
    widget = small(name, tmp_path / "history")
    try:
        before = widget.to_dict()
        with pytest.raises(TypeError, match=r"(?s)has no keyword 'zzz'.*Leave it out") as told:
            widget.from_dict({**before, "zzz": 1})
        assert name in str(told.value)
        trait = next(key for key in reversed(before) if key not in ("widget", "selected_at", "selection_at"))
        changed = {key: value for key, value in VALUES[name].items() if key in before and key != trait}
        with pytest.raises((TypeError, ValueError, Exception), match=trait):
            widget.from_dict({**changed, trait: object()})
        assert widget.to_dict() == before
    finally:
        widget.close()


def test_the_view_of_a_diagram_is_that_of_its_explorer(tmp_path: Path) -> None:
    first, second = (small("NetworkDiagram", tmp_path / "history") for _ in range(2))
    try:
        for trait, value in VALUES["NetworkDiagram"].items():
            setattr(first, trait, value)
        # Last, for other tiles came with another window.
        assert first.explorer.tessellation
        first.selected, first.explorer.unit = 3, [1, 2]
        assert first.to_dict() == {"widget": "NetworkDiagram"}
        with pytest.raises(TypeError, match=r"(?s)has no keyword 'unit'.*Leave it out"):
            second.from_dict({**first.to_dict(), "unit": [1, 2]})
        second.from_dict(first.to_dict())
        second.explorer.from_dict(first.explorer.to_dict())
        assert second.explorer.to_dict() == first.explorer.to_dict()
        assert (second.selected, second.explorer.unit, second.view) == (3, [1, 2], first.view)
    finally:
        first.close()
        second.close()


def test_a_view_of_another_kind_is_refused(explore: Explore) -> None:
    explorer = explore()
    with pytest.raises(ValueError, match="of a TrainingExplorer") as told:
        explorer.from_dict({"widget": "TrainingExplorer"})
    assert sentences(str(told.value)) == 3
    with pytest.raises(TypeError, match="view is a list"):
        explorer.from_dict([])  # type: ignore[arg-type]


def test_a_plane_in_which_anchors_were_moved_comes_back(explore: Explore) -> None:
    first, second = explore(), explore()
    from_browser(first, _drag={"index": 0, "where": "slice", "at": [1.5, -0.5], "seq": 1, "done": True})
    from_browser(first, _tilt={"index": 1, "angle": 0.4, "gesture": 1, "seq": 2, "done": True})
    from_browser(first, _drag={"index": 2, "where": "slice", "at": [0.5, 1.5], "seq": 3, "done": True})
    first.view = (-2.0, 1.0, -1.0, 1.0)
    told = first.to_dict()
    assert told["plane"] is not None
    second.from_dict(json.loads(json.dumps(told)))
    np.testing.assert_array_equal(second.tessellation.slice.axes, first.tessellation.slice.axes)
    np.testing.assert_array_equal(second.tessellation.slice.origin, first.tessellation.slice.origin)
    np.testing.assert_array_equal(second.tessellation.vertices, first.tessellation.vertices)
    assert window(second) == window(first)
    np.testing.assert_allclose(second._picture["anchors"], first._picture["anchors"], atol=1e-12)


def test_anchors_that_are_data_are_told_as_indices(explore: Explore) -> None:
    first, second = (explore(perceptron(), data=data(), anchors=[4, 7, 11]) for _ in range(2))
    assert first.to_dict()["anchors"] == [4, 7, 11] and first.to_dict()["plane"] is None
    second.anchors = [1, 2, 3]
    second.from_dict(first.to_dict())
    np.testing.assert_array_equal(second.anchors, data()[[4, 7, 11]])


def test_the_selected_tile_comes_back_by_its_place(explore: Explore) -> None:
    first, second = explore(), explore(view=(0.0, 0.3, 0.0, 0.2))
    first.selected = 5
    second.from_dict(first.to_dict())
    assert second.selected == 5
    second.from_dict({"selected_at": None})
    assert second.selected == -1
    for wrong in (3, [1.0], [float("nan"), 0.0], "ab"):
        with pytest.raises((TypeError, ValueError), match="selected_at"):
            second.from_dict({"selected_at": wrong, "color_by": "norm"})
    assert second.color_by == "slope"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("plane", {"origin": [0.0] * 6}),
        ("plane", {"origin": [0.0] * 5, "axes": [[1.0] * 5, [0.0, 1.0, 0.0, 0.0, 0.0]], "bounds": [0, 1, 0, 1]}),
        ("plane", {"origin": [0.0] * 6, "axes": [[1.0] * 6] * 2, "bounds": [0, 1, 0, 1]}),
        ("anchors", [[1.0], [2.0]]),
        ("anchors", "abc"),
    ],
)
def test_a_plane_or_anchors_that_do_not_fit_change_nothing(explore: Explore, key: str, value: Any) -> None:
    explorer = explore()
    before = explorer.to_dict()
    with pytest.raises((TypeError, ValueError)):
        explorer.from_dict({"color_by": "norm", key: value})
    assert explorer.to_dict() == before


def test_code_makes_the_view(explore: Explore) -> None:
    first, second = explore(view=(0.0, 3.0, 0.0, 2.0), color_by="norm"), explore()
    code = first.code("other")
    exec(code, {"other": second})
    assert second.to_dict() == first.to_dict()
    assert max(map(len, code.splitlines())) <= 110
