"""A network of one hidden layer under the hand: its module, points beside it, and the steps that led there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn

from splinewidgets.geometry.network.affine_spline import AffineSpline
from splinewidgets.geometry.network.shallow_network import ShallowNetwork
from splinewidgets.geometry.network.spline_edits import SplineFit, fitted
from splinewidgets.pictures.scene.spline_scene import LEAKS, MOST_UNITS, SplineScene, name_of, read_points
from splinewidgets.pictures.wire_types.spline import ActivationName
from splinewidgets.widgets.teaching.steps import Steps


class EditedNetwork:
    """What is changed is changed in the module, and what is told is read from there.

    Parameters
    ----------
    model : torch.nn.Module
        As `ShallowNetwork` takes it, of at most 100 units.
    points : (array-like, array-like) or None

    Attributes
    ----------
    scene : SplineScene
        What the module and the points were when they were looked at last.
    """

    def __init__(self, model: Any, points: Any) -> None:
        self.network = ShallowNetwork(model)
        self.scene = SplineScene(self.network.spline(), read_points(points))
        if (units := self.scene.spline.unit_count) > MOST_UNITS:
            raise ValueError(
                f"The model has {units} units. More than {MOST_UNITS} are not told apart by the eye. "
                "Show it in a SliceExplorer, or take a narrower one."
            )
        self._steps: Steps[SplineScene] = Steps()
        # The gesture that goes on, where it began, and what it has come to.
        self._gesture: tuple[int, SplineScene, SplineScene] | None = None
        leak = self.scene.spline.leak
        self._own_leak = leak if name_of(leak) == "leaky_relu" else LEAKS["leaky_relu"]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return self._steps.back > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return self._steps.forth > 0

    def look(self) -> SplineScene:
        """What there is now; where something else has changed the weights, that was a step of its own."""
        scene = replace(self.scene, spline=self.network.spline())
        if not scene.same_as(self.scene):
            self._steps.leave(self.scene, None)
            self.scene = scene
        return self.scene

    def change(self, change: Callable[[SplineScene], SplineScene], by: int | None = None) -> None:
        """Change what there was when the gesture began, or what there is where it is by none."""
        start = present = self.look()
        if by is not None and self._gesture is not None and self._gesture[0] == by:
            _, start, last = self._gesture
            # Undo, or Python, may have come in between.
            start = start if last is present else present
        changed = change(start)
        after = replace(changed, spline=self.network.write(changed.spline))
        if not after.same_as(present):
            self._steps.leave(present, by)
            self.scene = after
        self._gesture = None if by is None else (by, start, self.scene)

    def change_spline(self, change: Callable[[AffineSpline], AffineSpline]) -> None:
        """Change the spline alone, by no gesture."""
        self.change(lambda scene: replace(scene, spline=change(scene.spline)))

    def activate(self, name: ActivationName) -> None:
        """Take another activation; the leaky ReLU is the model's own where it had one."""
        if name_of(self.look().spline.leak) != name:
            leak = self._own_leak if name == "leaky_relu" else LEAKS[name]
            self.change_spline(lambda spline: replace(spline, leak=leak))

    def fit(self, by: int | None = None) -> SplineFit:
        """Fit output weights and bias to the points; raises ValueError if there is none."""
        x, y = self.look().points
        if not len(x):
            raise ValueError(
                "There are no points. A fit needs at least one. Double-click the plot, or set editor.points = (x, y)."
            )
        fit = fitted(self.scene.spline, x, y)
        self.change(lambda scene: replace(scene, spline=fit.spline), by)
        return fit

    def interpolate(self, by: int | None = None) -> None:
        """Put other units, one with its knot at each point; raises ValueError where no graph goes through them."""
        x, y = self.look().points
        order = np.argsort(x)
        x, y = x[order], y[order]
        if not 2 <= len(x) <= MOST_UNITS:
            raise ValueError(
                f"The points are {len(x)}. The graph is put through 2 to {MOST_UNITS}, with a knot at each. "
                "Put others, or fit to them."
            )
        if (same := np.flatnonzero(np.diff(x) == 0)).size:
            raise ValueError(
                f"Two points lie at x = {x[same[0]]:g}. A graph has one height there. Move one of them, or fit to them."
            )
        self.change(lambda scene: replace(scene, spline=AffineSpline.through(x, y, scene.spline.leak)), by)

    def recall(self, steps: int) -> None:
        """Go so many steps back, or forth where they are below 0."""
        recalled = self._steps.recalled(self.look(), steps)
        self.scene = replace(recalled, spline=self.network.write(recalled.spline))
        self._gesture = None


def small_network() -> nn.Sequential:
    """A network to start with: a hill and a valley."""
    spline = AffineSpline.through([-2.0, -1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 0.0, -1.0, 0.0])
    units = spline.unit_count
    model = nn.Sequential(nn.Linear(1, units), nn.ReLU(), nn.Linear(units, 1)).to(torch.float64)
    ShallowNetwork(model).write(spline)
    return model
