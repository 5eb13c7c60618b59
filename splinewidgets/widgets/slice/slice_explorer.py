"""`SliceExplorer`: the exact tessellation of a slice through a network's input space, to be moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.tessellation.measures import Measure
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.budget.limits import MAX_SECONDS, Limits
from splinewidgets.pictures.rendering.painter import Painter
from splinewidgets.pictures.scene.legend import MARKS, read_axis_names
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput, read_anchor_names, read_view
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.keywords import dom_traits
from splinewidgets.widgets.slice.explorer import Explorer
from splinewidgets.widgets.slice.explorer_traits import ASPECT


class SliceExplorer(Explorer):
    """The tiles of a plane through a network's input space, exact while it is dragged, zoomed and tilted.

    Of an image network a whole slice has more tiles than can be computed or seen. Then the explorer opens on the
    largest window around the anchors' middle that it can show exactly within about two seconds, and says so in
    `status`. A window with more tiles, further out, shows the *sampled* network: one evaluation every few pixels, finer
    and finer while the hand rests. It is marked on the canvas and in `status`, `sampled` tells the number of points,
    `tile_count` is 0, and `tessellation` raises ValueError. Exact tiles come back as one zooms in.

    So it does in a fresh installation until the geometry kernel is compiled: `state` is then "compiling". Tiles follow
    by themselves, and `tessellation` waits for them. So it does, too, while a hand turns the plane of a network whose
    tiles take longer than half a second: `state` is then "computing".

    Every trait can be read, set, observed and linked. Setting one from Python returns when the picture is there. A
    value that does not fit raises, and the one before stays. What goes wrong later, or by hand, stands in `error` and
    on the canvas, and the last good picture stays together with the anchors, the view and the `tessellation` that
    belong to it.

    A figure (`save`, `to_matplotlib`) has all that lies on the picture, its legend and its color bar. The data map and
    the facts, which stand beside the picture, are not on it.

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
    output : str or int
        Which of several tensors that the model returns: its key in a dict, or its position in a tuple.
    input_shape : tuple of int
        How to read inputs as images: (H, W), (H, W, 3) or (3, H, W).
    class_names : sequence of str
        Empty where outputs are no scores of classes: then there is no decision boundary, and no class is named.
    anchor_names : sequence of str
    axis_names : (str, str)
        Of the two inputs, where there are two. Elsewhere a scale bar tells distances in the input space.
    color_by : str
        A measure: "slope", "norm", "frobenius", "volume", "area", "corners", "class", "confidence", "distance",
        "active", "pattern", "fiedler" (of the graph of tiles), or "complexity" (as `tile_complexity`); an output by
        its number, "output 0"; the active units of a layer, "active 0"; or one of `measures`.
    measures : dict
        Measures of your own by their names: functions that take a `Tessellation` and return one number for each tile,
        or `Measure`. One that raises, or returns something else, is told in `error`, and the last colors stay.
    color_range : (float, float)
        The ends of the color bar, by default those of most tiles. Another measure begins with its own.
    color_scale : 'auto', 'linear' or 'log'
        The scale of the color bar. 'auto' is the measure's own, and a logarithm takes values none of which is negative.
    colormap : 'viridis', 'cividis' or 'magma'
    view : (u0, u1, v0, v1)
        The window to begin with; by default around the anchors, as much of it as can be shown exactly at once.
    visible_layers : sequence of int
        Layers whose hyperplanes are drawn; by default all.
    depth : int
        How many layers have cut the tiles that are shown, from 1 on: the tiles after the first `depth` layers, which
        the later ones go on to cut. By default None, all of them. It is seen in the page, from the same picture;
        `tessellation` has all tiles, and its `ancestors` say which of them lie in one.
    visible_marks : sequence of str
        What is drawn above the tiles: some of "boundary", "data", "misclassified" and "anchors"; by default all.
        Data near the slice are crosses where the network, asked at the data themselves, puts them into another class
        than their labels do.
    visible_classes : sequence of int
        Classes of which data, and tiles colored by class, are drawn; by default all.
    dtype : torch.dtype
        What decides where tiles end. By default float64, in which the tiles are those of the network as stored
        (float32 on a device without float64). torch.float32 is faster and may merge slivers, which `status` then says.
    max_tiles : int
        A window with more is sampled.
    max_seconds : float
        So is one whose tiles would take longer. Opened, or while a hand moves, none takes more than two seconds. What
        counts is the work itself, not what a busy machine does meanwhile.
    near : float
        Distance from the slice within which data are shown; by default chosen for each slice.
    height : int
        Pixels of the canvas.
    renderer : 'auto', 'webgl' or 'canvas'
    margin : float
        Room around the anchors, as a share of their extent.
    domain : (float, float)
        The least and the largest that inputs can be; nothing is shown beyond. For latents that are drawn from a cube.
    still : bool
        Whether a display keeps a picture, of at most 100 kB, for those who read the notebook without a kernel.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit, or a value that a trait is set to.
    UnsupportedOperation
        If the model is not piecewise affine.

    Examples
    --------
    >>> moons = zoo.two_moons()
    >>> explorer = SliceExplorer(zoo.mlp((2, 16, 2)), data=moons.inputs, labels=moons.labels)
    >>> explorer.tessellation
    <Tessellation: ... tiles on ..., float64>
    >>> explorer.color_by = "norm"
    """

    _bundle = "slice_explorer"

    @property
    def fixed_weights(self) -> str:
        """Why no weight of the network can be changed by hand; empty where they can."""
        return "The weights stay as they are: a HyperplaneEditor or a Playground changes those of a model."

    def __init__(
        self,
        model: nn.Module | Network,
        anchors: Any = None,
        data: Any = None,
        labels: Any = None,
        *,
        output: str | int | None = None,
        input_shape: Sequence[int] | None = None,
        class_names: Sequence[str] | None = None,
        anchor_names: Sequence[str] | None = None,
        axis_names: Sequence[str] | None = None,
        color_by: str = "slope",
        measures: Mapping[str, Callable[[Tessellation], Any] | Measure] | None = None,
        color_range: Sequence[float] | None = None,
        color_scale: str = "auto",
        colormap: str = "viridis",
        view: Sequence[float] | None = None,
        visible_layers: Sequence[int] | None = None,
        depth: int | None = None,
        visible_marks: Sequence[str] = MARKS,
        visible_classes: Sequence[int] | None = None,
        dtype: torch.dtype | None = None,
        max_tiles: int = 200_000,
        max_seconds: float = MAX_SECONDS,
        near: float | None = None,
        height: int = 480,
        renderer: str = "auto",
        margin: float = 0.3,
        domain: Sequence[float] | None = None,
        **more: Any,
    ) -> None:
        dom = dom_traits(type(self), more)
        bundle.require(type(self))
        limits = Limits(dtype, max_tiles, max_seconds, near, height)
        given = ExplorerInput.read(
            model, anchors, data, labels, input_shape, class_names, margin, domain, measures, output
        )
        layers = range(len(given.network.layers))
        scene = replace(given.scene.seen_in(read_view(view), ASPECT), opening=view is None)
        super().__init__(
            given,
            self._make_painter(given, limits),
            self._first(scene),
            view=view,
            color_by=color_by,
            color_range=color_range,
            color_scale=color_scale,
            visible_layers=layers if visible_layers is None else visible_layers,
            depth=depth,
            visible_marks=visible_marks,
            visible_classes=range(len(given.classes)) if visible_classes is None else visible_classes,
            anchor_names=read_anchor_names(anchor_names, len(given.scene.anchors)),
            axis_names=read_axis_names(axis_names, given.scene),
            colormap=colormap,
            height=height,
            renderer=renderer,
            **dom,
        )

    def _begin(self) -> None:
        self.observe(self._on_weight, "_weight")
        super()._begin()

    def _on_weight(self, change: Mapping[str, Any]) -> None:
        self._follow(self._weighed, change)

    def _weighed(self, scene: Scene, edit: Mapping[str, Any]) -> Scene:
        """The scene after a message that is to be a `wire_types.diagram.WeightEdit`."""
        raise ValueError(
            "A weight of the model was taken. Here the model stays as it is. "
            "Show it in a HyperplaneEditor or a Playground to change it."
        )

    @property
    def _moving(self) -> bool:
        return super()._moving or not self._weight.get("done", True)

    def _make_painter(self, given: ExplorerInput, limits: Limits) -> Painter:
        return Painter(given, limits)

    def _first(self, scene: Scene) -> Scene:
        """First scene, from the one that the arguments describe."""
        return scene
