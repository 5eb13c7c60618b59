"""The documentation builds without a warning, tells every public name once, and leads nowhere that is not there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGES = ("splinewidgets", *(f"splinewidgets.{name}" for name in ("generation", "geometry", "learning", "zoo")))
# What a browser asks for by itself; a link is followed by a reader.
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


class Read(HTMLParser):
    """What a page loads, where it leads, and what of it can be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.names |= {given.get("id", ""), given.get("name", "")}
        if LOADED.get(tag) in given:
            self.loads.append(given[LOADED[tag]])
        if tag == "a" and "href" in given:
            self.leads.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from scratch but for its figures, which are kept."""
    folder = tmp_path_factory.mktemp("site")
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", str(DOCS), str(folder)]
    built = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (built.returncode, built.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Read]:
    """The pages that Sphinx has written, read; figures are pages of ours, and templates of the theme none."""
    written = (page for page in site.rglob("*.html") if page.relative_to(site).parts[0] not in {"figures", "_static"})
    return {page: Read(page.read_text("utf-8")) for page in written}


def test_no_page_asks_another_host(site: Path, pages: dict[Path, Read]) -> None:
    assert len(pages) > 150
    assert not [(page, each) for page, read in pages.items() for each in read.loads if re.match(r"(https?:)?//", each)]
    sheets = [sheet.read_text("utf-8") for sheet in site.rglob("*.css")]
    assert not [
        found for sheet in sheets for found in re.findall(r"(?:url\(|@import )['\"]?(?:https?:)?//[^)]*", sheet)
    ]
    assert all("default-src 'self' file: data: blob: 'unsafe-inline'" in page.read_text("utf-8") for page in pages)


def test_what_pages_load_and_lead_to_is_there(site: Path, pages: dict[Path, Read]) -> None:
    missing = []
    for page, read in pages.items():
        for each in (*read.loads, *read.leads):
            to = urlsplit(each)
            if to.scheme or to.netloc:
                continue
            file = (page.parent / unquote(to.path)).resolve() if to.path else page
            if not file.is_file() or (to.fragment and file in pages and unquote(to.fragment) not in pages[file].names):
                missing.append((page.relative_to(site), each))
    assert not missing


def test_each_figure_is_embedded_with_a_picture_and_its_code(pages: dict[Path, Read]) -> None:
    for script in sorted((DOCS / "gallery").glob("*.py")):
        (page,) = (page for page in pages if page.parent.name == "gallery" and page.stem == script.stem)
        assert {f"../figures/{script.stem}.html", f"../figures/{script.stem}.png"} <= set(pages[page].loads)
        assert "to_html" in page.read_text("utf-8")


def test_each_public_name_is_told_once(site: Path) -> None:
    told = Counter(
        name
        for page in (DOCS / "api").glob("*.md")
        for name in re.findall(r"^   ([\w.]+)$", page.read_text("utf-8"), re.MULTILINE)
    )
    public = {id(value): name for package in reversed(PACKAGES) for name, value in names(package)}
    known = {f"splinewidgets.{name}" for name in told}
    assert [name for name, count in told.items() if count > 1] == []
    assert {id(found(name)) for name in known} == set(public)
    assert {page.stem for page in (site / "api" / "generated").glob("*.html")} == known


def names(package: str) -> list[tuple[str, object]]:
    """Public names of a package, with what they name."""
    module = import_module(package)
    return [(f"{package}.{name}", getattr(module, name)) for name in module.__all__]


def found(name: str) -> object:
    """What a dotted name names."""
    package, _, last = name.rpartition(".")
    return getattr(import_module(package), last)
