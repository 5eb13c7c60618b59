"""Still picture and figure of a `LossLandscape`."""

from __future__ import annotations

from splinewidgets.pictures.figures.landscape_figure import landscape_keys, map_view, surface_view
from splinewidgets.pictures.figures.landscape_marks import landscape_marks
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, View, sheet
from splinewidgets.pictures.stills.landscape_drawing import draw_landscapes
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.loss.landscape_traits import LandscapeTraits


class LandscapeStill(LandscapeTraits):
    """The pictures and the sentence of landscapes."""

    def _has_picture(self) -> bool:
        return bool(self._landscapes)

    def _still_pixels(self, pixels: int) -> Pixels:
        return draw_landscapes(self._landscapes, self._ways, self.colormap, self.visible, pixels)

    def _figure(self, look: Look) -> Figure:
        """Surfaces above maps, or beside the only one; maps where neither is shown, as in the still picture."""
        with self._publishing:
            landscapes, losses, colormap = self._landscapes, self._range, self.colormap
            marks, first = [], 0
            for each in landscapes:
                own = self.selected - first
                marks.append(landscape_marks(each, self._ways, self.visible, own if own < len(each["spots"]) else -1))
                first += len(each["spots"])
            surfaces: list[View] = []
            maps: list[View] = []
            for each, own_marks in zip(landscapes, marks, strict=True):
                if "surface" in self.visible:
                    surfaces.append(surface_view(each, losses, own_marks, colormap, self.camera, each["name"]))
                if "map" in self.visible or "surface" not in self.visible:
                    caption = "" if "surface" in self.visible else each["name"]
                    maps.append(map_view(each, own_marks, colormap, caption))
            rows = [surfaces, maps] if len(landscapes) > 1 else [surfaces + maps]
            keys = landscape_keys(landscapes, losses, marks, colormap)
            return sheet([row for row in rows if row], keys, look, self._sentence())

    def _words(self) -> str:
        return f"a loss landscape ({self.status})"
