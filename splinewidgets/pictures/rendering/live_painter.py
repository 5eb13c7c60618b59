"""Pictures of a network that changes: the snapshot of a scene is all that the explorer works with then."""

from __future__ import annotations

import math
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
    """Paints scenes whose snapshot is an `ExplorerInput`."""

    def __init__(self, given: ExplorerInput, limits: Limits) -> None:
        super().__init__(given, limits)
        self._near = limits.near
        self._samples: Samples | None = given.samples

    def network(self, snapshot: Hashable) -> Network:
        """The network of the snapshot."""
        assert isinstance(snapshot, ExplorerInput)
        return snapshot.network

    def paint(self, scene: Scene, progress: Progress) -> Rendered:
        """The scene's picture, with the data of its snapshot."""
        self._turn_to(scene.snapshot)
        return super().paint(scene, progress)

    def preview(
        self, scene: Scene, progress: Progress, before: Rendered | None = None, awaited: float = math.inf
    ) -> Rendered | None:
        """The scene sampled, with the data of its snapshot."""
        self._turn_to(scene.snapshot)
        return super().preview(scene, progress, before, awaited)

    def _turn_to(self, snapshot: Hashable) -> None:
        assert isinstance(snapshot, ExplorerInput)
        self._given = snapshot
        if snapshot.samples is not self._samples:
            self._samples = snapshot.samples
            self._neighborhood = None if snapshot.samples is None else Neighborhood(snapshot.samples, self._near)
            self._predictions = (
                None if snapshot.samples is None or not snapshot.predicts else Predictions(snapshot.samples)
            )
