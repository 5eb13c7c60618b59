"""`RobustnessView`: how far a prediction holds at a point of a slice, exactly in its plane, and where attacks end."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets as t
from torch import nn

from splinewidgets.geometry.network.network import Network
from splinewidgets.learning.slice_robustness import (
    AttackEnd,
    Robustness,
    attack_in_inputs,
    attack_in_plane,
    robustness,
    usual_radius,
)
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.figures.robustness_figure import robustness_keys
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.rendering.robustness_picture import (
    attack_picture,
    robustness_picture,
    robustness_shapes,
    robustness_status,
)
from splinewidgets.pictures.scene.slice_input import read_point
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look, sheet
from splinewidgets.pictures.wire_types.picture import Point
from splinewidgets.pictures.wire_types.robustness import WireRobustness
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.still import Pixels
from splinewidgets.widgets.host.trait_types import Payload, Truth
from splinewidgets.widgets.linked.background_view import BackgroundView
from splinewidgets.widgets.linked.linked_view import explorer_beside, taken_keywords
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

# The share of the window's height within which a point snaps to data.
NEAR = 0.02


class RobustnessView(BackgroundView):
    """How robust a prediction is at a point of a slice, beside the explorer of it.

    On the explorer's slice stand the point, a handle, with the nearest point of the decision boundary and the largest
    disc without another class: both are exact, for the plane of the slice. The disc is a certificate within the slice
    only. Projected gradient descent (PGD) searches for another class within `radius`, in the plane and in all of input
    space. Where it finds one, that is an upper bound on the distance; where it finds none, that proves nothing.
    Distances are Euclidean in input space, as the axes of the slice are orthonormal.

    The local Lipschitz constant on the disc of `radius` within the plane is that of the steepest tile that meets the
    disc, which is outlined. A click on the slice moves the point there. All follows the explorer, its drags and its
    training; attacks come when the tiles have come to rest.

    Parameters
    ----------
    model : torch.nn.Module, Network or SliceExplorer
        The explorer to stand beside, or what one is made for.
    point : (u, v)
        On the slice; by default the middle of the window.
    radius : float
        Of the disc for the Lipschitz constant, in which attacks search; by default a quarter more than the distance of
        the decision boundary.
    snap : bool
        Whether a hand's point snaps to anchors and, where a slice is all of the input space, to data.
    height : int
        Pixels of the view.
    **keywords
        Of `SliceExplorer`, where a model is given.
    layout, tooltip, tabbable
        As for every ipywidget.

    Raises
    ------
    ValueError, TypeError
        If an argument does not fit, or outputs are no scores of classes.
    UnsupportedOperation
        If the model is not piecewise affine.

    References
    ----------
    Jordan and Dimakis, Exactly Computing the Local Lipschitz Constant of ReLU Networks [jordan2020exactly]; Madry,
    Makelov, Schmidt, Tsipras and Vladu, Towards Deep Learning Models Resistant to Adversarial Attacks
    [madry2018towards].

    Examples
    --------
    >>> from ipywidgets import HBox
    >>> view = RobustnessView(zoo.mlp((2, 16, 2)), point=(0.25, 0.5))
    >>> both = HBox([view.explorer, view])
    >>> view.result.certified_radius <= view.result.distance
    True
    """

    _bundle = "robustness_view"
    _drawn = ("_found",)

    point = Checked(
        t.Any(None),
        lambda view, given: read_point(given),
        help="The point in coordinates of the slice, [u, v]; None for the middle of the window.",
    ).tag(sync=True, wire=Point | None)
    radius = Checked(
        t.Any(None),
        lambda view, given: read_radius(given),
        help="Of the disc in which attacks search, in input units; None for a little beyond the boundary.",
    ).tag(sync=True, wire=float | None)
    snap = Truth(True, help="Whether a hand's point snaps to data that lie in the slice.").tag(sync=True)
    _found = Payload(WireRobustness, help="What holds around the point.").tag(sync=True, told=True)

    def __init__(
        self,
        model: nn.Module | Network | SliceExplorer,
        *,
        point: Any = None,
        radius: float | None = None,
        snap: bool = True,
        height: int = 360,
        **keywords: Any,
    ) -> None:
        dom = taken_keywords(type(self), model, keywords)
        given = {"point": read_point(point), "radius": read_radius(radius)}
        self.explorer, self._mine = explorer_beside(model, **keywords)
        if not self.explorer.class_names:
            if self._mine:
                self.explorer.close()
            raise ValueError(
                "The outputs are no scores of classes. Robustness is that of a predicted class. "
                "Pass a classifier, or name its classes by class_names=."
            )
        self._result: Robustness | None = None
        self._in_plane: AttackEnd | None = None
        self._in_inputs: AttackEnd | None = None
        # Of the last move of the handle.
        self._seq: int | None = None
        super().__init__(**given, snap=snap, height=height, **dom)
        self.observe(self._ask_again, ["point", "radius"])
        self._follow(self._on_selected, ["selected"])
        self._begin()

    @property
    def result(self) -> Robustness:
        """What is exact in the plane of the slice around the point, after all requests."""
        self._require_explorer()
        self._finish_picture()
        if self._result is None:
            raise RuntimeError(
                f"Nothing is known of the point. {self.error or self.status or 'Its own thread asks.'} "
                "Set what is wrong, or make another view."
            )
        return self._result

    @property
    def plane_attack(self) -> AttackEnd | None:
        """Where PGD in the plane of the slice ends, after all requests; an upper bound where it succeeded."""
        self._finish_picture()
        return self._in_plane

    @property
    def input_attack(self) -> AttackEnd | None:
        """Where PGD in all of input space ends; None where the slice is all of it."""
        self._finish_picture()
        return self._in_inputs

    def _clear(self) -> None:
        """Nothing is cleared: it is said that the slice is sampled."""

    def _answer(self, request: Any) -> None:
        with self.held():
            shown, point, radius, seq = self.explorer.shown, self.point, self.radius, self._seq
        if shown is None:
            return
        if shown.sampled:
            self._say("The slice is sampled here and has no tiles. What is exact needs them: zoom in.")
            return
        tessellation, plane = shown.tessellation, shown.tessellation.slice
        u0, u1, v0, v1 = plane.bounds
        at = ((u0 + u1) / 2, (v0 + v1) / 2) if point is None else (point[0], point[1])
        if tessellation.locate(np.array([at]))[0] < 0:
            self._say("The point is outside the window. Click the slice to move it there, or move the window to it.")
            return
        found = robustness(tessellation, at, radius)
        names, flat = self.class_names, shown.scene.flat
        wire = robustness_picture(found, usual_radius(tessellation, found.distance), flat, names)
        with self._publish():
            self._result, self._in_plane, self._in_inputs = found, None, None
            self._tell(wire)
            self._show(found, shown, seq)
        self._tell_failure("")
        # Attacks wait until the hand rests.
        if self._outdated():
            return
        in_plane = attack_in_plane(tessellation.network, plane, at, found.radius)
        wire = {**wire, "in_plane": attack_picture(in_plane, names, None)}
        in_inputs = None
        if not flat and not self._outdated():
            in_inputs = attack_in_inputs(tessellation.network, plane, at, found.radius)
            wire["in_inputs"] = attack_picture(in_inputs, names, self.explorer._given.layout)
        if self._outdated():
            return
        with self._publish():
            self._in_plane, self._in_inputs = in_plane, in_inputs
            self._tell(wire)
            self._show(found, shown, seq)

    def _outdated(self) -> bool:
        """Test whether something newer was asked for."""
        return self._work.superseded

    def _say(self, why: str) -> None:
        """Show nothing, and why."""
        with self._publish():
            self._result = self._in_plane = self._in_inputs = None
            self._found, self.status = {}, why
            self._erase_shapes()
        self._tell_failure("")

    def _tell(self, wire: WireRobustness) -> None:
        self._found, self.status = wire, robustness_status(wire)

    def _show(self, found: Robustness, shown: Rendered, seq: int | None) -> None:
        self._draw_shapes(self._moved, seq, **robustness_shapes(found, shown.tessellation, self._in_plane))

    def _moved(self, index: int, at: list[float], seq: int | None, done: bool) -> None:
        del index, done
        self._seq = seq
        self.point = self._snapped(at)

    def _on_selected(self, _: object) -> None:
        """A click on the slice moves the point, but not what a picture or Python has selected."""
        pointer = self.explorer.pointer
        if self.explorer._from_browser and pointer is not None:
            self.point = self._snapped(pointer)

    def _snapped(self, at: list[float]) -> list[float]:
        shown = self.explorer.shown
        if not self.snap or shown is None:
            return at
        places = [np.asarray(shown.scene.uv, np.float64).reshape(-1, 2)]
        samples = self.explorer._samples
        if shown.scene.flat and samples is not None:
            places.append(samples.inputs)
        near = np.concatenate(places)
        if not len(near):
            return at
        away = np.hypot(*(near - at).T)
        _, _, v0, v1 = shown.window.bounds
        nearest: list[float] = near[away.argmin()].tolist()
        return nearest if away.min() <= NEAR * (v1 - v0) else at

    def _has_picture(self) -> bool:
        return bool(self._found)

    def _still_pixels(self, pixels: int) -> Pixels:
        # The numbers are in the sentence.
        return self.explorer._still_pixels(pixels)

    def _figure(self, look: Look) -> Figure:
        with self.held():
            keys = [*robustness_keys(self._found), *self.explorer._figure_keys()]
            return sheet([self.explorer._figure_views()], keys, look, self._sentence())

    def _words(self) -> str:
        return f"{self.status}, on {self.explorer._words()}"


def read_radius(given: Any) -> float | None:
    """A radius, or None."""
    if given is None:
        return None
    return plain_values.positive(given, "radius", "a positive number in units of input space", "None is usual.")
