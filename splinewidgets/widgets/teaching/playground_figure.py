"""Figure of a `Playground`: its tiles, the graph above them, and the curves of the training."""

from __future__ import annotations

from splinewidgets.pictures.figures.metric_figure import metric_key
from splinewidgets.pictures.figures.slice_figure import slice_view
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.widgets.teaching.playground_parts import PlaygroundParts


class PlaygroundFigure(PlaygroundParts):
    """What of a playground stands on a figure."""

    def _finish_picture(self) -> None:
        super()._finish_picture()
        self.explorer._finish_picture()

    def _has_figure(self) -> bool:
        return self.explorer._has_figure()

    def _figure(self, look: Look) -> Figure:
        with self.explorer.held():
            views = [slice_view(self.explorer._content(), "Tiles")]
            keys = [*self.explorer._figure_keys()]
            if self.surface._has_figure():
                views += self.surface._figure_views(look)
                keys = [*self.surface._space_keys(), *keys]
            rows = [views, *self.curves._figure_rows()]
            return sheet(rows, [*keys, metric_key(self.curves._figures)], look, self._sentence())
