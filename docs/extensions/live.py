"""Live figures: a script writes a page and a picture, which stand on a page of the documentation with its code.

A script NAME.py beside the page that shows it is what a reader would write: it leaves NAME.html, by `to_html`, and
NAME.png, by `save`, in the folder where it is run. It is run once, and anew when it or the package has changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import runpy
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective
from sphinx.util.logging import getLogger

import splinewidgets

logger = getLogger(__name__)
PACKAGE = Path(splinewidgets.__file__).parent
# Where the pages of figures are in the site, and what is kept of them between builds.
FOLDER, KEPT = "figures", "_build/figures"


class Live(SphinxDirective):
    """`live:: NAME.py`: the page that a script writes, its picture without scripts, and (but with `alone`) the code."""

    required_arguments = 1
    option_spec = {"height": directives.positive_int, "alone": directives.flag}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Nodes of the figure, and of the code."""
        name = Path(self.arguments[0]).stem
        script = Path(self.env.relfn2path(self.arguments[0])[1])
        self.env.note_dependency(str(script))
        code = script.read_text("utf-8")
        title = code.split('"""')[1].rstrip(".")
        # A page may be served with a slash behind its name or opened from a file: its depth is what counts.
        here = "../" * self.env.docname.count("/") + f"{FOLDER}/{name}"
        figure = (
            f'<figure class="live"><iframe src="{here}.html" title="{escape(title)}" loading="lazy"'
            f' height="{self.options.get("height", 720)}"></iframe>'
            f'<noscript><img src="{here}.png" alt="{escape(title)}"></noscript>'
            f'<figcaption><a href="{here}.html">The figure by itself</a>, one file, {size(name, self.env)}</figcaption>'
            "</figure>"
        )
        shown = code.split('"""', 2)[2].lstrip()
        block = [] if "alone" in self.options else [nodes.literal_block(shown, shown, language="python")]
        return [nodes.raw("", figure, format="html"), *block]


def size(name: str, env: Any) -> str:
    """Size of a figure's page, in words."""
    return f"{(Path(env.srcdir) / KEPT / f'{name}.html').stat().st_size / 1e6:.1f} MB"


def state_of(script: Path) -> str:
    """A digest of all that a figure depends on."""
    found = hashlib.sha256(script.read_bytes())
    for file in sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".json", ".js", ".css", ".html"}):
        found.update(file.read_bytes())
    return found.hexdigest()


@contextlib.contextmanager
def closing_widgets() -> Iterator[None]:
    """Close the widgets that were made."""
    try:
        yield
    finally:
        ipywidgets.Widget.close_all()


def make(app: Any) -> None:
    """Run the scripts of figures that are new, or have changed."""
    kept = Path(app.srcdir) / KEPT
    kept.mkdir(parents=True, exist_ok=True)
    for script in sorted((Path(app.srcdir) / "gallery").glob("*.py")):
        mark = kept / f"{script.stem}.state"
        state = state_of(script)
        if mark.exists() and mark.read_text() == state:
            continue
        logger.info("making the figure %s", script.stem)
        with contextlib.chdir(kept), closing_widgets():
            runpy.run_path(str(script))
        for ending in (".html", ".png"):
            if not (kept / f"{script.stem}{ending}").exists():
                raise ExtensionError(
                    f"{script.name} has written no {script.stem}{ending}. The page shows it. Write it."
                )
        mark.write_text(state)


def copy(app: Any, failure: Exception | None) -> None:
    """Put the pages and the pictures into the site."""
    if failure is None and app.builder.format == "html":
        folder = Path(app.outdir) / FOLDER
        folder.mkdir(exist_ok=True)
        for file in (Path(app.srcdir) / KEPT).iterdir():
            if file.suffix in {".html", ".png"}:
                shutil.copy2(file, folder)


def setup(app: Any) -> dict[str, bool]:
    """Add the directive; figures are made before the pages are read."""
    app.add_directive("live", Live)
    app.connect("builder-inited", make)
    app.connect("build-finished", copy)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
