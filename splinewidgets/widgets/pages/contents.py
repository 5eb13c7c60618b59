"""What stands on a page, read: texts and widgets in rows, and the widgets that these refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Any, TypeVar

from splinewidgets.widgets.pages.questions import Changes

if TYPE_CHECKING:
    from splinewidgets.widgets.host.displayed import Displayed

Value = TypeVar("Value")

LAYOUTS = ("column", "row", "grid")


@dataclass(frozen=True)
class Text:
    """A text as it was given."""

    text: str


@dataclass(frozen=True)
class Contents:
    """What stands on a page.

    Attributes
    ----------
    rows : list of lists
        Texts and widgets that stand side by side.
    layout : str
        How rows of more than one are laid out.
    names : dict
        The name of each widget, and of those that the shown ones refer to.
    """

    rows: list[list[Text | Displayed]]
    layout: str
    names: dict[Displayed, str]

    @property
    def widgets(self) -> list[Displayed]:
        """The widgets that are shown, in their order."""
        return [each for row in self.rows for each in row if not isinstance(each, Text)]

    @property
    def all(self) -> list[Displayed]:
        """All widgets that the page has."""
        return list(self.names)

    def by_name(self, values: Mapping[Any, Value]) -> dict[str, Value]:
        """What belongs to widgets of the page, by their names."""
        return {self.names[widget]: value for widget, value in values.items() if widget in self.names}

    def states(self, changes: Changes) -> dict[str, dict[str, Any]]:
        """What changes in widgets of the page, by their names."""
        return {name: dict(traits) for name, traits in self.by_name(changes).items()}


def read_contents(contents: Any, layout: Any) -> Contents:
    """What was given as the contents of a page.

    Raises
    ------
    TypeError
        If something is neither a text nor a widget of ours.
    ValueError
        If there is no widget, one stands there twice, or the layout is another one.
    RuntimeError
        If a widget is closed.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"layout is {layout!r:.80}. It must be 'column', 'row' or 'grid'. Pass one of them.")
    given = contents if _is_sequence(contents) else [contents]
    read = [[_read(part) for part in each] if _is_sequence(each) else [_read(each)] for each in given]
    found = Contents(_laid_out([row for row in read if row], layout), layout, {})
    shown = found.widgets
    if not shown:
        raise ValueError("There is no widget. A page shows at least one. Pass one, or a list with one in it.")
    if twice := [each for each in shown if shown.count(each) > 1]:
        raise ValueError(
            f"A {type(twice[0]).__name__} stands there twice. Two views of one widget need a kernel. Pass it once."
        )
    for widget in _with_parts(shown):
        if widget.comm is None:
            raise RuntimeError(f"A {type(widget).__name__} is closed. A page is of what is shown. Make another one.")
        found.names[widget] = _name(type(widget).__name__, set(found.names.values()))
    return found


def _is_sequence(given: Any) -> bool:
    return isinstance(given, Sequence) and not isinstance(given, str)


def _read(part: Any) -> Text | Displayed:
    if isinstance(part, str):
        return Text(part)
    if hasattr(part, "_page_questions") and hasattr(part, "_bundle"):
        widget: Displayed = part
        return widget
    raise TypeError(
        f"The contents have a {type(part).__name__}. A page has texts and widgets of splinewidgets. "
        "Pass these, and a list of them for a row."
    )


def _laid_out(rows: list[list[Text | Displayed]], layout: str) -> list[list[Text | Displayed]]:
    """Rows in which single widgets that follow one another stand together, unless they stand in a column."""
    if layout == "column":
        return rows
    found: list[list[Text | Displayed]] = []
    open_row = False
    for row in rows:
        single = len(row) == 1 and not isinstance(row[0], Text)
        if single and open_row:
            found[-1].extend(row)
        else:
            found.append(list(row))
        open_row = single
    return found


def _with_parts(shown: list[Displayed]) -> list[Displayed]:
    """Widgets, those that these refer to, and so on: each once."""
    found = dict.fromkeys(shown)
    waiting = list(found)
    while waiting:
        for other in referred_to(waiting.pop(0)):
            if other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)


def referred_to(widget: Displayed) -> Iterator[Displayed]:
    """The widgets that a widget's traits hold."""
    for name in widget.traits(sync=True):
        value = getattr(widget, name)
        if value is not widget and hasattr(value, "_bundle"):
            yield value


def _name(kind: str, taken: set[str]) -> str:
    """The name of a class, with a number from the second one on."""
    names = chain([kind], (f"{kind} {number}" for number in count(2)))
    return next(name for name in names if name not in taken)
