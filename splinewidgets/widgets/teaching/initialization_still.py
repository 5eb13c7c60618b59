"""Still picture and figure of an `InitializationExplorer`."""

from __future__ import annotations

from splinewidgets.pictures.figures.initialization_figure import plane_keys, plane_view
from splinewidgets.pictures.scene.initialization_input import Sketch
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.stills.initialization_drawing import draw_plane
from splinewidgets.pictures.stills.slice_drawing import beside
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.teaching.initialization_traits import InitializationTraits

# The traits of the pictures, and what is written above each.
CAPTIONS = {
    "_zero_bias": "Zero bias",
    "_random_bias": "Random bias",
    "_normalized": "Batch normalization",
    "_own_bias": "Its own bias",
}
PICTURES = tuple(CAPTIONS)


class InitializationStill(InitializationTraits):
    """The pictures and the sentence of an explorer of initializations."""

    @property
    def _wanted(self) -> Sketch:
        raise NotImplementedError

    def _has_picture(self) -> bool:
        return bool(self._normalized)

    def _still_pixels(self, pixels: int) -> Pixels:
        pictures = [picture for name in PICTURES if (picture := getattr(self, name))]
        top = max(float(decode(each["counts"]).max()) if "counts" in each else 0.0 for each in pictures)
        points = self._wanted.points
        return beside(
            *(draw_plane(each, self.window, points, self.layer, top, pixels // len(pictures)) for each in pictures)
        )

    def _figure(self, look: Look) -> Figure:
        with self._publishing:
            captioned = [(picture, CAPTIONS[name]) for name in PICTURES if (picture := getattr(self, name))]
            pictures = [picture for picture, _ in captioned]
            top = max(float(decode(each["counts"]).max()) if "counts" in each else 0.0 for each in pictures)
            seen = (self.window, self._wanted.points, self.layer, top)
            views = [plane_view(each, *seen, caption) for each, caption in captioned]
            keys = plane_keys(self.layer, "segments" in pictures[0], top)
            return sheet([views], keys, look, self._sentence())

    def _words(self) -> str:
        layers = f"{self.depth} layers of {self.width} units" if self.depth > 1 else f"1 layer of {self.width} units"
        if self._own_model:
            layers = "the layers of a model with its own biases, and"
        return f"{layers} with zero bias, random bias and batch normalization ({self.status})"
