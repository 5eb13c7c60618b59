"""The graph of a network's output above its tiles, as the arrays that the browser draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.flattened import rows_of
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.scene.near_points import NearPoints
from splinewidgets.pictures.wire import encode
from splinewidgets.pictures.wire_types.space import WireData, WireSurface

Values = npt.NDArray[np.float64]


def surface(
    tessellation: Tessellation, number: int, output: int, labels: Sequence[str], targets: Values | None = None
) -> WireSurface:
    """What is drawn above the tiles of a picture: the height of the graph at each vertex.

    Heights are shares of their own range: in a small window they differ by less than float32 tells apart.

    Parameters
    ----------
    number
        Of the picture that has the tiles, whose colors are the surface's.
    output, labels
        Which output, and what it and the two axes of the window are called.
    targets : (N, outputs)
        What is drawn beside the graph, at its scale.
    """
    heights, end = rows_of(tessellation.outputs), tessellation.network.smooth_end
    heights = (heights if end is None else end(heights))[:, output]
    low, high = float(heights.min()), float(heights.max())
    drawn = heights if targets is None else np.concatenate([heights, targets[:, output]])
    return {
        "id": number,
        "heights": encode(((heights - low) / ((high - low) or 1.0)).astype(np.float32)),
        "lowest_and_highest": [low, high],
        "height_range": [float(drawn.min()), float(drawn.max())],
        "label": labels[0] if end is None else f"{labels[0]}, curved by {end}, drawn flat between vertices",
        "axes": list(labels[1:]),
    }


def points(near: NearPoints, window: Slice, predictions: Values, targets: Values | None, output: int) -> WireData:
    """The `data` trait: the points near the slice, what the network is at them, and what it should be.

    Parameters
    ----------
    predictions, targets : (N, outputs)
        At all data.
    """
    data: WireData = {
        "points": encode(in_window(near.uv, window).astype(np.float32)),
        "predictions": encode(predictions[near.rows, output]),
    }
    if targets is not None:
        data["targets"] = encode(targets[near.rows, output])
    return data


def in_window(uv: Values, window: Slice) -> Values:
    """Points of the slice in window coordinates, 0..1 from the lower left corner."""
    u0, u1, v0, v1 = window.bounds
    return (uv - (u0, v0)) / (u1 - u0, v1 - v0)


def output_names(class_names: Sequence[str], output_shape: Sequence[int]) -> list[str]:
    """Names of the outputs: those of the classes, where there is one for each."""
    count = math.prod(output_shape)
    if count == 1:
        return ["output"]
    return [str(name) for name in class_names] if len(class_names) == count else [f"output {i}" for i in range(count)]
