"""Base of every explorer of a slice: requests in, pictures out, errors shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from splinewidgets.compilation import background
from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.rendering.coloring import Coloring
from splinewidgets.pictures.rendering.painter import Painter
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.rendering.tile_facts import facts, facts_at
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput, read_anchors
from splinewidgets.widgets.host.messages import sequence_number
from splinewidgets.widgets.slice.data_anchors import DataAnchors
from splinewidgets.widgets.slice.explorer_colors import ExplorerColors
from splinewidgets.widgets.slice.explorer_figure import ExplorerFigure
from splinewidgets.widgets.slice.explorer_page import ExplorerPage
from splinewidgets.widgets.slice.explorer_still import ExplorerStill
from splinewidgets.widgets.slice.gestures import Gestures
from splinewidgets.widgets.slice.passing_samples import PassingSamples
from splinewidgets.widgets.slice.pinned_tile import PinnedTile
from splinewidgets.widgets.slice.remembered_slice import RememberedSlice
from splinewidgets.widgets.slice.undoing import Undoing


class Explorer(
    Undoing, DataAnchors, ExplorerColors, ExplorerStill, ExplorerFigure, ExplorerPage, PassingSamples, RememberedSlice
):
    """Base of the explorers: a scene that gestures and traits change, and its rendering.

    A subclass reads its arguments, makes the painter, and may look at several networks by giving scenes a `snapshot`.
    """

    def __init__(self, given: ExplorerInput, painter: Painter, scene: Scene, **traits: Any) -> None:
        self._given, self._painter, self._target = given, painter, scene
        self._shown: Rendered | None = None
        self._coloring = Coloring()
        self._gestures = Gestures(given.data_map, given.samples)
        self._selected, self._hovered = PinnedTile(), PinnedTile()
        compiled = background.ready()
        super().__init__(
            anchors=scene.anchors,
            state="computing" if compiled else "compiling",
            status="" if compiled else f"Compiling the geometry kernel: {background.progress()}",
            **traits,
            **given.traits(),
        )
        # Only now: what the constructor set is no request.
        for name in ("anchors", "color_by", "selected", "hovered"):
            self.observe(getattr(self, f"_on_{name}"), name)
        self.observe(self._on_reroll, "_reroll")
        self.observe(self._on_window, ["view", "_aspect"])
        self.observe(self._on_pointer, "pointer")
        self.observe(partial(self._follow, self._gestures.dragged), "_drag")
        self.observe(partial(self._follow, self._gestures.tilted), "_tilt")
        self.observe(partial(self._follow, self._recalled), "_undo")
        self._begin()

    def _begin(self) -> None:
        """Request the first picture, once all is set up."""
        self._work.ask(self._target)

    @property
    def tessellation(self) -> Tessellation:
        """Tessellation on the screen, after all requests; in a callback of the widget, the last one.

        Raises ValueError where the network is only sampled: then `sampled` is not empty.
        """
        return self._finished().tessellation

    @property
    def slice(self) -> Slice:
        """Slice on the screen; its bounds are the home window."""
        return self._finished().scene.slice

    def _finished(self) -> Rendered:
        self._work.wait()
        if self._shown is None:
            raise RuntimeError(
                f"There is no tessellation. {self.error or 'The widget is closed, or its own thread asks.'} "
                "Set what is wrong, or make another explorer."
            )
        return self._shown

    @property
    def shown(self) -> Rendered | None:
        """Rendering on the screen; None before the first picture."""
        return self._shown

    @property
    def _samples(self) -> Samples | None:
        """Data of the explorer; None without."""
        return self._given.samples

    @property
    def network(self) -> Network:
        """Explored network."""
        return self._given.network

    # What changes of traits ask for.

    def _on_anchors(self, change: Mapping[str, Any]) -> None:
        given = change["new"]
        if self._known(given):
            return
        with self._refusing(), self._asking():
            anchors = read_anchors(given, tuple(self.network.input_shape), self._given.samples)
            self._look_at(self._target.through_others(anchors, self._given.rows_of(anchors)))
        self._show_anchors(self._target)

    def _on_window(self, _: object) -> None:
        with self._refusing(), self._asking():
            self._look_at(self._target.seen_in(self.view, self._aspect))

    def _follow(self, gesture: Callable[[Scene, Mapping[str, Any]], Scene], change: Mapping[str, Any]) -> None:
        before, message = self._target, change["new"]
        if message:
            with self._telling(), self._asking():
                self._look_at(gesture(self._target, message), final=bool(message.get("done", True)))
            if self._target is before:
                with suppress(ValueError):  # which the gesture has shown
                    self._settle(sequence_number(message))

    def _on_reroll(self, change: Mapping[str, Any]) -> None:
        self._gestures.direction = change["new"]

    def _on_color_by(self, change: Mapping[str, Any]) -> None:
        if change["new"] != change["old"]:  # equal when the browser sent a name that was refused
            # What was chosen of one measure says nothing of another.
            with self._publish():
                self.color_range, self.color_scale = None, "auto"
            self._request(self._target)

    def _on_selected(self, change: Mapping[str, Any]) -> None:
        self._pin("selected", self._selected, change["new"])

    def _on_hovered(self, change: Mapping[str, Any]) -> None:
        self._pin("hovered", self._hovered, change["new"])

    def _on_pointer(self, _: object) -> None:
        if isinstance(self._shown, RenderedSamples):
            with self._refusing():
                self._tell(self._shown)

    def _pin(self, name: str, pinned: PinnedTile, tile: int) -> None:
        shown = self._shown
        if shown is None or (shown.is_preview and not self._from_browser):
            pinned.await_picture(tile)
            return
        # A tile that is already pinned was set by `_answer`, following its point.
        if pinned.place(shown) == tile:
            return
        with self._refusing():
            pinned.pin(shown, tile, self.pointer if self._from_browser else None)
            if name == "selected":
                self._recover()
        self.set_trait(name, pinned.place(shown))
        with self._refusing():
            self._tell(shown, thorough=name == "selected")

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Block whose requests start from the newest scene, whoever else asks; then waits for the answer."""
        with self._publishing:
            yield
        self._work.wait()

    # From a scene to the screen, on the worker's thread.

    def _answer(self, scene: Scene) -> None:
        self._pass(scene)
        began = time.perf_counter()
        with background.counted(self._count, self._progress):
            shown = self._paint(scene)
        self._note(shown, time.perf_counter() - began)
        with self._publish():
            if self._target is scene:
                self._target = shown.scene  # whose window may have been chosen only now
            self._show(shown)

    def _paint(self, scene: Scene) -> Rendered:
        shown = self._painter.paint(scene, self._progress)
        if shown.knows(self.color_by):
            self._measure(shown)
        return shown

    def _show(self, shown: Rendered) -> None:
        """Set the traits that describe a rendering; within `_publish`."""
        scene = shown.scene
        fresh = self._shown is None or shown.number != self._shown.number
        self._shown = shown
        for pinned in (self._selected, self._hovered):
            with self._refusing():
                pinned.arrive(shown)
        # First, so that whoever observes the picture finds them in its numbering.
        self.selected, self.hovered = self._selected.place(shown), self._hovered.place(shown)
        # A handle that moves within the slice moves in the browser by itself.
        if fresh or not self._moving:
            self._picture = shown.picture
        self._color(shown)
        self._show_anchors(scene)
        self.set_trait("tile_count", shown.tile_count)
        self.set_trait("sampled", shown.sampled)
        if self._target is scene and self.view != scene.view:
            self.view = scene.view
        self._settle(scene.seq)
        self._ready_with(shown)
        # Nobody reads facts in the midst of a gesture, and they would delay the next picture.
        if not self._moving:
            self._tell(shown)

    @property
    def _moving(self) -> bool:
        return not (self._drag.get("done", True) and self._tilt.get("done", True))

    def _failed(self) -> None:
        self._settle(self._target.seq)
        if self._shown is not None:
            self._target = self._shown.scene
            self._show_anchors(self._target)
            self.view = self._target.view

    def _complain(self, failure: Exception) -> None:
        super()._complain(failure)
        # Handles that the browser has moved by itself go back to where they are.
        if self._shown is not None:
            self._picture = self._shown.picture

    def _complete(self) -> None:
        shown = self._shown
        if shown is None:
            return
        if not shown.knows(self.color_by):
            if not self.error:
                with self._publish():
                    self.state = "computing"
            self._measure(shown)
        if not self._work.superseded:
            with self._publish():
                self._color(shown)
                self._tell(shown, thorough=True)
        self._refine()

    def _refine(self) -> None:
        """Show finer pictures of a sampled window, one after the other, until the next request."""
        while self._shown is not None and not self._work.superseded:
            better = self._refined(self._shown)
            if better is None:
                return
            with self._publish():
                self._show(better)

    def _refined(self, shown: Rendered) -> Rendered | None:
        better = self._painter.refine(shown, self._progress)
        if better is not None:
            better.values(self.color_by)
        return better

    def _tell(self, shown: Rendered, thorough: bool = False) -> None:
        self._selected_facts = facts(shown, self.selected, self.class_names, thorough)
        if isinstance(shown, RenderedSamples):
            self._facts = facts_at(shown, self.pointer, self.class_names)
        else:
            self._facts = facts(shown, self.hovered, self.class_names)
