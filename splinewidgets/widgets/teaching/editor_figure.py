"""Figure of a `HyperplaneEditor`: its tiles with the chosen line and the overlays."""

from __future__ import annotations

from collections.abc import Sequence

from splinewidgets.pictures.figures.arrangement_figure import over_key, over_tiles
from splinewidgets.pictures.figures.sheet import Key, View
from splinewidgets.pictures.figures.slice_figure import slice_keys, slice_view
from splinewidgets.widgets.slice.explorer_figure import ExplorerFigure
from splinewidgets.widgets.teaching.editor_traits import EditorTraits


class EditorFigure(EditorTraits, ExplorerFigure):
    """What of an editor stands on a figure."""

    def _figure_views(self) -> Sequence[View]:
        content = self._content()
        if not self._arrangement:
            return [slice_view(content)]
        return [slice_view(content, over=over_tiles(content.picture, self._arrangement))]

    def _figure_keys(self) -> Sequence[Key]:
        keys = slice_keys(self._content())
        return [over_key(self._arrangement, self.overlays), *keys] if self._arrangement else keys
