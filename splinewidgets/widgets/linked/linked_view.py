"""A widget that stands beside a `SliceExplorer` and shows the same tiles in another way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, get_args

import traitlets as t
from torch import nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.slice_input import read_view
from splinewidgets.pictures.wire_types.colors import Colormap, WireColors
from splinewidgets.pictures.wire_types.explorer import Facts, State, WireLayer, WireMeasure
from splinewidgets.pictures.wire_types.picture import Box
from splinewidgets.pictures.wire_types.space import WireCamera
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.keywords import DOM, keywords_of, reject_unknown
from splinewidgets.widgets.host.messages import Listener
from splinewidgets.widgets.host.trait_types import Choice, Items, Payload, Whole
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

# What a companion has in common with the explorer beside it: set in either, and only told by the explorer.
SHARED = ("color_by", "colormap", "visible_layers", "hovered", "selected", "view")
TOLD = ("colors", "layers", "measures", "class_names", "facts", "selected_facts", "error", "state")


class LinkedView(Listener):
    """Base of the companions: a subclass says how the tiles are drawn (`_draw`), in the explorer's numbering."""

    _bundle: ClassVar[str]
    _told: ClassVar[tuple[str, ...]] = TOLD
    _drawn: ClassVar[tuple[str, ...]] = ("colors", "colormap", "visible_layers", "camera")

    color_by = t.Unicode("slope", help="Name of the measure that colors the tiles.").tag(sync=True)
    colormap = Choice(get_args(Colormap), "viridis", help="Color map for numbers.").tag(sync=True)
    visible_layers = Items(t.Int(), help="Layers whose hyperplanes are drawn.").tag(sync=True)
    hovered = Whole(-1, help="The tile under the pointer, -1 for none.").tag(sync=True)
    selected = Whole(-1, help="The selected tile, -1 for none.").tag(sync=True)
    view = t.Any(None, help="The window (u0, u1, v0, v1) of the slice; None for all of it.").tag(
        sync=True, wire=Box | None
    )
    camera = Payload(WireCamera, help="From where it is seen; {} for the first view.").tag(sync=True)
    height = Whole(480, min=1, help="Height of the canvas in pixels.").tag(sync=True)

    colors = Payload(WireColors).tag(sync=True, told=True)
    layers = t.List(Payload(WireLayer)).tag(sync=True, told=True)
    measures = t.List(Payload(WireMeasure)).tag(sync=True, told=True)
    class_names = t.List(t.Unicode()).tag(sync=True, told=True)
    facts = Payload(Facts).tag(sync=True, told=True)
    selected_facts = Payload(Facts).tag(sync=True, told=True)
    status = t.Unicode("").tag(sync=True, told=True)
    state = t.Unicode("empty").tag(sync=True, told=True, wire=State)

    # The explorer, and whether it is this widget's own.
    explorer: SliceExplorer
    _mine: bool
    # What to make of values that are set, by trait; they raise ValueError for those that do not fit.
    _readers: Mapping[str, Any]

    def __init__(self, **traits: Any) -> None:
        self._followed: list[tuple[Any, list[str]]] = []
        # Why what the explorer shows cannot be drawn here; empty when it is.
        self._failure = ""
        self._accepted: dict[str, Any] = {name: read(traits[name]) for name, read in self._readers.items()}
        super().__init__(**{**traits, **self._accepted})

    def _begin(self) -> None:
        """Follow the explorer, once all is set up."""
        # No `traitlets.link`: an explorer may answer a value with another one, a tile of its newest picture.
        self.observe(self._pass_on, SHARED)
        self._follow(self._take_over, [*SHARED, *self._told])
        self._follow(self._redraw, ["picture"])
        for name in (*self._told, *SHARED):
            setattr(self, name, getattr(self.explorer, name))
        self._redraw()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in a message from the browser."""
        with self.explorer.held():
            super().set_state(sync_data)

    def close(self) -> None:
        """Remove the widget, and the explorer that was made for it."""
        # Also called by `__del__`, even for a widget whose constructor raised.
        if hasattr(self, "explorer"):
            while getattr(self, "_followed", ()):
                self.explorer.unobserve(*self._followed.pop())
            if self._mine:
                self.explorer.close()
        super().close()

    def _await_picture(self, seconds: float) -> None:
        self.explorer._await_picture(seconds)

    def _lines(self) -> tuple[list[int], int]:
        """The visible layers, and how many there are."""
        return self.visible_layers, len(self.layers)

    def _clear(self) -> None:
        """Draw nothing: what the explorer shows is sampled, and has no tiles."""
        raise NotImplementedError

    def _draw(self, shown: Rendered) -> None:
        """Set the traits that tell what is drawn; what it raises is shown."""
        raise NotImplementedError

    def _follow(self, handler: Any, names: list[str]) -> None:
        self.explorer.observe(handler, names)
        self._followed.append((handler, names))

    def _redraw(self, _: object = None) -> None:
        # Not while the explorer goes on to its next picture: the older one would be drawn last.
        with self.explorer.held():
            shown = self.explorer.shown
            if shown is None or shown.is_preview:
                return
            if shown.sampled:
                with self.hold_sync():
                    self._clear()
            self._attempt(self._draw, shown)

    def _choose(self, change: Mapping[str, Any]) -> None:
        """Draw what was chosen."""
        if change["new"] != change["old"]:  # equal when the browser sent what was refused
            self._redraw()

    def _attempt(self, draw: Callable[[Any], None], what: Any) -> None:
        """Draw, in one message; what it raises is shown until something is drawn again."""
        with self.hold_sync():
            try:
                draw(what)
                self._failure = ""
            except ValueError as failure:
                self._failure = str(failure)
            self._tell_error()

    def _tell_error(self) -> None:
        self.error = self.explorer.error or self._failure

    def _pass_on(self, change: Mapping[str, Any]) -> None:
        # The present values, here and below: another observer may have answered this one already.
        name = change["name"]
        if getattr(self, name) != getattr(self.explorer, name):
            try:
                setattr(self.explorer, name, getattr(self, name))
            except Exception as failure:
                if not self._from_browser:
                    raise
                self.explorer._complain(failure)
            finally:
                # What it refused is no change there, of which it would tell.
                setattr(self, name, getattr(self.explorer, name))

    def _take_over(self, change: Mapping[str, Any]) -> None:
        if change["name"] == "error":
            self._tell_error()
        else:
            setattr(self, change["name"], getattr(self.explorer, change["name"]))

    @t.validate("view")
    def _seen(self, proposal: Mapping[str, Any]) -> Any:
        try:
            return read_view(proposal["value"])
        except ValueError as failure:
            if not self._from_browser:
                raise
            self.explorer._complain(failure)
            return self.explorer.view

    def _read(self, proposal: Mapping[str, Any]) -> Any:
        """A value that was set, or the one before it where it does not fit."""
        name = proposal["trait"].name
        with self._telling():
            self._accepted[name] = self._readers[name](proposal["value"])
            self._tell_error()
        return self._accepted[name]


def check_keywords(companion: type[LinkedView], model: Any, given: Mapping[str, Any]) -> None:
    """Raise TypeError for a keyword that neither the companion has nor the explorer that is made for it."""
    bundle.require(companion._esm, f"{companion._bundle}.js")
    made = [] if isinstance(model, SliceExplorer) else keywords_of(SliceExplorer)
    known = list(dict.fromkeys([*keywords_of(companion), *made, *DOM]))
    reject_unknown(companion.__name__, [name for name in given if name not in known], known)


def explorer_beside(model: nn.Module | Network | SliceExplorer, **keywords: Any) -> tuple[SliceExplorer, bool]:
    """The explorer to stand beside, and whether it was made for that."""
    if isinstance(model, SliceExplorer):
        return model, False
    return SliceExplorer(model, **keywords), True
