"""Figures of `SplineSurface`: the graph of an output above its tiles, with data and residuals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from splinewidgets.pictures.figures.space_axes import Axis, axis_of
from splinewidgets.pictures.figures.space_figure import Dots3d, Scene3d, Sheet3d, Strokes3d, space_view
from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.keys import Entry, legend, line_entry
from splinewidgets.pictures.sheets.shapes import Floats
from splinewidgets.pictures.sheets.sheet import Key, View
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.space_drawing import AZIMUTH, ELEVATION, GAP, RANGE, VERMILION
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.picture import WireTiles
from splinewidgets.pictures.wire_types.space import SurfaceLayer, WireCamera, WireData, WireSurface

# Azimuth, elevation and margin before a model on a table.
HOME = (AZIMUTH, ELEVATION, 30.0)

# Places (n, 2) of the window at heights (n,), in the world.
Raised = Callable[[Floats, Floats], Floats]
RED = (float(VERMILION[0]), float(VERMILION[1]), float(VERMILION[2]))


def surface_view(
    tiles: WireTiles, surface: WireSurface, data: Maybe[WireData], colors: Floats, lines: tuple[Sequence[int], int],
    visible: Sequence[SurfaceLayer], vertical_scale: float, camera: Maybe[WireCamera],
) -> View:  # fmt: skip
    """What is seen of a graph; `colors` (T, 3)."""
    u0, u1, v0, v1 = tiles["window"]
    deep, (low, high) = (v1 - v0) / (u1 - u0), surface["height_range"]

    def raised(at: Floats, heights: Floats) -> Floats:
        z = RANGE * (heights - low) / (high - low) if high > low else np.zeros(len(heights))
        return np.column_stack([at[:, 0] - 0.5, deep * (at[:, 1] - 0.5), vertical_scale * z])

    lowest, highest = surface["lowest_and_highest"]
    heights = lowest + (highest - lowest) * decode(surface["heights"]).astype(np.float64)
    points = raised(decode(tiles["positions"]).astype(np.float64), heights)
    samples = _samples(data, raised)
    tall = [points[:, 2], *([samples["targets"][:, 2]] if "targets" in samples else [])]
    floor = min(0.0, *(float(each.min(initial=0.0)) for each in tall)) - GAP
    top = max(vertical_scale * RANGE, *(float(each.max(initial=0.0)) for each in tall))
    sheets = []
    if "tessellation" in visible:
        sheets.append(Sheet3d(np.column_stack([points[:, :2], np.full(len(points), floor)]), True, False, True))
    if "surface" in visible or "wire" in visible:
        sheets.append(Sheet3d(points, "surface" in visible, True, "wire" in visible))
    strokes, dots = _marks(samples, visible)
    axes: list[Axis] = [
        axis_of(0, surface["axes"][0], (u0, u1), (-0.5, 0.5)),
        axis_of(1, surface["axes"][1], (v0, v1), (-deep / 2, deep / 2)),
        axis_of(2, surface["label"], (low, high), (0.0, vertical_scale * RANGE)),
    ]
    bounds = (np.array([-0.5, -deep / 2, floor]), np.array([0.5, deep / 2, top]))
    scene = Scene3d(Loops(tiles), colors, lines, sheets, axes, bounds, camera, HOME, strokes, dots)
    return space_view(scene)


def surface_keys(data: Maybe[WireData], visible: Sequence[SurfaceLayer]) -> list[Key]:
    """What dots and lines are."""
    entries = []
    targets = "targets" in data
    if targets and "residuals" in visible:
        entries.append(line_entry("Residual", RED, marks.WHITE, 1.5))
        entries.append(Entry("Prediction", lambda x, y: [marks.dots(np.array([[x, y]]))]))
    if "points" in data and "data" in visible:
        name = "Target" if targets else "Data"
        entries.append(Entry(name, lambda x, y: [marks.dots(np.array([[x, y]]), RED, marks.WHITE, 4.5, 1.25)]))
    return [legend(entries)] if entries else []


def _samples(data: Maybe[WireData], raised: Raised) -> dict[str, Floats]:
    """Training data within the window: others would hang beside the surface."""
    if "points" not in data:
        return {}
    at = decode(data["points"]).astype(np.float64)
    inside = ((at >= 0) & (at <= 1)).all(1)
    found = {"predictions": raised(at[inside], decode(data["predictions"])[inside])}
    if "targets" in data:
        found["targets"] = raised(at[inside], decode(data["targets"])[inside])
    return found


def _marks(samples: dict[str, Floats], visible: Sequence[SurfaceLayer]) -> tuple[list[Strokes3d], list[Dots3d]]:
    strokes, dots = [], []
    targets, predictions = samples.get("targets"), samples.get("predictions")
    if targets is not None and predictions is not None and "residuals" in visible:
        strokes.append(Strokes3d(np.stack([targets, predictions], 1), RED, 1.5))
        dots.append(Dots3d(predictions, marks.WHITE, marks.DOT_RIM, 3.0, 1.0))
    if predictions is not None and "data" in visible:
        dots.append(Dots3d(predictions if targets is None else targets, RED, marks.WHITE, 4.5, 1.25))
    return strokes, dots
