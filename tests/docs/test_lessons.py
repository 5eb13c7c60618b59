"""Lessons last 45 minutes, each question has an answer that is computed, and notebooks have what pages have."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from nbformat import NotebookNode

DOCS = Path(__file__).parents[2] / "docs"
LESSONS = {page.stem: page.read_text() for page in sorted((DOCS / "lessons").glob("*.md")) if page.stem != "index"}
MINUTES = 45


@pytest.fixture
def as_notebook(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], NotebookNode]:
    monkeypatch.syspath_prepend(DOCS / "extensions")
    from lesson_notebook import as_notebook  # type: ignore[import-not-found]

    return as_notebook  # type: ignore[no-any-return]


def code(page: str) -> list[str]:
    return [token.content.rstrip("\n") for token in MarkdownIt().parse(page) if token.info == "python"]


def questions(page: str) -> dict[str, str]:
    """The part of a page for each question, by its number."""
    return dict(re.findall(r"^### Question (\d+)\n(.*?)(?=^#{2,3} |\Z)", page, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", LESSONS)
def test_the_plan_has_each_minute_once(name: str) -> None:
    plan = [(int(begin), int(end)) for begin, end in re.findall(r"^\| (\d+)–(\d+) \|", LESSONS[name], re.MULTILINE)]
    assert [begin for begin, _ in plan] == [0, *(end for _, end in plan[:-1])]
    assert plan[-1][1] == MINUTES


@pytest.mark.parametrize("name", LESSONS)
def test_each_question_is_planned_and_answered(name: str) -> None:
    page = LESSONS[name]
    asked = questions(page)
    assert list(asked) == [str(number) for number in range(1, len(asked) + 1)]
    assert [number for number in re.findall(r"\[\d\]\(#question-(\d)\)", page)] == list(asked)
    for number, part in asked.items():
        answer = re.search(r"^:::\{dropdown\} (.*?)\n(.*?)^:::$", part, re.MULTILINE | re.DOTALL)
        assert answer, number
        # What has no right answer, and says so, is for the discussion.
        assert answer[1] == "For the discussion" or "assert " in "".join(code(answer[2])), number


@pytest.mark.parametrize("name", LESSONS)
def test_a_notebook_has_the_code_of_its_page_and_folds_the_answers(
    name: str, as_notebook: Callable[[str], NotebookNode]
) -> None:
    page, notebook = LESSONS[name], as_notebook(LESSONS[name])
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.source for cell in cells] == code(page)
    folded = [cell.source for cell in cells if cell.metadata.get("jupyter", {}).get("source_hidden")]
    assert folded == [block for part in questions(page).values() for block in code(_answers(part))]
    texts = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert not re.search(r"^:::|^```|\{[\w-]+\}`|\.md\)", texts, re.MULTILINE)
    assert texts.count("<details>") == texts.count("</details>") == page.count(":::{dropdown}")


@pytest.mark.parametrize("name", LESSONS)
def test_the_last_cell_writes_the_handout_with_each_question(name: str) -> None:
    *_, last = code(LESSONS[name])
    assert f'"{name}-handout.html"' in last
    assert re.findall(r"\*\*(\d)\.\*\*", last) == list(questions(LESSONS[name]))


def _answers(part: str) -> str:
    return "\n".join(re.findall(r"^:::\{dropdown\}.*?\n(.*?)^:::$", part, re.MULTILINE | re.DOTALL))
