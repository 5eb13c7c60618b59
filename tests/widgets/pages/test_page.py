"""Pages without a kernel: what stands in the file, what it knows, and what is refused before anything is written."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ipywidgets
import numpy as np
import pytest
from small_widgets import sentences, small

from splinewidgets import Page, SegmentPlot, SplineSurface, TileInspector, to_html
from splinewidgets.pictures.rendering.tile_facts import facts
from splinewidgets.widget_list import HOMES
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]
PART = re.compile(r'<script type="text/plain" data-part="(\w+)" data-name="([^"]*)">([^<]*)</script>')

# A picture that was painted again has another number, by which colors go with it.
PAINTED = {"_picture", "_colors", "_reference_picture", "_reference_colors", "_cells", "_landscapes", "_kept", "status"}


@contextmanager
def opened(name: str, path: Path) -> Iterator[Any]:
    """A small widget, closed in the end."""
    widget = small(name, path)
    try:
        yield widget
    finally:
        widget.close()


def text_of(page: Page, folder: Path) -> str:
    """The file of a page."""
    page.save(folder / "page.html", max_bytes=100_000_000)
    return (folder / "page.html").read_text("utf-8")


def parts(text: str, kind: str) -> dict[str, str]:
    """Parts of a file by their names, unpacked."""
    return {
        name: gzip.decompress(b64decode(packed)).decode() for which, name, packed in PART.findall(text) if which == kind
    }


def recorded(text: str) -> tuple[dict[str, Any], list[Any]]:
    """The widgets and the tables of a file."""
    read = [json.loads(each) for each in parts(text, "recording").values()]
    return read[0]["widgets"], [table for each in read for table in each["tables"]]


def answers(tables: list[Any], *of: str) -> dict[str, Any]:
    """Answers to values of some traits, by their JSON."""
    (found,) = [table for table in tables if table["of"] == list(of)]
    return {json.dumps(values): changes for values, changes in found["answers"]}


@pytest.mark.parametrize("name", sorted(HOMES))
def test_every_widget_is_a_page_and_is_left_as_it_was(name: str, tmp_path: Path) -> None:
    with opened(name, tmp_path / "history") as widget:
        widget._await_picture(60)
        before = widget.get_state()
        page = Page(widget, steps=None if name != "TrainingExplorer" else [widget.steps[-1]])
        text = text_of(page, tmp_path)
        assert len(text.encode()) == page.size == sum(page.sizes.values())
        widgets, _ = recorded(text)
        assert widgets[name]["bundle"] == widget._bundle and name in text
        after = widget.get_state()
        changed = {key for key in before if before[key] != after[key]}
        assert changed <= PAINTED


def test_a_page_asks_nobody_for_anything(explore: Explore, tmp_path: Path) -> None:
    text = text_of(Page(["![x](http://a.b/c.png) [link](http://a.b)", explore()]), tmp_path)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None and policy[1].startswith("default-src 'none'")
    own = PART.sub("", text)
    assert not re.search(r"<(img|link|script|iframe)[^>]*\b(src|href)=[\"'](?!data:)", own)


def test_texts_are_markdown_and_their_html_is_text(explore: Explore, tmp_path: Path) -> None:
    attack = "<img src=x onerror=alert(1)>"
    page = Page([f"# Tiles\n\n*of* {attack}", explore(class_names=["a", "b", "c", attack])], title=attack)
    text = PART.sub("", text_of(page, tmp_path))
    assert "<h1>Tiles</h1>" in text and "<em>of</em>" in text
    assert attack not in text and "&lt;img src=x onerror=alert(1)&gt;" in text


def test_what_tiles_tell_is_what_python_tells(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    count = explorer.tessellation.tile_count
    known = {tile: facts(explorer.shown, tile, explorer.class_names, thorough=True) for tile in (0, count - 1)}
    _, tables = recorded(text_of(Page(explorer), tmp_path))
    told = answers(tables, "selected")
    assert len(told) == count + 1
    for tile, rows in known.items():
        assert told[f"[{tile}]"] == {"SliceExplorer": {"_selected_facts": rows}}


def test_only_the_measures_that_are_wanted_and_the_one_of_now(explore: Explore, tmp_path: Path) -> None:
    explorer = explore(color_by="norm")
    _, tables = recorded(text_of(Page(explorer, measures=["area"], facts=False), tmp_path))
    assert set(answers(tables, "color_by")) == {'["norm"]', '["area"]'}
    assert [table["of"] for table in tables] == [["color_by"]]


def test_steps_that_are_not_there_give_way_to_the_nearest(tmp_path: Path) -> None:
    with opened("TrainingExplorer", tmp_path / "history") as explorer:
        first, *_, last = explorer.steps
        _, tables = recorded(text_of(Page(explorer, steps=[first, last], measures=["slope"]), tmp_path))
        sought = answers(tables, "_seek")
        kept = {changes["TrainingExplorer"]["checkpoint"] for changes in sought.values()}
        assert len(sought) == len(explorer.steps) and kept == {0, len(explorer.steps) - 1}
        shown = answers(tables, "color_by", "compare", "checkpoint")
        assert {json.loads(values)[2] for values in shown} == kept
        with pytest.raises(ValueError, match="some of those that were recorded"):
            Page(explorer, steps=[-5])


def test_pages_of_the_widget_do_not_hear_of_it(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore()
    explorer.tessellation  # noqa: B018 - waits for it
    sent: list[Any] = []
    monkeypatch.setattr(type(explorer.comm), "send", lambda self, data=None, **more: sent.append(data))
    Page(explorer)
    named = {name for data in sent for name in (data or {}).get("state", {})}
    assert named <= PAINTED


def test_what_is_beside_brings_what_it_stands_on(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    surface = SplineSurface(explorer)
    try:
        text = text_of(Page(surface), tmp_path)
        widgets, _ = recorded(text)
        assert set(widgets) == {"SplineSurface", "SliceExplorer"}
        assert widgets["SplineSurface"]["state"]["explorer"] == "anywidget:SliceExplorer"
        assert text.count("data-widget=") == 1
        both = text_of(Page([explorer, surface], layout="row"), tmp_path)
        assert both.count("data-widget=") == 2 and set(parts(both, "code")) == {"slice_explorer", "spline_surface"}
    finally:
        surface.close()


def test_what_others_draw_on_a_slice_comes_with_them_alone(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    plot = SegmentPlot(explorer)
    try:
        assert plot.tessellation.piece_count > 0 and explorer._shapes
        alone, both = (recorded(text_of(Page(each), tmp_path))[0] for each in (explorer, [explorer, plot]))
        assert alone["SliceExplorer"]["state"]["_shapes"] == []
        assert [each["owner"] for each in both["SliceExplorer"]["state"]["_shapes"]] == [plot.model_id]
    finally:
        plot.close()


def test_an_inspector_tells_of_every_tile_as_it_does_in_a_notebook(explore: Explore, tmp_path: Path) -> None:
    explorer = explore()
    inspector = TileInspector(explorer)
    try:
        _, tables = recorded(text_of(Page([explorer, inspector]), tmp_path))
        (told,) = [
            table
            for table in tables
            if "TileInspector" in (table.get("otherwise") or {}) and table["of"] == ["selected"]
        ]
        assert told["widget"] == "SliceExplorer" and len(told["answers"]) == explorer.tile_count
        explorer.selected = 3
        kept = dict((values[0], changes) for values, changes in told["answers"])[3]["TileInspector"]["_kept"]
        assert kept["facts"] == [list(each) for each in inspector._kept["facts"]]
    finally:
        inspector.close()


def test_two_of_a_kind_have_names_of_their_own(explore: Explore, tmp_path: Path) -> None:
    one, other = explore(), explore(color_by="area")
    text = text_of(Page([(one, other), "Between"]), tmp_path)
    widgets, _ = recorded(text)
    assert set(widgets) == {"SliceExplorer", "SliceExplorer 2"} and len(parts(text, "code")) == 1
    assert [widgets[name]["state"]["color_by"] for name in widgets] == ["slope", "area"]


def test_a_file_is_the_same_each_time(explore: Explore) -> None:
    explorer = explore()
    pages = [Page(explorer, measures=["slope"]) for _ in range(2)]
    assert pages[0].sizes.keys() == pages[1].sizes.keys()
    assert abs(pages[0].size - pages[1].size) < 200


@pytest.mark.parametrize(
    ("contents", "keywords", "error", "says"),
    [
        ([], {}, ValueError, "no widget"),
        (["only text"], {}, ValueError, "no widget"),
        ([3], {}, TypeError, "have a int"),
        ([ipywidgets.Label], {}, TypeError, "widgets of splinewidgets"),
        (None, {"layout": "circle"}, ValueError, "layout is 'circle'"),
        (None, {"title": 3}, TypeError, "title is"),
        (None, {"measures": ["weight"]}, ValueError, "asks for 'weight'"),
    ],
)
def test_what_does_not_fit_is_told(explore: Explore, contents: Any, keywords: Any, error: Any, says: str) -> None:
    with pytest.raises(error) as told:
        Page(explore() if contents is None else contents, **keywords)
    assert says in str(told.value) and sentences(str(told.value)) >= 3


def test_a_widget_that_is_closed_or_there_twice_is_refused(explore: Explore) -> None:
    explorer = explore()
    with pytest.raises(ValueError, match="stands there twice"):
        Page([explorer, explorer])
    explorer.close()
    with pytest.raises(RuntimeError, match="is closed"):
        Page(explorer)


def test_a_page_over_the_limit_is_not_written_and_says_what_is_large(explore: Explore, tmp_path: Path) -> None:
    explorer, file = explore(), tmp_path / "page.html"
    file.write_text("before")
    with pytest.raises(ValueError, match="facts of tiles of SliceExplorer") as told:
        explorer.to_html(file, max_bytes=10_000)
    assert sentences(str(told.value)) >= 3 and file.read_text() == "before"
    for path, error in ((tmp_path / "page.svg", ValueError), (tmp_path / "none" / "page.html", FileNotFoundError)):
        with pytest.raises(error):
            to_html(path, explorer)
    explorer.to_html(file)
    assert file.read_text("utf-8").startswith("<!doctype html>")


def test_arrays_of_several_texts_are_numbered_through(explore: Explore, tmp_path: Path) -> None:
    texts = parts(text_of(Page(explore()), tmp_path), "recording")
    read = [json.loads(each) for each in texts.values()]
    count = sum(len(each["buffers"]) for each in read)
    numbers = [int(n) for each in texts.values() for n in re.findall(r'\{"bytes":(\d+)\}', each)]
    assert set(numbers) == set(np.arange(count).tolist())
