"""A lesson as a notebook: its text and its code as cells, with the answers folded.

What MyST has and a notebook has not becomes what a notebook has: a dropdown is a `details`, whose code is hidden until
it is asked for; an admonition is a quotation; and a link to another lesson leads to its notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

FENCE, END = re.compile(r"^```python$"), re.compile(r"^```$")
DIRECTIVE = re.compile(r"^:::\{(\w[\w-]*)\} ?(.*)$")
OPTION = re.compile(r"^:\w[\w-]*:")
FILES = re.compile(r"^```\{lesson-files\}\n```$", re.MULTILINE)
LESSON = re.compile(r"\]\((\w+)\.md\)")
ANCHOR = re.compile(r"\]\(#(\w)")


def as_notebook(page: str) -> NotebookNode:
    """The notebook of a lesson's page in MyST."""
    cells = [
        new_markdown_cell(text) if kind == "text" else new_code_cell(text, metadata=_folded(kind == "answer"))
        for kind, text in _parts(FILES.sub("", page))
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # the same each time
    language = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = new_notebook(cells=cells, metadata=language)
    nbformat.validate(notebook)
    return notebook


def _folded(folded: bool) -> dict[str, dict[str, bool]]:
    """Metadata of a cell, by which JupyterLab hides its source."""
    return {"jupyter": {"source_hidden": True}} if folded else {}


def _parts(page: str) -> Iterator[tuple[str, str]]:
    """Texts, code and code of answers in their order."""
    gathered: list[str] = []
    within, in_code = "", False
    for line in page.splitlines():
        if (END if in_code else FENCE).match(line):
            if in_code:
                yield ("answer" if within == "dropdown" else "code"), "\n".join(gathered)
            elif text := _text(gathered, within):
                yield "text", text
            gathered, in_code = [], not in_code
        elif in_code:
            gathered.append(line)
        elif opened := DIRECTIVE.match(line):
            if text := _text(gathered, ""):
                yield "text", text
            within, gathered = opened[1], [f"**{opened[2]}**", ""]
        elif line == ":::":
            if text := _text(gathered, within):
                yield "text", text
            within, gathered = "", []
        else:
            gathered.append(line)
    if text := _text(gathered, ""):
        yield "text", text


def _text(lines: list[str], within: str) -> str:
    """Markdown of some lines of a page, or of a directive, whose title comes first."""
    kept = [line for line in lines if not (within and OPTION.match(line))]
    text = ANCHOR.sub(lambda found: f"](#{found[1].upper()}", LESSON.sub(r"](\1.ipynb)", "\n".join(kept))).strip()
    if within == "dropdown" and text.startswith("**"):
        title, _, rest = text.partition("\n")
        return f"<details><summary>{title.strip('*')}</summary>\n\n{rest.strip()}\n\n</details>"
    if within == "admonition":
        return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return text
