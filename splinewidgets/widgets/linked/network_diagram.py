"""`NetworkDiagram`: the layers, units and weights of a network, beside its tiles."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from torch import nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.figures.diagram_figure import diagram_keys, diagram_view
from splinewidgets.pictures.figures.diagram_paths import Emphasis, paths_at
from splinewidgets.pictures.rendering.diagram_picture import active_tile, network_picture, plane
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.rendered_samples import RenderedSamples
from splinewidgets.pictures.rendering.surface_picture import output_names
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.stills.diagram_drawing import draw_diagram
from splinewidgets.pictures.wire_types.diagram import WireActive, WireNetwork, WirePlane
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Payload
from splinewidgets.widgets.linked.linked_view import LinkedView, explorer_beside, taken_keywords
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

# Inputs of a network with more are not named one by one.
MOST_NAMED = 64
# Of networks that come one after another as fast as they can, one is drawn each so many seconds: no eye follows more.
PACE = 0.2


class NetworkDiagram(LinkedView):
    """The network of an explorer as a graph of its units, linked with its tiles.

    Each edge is a weight: its color tells the sign, its width the size. A unit under the pointer has its folded line
    marked in the explorer, and a line under the pointer there its unit here; a click keeps both, as `explorer.unit`.
    A tile under the pointer, or the selected one, leaves the paths through its active units alone: what reaches an
    output from an input is the sum, over these paths, of the products of the weights and slopes on the way, which is
    the matrix A of the tile. A stands beside the diagram, with the value of each unit at that input.

    Skip connections meet in sums and are drawn as arcs. Normalization by fixed statistics is affine: it is part of the
    weights, and named. A unit that takes the largest of several numbers stands behind these, and the paths go through
    the one it takes. Layers of more units than the eye tells apart, and convolutions, are boxes with their count, the
    distribution of their weights and, on a tile, the share of active units.

    Where an explorer changes its model by hand, in a `HyperplaneEditor` or a `Playground`, weights and biases can be
    taken and changed here, too. Elsewhere the model is the user's, and stays as it is.

    Parameters
    ----------
    model : torch.nn.Module, Network or SliceExplorer
        The explorer to stand beside, or what one is made for.
    height : int
        Pixels of the diagram.
    **keywords
        Of `SliceExplorer`, where a model is given.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit.
    UnsupportedOperation
        If the model is not piecewise affine.

    References
    ----------
    Balestriero, Humayun and Baraniuk, On the Geometry of Deep Learning [balestriero2025geometry], Figure 1.

    Examples
    --------
    >>> from ipywidgets import VBox
    >>> diagram = NetworkDiagram(zoo.mlp((2, 5, 5, 1)))
    >>> both = VBox([diagram.explorer, diagram])
    >>> diagram.explorer.unit = (1, 3)
    """

    _bundle = "network_diagram"
    # A saved notebook keeps the weights alone; a figure has the selected tile and the chosen unit, too.
    _drawn = ("_network",)
    _tracks = True

    _network = Payload(WireNetwork, help="Columns of units, and the weights between them.").tag(sync=True, told=True)
    _plane = Payload(WirePlane, help="Where the explorer's picture lies among the inputs.").tag(sync=True, told=True)
    _active = Payload(WireActive, help="The tile that is pointed at, or else selected.").tag(sync=True, told=True)

    def __init__(self, model: nn.Module | Network | SliceExplorer, *, height: int = 320, **keywords: Any) -> None:
        dom = taken_keywords(type(self), model, keywords)
        self.explorer, self._mine = explorer_beside(model, **keywords)
        # What is drawn, and how many there were before.
        self._drawing: tuple[Network, int] | None = None
        # Whether networks come one after another; when one was drawn last, and whether a newer one was left out.
        self._in_haste, self._drawn_at, self._behind = False, -PACE, False
        super().__init__(height=height, **dom)
        self._follow(self._tell_active, ["hovered", "selected"])
        self._begin()

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """Block in which networks come one after another: some are left out, but for the last one."""
        self._in_haste = True
        try:
            yield
        finally:
            self._in_haste = False
            if self._behind:
                self._redraw()

    def _clear(self) -> None:
        self._plane = self._active = {}

    def _draw(self, shown: Rendered) -> None:
        now = time.monotonic()
        self._behind = self._in_haste and now < self._drawn_at + PACE
        if self._behind:
            return
        self._drawn_at = now
        network = shown.network if isinstance(shown, RenderedSamples) else shown.tessellation.network
        if self._drawing is None or self._drawing[0] is not network:
            number = 0 if self._drawing is None else self._drawing[1] + 1
            self._network = network_picture(
                network,
                number,
                self._input_names(network),
                output_names(self.class_names, network.output_shape),
                self.explorer.fixed_weights,
            )
            self._drawing = network, number
        self._plane = plane(shown.window, shown.number, self._drawing[1])
        self._tell_active()

    def _input_names(self, network: Network) -> list[str]:
        if self.explorer.axis_names:
            return list(self.explorer.axis_names)
        count = int(np.prod(network.input_shape))
        return [f"x{i + 1}" for i in range(count)] if count <= MOST_NAMED else []

    def _tell_active(self, _: object = None) -> None:
        """Of a network that the page computes itself it knows what is active, once it knows where."""
        shown, tile = self.explorer.shown, self.explorer.hovered
        tile = self.explorer.selected if tile < 0 else tile
        if not self._network or shown is None or shown.sampled or tile < 0:
            self._active = {}
        elif tile < shown.tile_count:
            counted = not self._network["whole"]
            self._active = active_tile(shown.tessellation, shown.number, tile, counted)

    def _has_picture(self) -> bool:
        return bool(self._network)

    def _still_pixels(self, pixels: int) -> Pixels:
        return draw_diagram(self._network, pixels)

    def _figure(self, look: Look) -> Figure:
        emphasis = self._emphasis()
        view = diagram_view(self._network, emphasis, self.height, look)
        return sheet([[view]], diagram_keys(self._network, emphasis), look, self._sentence())

    def _emphasis(self) -> Emphasis:
        """The paths of the selected tile, and the chosen unit."""
        shown, tile, unit = self.explorer.shown, self.explorer.selected, self.explorer.unit
        columns = [column["layer"] for column in self._network["columns"]]
        chosen = None if unit is None or unit[0] not in columns else (columns.index(unit[0]), unit[1])
        if shown is None or shown.sampled or not 0 <= tile < shown.tile_count:
            return Emphasis(None, chosen)
        tessellation, whole = shown.tessellation, self._network["whole"]
        told = active_tile(tessellation, shown.number, tile, not whole)
        if not whole:
            return Emphasis(None, chosen, told["counts"])
        point = tessellation.slice.embed(np.array([told["point"]]))
        return Emphasis(paths_at(tessellation.network.unit_graph, point), chosen)

    def _words(self) -> str:
        columns = [f"{column['name']} ({column['width']})" for column in self._network["columns"]]
        return f"units and weights of {', '.join(columns)}"
