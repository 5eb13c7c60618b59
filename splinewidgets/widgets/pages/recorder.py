"""Widgets as a page sees them, and what Python answers to what the page sets: enough for a page without a kernel."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from splinewidgets.pictures.wire import in_buffers
from splinewidgets.widgets.pages.shared_traits import ASKING, traits_of

if TYPE_CHECKING:
    from splinewidgets.widgets.host.messages import Listener

# Seconds that a widget may take for an answer; however busy the machine is.
PATIENCE = 60.0
# How anywidget names another widget.
REFERENCE = "anywidget:"
# What other widgets have drawn on one, each with its owner: of those that are not recorded there is nothing.
DRAWN_BY_OTHERS = "_shapes"
# A picture, and what colors it.
COLORED = {"_picture": "_colors", "_reference_picture": "_reference_colors"}

State = dict[str, Any]


class RecordedWidget(TypedDict):
    """A widget by the name of its bundle, its state, and what a page's engine needs to answer for it."""

    bundle: str
    state: State
    live: NotRequired[Mapping[str, Any]]


class Table(TypedDict):
    """Answers to the values of some traits `of` a widget: what changes in the state of each widget.

    Other values have the answer `otherwise`, or that to the `nearest`, if there is such.
    """

    widget: str
    of: list[str]
    answers: list[tuple[list[Any], dict[str, State]]]
    otherwise: NotRequired[dict[str, State]]
    nearest: NotRequired[bool]


class Recording(TypedDict):
    """All that a page shows; the first widget is the one around the others."""

    widgets: dict[str, RecordedWidget]
    tables: list[Table]


class Recorder:
    """Takes down how widgets stand, and asks them as a page would.

    Parameters
    ----------
    widgets
        By the names that the recording gives them; a widget that refers to another one of them goes on to do so, and
        to any other one no more.
    """

    def __init__(self, **widgets: Listener) -> None:
        self._widgets = widgets
        self._names = {f"{REFERENCE}{widget.model_id}": f"{REFERENCE}{name}" for name, widget in widgets.items()}
        self._seq = 0
        self._await_rest()
        self._begun = self._states()
        self._tables: list[Table] = []

    @property
    def recording(self) -> Recording:
        """What has been recorded so far."""
        widgets: dict[str, RecordedWidget] = {
            name: {"bundle": widget._bundle, "state": self._begun[name]} for name, widget in self._widgets.items()
        }
        return {"widgets": widgets, "tables": self._tables}

    def ask(
        self,
        name: str,
        given: Iterable[Mapping[str, Any]],
        told: Mapping[str, Sequence[str]] | None = None,
        *,
        nearest: bool = False,
    ) -> None:
        """Record the answers to several values of the same traits, each set by the page.

        Parameters
        ----------
        name
            The widget that is asked.
        given
            Values by trait. Those of messages are without their numbers.
        told
            The traits of each widget that are in an answer; by default all that differ in any of the answers from the
            beginning. Of two tables for the same traits each must tell what the other does, or what one has changed
            would not be changed back.
        nearest
            Whether other numbers have the answer to the nearest of these, and become it.
        """
        of: list[str] = []
        asked: list[list[Any]] = []
        states: list[dict[str, State]] = []
        for values in given:
            of = list(values)
            asked.append(list(values.values()))
            self._widgets[name].set_state({trait: self._numbered(name, trait, values[trait]) for trait in of})
            self._await_rest()
            states.append(self._states())
        changing = {
            (other, trait)
            for state in states
            for other in self._widgets
            for trait, value in state[other].items()
            if (value != self._begun[other][trait] if told is None else trait in told.get(other, ()))
        }
        answers = [
            {
                other: {trait: value for trait, value in state[other].items() if (other, trait) in changing}
                for other in self._widgets
            }
            for state in states
        ]
        for answer in answers:
            for trait in of:
                answer[name].pop(trait, None)
        table: Table = {"widget": name, "of": of, "answers": list(zip(asked, answers, strict=True))}
        if nearest:
            table["nearest"] = True
        self._tables.append(table)
        self._go_back()

    def tell(self, table: Table) -> None:
        """Record answers that are known."""
        self._tables.append(table)

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Block in which the widgets are asked, and their own pages do not hear of it."""
        with ExitStack() as stack:
            for widget in self._widgets.values():
                stack.enter_context(widget.unheard())
            yield

    def _numbered(self, name: str, trait: str, value: Any) -> Any:
        declared = getattr(self._widgets[name].traits()[trait], "declared", None)
        if not value or "seq" not in getattr(declared, "__annotations__", ()):
            return value
        self._seq += 1
        return {**value, "seq": self._seq}

    def _states(self) -> dict[str, State]:
        return {name: self._state(widget) for name, widget in self._widgets.items()}

    def _state(self, widget: Listener) -> State:
        """What a page is sent. Numbers of messages are left out, for a page has its own."""
        sent = widget.get_state()
        state = {name: in_buffers(sent[name]) if widget.sends_text else sent[name] for name in shared(type(widget))}
        if "_answered" in state:
            state["_answered"] = 0
        for name, value in state.items():
            if isinstance(value, dict) and "seq" in value:
                state[name] = {**value, "seq": None} if "id" in value else {}
            elif isinstance(value, str) and value.startswith(REFERENCE):
                state[name] = self._names.get(value)
            elif name == DRAWN_BY_OTHERS:
                state[name] = [shapes for shapes in value if f"{REFERENCE}{shapes['owner']}" in self._names]
        return state

    def _go_back(self) -> None:
        """Set what a page can set as it was in the beginning."""
        for name, widget in self._widgets.items():
            now, begun, traits = self._state(widget), self._begun[name], widget.traits()
            moved = {
                trait: value
                for trait, value in begun.items()
                if now[trait] != value and not traits[trait].metadata.get("told")
            }
            widget.set_state(moved)
        self._await_rest()

    def _await_rest(self) -> None:
        until = time.monotonic() + PATIENCE
        for widget in self._widgets.values():
            if work := getattr(widget, "_work", None):
                work.wait(PATIENCE)
            while not rests(widget):
                if time.monotonic() > until:
                    raise TimeoutError(
                        f"A {type(widget).__name__} was asked and did not come to rest in {PATIENCE:g} seconds. "
                        "Its colors must be those of its picture. Record a smaller one."
                    )
                time.sleep(0.002)


def shared(kind: type[Listener]) -> list[str]:
    """The traits that a view knows of; not those by which a kernel is watched, for there is none."""
    # A widget's own class is another, with what anywidget has added for it.
    listed = next(each for each in kind.__mro__ if "_bundle" in each.__dict__)
    return [name for name in traits_of(listed) if name not in ASKING]


def rests(widget: Any) -> bool:
    """Whether nothing of what was asked is still to come."""
    state = getattr(widget, "state", "ready")
    if state in ("compiling", "computing"):
        return False
    if state == "error":
        return True
    pairs = [(getattr(widget, picture, {}), getattr(widget, colors, {})) for picture, colors in COLORED.items()]
    return all(
        colors.get("picture") == picture["id"] and colors["name"] == widget.color_by
        for picture, colors in pairs
        if "id" in picture
    )
