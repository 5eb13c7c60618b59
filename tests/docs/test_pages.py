"""The code of each page of the documentation runs as it stands, block after block in one namespace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets
import matplotlib
import pytest
import torch
from markdown_it import MarkdownIt

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: Path) -> list[str]:
    """Blocks of Python, each at the line at which it stands, so that an error names the line of the page."""
    tokens = MarkdownIt().parse(page.read_text())
    return ["\n" * (token.map[0] + 1) + token.content for token in tokens if token.map and token.info == "python"]


PAGES = {
    str(page.relative_to(DOCS)): page
    for page in sorted(DOCS.rglob("*.md"))
    if "_build" not in page.parts and blocks(page)
}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Several pages train the same models."""
    return tmp_path_factory.mktemp("cache")


def run(page: Path) -> dict[str, Any]:
    """Run the blocks of a page; the names that they leave."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        exec(compile(block, str(page), "exec"), names)
    return names


@pytest.mark.parametrize("name", PAGES)
def test_the_code_of_a_page_runs(name: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPLINEWIDGETS_CACHE", str(cache))
    matplotlib.use("agg")
    torch.manual_seed(0)
    try:
        left = run(PAGES[name])
        widgets = [value for value in left.values() if isinstance(value, ipywidgets.Widget)]
        assert not [(widget, widget.error) for widget in widgets if getattr(widget, "error", "")]
    finally:
        ipywidgets.Widget.close_all()


def test_code_that_fails_is_told_by_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\n```python\nx = 1\n```\n\nThen\n\n```python\nx / 0\n```\n")
    with pytest.raises(ZeroDivisionError) as raised:
        run(page)
    assert (raised.traceback[-1].path, raised.traceback[-1].lineno) == (page, 9)
