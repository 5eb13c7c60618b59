"""One file that shows widgets in any browser, without a kernel and without a network."""

from __future__ import annotations

import gzip
import os
import re
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from splinewidgets.files.disk import write_whole
from splinewidgets.geometry.argument_types import check_type, truth
from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.plain_values import whole
from splinewidgets.pictures.sheets.files import read_path
from splinewidgets.widgets.pages.contents import Contents, Text, read_contents
from splinewidgets.widgets.pages.engines import Engines, engines_of
from splinewidgets.widgets.pages.page_text import as_html, as_words
from splinewidgets.widgets.pages.questions import Known, Wanted
from splinewidgets.widgets.pages.recorder import Recorder, Table
from splinewidgets.widgets.pages.recording_text import RecordingTexts

if TYPE_CHECKING:
    from splinewidgets.widgets.host.displayed import Displayed

TEMPLATE = Path(__file__).with_name("page.html")
STATIC = Path(__file__).parents[2] / "static"
# More than mail and courses take in, and than a phone opens at once.
MOST_BYTES = 30_000_000
# The bundle that computes tiles.
ENGINE = "live"
FOOTER = "What Python would have to compute is as it was saved."
LIVE_FOOTER = "Tiles are computed in the page, exactly. What only Python can compute is as it was saved."
# How entries of `sizes` begin.
CODE, STATE = "code of", "what is shown"


