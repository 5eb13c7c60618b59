"""A painter of what stands beside a picture, too."""

from __future__ import annotations

from splinewidgets.pictures.budget.attempts import Progress
from splinewidgets.pictures.rendering.painter import Painter
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.scene import Scene


class ComparingPainter(Painter):
    """A painter that knows of pictures that stand beside others."""

    def paint_reference(self, scene: Scene, progress: Progress) -> Rendered | None:
        """The picture of what stands beside the scene's own, if anything does."""
        raise NotImplementedError
