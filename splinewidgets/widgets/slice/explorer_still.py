"""Still picture of an explorer of a slice."""

from __future__ import annotations

from typing import ClassVar

from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.stills.chosen_drawing import draw_chosen
from splinewidgets.pictures.stills.raster import Raster
from splinewidgets.pictures.stills.slice_drawing import draw_slice, words_of_slice
from splinewidgets.pictures.stills.slice_shapes import add_shapes, labels_of
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.picture import WirePicture
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.slice.selection_traits import SelectionTraits


class ExplorerStill(SelectionTraits):
    """The picture and the sentence of an explorer."""

    _drawn: ClassVar[tuple[str, ...]] = (
        *("_picture", "_shapes", "visible_marks", "selection", "unit"),
        *SelectionTraits._looks,
    )

    def _has_picture(self) -> bool:
        return bool(self._picture)

    def _still_pixels(self, pixels: int) -> Pixels:
        return self._raster(self._picture, self._colors, pixels).pixels()

    def _raster(self, picture: WirePicture, colors: Maybe[WireColors], pixels: int) -> Raster:
        shown, layers, all_layers = self._recolored(colors), self._drawn_layers(), len(self._layers)
        marked = self._marked if picture is self._picture else None
        raster = draw_slice(picture, shown, self.colormap, layers, all_layers, self.visible_marks, marked, pixels)
        if len(self.selection) and self._selection_in == picture["id"]:
            draw_chosen(raster, picture, self.selection)
        add_shapes(raster, picture["window"], self._shapes)
        return raster

    def _words(self) -> str:
        words = words_of_slice(self._picture, self._colors, self.tile_count)
        if len(self.selection):
            words = f"{words}, {count(len(self.selection))} of them selected"
        if labels := labels_of(self._shapes):
            words = f"{words}, marked {', '.join(f'“{label}”' for label in labels)}"
        if self._marked is None or self.sampled:
            return words
        layer, unit = self._marked
        return f"{words}, with the line of unit {unit} of {self._layers[layer]['name']}"
