"""`SplineEditor`: an affine spline of one variable, and the ReLU network that it is, each under the hand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import traitlets as t
from torch import nn

from splinewidgets.geometry.network.affine_spline import AffineSpline
from splinewidgets.geometry.network.spline_edits import with_height, with_knot_at
from splinewidgets.geometry.whole_numbers import whole_number
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.rendering.spline_picture import spline_picture, status, words_of_fit, words_of_interpolation
from splinewidgets.pictures.scene.spline_scene import Window, name_of
from splinewidgets.pictures.wire_types.spline import ActivationName, SplinePart
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.keywords import dom_traits
from splinewidgets.widgets.host.messages import sequence_number
from splinewidgets.widgets.host.messages import whole_number as whole_number_of
from splinewidgets.widgets.host.own_threads import renew_in_fork
from splinewidgets.widgets.teaching.edited_network import EditedNetwork, small_network
from splinewidgets.widgets.teaching.spline_gestures import edited, steps_of, with_unit_at
from splinewidgets.widgets.teaching.spline_still import SplineStill
from splinewidgets.widgets.teaching.spline_traits import PARTS


class SplineEditor(SplineStill):
    """An affine spline, Figure 2 of the survey: drag its knots and the network's weights follow, or drag these.

    It works on the model itself: what a hand does is in its weights, rounded to their dtype, and what is shown is read
    from there. No knot is computed from samples. A drag takes no time to speak of, so that nothing waits for it.

    Parameters
    ----------
    model : torch.nn.Module
        Sequential(Linear(1, n), activation, Linear(n, 1)) with biases, of at most 100 units, whose activation is a
        ReLU, a leaky ReLU or the absolute value; by default a small one in float64 is made.
    points : (array-like, array-like)
        x and y of points to fit to, (N,) each.
    activation : str
        "relu", "leaky_relu" or "abs": the model's is replaced where it is another one.
    visible : sequence of str
        Of "units", what each unit adds, "points" and "residuals".
    view : (float, float, float, float)
        The window (x0, x1, y0, y1); by default that of all knots and points, but for outliers.
    height : int
        Pixels of the graph.
    still : bool
        Whether a display keeps a picture, of at most 100 kB, for those who read the notebook without a kernel.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If the model is another one, or an argument does not fit.

    Examples
    --------
    >>> model = nn.Sequential(nn.Linear(1, 4), nn.ReLU(), nn.Linear(4, 1))
    >>> editor = SplineEditor(model, points=([0, 1, 2], [0, 1, 0]))
    >>> editor.move_knot(0, 0.5, 2.0)
    >>> round(model(torch.tensor([[0.5]])).item(), 5)
    2.0
    """

    _bundle = "spline_editor"
    _drawn = ("_graph", "points")

    def __init__(
        self,
        model: nn.Module | None = None,
        points: Any = None,
        *,
        activation: ActivationName | None = None,
        visible: Sequence[SplinePart] = PARTS,
        view: Sequence[float] | None = None,
        height: int = 480,
        **more: Any,
    ) -> None:
        dom = dom_traits(type(self), more)
        bundle.require(type(self))
        self._edited = EditedNetwork(small_network() if model is None else model, points)
        scene = self._edited.scene
        # Other threads may bring messages while a cell runs; torch and traits are not made for two at a time.
        self._editing = threading.RLock()
        renew_in_fork(self, SplineEditor._after_fork)
        self._home = scene.home()
        # Whether traits are being set to what there is, and are no wish of anybody's.
        self._showing = True
        super().__init__(
            activation=name_of(scene.spline.leak),
            points=scene.points.tolist(),
            visible=visible,
            view=view,
            height=height,
            **dom,
        )
        self._publish()
        if activation is not None:
            self.activation = activation

    @property
    def model(self) -> nn.Module:
        """The module that is edited."""
        return self._edited.network.model

    @property
    def spline(self) -> AffineSpline:
        """What the model is at this moment."""
        return self._edited.network.spline()

    @property
    def knots(self) -> npt.NDArray[np.float64]:
        """The knot of each unit, (n,); NaN where its w is 0."""
        return self.spline.knots

    def move_knot(self, unit: int, x: float, y: float | None = None) -> None:
        """Move the knot of a unit to x, and the graph to y there; by default it keeps its height.

        The other knots keep theirs, and the outer pieces their slopes, as nearly as the units allow.
        """
        spline = self.spline
        unit = whole_number(unit, "unit", "It counts from 0.", 0, spline.unit_count - 1)
        x = plain_values.real(x, "x", "a number", "It is where the knot goes.")
        if y is None:
            y = float(np.nan_to_num(spline(np.nan_to_num(spline.knots[unit]))))
        height = plain_values.real(y, "y", "a number", "It is the height of the graph at the knot.")
        self._change(lambda spline: with_knot_at(spline, unit, x, height))

    def move_height(self, x: float, y: float) -> None:
        """Move the graph to height y at x, by output weights alone: all knots stay where they are."""
        x = plain_values.real(x, "x", "a number", "It is where the graph is to move.")
        y = plain_values.real(y, "y", "a number", "It is the height of the graph there.")
        self._change(lambda spline: with_height(spline, x, y))

    def add_unit(self, knot: float) -> None:
        """Add a unit with a knot, which changes no value before its v does; the layers get new parameters."""
        knot = plain_values.real(knot, "knot", "a number", "It is where the unit may bend the graph.")
        self._change(lambda spline: with_unit_at(spline, knot))

    def remove_unit(self, unit: int) -> None:
        """Remove a unit; the layers get new parameters."""
        self._change(lambda spline: spline.without_unit(unit))

    def fit(self) -> None:
        """Fit output weights and bias to the points by least squares, which is exact, for knots stay where they are.

        Where points are fewer than unknowns, or do not tell them apart, the smallest of the best solutions is taken.
        """
        with self._editing:
            self._fit()

    def interpolate(self) -> None:
        """Put units with a knot at each point: the graph goes through all of them, as `numpy.interp`, exactly.

        The layers get new parameters. There must be 2 to 100 points, no two of them with the same x.
        """
        with self._editing:
            self._interpolate()

    def undo(self) -> None:
        """Take the last step back, as Ctrl+Z does."""
        self._recall(1)

    def redo(self) -> None:
        """Take the last undo back."""
        self._recall(-1)

    def refresh(self) -> None:
        """Show the model as it is, after something else has changed its weights, and choose the window anew."""
        with self._editing:
            self._home = self._edited.look().home()
            self._publish()

    def _after_fork(self) -> None:
        self._editing = threading.RLock()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in a message from the browser."""
        with self._editing:
            super().set_state(sync_data)

    def _change(self, change: Callable[[AffineSpline], AffineSpline]) -> None:
        with self._editing:
            self._edited.change_spline(change)
            self._publish()

    def _recall(self, steps: int) -> None:
        with self._editing:
            self._edited.recall(steps)
            scene, (x0, x1, *_) = self._edited.scene, self._home
            knots = scene.spline.knots[scene.spline.bends]
            if ((knots < x0) | (knots > x1)).any():
                self._home = scene.home()  # as after the undo of an interpolation
            self._publish()

    def _fit(self, by: int | None = None) -> None:
        fit = self._edited.fit(by)
        self._publish(words_of_fit(self._edited.scene, fit))

    def _interpolate(self, by: int | None = None) -> None:
        self._edited.interpolate(by)
        self._publish(words_of_interpolation(self._edited.scene))

    def _publish(self, words: str = "") -> None:
        """Show what there is, with words about a graph that is made of the points."""
        scene = self._edited.scene
        if words:
            self._home = scene.home()  # the graph comes from elsewhere, and is to be seen
        self._showing = True
        try:
            with self.hold_sync():
                self.activation = name_of(scene.spline.leak)
                self.points = scene.points.tolist()
                if self.selected >= scene.spline.unit_count:
                    self.selected = -1
                self._graph = spline_picture(scene, self._window)
                self.status = words or status(scene, self._window)
                self.state = "ready"
                self._can_undo, self._can_redo = self._edited.can_undo, self._edited.can_redo
        finally:
            self._showing = False

    @property
    def _window(self) -> Window:
        return self._home if self.view is None else self.view

    @t.observe("activation", "points", "view")
    def _on_wish(self, change: Mapping[str, Any]) -> None:
        if self._showing:
            return
        with self._telling(), self._editing:
            if change["name"] == "activation":
                self._edited.activate(change["new"])
            elif change["name"] == "points":
                points = np.array(change["new"], np.float64).reshape(2, -1)
                self._edited.change(lambda scene: replace(scene, points=points))
                self._home = self._edited.scene.home()
            self._publish()

    @t.observe("_edit")
    def _on_edit(self, change: Mapping[str, Any]) -> None:
        if not (edit := change["new"]):
            return
        with self._telling():
            try:
                self._do(edit)
                self._recover()
            finally:
                self._answered = max(self._answered, sequence_number(edit) or 0)

    def _do(self, edit: Mapping[str, Any]) -> None:
        act = edit.get("act")
        if act == "home":
            self.view = None
            self.refresh()
        elif act == "undo":
            self._recall(steps_of(edit))
        elif act == "fit":
            self._fit(whole_number_of(edit, "gesture"))
        elif act == "interpolate":
            self._interpolate(whole_number_of(edit, "gesture"))
        else:
            gesture = whole_number_of(edit, "gesture")
            self._edited.change(lambda scene: edited(scene, edit, self._window), gesture)
            self._publish()

    def _complain(self, failure: Exception) -> None:
        with self._editing:
            super()._complain(failure)
            self.state = "error"

    def _recover(self) -> None:
        if self.error:
            super()._recover()
            self.state = "ready"
