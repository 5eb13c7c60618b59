"""Figure of an explorer of a slice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from splinewidgets.pictures.figures.slice_figure import SliceContent, slice_keys, slice_view
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Key, Look, View, sheet
from splinewidgets.widgets.slice.selection_traits import SelectionTraits


class ExplorerFigure(SelectionTraits):
    """What of an explorer stands on a figure."""

    def _finish_picture(self) -> None:
        super()._finish_picture()
        shown: Rendered | None = self._shown
        if shown is not None and not shown.colored_by(self._colors, self.color_by):
            self._measure(shown)
            with self._publish():
                self._color(shown)

    def _figure(self, look: Look) -> Figure:
        with self._publishing:
            return sheet([self._figure_views()], self._figure_keys(), look, self._sentence())

    def _figure_views(self) -> Sequence[View]:
        """Pictures, from left to right."""
        return [slice_view(self._content())]

    def _figure_keys(self) -> Sequence[Key]:
        """What is said below them."""
        return slice_keys(self._content())

    def _content(self, **others: Any) -> SliceContent:
        """The explorer's picture, and how it is looked at."""
        content: dict[str, Any] = {
            "picture": self._picture,
            "colors": self._recolored(self._colors),
            "colormap": self.colormap,
            "layers": [layer["name"] for layer in self._layers],
            "visible_layers": self._drawn_layers(),
            "visible_marks": [mark for mark in self.visible_marks if mark in self._marks],
            "classes": self._classes,
            "visible_classes": self.visible_classes,
            "anchor_names": self.anchor_names,
            "axis_names": self.axis_names,
            "selected": self.selected,
            "chosen": self.selection if self._selection_in == self._picture["id"] else (),
            "unit": self._marked,
            "dots": self._dots or None,
            "shapes": self._shapes,
        }
        return SliceContent(**{**content, **others})

    _shown: Rendered | None

    def _measure(self, shown: Rendered) -> None:
        raise NotImplementedError

    def _color(self, shown: Rendered) -> None:
        raise NotImplementedError
