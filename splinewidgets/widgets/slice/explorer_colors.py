"""The colors of an explorer: a measure of its tiles, computed and sent."""

from __future__ import annotations

from splinewidgets.pictures.rendering.coloring import Coloring
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.measures import MeasureFailed
from splinewidgets.widgets.slice.scene_traits import SceneTraits


class ExplorerColors(SceneTraits):
    """Colors a rendering by the measure that is asked for."""

    _coloring: Coloring

    def _measure(self, shown: Rendered) -> None:
        """Compute what colors a rendering; where a measure of the user's own fails, say so, and go on without."""
        try:
            shown.values(self.color_by)
        except MeasureFailed as failure:
            self._complain(failure)

    def _color(self, shown: Rendered) -> None:
        if shown.knows(self.color_by) and not shown.colored_by(self._colors, self.color_by):
            self._coloring.fit(shown, self.color_by)
            self._colors = self._coloring.of(shown, self.color_by, self.class_names)
