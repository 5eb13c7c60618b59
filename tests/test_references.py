"""Sources are cited by key, and every key is in docs/references.bib."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEY = r"[a-z]+[12][0-9]{3}[a-z]+"


def keys() -> list[str]:
    return re.findall(rf"^@\w+\{{({KEY}),$", (ROOT / "docs" / "references.bib").read_text(), re.MULTILINE)


def cited() -> set[str]:
    sources = [*(ROOT / "splinewidgets").rglob("*.py"), ROOT / "README.md"]
    pages = [page for page in (ROOT / "docs").rglob("*.md") if "_build" not in page.parts]
    return {key for file in sources for key in re.findall(rf"\[({KEY})\]", file.read_text())} | {
        key for page in pages for key in re.findall(rf"\{{cite:[pt]\}}`({KEY})`", page.read_text())
    }


def test_each_source_is_there_once() -> None:
    assert len(keys()) == len(set(keys())) > 10


def test_what_is_cited_is_in_the_bibliography_and_the_other_way_round() -> None:
    assert cited() == set(keys())


def test_each_source_has_authors_a_title_and_a_year() -> None:
    for entry in (ROOT / "docs" / "references.bib").read_text().split("\n@")[1:]:
        assert {"author", "title", "year"} <= set(re.findall(r"^  (\w+) +=", entry, re.MULTILINE)), entry
