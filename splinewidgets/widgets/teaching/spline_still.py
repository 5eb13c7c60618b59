"""Still picture and figure of a `SplineEditor`."""

from __future__ import annotations

import numpy as np

from splinewidgets.pictures.figures.spline_figure import spline_keys, spline_view
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.stills.spline_drawing import draw_spline
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.teaching.edited_network import EditedNetwork
from splinewidgets.widgets.teaching.spline_traits import SplineTraits


class SplineStill(SplineTraits):
    """The picture and the sentence of a spline."""

    _edited: EditedNetwork

    def _has_picture(self) -> bool:
        return bool(self._graph)

    def _still_pixels(self, pixels: int) -> Pixels:
        return draw_spline(self._graph, self._edited.scene.points, pixels)

    def _figure(self, look: Look) -> Figure:
        points = np.asarray(self._edited.scene.points, np.float64)
        view = spline_view(self._graph, points, self.visible, self.selected)
        return sheet([[view]], spline_keys(self.visible, points), look, self._sentence())

    def _words(self) -> str:
        return f"the graph of an affine spline with its knots ({self.status})"
