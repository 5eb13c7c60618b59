"""Still picture of an explorer of a slice."""

from __future__ import annotations

from typing import ClassVar

from splinewidgets.pictures.stills.raster import Raster
from splinewidgets.pictures.stills.slice_drawing import draw_slice, words_of_slice
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.picture import WirePicture
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits


class ExplorerStill(ExplorerTraits):
    """The picture and the sentence of an explorer."""

    _drawn: ClassVar[tuple[str, ...]] = ("_picture", "visible_marks", "unit", *ExplorerTraits._looks)

    def _has_picture(self) -> bool:
        return bool(self._picture)

    def _still_pixels(self, pixels: int) -> Pixels:
        return self._raster(self._picture, self._colors, pixels).pixels()

    def _raster(self, picture: WirePicture, colors: Maybe[WireColors], pixels: int) -> Raster:
        shown, layers, count = self._recolored(colors), self._drawn_layers(), len(self._layers)
        marked = self._marked if picture is self._picture else None
        return draw_slice(picture, shown, self.colormap, layers, count, self.visible_marks, marked, pixels)

    def _words(self) -> str:
        words = words_of_slice(self._picture, self._colors, self.tile_count)
        if self._marked is None or self.sampled:
            return words
        layer, unit = self._marked
        return f"{words}, with the line of unit {unit} of {self._layers[layer]['name']}"
