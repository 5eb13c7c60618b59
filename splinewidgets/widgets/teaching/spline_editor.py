"""`SplineEditor`: an affine spline of one variable, and the ReLU network that it is, each under the hand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import torch
import traitlets as t
from torch import nn

from splinewidgets.geometry.network.affine_spline import AffineSpline
from splinewidgets.geometry.network.shallow_network import ShallowNetwork
from splinewidgets.geometry.network.spline_edits import SplineFit, fitted, with_height, with_knot_at
from splinewidgets.geometry.whole_numbers import whole_number
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.rendering.spline_picture import spline_picture, status, words_of_fit
from splinewidgets.pictures.scene.slice_input import read_view
from splinewidgets.pictures.scene.spline_scene import LEAKS, MOST_UNITS, SplineScene, Window, name_of, read_points
from splinewidgets.pictures.stills.spline_drawing import draw_spline
from splinewidgets.pictures.wire_types.picture import Box
from splinewidgets.pictures.wire_types.spline import ActivationName, PointList, SplineEdit, SplinePart, WireSpline
from splinewidgets.widgets.host import bundle
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.keywords import dom_traits
from splinewidgets.widgets.host.messages import sequence_number
from splinewidgets.widgets.host.messages import whole_number as whole_number_of
from splinewidgets.widgets.host.own_threads import renew_in_fork
from splinewidgets.widgets.host.status_traits import StatusTraits
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Choice, Items, Numbered, Payload, Whole
from splinewidgets.widgets.teaching.spline_gestures import edited, with_unit_at
from splinewidgets.widgets.teaching.steps import Steps

ACTIVATIONS: tuple[ActivationName, ...] = get_args(ActivationName)
PARTS: tuple[SplinePart, ...] = get_args(SplinePart)


class SplineEditor(StatusTraits):
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

    activation = Choice(ACTIVATIONS, "relu", help="What is between the two linear layers.").tag(sync=True)
    points = Checked(
        t.List(default_value=[[], []]),
        lambda editor, given: read_points(given).tolist(),
        help="x and y of points to fit to.",
    ).tag(sync=True, wire=PointList)
    visible = Items(t.Enum(PARTS), list(PARTS), help="What is drawn beside the graph and its knots.").tag(sync=True)
    selected = Checked(
        Whole(-1),
        lambda editor, given: read_unit(given, editor.spline.unit_count),
        help="The unit that stands out, from 0; -1 for none.",
    ).tag(sync=True)
    view = Checked(
        t.Any(None), lambda editor, given: read_view(given), help="The window (x0, x1, y0, y1); None for its own."
    ).tag(sync=True, wire=Box | None)

    _graph = Payload(WireSpline, help="The graph in the window, and the weights.").tag(sync=True, told=True)
    _edit = Numbered(SplineEdit, help="What a hand does.")
    _answered = t.Int(0, help="The `seq` of the last `_edit` that is over and done.").tag(sync=True, told=True)
    _can_undo = t.Bool(False).tag(sync=True, told=True)
    _can_redo = t.Bool(False).tag(sync=True, told=True)

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
        self._network = ShallowNetwork(small_network() if model is None else model)
        scene = SplineScene(self._network.spline(), read_points(points))
        if scene.spline.unit_count > MOST_UNITS:
            raise ValueError(
                f"The model has {scene.spline.unit_count} units. More than {MOST_UNITS} are not told apart by the eye. "
                "Show it in a SliceExplorer, or take a narrower one."
            )
        # Other threads may bring messages while a cell runs; torch and traits are not made for two at a time.
        self._editing = threading.RLock()
        renew_in_fork(self, SplineEditor._after_fork)
        self._scene, self._home = scene, scene.home()
        self._steps: Steps[SplineScene] = Steps()
        # The gesture that goes on, where it began, and what it has come to.
        self._gesture: tuple[int, SplineScene, SplineScene] | None = None
        self._own_slope = scene.spline.leak if name_of(scene.spline.leak) == "leaky_relu" else LEAKS["leaky_relu"]
        self._showing = True
        super().__init__(
            activation=name_of(scene.spline.leak),
            points=scene.points.tolist(),
            visible=visible,
            view=view,
            height=height,
            **dom,
        )
        self._publish(scene)
        self._showing = False
        if activation is not None:
            self.activation = activation

    @property
    def model(self) -> nn.Module:
        """The module that is edited."""
        return self._network.model

    @property
    def spline(self) -> AffineSpline:
        """What the model is at this moment."""
        return self._network.spline()

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
        self._change(lambda scene: replace(scene, spline=with_knot_at(scene.spline, unit, x, height)))

    def move_height(self, x: float, y: float) -> None:
        """Move the graph to height y at x, by output weights alone: all knots stay where they are."""
        x = plain_values.real(x, "x", "a number", "It is where the graph is to move.")
        y = plain_values.real(y, "y", "a number", "It is the height of the graph there.")
        self._change(lambda scene: replace(scene, spline=with_height(scene.spline, x, y)))

    def add_unit(self, knot: float) -> None:
        """Add a unit with a knot, which changes no value before its v does; the layers get new parameters."""
        knot = plain_values.real(knot, "knot", "a number", "It is where the unit may bend the graph.")
        self._change(lambda scene: replace(scene, spline=with_unit_at(scene.spline, knot)))

    def remove_unit(self, unit: int) -> None:
        """Remove a unit; the layers get new parameters."""
        self._change(lambda scene: replace(scene, spline=scene.spline.without_unit(unit)))

    def fit(self) -> None:
        """Fit output weights and bias to the points by least squares, which is exact, for knots stay where they are.

        Where points are fewer than unknowns, or do not tell them apart, the smallest of the best solutions is taken.
        """
        self._change(self._fitted)

    def undo(self) -> None:
        """Take the last step back, as Ctrl+Z does."""
        self._recall(1)

    def redo(self) -> None:
        """Take the last undo back."""
        self._recall(-1)

    def refresh(self) -> None:
        """Show the model as it is, after something else has changed its weights, and choose the window anew."""
        with self._editing:
            scene = self._present()
            self._home = scene.home()
            self._publish(scene)

    # What follows is between the widget and its page.

    def _after_fork(self) -> None:
        self._editing = threading.RLock()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take in a message from the browser."""
        with self._editing:
            super().set_state(sync_data)

    def _present(self) -> SplineScene:
        """What there is now; where something else has changed the weights, that was a step of its own."""
        scene = replace(self._scene, spline=self._network.spline())
        if not scene.same_as(self._scene):
            self._steps.leave(self._scene, None)
            self._scene = scene
        return self._scene

    def _change(self, change: Callable[[SplineScene], SplineScene], by: int | None = None) -> None:
        """Change what there was when the gesture began, or what there is where it is by none."""
        with self._editing:
            present = self._present()
            start = present
            if by is not None and self._gesture is not None and self._gesture[0] == by:
                _, start, last = self._gesture
                # Undo, or Python, may have come in between.
                start = start if last is present else present
            self._turn_to(change(start), by)
            self._gesture = None if by is None else (by, start, self._scene)

    def _turn_to(self, scene: SplineScene, by: int | None) -> None:
        before = self._scene
        after = replace(scene, spline=self._network.write(scene.spline))
        if not after.same_as(before):
            self._steps.leave(before, by)
            self._scene = after
        self._publish(self._scene)

    def _recall(self, steps: int) -> None:
        with self._editing:
            recalled = self._steps.recalled(self._present(), steps)
            self._scene = replace(recalled, spline=self._network.write(recalled.spline))
            self._gesture = None
            self._publish(self._scene)

    def _fitted(self, scene: SplineScene) -> SplineScene:
        x, y = scene.points
        if not len(x):
            raise ValueError(
                "There are no points. A fit needs at least one. Double-click the plot, or set editor.points = (x, y)."
            )
        fit = fitted(scene.spline, x, y)
        self._fit = fit
        return replace(scene, spline=fit.spline)

    # What the next status tells of.
    _fit: SplineFit | None = None

    def _publish(self, scene: SplineScene) -> None:
        fit, self._fit = self._fit, None
        if fit is not None:
            self._home = scene.home()  # the graph comes from elsewhere, and is to be seen
        window = self._window
        with self._shown(), self.hold_sync():
            self.activation = name_of(scene.spline.leak)
            self.points = scene.points.tolist()
            if self.selected >= scene.spline.unit_count:
                self.selected = -1
            self._graph = spline_picture(scene, window)
            self.status = status(scene, window) if fit is None else words_of_fit(scene, fit)
            self.state = "ready"
            self._can_undo, self._can_redo = self._steps.back > 0, self._steps.forth > 0

    @property
    def _window(self) -> Window:
        return self._home if self.view is None else self.view

    @contextmanager
    def _shown(self) -> Iterator[None]:
        """In this block traits are set to what there is, and no wish of anybody's."""
        before, self._showing = self._showing, True
        try:
            yield
        finally:
            self._showing = before

    @t.observe("activation", "points", "view")
    def _on_wish(self, change: Mapping[str, Any]) -> None:
        if self._showing:
            return
        with self._telling(), self._editing:
            if change["name"] == "view":
                self._publish(self._present())
            elif change["name"] == "points":
                points = np.array(change["new"], np.float64).reshape(2, -1)
                self._change(lambda scene: replace(scene, points=points))
                if self.view is None and not self._from_browser:
                    self.refresh()
            elif name_of(self._scene.spline.leak) != change["new"]:
                leak = self._own_slope if change["new"] == "leaky_relu" else LEAKS[change["new"]]
                self._change(lambda scene: scene.with_leak(leak))

    @t.observe("_edit")
    def _on_edit(self, change: Mapping[str, Any]) -> None:
        edit = change["new"]
        if not edit:
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
            steps = edit.get("steps")
            if not isinstance(steps, int) or isinstance(steps, bool):
                raise ValueError(f"A message to undo has steps={steps!r:.40}. It must be a whole number. Pass 1 or -1.")
            self._recall(steps)
        else:
            gesture = whole_number_of(edit, "gesture")
            self._change(self._fitted if act == "fit" else lambda scene: edited(scene, edit, self._window), gesture)

    def _complain(self, failure: Exception) -> None:
        with self._editing:
            super()._complain(failure)
            self.state = "error"

    def _recover(self) -> None:
        if self.error:
            super()._recover()
            self.state = "ready"

    def _has_picture(self) -> bool:
        return bool(self._graph)

    def _still_pixels(self, pixels: int) -> Pixels:
        return draw_spline(self._graph, self._scene.points, pixels)

    def _words(self) -> str:
        return f"the graph of an affine spline with its knots ({self.status})"


def read_unit(given: Any, count: int) -> int:
    """The index of a unit, or -1."""
    index = plain_values.whole(given, "selected", "the index of a unit, a whole number", "-1 is none.")
    if not -1 <= index < count:
        raise ValueError(f"selected is {index}. The network has units 0 to {count - 1}. Pass one of these, or -1.")
    return index


def small_network() -> nn.Sequential:
    """A network to start with: a hill and a valley."""
    spline = AffineSpline.through([-2.0, -1.0, 0.0, 1.0, 2.0], [0.0, 1.0, 0.0, -1.0, 0.0])
    units = spline.unit_count
    model = nn.Sequential(nn.Linear(1, units), nn.ReLU(), nn.Linear(units, 1)).to(torch.float64)
    ShallowNetwork(model).write(spline)
    return model
