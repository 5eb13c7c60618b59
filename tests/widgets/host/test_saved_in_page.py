"""A page asks for a figure by a number, and gets the file once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from explorers import from_browser

from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def asked(explorer: SliceExplorer, **request: Any) -> list[dict[str, Any]]:
    """What a page gets for a request."""
    sent: list[dict[str, Any]] = []
    explorer.observe(lambda change: sent.append(change["new"]), "_saved")
    from_browser(explorer, _save=request)
    explorer.unobserve_all("_saved")
    return sent


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_file_is_what_save_writes_and_is_not_kept(explore: Explore, tmp_path: Path, kind: str, dark: bool) -> None:
    explorer = explore()
    assert explorer.tessellation
    saved, nothing = asked(explorer, seq=3, kind=kind, dark=dark)
    explorer.save(tmp_path / f"figure.{kind}", theme="dark" if dark else "light")
    assert (saved["seq"], saved["name"]) == (3, f"slice_explorer.{kind}")
    assert decode(saved["content"]).tobytes() == (tmp_path / f"figure.{kind}").read_bytes()
    assert nothing == {} == explorer._saved and not explorer.error


def test_code_is_that_of_python(explore: Explore) -> None:
    explorer = explore(view=(0.0, 3.0, 0.0, 2.0))
    assert explorer.tessellation
    saved, _ = asked(explorer, seq=1, kind="code", dark=False)
    assert saved == {"seq": 1, "text": explorer.code()}


def test_what_is_wrong_is_told_where_it_was_asked(explore: Explore, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore()
    assert explorer.tessellation
    monkeypatch.setattr("splinewidgets.pictures.sheets.files.find_spec", lambda _: None)
    saved, _ = asked(explorer, seq=1, kind="png", dark=False)
    assert saved["seq"] == 1 and "matplotlib is not installed" in saved["error"]
    saved, _ = asked(explorer, seq=2, kind="exe", dark=False)
    assert "'exe'" in saved["error"]
    assert not explorer.error


@pytest.mark.parametrize("request_", [{"kind": "svg"}, {"seq": -1, "kind": "svg"}, {"seq": "1", "kind": "svg"}])
def test_a_request_without_a_number_is_not_answered(explore: Explore, request_: Any) -> None:
    explorer = explore()
    assert explorer.tessellation
    assert not [each for each in asked(explorer, **request_) if each]
