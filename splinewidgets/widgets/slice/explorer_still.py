"""Still picture of an explorer of a slice."""

from __future__ import annotations

from typing import ClassVar

from splinewidgets.pictures.stills.raster import Raster
from splinewidgets.pictures.stills.slice_drawing import draw_slice, words_of_slice
from splinewidgets.pictures.stills.slice_shapes import add_shapes, labels_of
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.picture import WirePicture
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits


class ExplorerStill(ExplorerTraits):
    """The picture and the sentence of an explorer."""

    _drawn: ClassVar[tuple[str, ...]] = ("_picture", "_shapes", "visible_marks", *ExplorerTraits._looks)

    def _has_picture(self) -> bool:
        return bool(self._picture)

    def _still_pixels(self, pixels: int) -> Pixels:
        return self._raster(self._picture, self._colors, pixels).pixels()

    def _raster(self, picture: WirePicture, colors: Maybe[WireColors], pixels: int) -> Raster:
        shown, layers = self._recolored(colors), self._drawn_layers()
        raster = draw_slice(picture, shown, self.colormap, layers, len(self._layers), self.visible_marks, pixels)
        add_shapes(raster, picture["window"], self._shapes)
        return raster

    def _words(self) -> str:
        labels = labels_of(self._shapes)
        marked = f", marked {', '.join(f'“{label}”' for label in labels)}" if labels else ""
        return words_of_slice(self._picture, self._colors, self.tile_count) + marked
