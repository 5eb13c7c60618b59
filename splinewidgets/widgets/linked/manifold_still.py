"""What is kept of a `ManifoldExplorer`: the manifold, and on its left the latents, if they are its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from splinewidgets.pictures.figures.manifold_figure import manifold_keys, manifold_view
from splinewidgets.pictures.figures.slice_figure import slice_view
from splinewidgets.pictures.sheets.sheet import Key, View
from splinewidgets.pictures.stills.raster import Floats
from splinewidgets.pictures.stills.slice_drawing import beside
from splinewidgets.pictures.stills.space_drawing import draw_manifold
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.linked.space_view import SpaceView
from splinewidgets.widgets.pages.questions import Question, Wanted, each

# A page without a kernel has samples of so many polarities.
KEPT_RHO = 9


class ManifoldStill(SpaceView):
    """The picture and the sentence of an explorer of a manifold."""

    # Traits of the explorer.
    visible: Any
    unfold: Any
    samples: Any
    _output_count: Any
    _rho_range: Any
    _manifold: Any
    _samples: Any
    _data: Any

    def _still_pixels(self, pixels: int) -> Pixels:
        tiles, colors = self._colored_tiles()
        parts = (colors, self._lines(), self.visible, self.unfold, self.camera, pixels // (1 + self._mine))
        drawn = draw_manifold(tiles, self._manifold, self._samples, self._data, *parts)
        if not self._mine:
            return drawn.pixels()
        return beside(self.explorer._raster(tiles, self._colors, pixels // 2), drawn)

    def _space_view(self, colors: Floats) -> View:
        tiles, _ = self._colored_tiles()
        parts = (colors, self._lines(), self.visible, self.unfold, self.camera)
        return manifold_view(tiles, self._manifold, self._samples, self._data, *parts)

    def _space_keys(self) -> list[Key]:
        return manifold_keys(self._manifold, self._samples, self._data, self.visible)

    def _beside(self) -> View | None:
        return slice_view(self.explorer._content()) if self._mine else None

    def _page_questions(self, wanted: Wanted) -> Iterable[Question]:
        del wanted
        if self.samples:
            told = {self: ["_samples"], self.explorer: ["_dots"]}
            first, last = self._rho_range
            yield Question("samples", each(rho=np.linspace(first, last, KEPT_RHO).tolist()), told, nearest=True)
        if self._output_count > 3:
            yield Question("projections", each(projection=["pca", [0, 1, 2]]))

    def _words(self) -> str:
        return f"images of {self._words_of_tiles()}; {self.status}"
