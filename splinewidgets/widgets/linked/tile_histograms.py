"""`TileHistograms`: how the tiles of an explorer are distributed, beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from torch import nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.figures.statistics_figure import binned, histogram_view, layer_view
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.statistics_picture import statistics_of
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, View, sheet
from splinewidgets.pictures.stills.raster import Raster
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.statistics import WireStatistics
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Payload
from splinewidgets.widgets.linked.linked_view import LinkedView, explorer_beside, taken_keywords
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer


class TileHistograms(LinkedView):
    """Histograms of an explorer's tiles, linked with their picture, and what is known of the classes' regions.

    There are the logarithms of areas, the sides of tiles (those on the window's border among them), the shares of
    active units, and the number of tiles after each layer. Drag over a histogram, and the tiles of that range are the
    explorer's `selection`; what is selected anywhere, by a lasso or by Python, is the darker part of each histogram.
    Tiles are those of the window: the border cuts some of them. The decision boundary has its length in the window, and
    each class the number of its regions, and of the holes in these (`Tessellation.class_regions`).

    All of it follows the explorer's picture, while that is dragged and trained. A window that is only sampled has no
    tiles, and no statistics.

    Parameters
    ----------
    model : torch.nn.Module, Network or SliceExplorer
        The explorer to stand beside, or what one is made for.
    height : int
        Pixels of each histogram.
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

    Examples
    --------
    >>> from ipywidgets import VBox
    >>> histograms = TileHistograms(zoo.mlp((2, 8, 8, 2)))
    >>> both = VBox([histograms.explorer, histograms])
    >>> histograms.selection = histograms.explorer.tessellation.areas() > 0.1
    """

    _bundle = "tile_histograms"
    _drawn = ("_statistics", "selection")

    _statistics = Payload(WireStatistics, help="Statistics of the tiles of one picture.").tag(sync=True, told=True)

    def __init__(self, model: nn.Module | Network | SliceExplorer, *, height: int = 120, **keywords: Any) -> None:
        dom = taken_keywords(type(self), model, keywords)
        self.explorer, self._mine = explorer_beside(model, **keywords)
        super().__init__(height=height, **dom)
        self._begin()

    def _clear(self) -> None:
        self._statistics = {}

    def _draw(self, shown: Rendered) -> None:
        self._statistics = statistics_of(shown.tessellation, shown.number, self.explorer.class_names)

    def _has_picture(self) -> bool:
        return bool(self._statistics)

    def _still_pixels(self, pixels: int) -> Pixels:
        side = max(8, round((pixels / 3.6) ** 0.5))
        raster = Raster(round(3.6 * side), side, (1.0, 1.0, 1.0))
        bins = [*self._bins().values()]
        for i, each in enumerate(bins):
            room = raster.size[0] / len(bins)
            wide = 0.9 * room / len(each.all)
            for counts, color in ((each.all, (0.65, 0.65, 0.68)), (each.chosen, (0.1, 0.1, 0.14))):
                heights = 0.95 * side * counts / max(1, each.all.max(initial=0))
                left = room * (i + 0.05) + wide * np.arange(len(counts))
                low = np.full(len(counts), float(side))
                corners = np.stack(
                    [[left, low], [left + wide, low], [left + wide, low - heights], [left, low - heights]]
                )
                points = corners.transpose(2, 0, 1).reshape(-1, 2)
                raster.polygons(points, np.full(len(counts), 4), np.tile(color, (len(counts), 1)))
        return raster.pixels()

    def _figure(self, look: Look) -> Figure:
        views = [histogram_view(bins, caption) for caption, bins in self._bins().items()]
        chosen = self._chosen()
        shown = self._shown()
        layers = range(len(shown.tessellation.network.layers))
        within = [len(np.unique(shown.tessellation.ancestors(layer)[chosen])) for layer in layers]
        views.append(layer_view(shown.tessellation.layer_tile_counts, within))
        rows: list[list[View]] = [views[:2], views[2:]]
        return sheet(rows, [], look, self._sentence())

    def _bins(self) -> dict[str, Any]:
        """The three histograms by their captions."""
        statistics, chosen = self._statistics, self._chosen()
        areas, active = (decode(statistics[name]).astype(np.float64) for name in ("log_areas", "active"))
        sides = np.diff(self._shown().tessellation.tile_offsets).astype(np.float64)
        return {
            "Area, log₁₀": binned(areas, chosen),
            "Sides": binned(sides, chosen, 1.0),
            "Active units, share": binned(active, chosen, 1 / max(1, statistics["unit_count"])),
        }

    def _chosen(self) -> npt.NDArray[np.int64]:
        return np.asarray(self.explorer.selection)

    def _shown(self) -> Rendered:
        shown = self.explorer.shown
        assert shown is not None, "There are statistics of a picture alone."
        return shown

    def _words(self) -> str:
        statistics = self._statistics
        words = f"areas, sides and active units of {count(statistics['log_areas']['shape'][0])} tiles"
        length = statistics["boundary_length"]
        return words if length is None else f"{words}, and a decision boundary of length {number(length)}"
