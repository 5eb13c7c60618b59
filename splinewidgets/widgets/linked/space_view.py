"""A view beside an explorer that is turned in space."""

from __future__ import annotations

from typing import ClassVar

from splinewidgets.pictures.figures.slice_figure import SliceContent, slice_keys
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Key, Look, View, sheet
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.raster import Floats
from splinewidgets.pictures.stills.slice_drawing import words_of_slice
from splinewidgets.pictures.wire_types.picture import WirePicture
from splinewidgets.pictures.wire_types.space import WireCamera
from splinewidgets.widgets.host.trait_types import Payload
from splinewidgets.widgets.linked.linked_view import LinkedView


class SpaceView(LinkedView):
    """Base of the linked views with a camera."""

    _drawn: ClassVar[tuple[str, ...]] = (*LinkedView._drawn, "camera")

    camera = Payload(WireCamera, help="From where it is seen; {} for the first view.").tag(sync=True)

    def _has_picture(self) -> bool:
        return self._tiles is not None

    def _colored_tiles(self) -> tuple[WirePicture, Floats]:
        """The tiles that are drawn, and the color of each; where there is a picture."""
        tiles = self._tiles
        assert tiles is not None
        return tiles, Loops(tiles).colors(tiles["id"], self._recolored(self._colors), self.colormap)

    def _figure(self, look: Look) -> Figure:
        with self.explorer.held():
            content = self._tile_content()
            beside = self._beside()
            views = [*([] if beside is None else [beside]), *self._figure_views(look)]
            return sheet([views], [*self._space_keys(), *slice_keys(content)], look, self._sentence())

    def _figure_views(self, look: Look) -> list[View]:
        """The view itself."""
        return [self._space_view(self._tile_content().fills(look))]

    def _space_view(self, colors: Floats) -> View:
        """The view on a figure, its tiles in colors (T, 3)."""
        raise NotImplementedError

    def _space_keys(self) -> list[Key]:
        """What its dots and lines are."""
        raise NotImplementedError

    def _beside(self) -> View | None:
        """What is shown on its left; None for nothing."""
        return None

    def _tile_content(self) -> SliceContent:
        """The tiles with their colors and lines."""
        tiles = self._tiles
        assert tiles is not None
        layers = [layer["name"] for layer in self._layers]
        return SliceContent(tiles, self._recolored(self._colors), self.colormap, layers, self._drawn_layers())

    def _words_of_tiles(self) -> str:
        tiles = self._tiles
        assert tiles is not None
        return words_of_slice(tiles, self._colors, tiles["tile_sizes"]["shape"][0])

    def _lines(self) -> tuple[list[int], int]:
        """The visible layers, and how many there are."""
        return self._drawn_layers(), len(self._layers)
