"""The traits of `SplineEditor`."""

from __future__ import annotations

from typing import get_args

import traitlets as t

from splinewidgets.geometry.network.affine_spline import AffineSpline
from splinewidgets.pictures.scene.slice_input import read_view
from splinewidgets.pictures.scene.spline_scene import read_points
from splinewidgets.pictures.wire_types.picture import Box
from splinewidgets.pictures.wire_types.spline import ActivationName, PointList, SplineEdit, SplinePart, WireSpline
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.status_traits import StatusTraits
from splinewidgets.widgets.host.trait_types import Choice, Items, Numbered, Payload, Whole
from splinewidgets.widgets.teaching.spline_gestures import read_unit

ACTIVATIONS: tuple[ActivationName, ...] = get_args(ActivationName)
PARTS: tuple[SplinePart, ...] = get_args(SplinePart)


class SplineTraits(StatusTraits):
    """Traits only: the activation, the points, what is seen, and what a hand does."""

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

    @property
    def spline(self) -> AffineSpline:
        """What the model is at this moment."""
        raise NotImplementedError
