"""Comparison of two networks: side by side, or as the change between them."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.figures.slice_figure import SliceContent, slice_view
from splinewidgets.pictures.rendering.comparing_painter import ComparingPainter
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.layers import layers_trait
from splinewidgets.pictures.scene.measures import listed
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.sheets.sheet import View
from splinewidgets.pictures.stills.slice_drawing import beside
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.picture import WireAgain, WirePicture
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Payload
from splinewidgets.widgets.slice.explorer_traits import shortened
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer


class ComparingExplorer(SliceExplorer):
    """An explorer with a second picture of the same window beside its own, in the same colors.

    A subclass makes a `ComparingPainter`.
    """

    _reference_picture = Payload(WirePicture | WireAgain, help="Picture beside the explorer's own.").tag(
        sync=True, told=True, to_json=shortened("_reference_picture")
    )
    _reference_colors = Payload(WireColors, help="Its colors.").tag(sync=True, told=True)

    _drawn = (*SliceExplorer._drawn, "_reference_picture", "_reference_colors")

    _painter: ComparingPainter
    _beside: Rendered | None = None

    def _begin(self) -> None:
        # The window and type in which each measure was colored last, by its label.
        self._colored: dict[str, tuple[Slice, torch.dtype]] = {}
        super()._begin()

    def _paint(self, scene: Scene) -> Rendered:
        shown = super()._paint(scene)
        # In the window of the other, which may have been chosen only now.
        beside = self._painter.paint_reference(shown.scene, self._progress)
        if self._shown is None or scene.snapshot != self._shown.scene.snapshot:
            # Another network comes with its own colors: those of the one before would mislead.
            self._measure(shown)
        if beside is not None:
            self._measure(beside)
        self._beside = beside
        return shown

    def _is_turned(self, scene: Scene) -> bool:
        # What stands beside it would not be of its plane.
        return self._beside is None and super()._is_turned(scene)

    def _refined(self, shown: Rendered) -> Rendered | None:
        better = super()._refined(shown)
        beside = None if self._beside is None else self._painter.refine(self._beside, self._progress)
        if beside is None:
            return better
        self._beside = beside
        return better or shown

    def _show(self, shown: Rendered) -> None:
        if shown.of_change != (self._shown is not None and self._shown.of_change):
            self._tell_layers(shown)
        if self._beside is None:
            self._reference_picture = {}
        elif self._reference_picture.get("id") != self._beside.number:
            # Not when only its anchors are others: the browser sets those of both canvases at once.
            self._reference_picture = self._beside.picture
        super()._show(shown)

    def _still_pixels(self, pixels: int) -> Pixels:
        picture, other = self._picture, self._reference_picture
        if not other:
            return super()._still_pixels(pixels)
        halves = [(other, self._reference_colors), (picture, self._colors)]
        return beside(*(self._raster(*half, pixels // 2) for half in halves))

    def _figure_views(self) -> Sequence[View]:
        mine = self._captioned(self._content(), 0)
        if not self._reference_picture:
            return [mine]
        other = self._content(
            picture=self._reference_picture,
            colors=self._recolored(self._reference_colors),
            dots=None,
            selected=-1,
            chosen=(),
            unit=None,
        )
        return [self._captioned(other, 1), mine]

    def _captioned(self, content: SliceContent, network: int) -> View:
        """A picture on a figure, and what it is called: 0 the explorer's own, 1 the other."""
        del network
        return slice_view(content)

    def _tell_layers(self, shown: Rendered) -> None:
        """Name layers and measures; a change has the layers of both networks, those of the reference with a prime."""
        layers = layers_trait(self.network)
        visible = [i for i in self.visible_layers if i < len(layers)]
        if shown.of_change:
            visible += [i + len(layers) for i in visible]
            layers += [{**layer, "name": f"{layer['name']}′"} for layer in layers]
        if self.depth is not None and self.depth > len(layers):
            self.depth = None
        self._layers, self.visible_layers = layers, visible
        self._measures = [{**entry, "label": shown.label(entry["name"])} for entry in listed(shown.measures)]

    def _color(self, shown: Rendered) -> None:
        pictures = [shown] if self._beside is None else [self._beside, shown]
        if not all(picture.knows(self.color_by) for picture in pictures):
            return
        # While only time goes on a color means the same; elsewhere the range follows what is there.
        label = shown.label(self.color_by)
        before = self._colored.get(label)
        widening = before is not None and shown.same_window(*before)
        for i, picture in enumerate(pictures):
            self._coloring.fit(picture, self.color_by, widening or i > 0)
        self._colored[label] = (shown.window, shown.dtype)
        colors = [self._coloring.of(picture, self.color_by, self.class_names) for picture in pictures]
        self._colors, self._reference_colors = colors[-1], colors[0] if len(colors) > 1 else {}
