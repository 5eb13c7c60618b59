"""A `SampledLoss` as a landscape to look at."""

from __future__ import annotations

import numpy as np

from splinewidgets.learning.loss.sampled_loss import SampledLoss
from splinewidgets.pictures.number_format import number
from splinewidgets.pictures.scene.landscape import Floats, Landscape, Trajectory


class SampledLandscape(Landscape):
    """The loss of a model on the grid of a plane of all its parameters, with the path of its training."""

    def __init__(self, sampled: SampledLoss) -> None:
        super().__init__(sampled.u, sampled.v, np.array(sampled.losses))
        self.sampled = sampled
        axes = sampled.plane.axes
        self._lengths: Floats = (axes @ axes.T).numpy()
        path = sampled.plane.trajectory
        if path is not None:
            self.trajectory = Trajectory(
                path.path, np.array(path.steps), sampled.path_losses, sampled.plane_losses, path.distances
            )

    def facts_at(self, place: Floats) -> list[tuple[str, float]]:
        """Numbers about a place: the slope is interpolated, the distance that of the parameters from the origin's."""
        slope = float(np.hypot(*self.gradients_at(place[None])[0]))
        return [
            ("slope, interpolated", slope),
            ("distance in parameters", float(np.sqrt(place @ self._lengths @ place))),
        ]

    def words(self) -> str:
        """What it is, and how far it can be trusted."""
        words = [super().words()]
        if self.sampled.done < 1:
            words.append(f"{100 * self.sampled.done:.0f} % done")
        share = self.sampled.nonconvex_fraction
        if not np.isnan(share):
            words.append(f"non-convex at {number(100 * share)} %")
        return ", ".join(words)
