"""Thousands of messages of nonsense from a page, to every trait: nothing is raised, and nothing is lost."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
from small_widgets import PATIENT, WITHOUT_TILES, small

from splinewidgets.pictures.budget import limits
from splinewidgets.widget_list import HOMES

# By hand: NONSENSE=100000 pytest tests/widgets/test_nonsense.py
COUNT = int(os.environ.get("NONSENSE", "2000"))
WORDS = ["index", "where", "slice", "map", "at", "seq", "done", "angle", "gesture", "steps", "id", "dtype", "shape", ""]
NUMBERS = [0, 1, -1, 2, 0.5, 1e308, -1e-320, 10**30, float("nan"), float("inf"), -float("inf"), True]


def nonsense(chance: random.Random, depth: int = 0) -> Any:
    """Some JSON, also what no page should write."""
    kind = chance.randrange(9 if depth < 3 else 6)
    if kind < 3:
        return chance.choice(NUMBERS)
    if kind < 5:
        return chance.choice(
            [*WORDS, "slope", "norm", "class", "IPY_MODEL_nothing", "anywidget:x", "\ud800", "x" * 999]
        )
    if kind == 5:
        return None
    if kind == 6:
        return {chance.choice(WORDS): nonsense(chance, depth + 1) for _ in range(chance.randrange(5))}
    if kind == 7 and depth == 0 and chance.random() < 0.05:
        return [nonsense(chance, 3)] * 10**5
    return [nonsense(chance, depth + 1) for _ in range(chance.randrange(5))]


def message(chance: random.Random, names: list[str]) -> dict[str, Any]:
    """A message to a widget, often without the buffers that it tells of."""
    method = chance.choices(["update", "custom", "request_state", "no such method"], [90, 5, 2, 3])[0]
    if method == "custom":
        content = {"kind": chance.choice(["anywidget-command", "x"]), "name": nonsense(chance)}
        data = {"method": method, "content": chance.choice([content, nonsense(chance)])}
    else:
        state = {name: nonsense(chance) for name in chance.sample(names, chance.choice([1, 1, 1, 3]))}
        paths = [[name] for name in state if chance.random() < 0.1]
        data = {"method": method, "state": state, "buffer_paths": paths}
    return {"content": {"data": data}, "buffers": [memoryview(b"\0" * 7)] * chance.randrange(2)}


@pytest.mark.parametrize("kind", HOMES)
def test_nonsense_is_passed_over(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OPENING_SECONDS", PATIENT["max_seconds"])
    widget = small(kind, tmp_path / "run")
    explorer = getattr(widget, "explorer", widget)
    if kind not in WITHOUT_TILES:
        assert explorer.tessellation
    chance = random.Random(kind)
    names = sorted({*widget.keys, "no_such_trait"})
    code, layout = (widget._esm, widget._css), widget.layout
    for number in range(COUNT):
        sent = message(chance, names)
        try:
            widget._handle_msg(sent)
        except Exception as failure:
            raise AssertionError(f"Message {number} of {kind}: {sent!r:.300}") from failure
    assert (widget._esm, widget._css) == code and widget.layout is layout
    assert widget._model_module == "anywidget"
    sane = {"height": 333} | ({"_aspect": 1.5} if widget.has_trait("_aspect") else {})
    widget._handle_msg({"content": {"data": {"method": "update", "state": sane}}, "buffers": []})
    assert widget.height == 333
    if kind not in WITHOUT_TILES:
        explorer.color_by, explorer.visible_layers = "slope", range(len(explorer._layers))
        explorer.view = (0, 0.3, 0, 0.2)
        assert explorer.tessellation.slice.bounds[1] >= 0.3 and not explorer.error
    assert not getattr(widget, "error", "")
    widget.close()
