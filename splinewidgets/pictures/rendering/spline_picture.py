"""An affine spline in a window, for the browser and in words."""

from __future__ import annotations

import numpy as np

from splinewidgets.geometry.network.spline_edits import SplineFit
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.scene.spline_scene import SplineScene, Window
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.spline import WireSpline, WireUnit


def spline_picture(scene: SplineScene, window: Window) -> WireSpline:
    """What the browser draws of a scene."""
    spline, (x0, x1, _, _) = scene.spline, window
    seen = [piece for piece in spline.pieces if piece.start < x1 and piece.end > x0]
    corners = np.array([x0, *(piece.end for piece in seen[:-1]), x1])
    heights = spline(spline.knots[spline.bends])
    height_of = dict(zip(spline.bends.tolist(), heights.tolist(), strict=True))
    units: list[WireUnit] = [
        {"w": w, "b": b, "v": v, "knot": knot if i in height_of else None, "height": height_of.get(i), "jump": jump}
        for i, (w, b, v, knot, jump) in enumerate(
            zip(
                *(
                    each.tolist()
                    for each in (spline.weights, spline.biases, spline.output_weights, spline.knots, spline.jumps)
                ),
                strict=True,
            )
        )
    ]
    bends = np.clip(np.nan_to_num(spline.knots, nan=x0), x0, x1)
    places = np.column_stack([np.full_like(bends, x0), bends, np.full_like(bends, x1)])
    parts = np.stack([spline.contributions(column).diagonal() for column in places.T], axis=1)
    return {
        "window": list(window),
        "vertices": encode(np.column_stack([corners, spline(corners)])),
        "lines": encode(np.array([[piece.slope, piece.intercept] for piece in seen])),
        "units": units,
        "parts": encode(np.stack([places, parts], axis=2)),
        "bias": spline.output_bias,
        "leak": spline.leak,
        "fitted": encode(spline(scene.points[0])),
    }


def status(scene: SplineScene, window: Window) -> str:
    """A scene in words."""
    spline, x = scene.spline, scene.points[0]
    knots = spline.knots[spline.bends]
    outside = int(((knots < window[0]) | (knots > window[1])).sum())
    flat = spline.unit_count - len(knots)
    meeting = len(knots) - len(np.unique(knots))
    said = [counted(spline.unit_count, "unit"), counted(len(spline.pieces), "affine piece")]
    said += [f"{counted(flat, 'unit')} with w = 0, without a knot"] if flat else []
    said += [f"{counted(outside, 'knot')} outside of the window"] if outside else []
    said += [f"{counted(meeting, 'knot')} where another is: they bend together"] if meeting else []
    if len(x):
        said.append(_error(scene))
    return " · ".join(said)


def words_of_fit(scene: SplineScene, fit: SplineFit) -> str:
    """How a fit went, after which the scene is as its dtype has rounded it."""
    said = f"Fitted v and c by least squares, knots fixed: {_error(scene)}"
    if fit.rank == fit.unknowns:
        return said
    return (
        f"{said}. They determine {count(fit.rank)} of {count(fit.unknowns)} unknowns: of all v and c that are equally "
        "good these are the smallest"
    )


def words_of_interpolation(scene: SplineScene) -> str:
    """How near the graph comes to the points that it interpolates, after its dtype has rounded it."""
    return f"A knot at each point, constant beyond them: {_error(scene)}"


def _error(scene: SplineScene) -> str:
    x, y = scene.points
    error = np.sqrt(np.mean((scene.spline(x) - y) ** 2))
    return f"root mean square error {number(float(error))} at {counted(len(x), 'point')}"


def counted(n: int, what: str) -> str:
    """A number of things: 1 knot, 2 knots."""
    return f"{count(n)} {what}{'' if n == 1 else 's'}"
