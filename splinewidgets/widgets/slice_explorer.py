"""`SliceExplorer`: the exact tessellation of a slice through a network's input space, under one's hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import torch
from torch import nn
from traitlets import validate

from splinewidgets.geometry.network import Network
from splinewidgets.geometry.slices import Slice
from splinewidgets.geometry.tessellation import Tessellation

from . import bundle
from .coloring import Coloring
from .explorer_input import (
    ExplorerInput,
    check_limits,
    read_anchor_names,
    read_anchors,
    read_layers,
    read_measure,
    read_view,
)
from .explorer_traits import ASPECT, ExplorerTraits
from .facts import facts
from .gestures import Gestures
from .keywords import reject_unknown
from .marked import Marked
from .painter import Painter
from .scene import Scene
from .shown import Shown

BUNDLE, STYLES = "slice_explorer.js", "slice_explorer.css"
FIRST_TIME = "Compiling the geometry kernel, once …"


class SliceExplorer(ExplorerTraits):
    """The tiles of a plane through a network's input space, exact while it is dragged, zoomed and tilted.

    Every trait can be read, set, observed and linked. Setting one from Python returns when the picture is there;
    whatever is wrong with the new value then stands in `error`, and the last good picture stays together with the
    anchors, the view and the `tessellation` that belong to it.

    Parameters
    ----------
    model : torch.nn.Module or Network
        A piecewise-affine network in eval mode.
    anchors : (3, *input_shape) array-like, or three indices into `data`
        The slice is the plane through them. By default three of the data; not needed for two inputs, whose slice is
        the plane itself.
    data : (N, *input_shape) array-like
        Points to show near the slice, and for more than two inputs on a map on which anchors can be moved.
    labels : (N,) array-like
        Classes of the data.
    input_shape : tuple of int
        How to read inputs as images: (H, W), (H, W, 3) or (3, H, W).
    class_names, anchor_names : sequence of str
    color_by : str
        A measure: "slope", "norm", "area", "class" or "active".
    colormap : 'viridis', 'cividis' or 'magma'
    view : (u0, u1, v0, v1)
        The window to begin with; by default around the anchors.
    visible_layers : sequence of int
        Layers whose hyperplanes are drawn; by default all.
    dtype : torch.dtype
        By default the model's, and float64 in windows that float32 does not resolve.
    max_tiles : int
        A window with more is refused.
    near : float
        Distance from the slice within which data are shown; by default chosen for each slice.
    height : int
        Pixels of the canvas.
    renderer : 'auto', 'webgl' or 'canvas'
    margin : float
        Room around the anchors, as a share of their extent.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit; later mistakes go to `error`.
    UnsupportedOperation
        If the model is not piecewise affine.
    """

    _esm = bundle.path(BUNDLE)
    _css = bundle.path(STYLES) or ""

    def __init__(
        self,
        model: nn.Module | Network,
        anchors: Any = None,
        data: Any = None,
        labels: Any = None,
        *,
        input_shape: Sequence[int] | None = None,
        class_names: Sequence[str] | None = None,
        anchor_names: Sequence[str] | None = None,
        color_by: str = "slope",
        colormap: str = "viridis",
        view: Sequence[float] | None = None,
        visible_layers: Sequence[int] | None = None,
        dtype: torch.dtype | None = None,
        max_tiles: int = 200_000,
        near: float | None = None,
        height: int = 480,
        renderer: str = "auto",
        margin: float = 0.3,
        **unknown: object,
    ) -> None:
        keywords = SliceExplorer.__init__.__kwdefaults__ or {}
        reject_unknown("SliceExplorer", unknown, ["anchors", "data", "labels", *keywords])
        bundle.require(self._esm, BUNDLE)
        check_limits(dtype, max_tiles, near, height)
        self._given = given = ExplorerInput.read(model, anchors, data, labels, input_shape, class_names, margin)
        self._painter = Painter(given, dtype, max_tiles, near)
        self._wanted = given.scene.seen_in(read_view(view), ASPECT)
        self._shown: Shown | None = None
        self._coloring = Coloring()
        self._gestures = Gestures(given.data_map)
        self._selected, self._hovered = Marked(), Marked()
        layers = range(len(given.network.layers))
        read_visible = partial(read_layers, count=len(layers))
        self._readers: dict[str, Any] = {"view": read_view, "color_by": read_measure, "visible_layers": read_visible}
        visible = layers if visible_layers is None else visible_layers
        first = {"view": view, "color_by": color_by, "visible_layers": visible}
        self._accepted: dict[str, Any] = {name: read(first[name]) for name, read in self._readers.items()}
        super().__init__(
            anchors=self._wanted.anchors,
            anchor_names=read_anchor_names(anchor_names, len(given.scene.anchors)),
            colormap=colormap,
            height=height,
            renderer=renderer,
            state="computing" if Painter.compiled else "compiling",
            status="" if Painter.compiled else FIRST_TIME,
            **self._accepted,
            **given.traits(),
        )
        # Only now: what the constructor set is no request.
        for name in ("anchors", "reroll", "color_by", "selected", "hovered"):
            self.observe(getattr(self, f"_on_{name}"), name)
        self.observe(self._on_window, ["view", "aspect"])
        self.observe(partial(self._follow, self._gestures.dragged), "drag")
        self.observe(partial(self._follow, self._gestures.tilted), "tilt")
        self._work.ask(self._wanted)

    @property
    def tessellation(self) -> Tessellation:
        """The tessellation on the screen; waits for what was asked. In a callback of the widget, the last one."""
        return self._finished().tessellation

    @property
    def slice(self) -> Slice:
        """The slice on the screen; its bounds are the home window."""
        return self._finished().scene.slice

    def _finished(self) -> Shown:
        self._work.wait()
        if self._shown is None:
            raise RuntimeError(
                f"There is no tessellation. {self.error or 'The widget is closed, or its own thread asks.'} "
                "Set what is wrong, or make another explorer."
            )
        return self._shown

    @property
    def network(self) -> Network:
        """What is explored."""
        return self._given.network

    # What changes of traits ask for.

    def _on_anchors(self, change: Mapping[str, Any]) -> None:
        given = change["new"]
        if given is self._wanted.anchors or (self._shown is not None and given is self._shown.scene.anchors):
            return
        with self._refusing():
            anchors = read_anchors(given, tuple(self.network.input_shape), self._given.samples)
            self._ask(self._wanted.through_others(anchors))
        self._show_anchors(self._wanted)

    def _on_window(self, _: object) -> None:
        with self._refusing():
            self._ask(self._wanted.seen_in(self.view, self.aspect))

    def _follow(self, gesture: Callable[[Scene, Mapping[str, Any]], Scene], change: Mapping[str, Any]) -> None:
        before, message = self._wanted, change["new"]
        if message:
            with self._refusing():
                self._ask(gesture(before, message))
            if self._wanted is before:
                self.answered = message.get("seq", self.answered)

    def _on_reroll(self, change: Mapping[str, Any]) -> None:
        self._gestures.direction = change["new"]

    def _on_color_by(self, change: Mapping[str, Any]) -> None:
        if change["new"] != change["old"]:  # equal when the browser sent a name that was refused
            self._request(self._wanted)

    def _on_selected(self, change: Mapping[str, Any]) -> None:
        self._mark("selected", self._selected, change["new"])

    def _on_hovered(self, change: Mapping[str, Any]) -> None:
        self._mark("hovered", self._hovered, change["new"])

    def _mark(self, name: str, marked: Marked, tile: int) -> None:
        shown = self._shown
        # A tile that is already marked was set by `_answer`, following its point.
        if shown is None or marked.place(shown) == tile:
            return
        with self._refusing():
            marked.mark(shown, tile, self.pointer if self._from_browser else None)
            if name == "selected":
                self._recover()
        self.set_trait(name, marked.place(shown))
        self._tell(shown, thorough=name == "selected")

    @validate("view", "visible_layers", "color_by")
    def _checked(self, proposal: Mapping[str, Any]) -> Any:
        name, given = proposal["trait"].name, proposal["value"]
        with self._refusing():
            self._accepted[name] = self._readers[name](given)
            self._recover()
        return self._accepted[name]

    # From a scene to the screen, on the worker's thread.

    def _ask(self, scene: Scene) -> None:
        if scene is not self._wanted:
            self._wanted = scene
            self._request(scene)

    def _answer(self, scene: Scene) -> None:
        shown = self._painter.paint(scene, self._shown, self._progress)
        if shown.knows(self.color_by):
            shown.values(self.color_by)
        with self._publish():
            fresh = self._shown is None or shown.number != self._shown.number
            self._shown = shown
            # First, so that whoever observes the picture finds them in its numbering.
            self.selected, self.hovered = self._selected.place(shown), self._hovered.place(shown)
            # A handle that moves within the slice moves in the browser by itself.
            if fresh or not self._moving:
                self.picture = shown.picture
            self._color(shown)
            self._show_anchors(scene)
            self.set_trait("tile_count", shown.tessellation.tile_count)
            self.answered = self.answered if scene.seq is None else scene.seq
            self._ready(shown.status)
            # Nobody reads facts in the midst of a gesture, and they would delay the next picture.
            if not self._moving:
                self._tell(shown)

    @property
    def _moving(self) -> bool:
        return not (self.drag.get("done", True) and self.tilt.get("done", True))

    def _failed(self) -> None:
        self.answered = self.answered if self._wanted.seq is None else self._wanted.seq
        if self._shown is not None:
            self._wanted = self._shown.scene
            self._show_anchors(self._wanted)
            self.view = self._wanted.view

    def _complain(self, failure: Exception) -> None:
        super()._complain(failure)
        # Handles that the browser has moved by itself go back to where they are.
        if self._shown is not None:
            self.picture = self._shown.picture

    def _show_anchors(self, scene: Scene) -> None:
        # By identity, since traitlets takes equal arrays for different ones.
        if self.anchors is not scene.anchors:
            self.anchors = scene.anchors

    def _complete(self) -> None:
        shown = self._shown
        if shown is None:
            return
        if not shown.knows(self.color_by):
            if not self.error:
                with self._publish():
                    self.state = "computing"
            shown.values(self.color_by)
        if not self._work.superseded:
            with self._publish():
                self._color(shown)
                self._tell(shown, thorough=True)

    def _color(self, shown: Shown) -> None:
        if shown.knows(self.color_by) and not shown.colored_by(self.colors, self.color_by):
            self.colors = self._coloring.of(shown, self.color_by, self.class_names)

    def _tell(self, shown: Shown, thorough: bool = False) -> None:
        self.facts = facts(shown, self.hovered, self.class_names)
        self.selected_facts = facts(shown, self.selected, self.class_names, thorough)
