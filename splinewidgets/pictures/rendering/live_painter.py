"""Pictures of a network that changes: the moment of a scene is all that the explorer works with then."""

from __future__ import annotations

from collections.abc import Hashable

from splinewidgets.geometry.network.network import Network
from splinewidgets.pictures.budget.attempts import Progress
from splinewidgets.pictures.budget.limits import Limits
from splinewidgets.pictures.rendering.painter import Painter
from splinewidgets.pictures.rendering.predictions import Predictions
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.near_points import Neighborhood
from splinewidgets.pictures.scene.samples import Samples
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput


class LivePainter(Painter):
    """Paints scenes whose moment is an `ExplorerInput`."""

    def __init__(self, given: ExplorerInput, limits: Limits) -> None:
        super().__init__(given, limits)
        self._near = limits.near
        self._samples: Samples | None = given.samples

    def network(self, moment: Hashable) -> Network:
        """The network of the moment."""
        assert isinstance(moment, ExplorerInput)
        return moment.network

    def paint(self, scene: Scene, progress: Progress) -> Rendered:
        """The scene's picture, with the data of its moment."""
        self._turn_to(scene.moment)
        return super().paint(scene, progress)

    def preview(self, scene: Scene, progress: Progress, before: Rendered | None = None) -> Rendered | None:
        """The scene sampled, with the data of its moment."""
        self._turn_to(scene.moment)
        return super().preview(scene, progress, before)

    def _turn_to(self, moment: Hashable) -> None:
        assert isinstance(moment, ExplorerInput)
        self._given = moment
        if moment.samples is not self._samples:
            self._samples = moment.samples
            self._neighborhood = None if moment.samples is None else Neighborhood(moment.samples, self._near)
            self._predictions = None if moment.samples is None or not moment.predicts else Predictions(moment.samples)
