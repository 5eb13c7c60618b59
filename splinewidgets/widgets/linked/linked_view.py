"""A widget that stands beside a `SliceExplorer` and shows the same tiles in another way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, ClassVar, TypeVar, cast

import traitlets as t
from anywidget import WidgetTrait
from torch import nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.tessellation.measures import Measure
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.wire_types.picture import WirePicture
from splinewidgets.pictures.wire_types.shapes import WireShapes
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.keywords import DOM, checked_dom, keywords_of, reject_unknown
from splinewidgets.widgets.host.status_traits import TileTraits
from splinewidgets.widgets.slice.shapes_beside import Moved
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

# What a linked view has in common with the explorer beside it: set in either, and only told by the explorer.
SHARED = (
    "color_by",
    "color_range",
    "color_scale",
    "colormap",
    "visible_layers",
    "depth",
    "hovered",
    "selected",
    "selection",
    "view",
)
TOLD = ("class_names", "_colors", "_layers", "error", "state")

Trait = TypeVar("Trait", bound=t.TraitType[Any, Any])


def in_python(trait: Trait) -> Trait:
    """The same trait, which does not travel: a page reads the explorer's own."""
    own = copy(trait)
    own.metadata = {**trait.metadata, "sync": False}
    return own


class LinkedView(TileTraits):
    """Base of the linked views: a subclass says how the tiles are drawn (`_draw`), in the explorer's numbering.

    A page joins what is drawn with the explorer's picture of the same number, and reads all that both share from the
    explorer itself: they agree without Python. Colors and facts are told once: where a page shows the explorer, too,
    a linked view leaves its color bar and its facts out.
    """

    color_by = in_python(TileTraits.color_by)
    color_range = in_python(TileTraits.color_range)
    color_scale = in_python(TileTraits.color_scale)
    colormap = in_python(TileTraits.colormap)
    visible_layers = in_python(TileTraits.visible_layers)
    depth = in_python(TileTraits.depth)
    hovered = in_python(TileTraits.hovered)
    selected = in_python(TileTraits.selected)
    selection = in_python(TileTraits.selection)
    view = in_python(TileTraits.view)
    class_names = in_python(TileTraits.class_names)
    _colors = in_python(TileTraits._colors)
    _layers = in_python(TileTraits._layers)

    _shared: ClassVar[tuple[str, ...]] = SHARED
    _told: ClassVar[tuple[str, ...]] = TOLD
    _drawn: ClassVar[tuple[str, ...]] = TileTraits._looks
    # Whether each move of the pointer over the explorer is told here, and not only where it rests.
    _tracks: ClassVar[bool] = False

    explorer: t.TraitType[SliceExplorer, SliceExplorer] = WidgetTrait().tag(sync=True, told=True, wire=str)
    # Whether it is this widget's own.
    _mine = False
    # Its name on the explorer's slice; None while it draws nothing there.
    _drawn_as: str | None = None

    def __init__(self, **traits: Any) -> None:
        self._followed: list[tuple[Any, list[str]]] = []
        # Why what the explorer shows cannot be drawn here; empty when it is.
        self._failure = ""
        # The explorer's picture on which the last was drawn.
        self._tiles: WirePicture | None = None
        super().__init__(**traits)

    def _begin(self) -> None:
        """Follow the explorer, once all is set up."""
        self.explorer.track_pointer(int(self._tracks))
        # No `traitlets.link`: an explorer may answer a value with another one, a tile of its newest picture.
        self.observe(self._pass_on, self._shared)
        self._follow(self._take_over, [*self._shared, *self._told])
        self._follow(self._redraw, ["_picture"])
        self._follow(self._tell_error, ["comm"])
        for name in (*self._told, *self._shared):
            setattr(self, name, getattr(self.explorer, name))
        self.explorer.tell_its_name()
        self._redraw()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in a message from the browser."""
        with self.explorer.held():
            super().set_state(sync_data)

    def close(self) -> None:
        """Remove the widget, and the explorer that was made for it."""
        # Also called by `__del__`, even for a widget whose constructor raised.
        if getattr(self, "_followed", ()):
            self.explorer.track_pointer(-int(self._tracks))
            for each in self._followed:
                self.explorer.unobserve(*each)
            self._followed.clear()
        if self._mine:
            self.explorer.close()
        super().close()
        # Only now, when nothing more is drawn.
        self._erase_shapes()

    def _await_picture(self, seconds: float) -> None:
        self.explorer._await_picture(seconds)

    def _finish_picture(self) -> None:
        self.explorer._finish_picture()

    def _clear(self) -> None:
        """Draw nothing: what the explorer shows is sampled, and has no tiles."""
        raise NotImplementedError

    def _draw_shapes(self, moved: Moved | None = None, seq: int | None = None, **shapes: Any) -> None:
        """Draw lines, discs and markers on the explorer's slice, in place of those of before: see `WireShapes`.

        `seq` is the number of the handle's last move, for the page to know which of its messages it sees answered.
        """
        nothing: dict[str, Any] = {"lines": [], "discs": [], "markers": [], **({} if seq is None else {"seq": seq})}
        with self.explorer.held():
            if self.comm is not None:
                self._drawn_as = self.model_id
                drawn = cast(WireShapes, {"owner": self._drawn_as, **nothing, **shapes})
                self.explorer.draw_shapes(drawn, moved)

    def _erase_shapes(self) -> None:
        """Draw nothing on the slice any more."""
        if self._drawn_as is not None:
            with self.explorer.held():
                self.explorer.erase_shapes(self._drawn_as)
                self._drawn_as = None

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
                self._tiles = None
                with self.hold_sync():
                    self._clear()
            self._attempt(self._draw, shown)
            if not self._failure:
                self._tiles = shown.picture

    def _choose(self, change: Mapping[str, Any]) -> None:
        """Draw what was chosen."""
        if change["new"] != change["old"]:  # equal when the browser sent what was refused
            with self._telling():
                self._require_explorer()
                self._redraw()

    def _closed(self) -> str:
        """That the explorer was closed; empty while it is there."""
        if self.explorer.comm is not None:
            return ""
        # Without the words by which a page offers to move a window.
        return "The explorer was closed. Nothing here follows it any more. Make another, and this beside it."

    def _require_explorer(self) -> None:
        """Raise RuntimeError where there is nobody to ask any more."""
        if why := self._closed():
            raise RuntimeError(why)

    def _attempt(self, draw: Callable[[Any], None], what: Any) -> None:
        """Draw, in one message; what it raises is shown until something is drawn again."""
        with self.hold_sync():
            try:
                draw(what)
                self._failure = ""
            except ValueError as failure:
                self._failure = str(failure)
            self._tell_error()

    def _tell_error(self, _: object = None) -> None:
        self.error = self._closed() or self.explorer.error or self._failure

    def _known_measures(self) -> Mapping[str, Measure]:
        return self.explorer._known_measures()

    def _pass_on(self, change: Mapping[str, Any]) -> None:
        # The present values, here and below: another observer may have answered this one already.
        name = change["name"]
        if getattr(self, name) != getattr(self.explorer, name):
            try:
                self._require_explorer()
                setattr(self.explorer, name, getattr(self, name))
            finally:
                # What it refused is no change there, of which it would tell.
                setattr(self, name, getattr(self.explorer, name))

    def _take_over(self, change: Mapping[str, Any]) -> None:
        if change["name"] == "error":
            self._tell_error()
        else:
            setattr(self, change["name"], getattr(self.explorer, change["name"]))

    def _recover(self) -> None:
        self._tell_error()


def taken_keywords(view: type[LinkedView], model: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Take the keywords of every widget out of those given, and leave the explorer's.

    Raises TypeError for a keyword that neither the view has nor the explorer that is made for it.
    """
    bundle.require(view)
    made = [] if isinstance(model, SliceExplorer) else keywords_of(SliceExplorer)
    known = list(dict.fromkeys([*keywords_of(view), *made, *DOM]))
    reject_unknown(view.__name__, [name for name in given if name not in known], known)
    return checked_dom({name: given.pop(name) for name in DOM if name in given})


def explorer_beside(model: nn.Module | Network | SliceExplorer, **keywords: Any) -> tuple[SliceExplorer, bool]:
    """The explorer to stand beside, and whether it was made for that.

    Raises ValueError for one that was closed.
    """
    if isinstance(model, SliceExplorer):
        if model.comm is None:
            raise ValueError("An explorer was given that was closed. It shows nothing any more. Make another explorer.")
        return model, False
    return SliceExplorer(model, **keywords), True
