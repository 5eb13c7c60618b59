"""What a message about a hand on the graph, on a weight or on a point makes of a scene."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from splinewidgets.geometry.array_like import numbers
from splinewidgets.geometry.network.affine_spline import AffineSpline
from splinewidgets.geometry.network.spline_edits import with_height, with_knot_at
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.scene.spline_scene import MOST_UNITS, SplineScene, Window, read_points
from splinewidgets.widgets.host.messages import whole_number

WEIGHTS = {"w": "weight", "b": "bias", "v": "output_weight"}


def edited(scene: SplineScene, edit: Mapping[str, Any], window: Window) -> SplineScene:
    """The scene after a message that is to be a `wire_types.spline.SplineEdit`; raises ValueError where it is none."""
    spline, act = scene.spline, edit.get("act")
    if act == "points":
        return replace(scene, points=read_points(edit.get("points")))
    if act == "knot":
        spline = with_knot_at(spline, _unit(scene, edit), *_place(edit))
    elif act == "height":
        spline = with_height(spline, *_place(edit))
    elif act == "weight":
        spline = _with_weight(scene, edit)
    elif act == "add":
        spline = with_unit_at(spline, middle_of_widest(spline, window))
    elif act == "remove":
        spline = spline.without_unit(_unit(scene, edit))
    else:
        raise ValueError(f"A message of a gesture has act={act!r:.40}. It must be one of those declared. Pass one.")
    return replace(scene, spline=spline)


def steps_of(edit: Mapping[str, Any]) -> int:
    """How many steps a message undoes, below 0 for those that it redoes; raises ValueError where it tells none."""
    steps = edit.get("steps")
    if not isinstance(steps, int) or isinstance(steps, bool):
        raise ValueError(f"A message to undo has steps={steps!r:.40}. It must be a whole number. Pass 1 or -1.")
    return steps


def read_unit(given: Any, count: int) -> int:
    """The index of a unit, or -1."""
    index = plain_values.whole(given, "selected", "the index of a unit, a whole number", "-1 is none.")
    if not -1 <= index < count:
        raise ValueError(f"selected is {index}. The network has units 0 to {count - 1}. Pass one of these, or -1.")
    return index


def with_unit_at(spline: AffineSpline, knot: float) -> AffineSpline:
    """The spline with one more unit, of a knot; raises ValueError if there are as many as can be shown."""
    if spline.unit_count >= MOST_UNITS:
        raise ValueError(f"There are {MOST_UNITS} units. More are not told apart by the eye. Remove some first.")
    return spline.with_new_unit(knot)


def middle_of_widest(spline: AffineSpline, window: Window) -> float:
    """The middle of the widest piece in the window."""
    knots = spline.knots[spline.bends]
    ends = np.unique([window[0], *knots[(knots > window[0]) & (knots < window[1])], window[1]])
    widest = int(np.argmax(np.diff(ends)))
    return float(ends[widest] + ends[widest + 1]) / 2


def _with_weight(scene: SplineScene, edit: Mapping[str, Any]) -> AffineSpline:
    name, value = edit.get("name"), _number(edit, "value")
    if name == "c":
        return replace(scene.spline, output_bias=value)
    if not isinstance(name, str) or name not in WEIGHTS:
        raise ValueError(f"A message of a gesture has name={name!r:.40}. A weight is w, b, v or c. Pass one.")
    return scene.spline.with_unit(_unit(scene, edit), **{WEIGHTS[name]: value})


def _unit(scene: SplineScene, edit: Mapping[str, Any]) -> int:
    return whole_number(edit, "unit", scene.spline.unit_count)


def _number(edit: Mapping[str, Any], name: str) -> float:
    return float(numbers(edit.get(name), name).reshape(()))


def _place(edit: Mapping[str, Any]) -> tuple[float, float]:
    at = numbers(edit.get("at"), "at")
    if at.shape != (2,):
        raise ValueError(f"at has shape {at.shape}. A knot moves to a point (2,). Pass [x, y].")
    return float(at[0]), float(at[1])
