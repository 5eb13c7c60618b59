"""Figure and still picture of a `HyperplaneEditor`: its tiles with the chosen line and the overlays."""

from __future__ import annotations

from collections.abc import Sequence

from splinewidgets.pictures.figures.arrangement_figure import over_key, over_tiles
from splinewidgets.pictures.figures.slice_figure import slice_keys, slice_view
from splinewidgets.pictures.sheets.sheet import Key, View
from splinewidgets.pictures.stills.arrangement_drawing import draw_arrangement
from splinewidgets.pictures.stills.raster import Raster
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.picture import WirePicture
from splinewidgets.widgets.slice.explorer_figure import ExplorerFigure
from splinewidgets.widgets.slice.explorer_still import ExplorerStill
from splinewidgets.widgets.teaching.editor_traits import EditorTraits


class EditorFigure(EditorTraits, ExplorerStill, ExplorerFigure):
    """What of an editor stands on a figure, and what a notebook keeps of it."""

    @property
    def _marked(self) -> None:
        """None: the marked unit is the chosen one, whose line is drawn in red."""

    def _figure_views(self) -> Sequence[View]:
        content = self._content()
        if not self._arrangement:
            return [slice_view(content)]
        return [slice_view(content, over=over_tiles(content.picture, self._arrangement))]

    def _figure_keys(self) -> Sequence[Key]:
        keys = slice_keys(self._content())
        return [over_key(self._arrangement, self.overlays), *keys] if self._arrangement else keys

    def _raster(self, picture: WirePicture, colors: Maybe[WireColors], pixels: int) -> Raster:
        raster = super()._raster(picture, colors, pixels)
        if self._arrangement and self._arrangement["picture"] == picture["id"]:
            draw_arrangement(raster, picture, self._arrangement)
        return raster

    def _words(self) -> str:
        words = super()._words()
        if self.chosen is None:
            return words
        layer, unit = self.chosen
        return f"{words}, with unit {unit} of {self._layers[layer]['name']} in red"
