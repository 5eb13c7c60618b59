"""`DepthWidthExplorer`: how many tiles a network makes of its depth and width, constructed or random."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count as numbers_from
from typing import Any, get_args

import numpy as np
import torch
import traitlets as t
from torch import nn

from splinewidgets.geometry.complexity.count_bounds import CountBounds
from splinewidgets.geometry.limits import TooManyTiles
from splinewidgets.geometry.tessellate import tessellate
from splinewidgets.geometry.tessellation.segment_tessellation import SegmentTessellation
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.figures.construction_figure import (
    cells_view,
    curves_key,
    curves_view,
    graph_view,
    layers_key,
)
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.rendering.construction_picture import (
    cells_picture,
    count_curves,
    error_curves,
    graph_picture,
    square_error,
)
from splinewidgets.pictures.scene.construction import LEAST_WIDTH, MOST_DEPTH, MOST_WIDTH, OWN_WIDTH, Construction
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.stills.construction_drawing import draw_cells, draw_graph
from splinewidgets.pictures.wire_types.depth_width import NetworkName, WireColoredTiles, WireCurves, WireGraph
from splinewidgets.pictures.wire_types.picture import Range
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.background_widget import BackgroundWidget
from splinewidgets.widgets.host.keywords import dom_traits
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Choice, Payload, WholeBetween
from splinewidgets.widgets.pages.questions import Question, Wanted, each

NETWORKS: tuple[NetworkName, ...] = get_args(NetworkName)
# More tiles than these are neither drawn nor counted: they would not be seen, and sliders would not follow the hand.
MOST_TILES = 15_000

_numbers = numbers_from(1)


class DepthWidthExplorer(BackgroundWidget):
    """Sliders for depth and width, the tiles of such a network, and their number against the bounds.

    "folding" is a network of constructed weights that reaches Montúfar's lower bound, in the square [0, 1]^2; "random"
    has the weights with which PyTorch begins, in the window [-10, 10]^2; "tent" is the tent map composed with itself,
    and "square" the approximation of x^2 by such sawtooths, both on [0, 1]. All counts are those of tessellations.

    Parameters
    ----------
    network : str
        "folding", "random", "tent" or "square".
    depth : int
        Hidden layers, from 1 to 8.
    width : int
        Units of each, from 2 to 8; "tent" has 2 and "square" 3 whatever it is.
    seed : int
        Of random weights.
    height : int
        Pixels of the picture.
    still : bool
        Whether a display keeps a picture, of at most 100 kB, for those who read the notebook without a kernel.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit.

    Examples
    --------
    >>> explorer = DepthWidthExplorer("folding", depth=4, width=4)
    >>> explorer.tile_counts, explorer.bounds.serra_upper
    ([11, 44, 176, 704], 14641)
    """

    _bundle = "depth_width_explorer"
    _drawn = ("_cells", "_graph")

    network = Choice(NETWORKS, "folding", help="What the weights are.").tag(sync=True)
    depth = WholeBetween(1, MOST_DEPTH, 3, help="Hidden layers.").tag(sync=True)
    width = WholeBetween(LEAST_WIDTH, MOST_WIDTH, 4, help="Units of each layer.").tag(sync=True)
    seed = WholeBetween(0, 2**32 - 1, 0, help="Of random weights.").tag(sync=True)

    tile_counts = t.List(
        t.Int(allow_none=True), help="Tiles, or pieces, of depths 1 to `depth`; None where there are too many."
    ).tag(sync=True, told=True, wire=list[int | None])
    errors = t.List(t.Float(), help="The largest errors of depths 1 to `depth`, of x^2.").tag(sync=True, told=True)

    _depths = t.List(t.Float(), [1.0, float(MOST_DEPTH)], help="Where the slider of the depth ends.").tag(
        sync=True, told=True, wire=Range
    )
    _widths = t.List(t.Float(), [float(LEAST_WIDTH), float(MOST_WIDTH)], help="Where that of the width ends.").tag(
        sync=True, told=True, wire=Range
    )
    _own_width = t.Int(None, allow_none=True, help="The width, where the construction has but one.").tag(
        sync=True, told=True
    )
    _cells = Payload(WireColoredTiles, help="The tiles, of two inputs.").tag(sync=True, told=True)
    _graph = Payload(WireGraph, help="The graph, of one input.").tag(sync=True, told=True)
    _curves = Payload(WireCurves, help="Numbers over the depth.").tag(sync=True, told=True)

    def __init__(
        self,
        network: NetworkName = "folding",
        *,
        depth: int = 3,
        width: int = 4,
        seed: int = 0,
        height: int = 480,
        **more: Any,
    ) -> None:
        dom = dom_traits(type(self), more)
        bundle.require(type(self))
        # Of each construction, so that a slider that comes back finds them.
        self._found: dict[Construction, tuple[int | None, float]] = {}
        super().__init__(network=network, depth=depth, width=width, seed=seed, height=height, **dom)
        self.observe(self._wish, ["network", "depth", "width", "seed"])
        self._wish()

    @property
    def construction(self) -> Construction:
        """What is looked at."""
        return Construction(self.network, self.depth, self.width, self.seed)

    @property
    def model(self) -> nn.Module:
        """The network, made anew each time."""
        return self.construction.model()

    @property
    def bounds(self) -> CountBounds:
        """Bounds on its number of tiles in all of its input space."""
        return self.construction.bounds

    def _wish(self, change: Mapping[str, Any] | None = None) -> None:
        del change
        self._request(self.construction)

    def _answer(self, request: Construction) -> None:
        tiles: Tessellation | SegmentTessellation | None = None
        for depth in range(1, request.depth + 1):
            self._progress()
            tiles = self._counted(request.at_depth(depth), last=depth == request.depth)
        found = [self._found[request.at_depth(depth)] for depth in range(1, request.depth + 1)]
        counts, errors = [each for each, _ in found], [error for _, error in found]
        square = request.network == "square"
        with self._publish():
            self._own_width = OWN_WIDTH.get(request.network)
            self.tile_counts = counts
            self.errors = errors if square else []
            self._cells = cells_picture(next(_numbers), tiles) if isinstance(tiles, Tessellation) else {}
            self._graph = graph_picture(tiles, square) if isinstance(tiles, SegmentTessellation) else {}
            self._curves = error_curves(errors) if square else count_curves(request, counts)
            self._ready(_status(request, counts[-1], errors[-1]))

    def _counted(self, construction: Construction, last: bool) -> Tessellation | SegmentTessellation | None:
        """The tiles, where they are to be drawn or were not counted before."""
        if construction in self._found and not last:
            return None
        tiles: Tessellation | SegmentTessellation | None
        try:
            with torch.no_grad():
                tiles = tessellate(construction.model(), construction.window, max_tiles=MOST_TILES)
        except TooManyTiles:
            tiles = None
        counted, error = None, np.nan
        if isinstance(tiles, Tessellation):
            counted = tiles.tile_count
        elif tiles is not None:
            counted, error = tiles.piece_count, square_error(tiles)
        self._found[construction] = (counted, error)
        return tiles

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        del wanted
        widths = range(LEAST_WIDTH, MOST_WIDTH + 1)
        yield Question("networks", each(network=NETWORKS, depth=range(1, MOST_DEPTH + 1), width=widths))

    def _has_picture(self) -> bool:
        return bool(self._cells or self._graph)

    def _still_pixels(self, pixels: int) -> Pixels:
        return draw_cells(self._cells, self.depth, pixels) if self._cells else draw_graph(self._graph, pixels)

    def _figure(self, look: Look) -> Figure:
        with self._publishing:
            view = cells_view(self._cells, self.depth) if self._cells else graph_view(self._graph)
            keys = [layers_key(self.depth)] if self._cells else []
            views, keys = [view, curves_view(self._curves, self.depth)], [*keys, curves_key(self._curves, self.depth)]
            return sheet([views], keys, look, self._sentence())

    def _words(self) -> str:
        return f"a network of depth {self.depth} ({self.status})"


def _status(construction: Construction, tiles: int | None, error: float) -> str:
    widths = " - ".join(map(str, (*construction.widths, 1)))
    if tiles is None:
        return f"{widths}: more than {count(MOST_TILES)} tiles, which are neither drawn nor counted"
    if construction.network == "square":
        return f"{widths}: {count(tiles)} pieces · at most {number(error)} from x²"
    name = "pieces on [0, 1]" if construction.network in OWN_WIDTH else "tiles in the window"
    return f"{widths}: {count(tiles)} {name}"
