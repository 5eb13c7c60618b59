"""`AreaHistogram`: how many tiles there are of each size, beside an explorer."""

from pathlib import Path
from typing import Any

import numpy as np
import traitlets as t

from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.wire import encode
from splinewidgets.widgets.linked.linked_view import LinkedView, explorer_beside, taken_keywords


class AreaHistogram(LinkedView):
    """Bars of the tiles' areas, a factor of ten each; that of the tile under the pointer is marked."""

    _bundle = str(Path(__file__).parent / "build" / "area_histogram")

    histogram = t.Dict(help="first (exponent), counts, largest (tiles), and the bar of_tile.").tag(sync=True, told=True)

    def __init__(self, model: Any, *, height: int = 160, **keywords: Any) -> None:
        dom = taken_keywords(type(self), model, keywords)
        self.explorer, self._mine = explorer_beside(model, **keywords)
        super().__init__(height=height, **dom)
        self._begin()

    def _draw(self, shown: Rendered) -> None:
        areas = shown.tessellation.areas()
        exponents = np.floor(np.log10(areas)).astype(int)
        bars = exponents - exponents.min()
        counts, order = np.bincount(bars), np.argsort(areas)
        largest = np.full(len(counts), -1)
        largest[bars[order]] = order
        sent = {"counts": counts.tolist(), "largest": largest.tolist(), "of_tile": encode(bars.astype(np.uint16))}
        self.histogram = {"first": int(exponents.min()), **sent}

    def _clear(self) -> None:
        self.histogram = {}

    def _has_picture(self) -> bool:
        return False  # a saved notebook keeps the explorer's
