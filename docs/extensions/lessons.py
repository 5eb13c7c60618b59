"""Files of the lessons: the handout that the cells of a page write, and the page as a notebook.

The last cell of a lesson NAME.md leaves NAME-handout.html, by `to_html`, in the folder where it is run. Lessons are run
once, and anew when one or the package has changed; `lesson-files` is where their page links to both.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from lesson_notebook import as_notebook
from live import FOLDER, closing_widgets, state_of
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

logger = getLogger(__name__)
# What is kept of the files between builds. In the site they are beside the pages of figures, of which they are some.
KEPT = "_build/lessons"


class LessonFiles(SphinxDirective):
    """`lesson-files::`: links to the handout and to the notebook of the page."""

    def run(self) -> list[nodes.Node]:
        """Nodes of the links."""
        name = Path(self.env.docname).name
        here = "../" * self.env.docname.count("/") + f"{FOLDER}/{name}"
        size = (Path(self.env.srcdir) / KEPT / f"{name}-handout.html").stat().st_size / 1e6
        links = (
            f'<p><a href="{here}-handout.html">The handout</a>, one file, {size:.1f} MB. '
            f'<a href="{here}.ipynb" download>The lesson as a notebook</a>, with the answers folded.</p>'
        )
        return [nodes.raw("", links, format="html")]


def lessons(app: Any) -> list[Path]:
    """Pages that are lessons."""
    return sorted(page for page in (Path(app.srcdir) / "lessons").glob("*.md") if page.stem != "index")


def make(app: Any) -> None:
    """Run lessons that are new, or have changed, and write their notebooks."""
    kept = Path(app.srcdir) / KEPT
    kept.mkdir(parents=True, exist_ok=True)
    for page in lessons(app):
        notebook, mark = as_notebook(page.read_text("utf-8")), kept / f"{page.stem}.state"
        nbformat.write(notebook, kept / f"{page.stem}.ipynb")
        state = state_of(page)
        if mark.exists() and mark.read_text() == state:
            continue
        logger.info("running the lesson %s", page.stem)
        # Its cells leave other files beside the handout, such as histories.
        shutil.rmtree(kept / page.stem, ignore_errors=True)
        (kept / page.stem).mkdir()
        names = {"__name__": "__main__"}
        with contextlib.chdir(kept / page.stem), closing_widgets():
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    exec(compile(cell.source, str(page), "exec"), names)
        handout = f"{page.stem}-handout.html"
        if not (kept / page.stem / handout).exists():
            raise ExtensionError(
                f"{page.name} has written no {handout}. The page links to it. Write it in the last cell."
            )
        os.replace(kept / page.stem / handout, kept / handout)
        mark.write_text(state)


def copy(app: Any, failure: Exception | None) -> None:
    """Put handouts and notebooks into the site."""
    if failure is None and app.builder.format == "html":
        folder = Path(app.outdir) / FOLDER
        folder.mkdir(exist_ok=True)
        for page in lessons(app):
            for file in (f"{page.stem}-handout.html", f"{page.stem}.ipynb"):
                shutil.copy2(Path(app.srcdir) / KEPT / file, folder)


def setup(app: Any) -> dict[str, bool]:
    """Add the directive; lessons are run before the pages are read."""
    app.add_directive("lesson-files", LessonFiles)
    app.connect("builder-inited", make)
    app.connect("build-finished", copy)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
