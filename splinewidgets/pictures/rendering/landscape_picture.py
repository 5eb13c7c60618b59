"""Landscapes as the browser draws them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count as numbers_from

import numpy as np
import numpy.typing as npt

from splinewidgets.learning.gradient_descent import Descent
from splinewidgets.learning.loss.condition_numbers import ConditionNumbers
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.rendering.contours import contours
from splinewidgets.pictures.scene.landscape import Landscape
from splinewidgets.pictures.scene.loss_range import LossRange
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.arrays import WireArray
from splinewidgets.pictures.wire_types.landscape import (
    WireLandscape,
    WirePlaceFacts,
    WirePlot,
    WirePlotLine,
    WireWay,
)

Floats = npt.NDArray[np.float64]

_numbers = numbers_from(1)

ENDINGS = {
    "rest": "came to rest after {steps} steps",
    "left": "left the window after {steps} steps",
    "diverged": "diverged: a step threw it out of the window after {steps} steps",
    "hole": "came to a hole after {steps} steps",
    "outside": "begins outside of the window",
    "steps": "still moves after {steps} steps",
}


def landscape_picture(landscape: Landscape, name: str, losses: LossRange, levels: int) -> WireLandscape:
    """The surface, its level lines, and what is marked on it."""
    heights = losses.heights(landscape.losses)
    u0, u1, v0, v1 = landscape.bounds
    columns, rows = (landscape.u - u0) / (u1 - u0), (landscape.v - v0) / (v1 - v0)
    ends, ends_losses = landscape.lines()
    trajectory = landscape.trajectory
    path = (np.empty((0, 2)), np.empty(0)) if trajectory is None else (trajectory.places, trajectory.plane_losses)
    return {
        "id": next(_numbers),
        "name": name,
        "words": landscape.words(),
        "window": [u0, u1, v0, v1],
        "columns": encode(columns.astype(np.float32)),
        "rows": encode(rows.astype(np.float32)),
        "heights": encode(heights.astype(np.float32)),
        "contours": encode(contours(columns, rows, heights, losses.levels(levels)).astype(np.float32)),
        "lines": encode(np.dstack([shares(landscape, ends), losses.heights(ends_losses)]).astype(np.float32)),
        "trajectory": _raised(landscape, losses, *path),
        "spots": [
            {
                "kind": spot.kind,
                "at": list(spot.place),
                "height": float(losses.heights(np.array([spot.loss]))[0]),
                "loss": number(spot.loss),
                "words": spot.words,
            }
            for spot in landscape.spots
        ],
    }


def shares(landscape: Landscape, places: Floats) -> Floats:
    """Places (..., 2) as shares of the window."""
    u0, u1, v0, v1 = landscape.bounds
    return (places - [u0, v0]) / [u1 - u0, v1 - v0]


def way_picture(landscape: Landscape, wire: WireLandscape, losses: LossRange, descent: Descent) -> WireWay:
    """The way of a marble."""
    words = ENDINGS[descent.ending].format(steps=count(descent.step_count))
    if not np.isnan(descent.losses[0]):
        change = f"loss {number(descent.losses[0])} → {number(descent.losses[-1])}"
        words = f"{change}, {words}, by {landscape.gradients} gradients"
    return {"id": wire["id"], "way": _raised(landscape, losses, descent.places, descent.losses), "words": words}


def descent_plot(descents: Sequence[tuple[str, Descent]], scale: str) -> WirePlot:
    """The losses of marbles over their steps."""
    lines = [_line(name, np.arange(len(each.losses)), each.losses, scale) for name, each in descents]
    return {"title": "Loss of the marble", "axis": "steps", "logarithmic": scale == "log", "lines": lines}


def trajectory_plots(landscapes: Sequence[tuple[str, Landscape]], scale: str) -> list[WirePlot]:
    """The losses of trainings beside those of their projections, and their distances from the plane."""
    plots: list[WirePlot] = []
    for name, each in landscapes:
        path = each.trajectory
        if path is None:
            continue
        steps = path.steps
        losses = [
            _line("of the parameters", steps, path.losses, scale),
            _line("on the plane, where it is drawn", steps, path.plane_losses, scale),
        ]
        of = f", {name}" if len(landscapes) > 1 else ""
        plots += [
            {"title": f"Loss along the training{of}", "axis": "steps", "logarithmic": scale == "log", "lines": losses},
            {
                "title": f"Distance from the plane{of}",
                "axis": "steps",
                "logarithmic": False,
                "lines": [_line("of the parameters", steps, path.distances, "linear")],
            },
        ]
    return plots


def spectra_plot(spectra: dict[str, Floats] | ConditionNumbers) -> WirePlot:
    """Singular values in descending order, or median condition numbers over what comes behind a layer."""
    if isinstance(spectra, ConditionNumbers):
        title, axis = "Median κ of Jacobians", "layers behind"
        lines = [_conditions(name, spectra) for name in dict.fromkeys(spectra.models)]
    else:
        title, axis = "Singular values", "index"
        lines = [_singular_values(name, values) for name, values in spectra.items()]
    return {"title": title, "axis": axis, "logarithmic": True, "lines": lines}


def _conditions(name: str, found: ConditionNumbers) -> WirePlotLine:
    """Those of one network, with the one behind which most comes."""
    own = np.array(found.models) == name
    order = np.argsort(found.depths[own], kind="stable")
    depths, medians = found.depths[own][order], found.medians[own][order]
    return {**_line(name, depths, medians, "log"), "words": f"κ = {number(float(medians[-1]))}"}


def _singular_values(name: str, values: Floats) -> WirePlotLine:
    positive = values[values > 0]
    condition = f"κ = {number(float(positive.max() / positive.min()))}" if len(positive) else "no value above 0"
    return {**_line(name, np.arange(1, len(values) + 1), values, "log"), "words": condition}


def _line(name: str, x: npt.NDArray[np.int64], y: Floats, scale: str) -> WirePlotLine:
    known = y[np.isfinite(y)]
    if scale == "log":
        y = np.where(y > 0, np.log10(np.where(y > 0, y, 1.0)), np.nan)
    y = np.where(np.isfinite(y), y, np.nan)
    words = number(float(known[-1])) if len(known) else ""
    return {"name": name, "x": encode(x.astype(np.float64)), "y": encode(y), "words": words}


def _raised(landscape: Landscape, losses: LossRange, places: Floats, known: Floats) -> WireArray:
    """Places with their heights (k, 3); where a loss is not known, at the floor."""
    heights = np.nan_to_num(losses.heights(known))
    return encode(np.column_stack([shares(landscape, places), heights]).astype(np.float32))


def place_facts(landscape: Landscape, which: int, at: Sequence[float], losses: LossRange) -> WirePlaceFacts:
    """What there is to know of a place.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        place = np.array(at, np.float64).reshape(2)
    except (TypeError, ValueError) as problem:
        raise ValueError(
            f"A place is {at!r:.40}. It must be two numbers, along u and v. Send what is pointed at."
        ) from problem
    if not np.isfinite(place).all():
        raise ValueError(f"A place is {at!r:.40}. It must be two finite numbers. Send what is pointed at.")
    loss = float(landscape.losses_at(place[None])[0])
    rows = [["u", number(float(place[0]))], ["v", number(float(place[1]))]]
    if np.isnan(loss):
        rows.append(["loss", "not known"])
        return {"landscape": which, "at": place.tolist(), "rows": rows}
    rows += [["loss", number(loss)], *([name, number(value)] for name, value in landscape.facts_at(place))]
    height = float(losses.heights(np.array([loss]))[0])
    return {"landscape": which, "at": place.tolist(), "height": height, "rows": rows}