class Page:
    """A page of widgets that any browser opens from a file, with no kernel and no request to anybody.

    Widgets are there as they stand now. What needs no kernel goes on as in a notebook: hovered and selected tiles,
    lines, colors, depth, the checkpoints of a training, rho of a pool, cameras; and so does what stands beside an
    explorer. What Python alone can compute, such as tiles of another plane, is as it was saved, and the page says so
    where it is tried. To find out what Python answers, the widgets are asked as by a hand, and set back in the end:
    callbacks of your own hear of that, their pages do not.

    Parameters
    ----------
    contents : widget, text, or a sequence of these
        What stands on the page, one below the other. A sequence within it is a row. Texts are Markdown, in which HTML
        is text.
    layout : 'column', 'row' or 'grid'
        How widgets follow one another; texts have the whole width.
    title : str, optional
        Of the browser's tab; by default the first widget's name.
    steps : sequence of int, optional
        The training steps whose checkpoints a `TrainingExplorer` has on the page; by default all.
    measures : sequence of str, optional
        The measures that can color tiles on the page; by default all.
    facts : bool
        Whether tiles tell their facts on the page.
    live : bool
        Whether the page computes tiles by an engine of its own, as exact as Python's, where it knows how: then anchors
        are dragged, planes tilted and windows zoomed as with a kernel. It knows each `SliceExplorer` beside which
        nothing else stands, of networks without smooth activations. What it does not know is as it was saved.

    Attributes
    ----------
    stored : dict
        With `live`, why a widget is as it was saved, by its name on the page.
    sizes : dict
        Bytes by what takes them.
    size : int
        Bytes of the file.

    Raises
    ------
    TypeError, ValueError
        If something is none of our widgets and no text, or a step or a measure is not there, or with `live` the page's
        engine knows none of the widgets.
    RuntimeError
        If a widget is closed.

    Examples
    --------
    >>> explorer = SliceExplorer(zoo.mlp((2, 8, 2)))
    >>> page = Page(["How does a network of eight units cut the plane?", explorer], title="Tiles")
    >>> page.size < 400_000
    True
    """

    def __init__(
        self,
        contents: Any,
        *,
        layout: str = "column",
        title: str | None = None,
        steps: Sequence[int] | None = None,
        measures: Sequence[str] | None = None,
        facts: bool = True,
        live: bool = False,
    ) -> None:
        shown = read_contents(contents, layout)
        wants_engine = truth(live, "live")
        if title is not None:
            check_type(title, str, "title", "text", "Pass such as 'Lesson 1'.")
        self._title = title if title is not None else type(shown.widgets[0]).__name__
        wanted = Wanted(steps, measures, facts)
        self._content = _content(shown)
        recorder = Recorder(**{name: widget for widget, name in shown.names.items()})
        engines, self.stored = engines_of(shown) if wants_engine else ({}, {})
        self._parts = {**_code(shown.all), **_recorded(shown, wanted, recorder, engines)}
        if engines:
            self._parts["the engine"] = _part("engine", ENGINE, (STATIC / f"{ENGINE}.js").read_text("utf-8"))
        self._text = _text(self._title, self._content, self._parts, bool(engines))

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes by what takes them."""
        taken = {what: len(part) for what, part in self._parts.items()}
        return {**taken, "page": self.size - sum(taken.values())}

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self._text)

    def save(self, path: str | os.PathLike[str], *, max_bytes: int = MOST_BYTES) -> None:
        """Write the file, whole or not at all.

        Parameters
        ----------
        path
            Its name must end with .html.
        max_bytes
            A larger file is not written.

        Raises
        ------
        ValueError, TypeError
            If the file would be larger, with what takes how much; or its name has another ending.
        OSError
            If it cannot be written; one of its name that is there stays as it is.
        """
        file = read_path(path, (".html",))
        most = whole(max_bytes, "max_bytes", "a whole number of bytes above 0", "30_000_000 is usual.")
        if self.size > most:
            large = sorted(self.sizes.items(), key=lambda each: -each[1])[:4]
            parts = ", ".join(f"{what} {count(size)}" for what, size in large)
            raise ValueError(
                f"The page has {count(self.size)} bytes ({parts}). It may have {count(most)}. "
                "Pass fewer steps or measures, facts=False, or a larger max_bytes."
            )
        write_whole(file, [self._text])


def to_html(
    path: str | os.PathLike[str],
    contents: Any,
    *,
    layout: str = "column",
    title: str | None = None,
    steps: Sequence[int] | None = None,
    measures: Sequence[str] | None = None,
    facts: bool = True,
    live: bool = False,
    max_bytes: int = MOST_BYTES,
) -> None:
    """Write widgets and texts as one page, which any browser shows with no kernel and no request to anybody.

    Parameters
    ----------
    path
        Its name must end with .html.
    contents, layout, title, steps, measures, facts, live
        As for `Page`, which tells the size before anything is written.
    max_bytes
        A larger page is not written.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        As for `Page`; and if the page would be larger, with what takes how much.
    OSError
        If the file cannot be written; one of its name that is there stays as it is.

    Examples
    --------
    >>> explorer = SliceExplorer(zoo.mlp((2, 8, 2)))
    >>> to_html("lesson.html", ["# Tiles", (explorer, SplineSurface(explorer))])
    """
    file = read_path(path, (".html",))
    page = Page(contents, layout=layout, title=title, steps=steps, measures=measures, facts=facts, live=live)
    page.save(file, max_bytes=max_bytes)


def _content(shown: Contents) -> str:
    """HTML of texts, and of the places of widgets."""
    rows = []
    for row in shown.rows:
        cells = [
            f'<section class="sw-page-text">{as_html(each.text)}</section>'
            if isinstance(each, Text)
            else f'<div class="sw-page-widget" data-widget="{shown.names[each]}">'
            f"<p>{as_words(each._sentence())}</p></div>"
            for each in row
        ]
        beside = "sw-page-grid" if shown.layout == "grid" else "sw-page-beside"
        kind = f"sw-page-row {beside}" if len(row) > 1 else "sw-page-row"
        rows.append(f'<div class="{kind}">{"".join(cells)}</div>')
    return "\n".join(rows)


def _code(widgets: Sequence[Displayed]) -> dict[str, bytes]:
    """Code and styles of the bundles, each once."""
    bundles = {each._bundle: each for each in widgets}
    return {
        f"{CODE} {type(each).__name__}": _part("code", name, each._esm or "") + _part("style", name, each._css)
        for name, each in bundles.items()
    }


def _recorded(shown: Contents, wanted: Wanted, recorder: Recorder, engines: Engines) -> dict[str, bytes]:
    """What widgets show, and what they answer."""
    about: list[str] = []
    with recorder.unheard():
        for widget, name in shown.names.items():
            if widget in engines:
                continue
            # First, for to be asked teaches widgets what they then tell of tiles.
            for known in widget._page_answers(wanted):
                recorder.tell(_table(shown, known))
                about.append(f"{known.about} of {name}")
            for question in widget._page_questions(wanted):
                told = None if question.told is None else shown.by_name(question.told)
                recorder.ask(name, question.given, told, nearest=question.nearest)
                about.append(f"{question.about} of {name}")
    recording, texts = recorder.recording, RecordingTexts()
    for widget, engine in engines.items():
        recording["widgets"][shown.names[widget]]["live"] = engine
    parts = {STATE: _part("recording", "0", texts.text(recording["widgets"], []))}
    for number, (what, table) in enumerate(zip(about, recording["tables"], strict=True), 1):
        part = _part("recording", str(number), texts.text({}, [table]))
        parts[what] = parts.get(what, b"") + part
    return parts


def _table(shown: Contents, known: Known) -> Table:
    answers = [(list(values), shown.states(changes)) for values, changes in known.answers]
    table: Table = {"widget": shown.names[known.widget], "of": list(known.of), "answers": answers}
    if known.otherwise is not None:
        table["otherwise"] = shown.states(known.otherwise)
    return table


def _part(kind: str, name: str, text: str) -> bytes:
    """A part of the page that it opens by itself; the same bytes each time."""
    packed = b64encode(gzip.compress(text.encode(), mtime=0)).decode("ascii")
    return f'<script type="text/plain" data-part="{kind}" data-name="{name}">{packed}</script>\n'.encode()


def _text(title: str, content: str, parts: dict[str, bytes], live: bool) -> bytes:
    from splinewidgets import __version__

    filled = {
        "version": __version__,
        "title": as_words(title),
        "style": (STATIC / "page.css").read_text("utf-8"),
        "content": content,
        "footer": f"Made with splinewidgets {__version__}. {LIVE_FOOTER if live else FOOTER}",
        "script": (STATIC / "page.js").read_text("utf-8"),
    }
    before, after = TEMPLATE.read_text("utf-8").split("{parts}")
    return b"".join((_filled(before, filled), *parts.values(), _filled(after, filled)))


def _filled(template: str, filled: dict[str, str]) -> bytes:
    return re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], template).encode()
