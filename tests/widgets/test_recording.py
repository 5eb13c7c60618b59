"""Recordings of widgets are what Python sends and answers, and leave the widgets as they were."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorers import from_browser
from recordings.shown import SHOWN, nothing
from small_widgets import small

from splinewidgets.pictures.wire import decode, encode
from splinewidgets.widget_list import WIDGETS
from splinewidgets.widgets.pages import recorder as recording
from splinewidgets.widgets.pages.recorder import Recorder, Table, shared
from splinewidgets.widgets.pages.recording_text import as_text
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

HARNESS = Path(__file__).parents[2] / "js" / "harness"


@contextmanager
def opened(name: str, path: Path, **more: Any) -> Iterator[Any]:
    """A small widget, closed in the end."""
    widget = small(name, path, **more)
    try:
        yield widget
    finally:
        widget.close()


def answers(table: Table, widget: str) -> dict[str, Any]:
    """What changes in one widget, by the JSON of what was asked."""
    return {json.dumps(asked): changes[widget] for asked, changes in table["answers"]}


def test_a_state_is_what_a_view_knows_and_no_more(tmp_path: Path) -> None:
    with opened("SliceExplorer", tmp_path / "history") as explorer:
        recorder = Recorder(explorer=explorer)
        recorded = recorder.recording["widgets"]["explorer"]
        assert recorded["bundle"] == "slice_explorer"
        state, sent = recorded["state"], explorer.get_state()
        assert list(state) == shared(SliceExplorer) and "_heard" not in state and "_esm" not in state
        assert state["_picture"]["id"] == sent["_picture"]["id"] and "positions" in state["_picture"]
        np.testing.assert_array_equal(decode(state["_picture"]["positions"]), decode(sent["_picture"]["positions"]))


def test_answers_are_what_python_answers(tmp_path: Path) -> None:
    with opened("SliceExplorer", tmp_path / "history") as explorer:
        recorder = Recorder(explorer=explorer)
        before = explorer.get_state()
        recorder.ask("explorer", [{"hovered": tile} for tile in (-1, 2)], {"explorer": ["_facts"]})
        recorder.ask("explorer", [{"color_by": name} for name in ("slope", "area")])
        assert explorer.get_state() == before
        pointed, colored = (answers(table, "explorer") for table in recorder.recording["tables"])
        assert pointed["[-1]"] == {"_facts": {}}
        assert colored['["slope"]']["_colors"]["name"] == "slope" and "color_by" not in colored['["area"]']
        from_browser(explorer, hovered=2)
        assert pointed["[2]"] == {"_facts": explorer._facts}
        explorer.color_by = "area"
        np.testing.assert_array_equal(
            decode(colored['["area"]']["_colors"]["values"]), decode(explorer._colors["values"])
        )


def test_what_differs_in_one_answer_is_in_all(tmp_path: Path) -> None:
    """Else it would stay when the page goes on to another value."""
    with opened("TrainingExplorer", tmp_path / "history") as explorer:
        recorder = Recorder(explorer=explorer)
        recorder.ask("explorer", [{"compare": each} for each in ("single", "side", "difference")])
        (table,) = recorder.recording["tables"]
        changes = answers(table, "explorer")
        assert len({tuple(each) for each in changes.values()}) == 1
        assert changes['["single"]']["_reference_picture"] == {}
        assert "positions" in changes['["side"]']["_reference_picture"]
        assert [len(each["_layers"]) for each in changes.values()] == [2, 2, 4]


def test_numbers_of_messages_are_left_out(tmp_path: Path) -> None:
    with opened("TrainingExplorer", tmp_path / "history") as explorer:
        recorder = Recorder(explorer=explorer)
        recorder.ask("explorer", [{"_seek": {"which": "checkpoint", "index": index}} for index in (0, 2)])
        (table,) = recorder.recording["tables"]
        changes = answers(table, "explorer")['[{"which": "checkpoint", "index": 2}]']
        assert changes["checkpoint"] == 2 and changes["_picture"]["seq"] is None and "_answered" not in changes
        assert explorer.checkpoint == 0 and explorer._answered > 0


def test_widgets_that_belong_together_answer_together_and_are_named(tmp_path: Path) -> None:
    with opened("ManifoldExplorer", tmp_path / "history") as manifold:
        recorder = Recorder(manifold=manifold, explorer=manifold.explorer)
        recorder.ask("explorer", [{"selected": 1, "pointer": at} for at in (None, [0.5, 0.5])])
        assert recorder.recording["widgets"]["manifold"]["state"]["part"] == "anywidget:explorer"
        (table,) = recorder.recording["tables"]
        (_, changes) = table["answers"][1]
        assert not changes["manifold"]["_pointed"]["resting"]
        assert changes["explorer"]["_selected_facts"]["tile"] == 1


def test_what_is_not_recorded_is_not_referred_to(tmp_path: Path) -> None:
    with opened("ManifoldExplorer", tmp_path / "history") as manifold:
        assert manifold.get_state()["part"].startswith("anywidget:")
        recorded = Recorder(manifold=manifold).recording["widgets"]["manifold"]
        assert recorded["state"]["part"] is None


def test_a_widget_that_does_not_come_to_rest_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened("SliceExplorer", tmp_path / "history") as explorer:
        recorder = Recorder(explorer=explorer)
        monkeypatch.setattr(recording, "PATIENCE", 0.05)
        explorer.set_trait("state", "computing")
        with pytest.raises(TimeoutError, match=r"A SliceExplorer was asked and did not come to rest in 0\.05 seconds"):
            recorder.ask("explorer", [{"hovered": 1}])


def test_bytes_that_are_the_same_are_in_the_text_once() -> None:
    numbers = np.array([1.5, -2.0], np.float32)
    state = {"_colors": {"values": encode(numbers)}, "again": [encode(numbers)], "other": encode(2 * numbers)}
    text = json.loads(as_text({"widgets": {"one": {"bundle": "slice_explorer", "state": state}}, "tables": []}))
    assert [np.frombuffer(b64decode(each), np.float32).tolist() for each in text["buffers"]] == [[1.5, -2], [3, -4]]
    packed = text["widgets"]["one"]["state"]
    assert packed["_colors"]["values"] == {"dtype": "float32", "shape": [2], "buffer": {"bytes": 0}}
    assert (packed["again"][0]["buffer"], packed["other"]["buffer"]) == ({"bytes": 0}, {"bytes": 1})


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_text({"widgets": {"one": {"bundle": "slice_explorer", "state": {"height": float("nan")}}}, "tables": []})


PLAYED = {
    file.name: found.groups()
    for file in HARNESS.glob("*.ts")
    if (found := re.search(r'^await play\("(\w+)", "(\w+)"\)', file.read_text("utf-8"), re.MULTILINE))
}


def test_pages_of_the_harness_play_recordings() -> None:
    assert len(PLAYED) >= 9


@pytest.mark.parametrize("page", PLAYED)
def test_what_a_page_of_the_harness_plays_is_recorded(page: str) -> None:
    bundle, name = PLAYED[page]
    assert bundle in WIDGETS and name in SHOWN


def test_there_is_a_state_with_nothing_to_show_of_each_widget() -> None:
    states = nothing()["widgets"]
    assert states.keys() == WIDGETS.keys()
    assert states["slice_explorer"]["state"]["_picture"] == {} and json.loads(as_text(nothing()))["buffers"] == []
