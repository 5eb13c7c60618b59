"""A tessellation as the arrays that the browser draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.tessellation import Tessellation

from .image_layout import ImageLayout
from .near_points import NearPoints
from .wire import encode, indices

# Edges carry their layer in one byte; the layers of a deeper network share the last.
LAST_LAYER = 255


def picture(
    number: int,
    seq: int | None,
    tessellation: Tessellation,
    anchors: npt.NDArray[np.float64],
    handles: npt.NDArray[np.float64],
    points: NearPoints,
    image: dict[str, Any] | None,
) -> dict[str, Any]:
    """The `picture` trait: everything on the canvas but the colors.

    Positions are relative to the window, 0..1 from its lower left corner, so that float32 is enough however deep the
    zoom.

    Parameters
    ----------
    number
        Tells this picture from earlier ones.
    seq
        Number of the newest message of a gesture that it answers.
    anchors : (k, 2)
        In coordinates of the slice.
    handles : (k, 2)
        In coordinates of the data map; (0, 2) without one.
    """
    u0, u1, v0, v1 = tessellation.slice.bounds
    corner, size = np.array([u0, v0]), np.array([u1 - u0, v1 - v0])
    vertex_count = len(tessellation.vertices)
    inner = tessellation.edge_layer >= 0
    segments = tessellation.decision_boundary().segments
    return {
        "id": number,
        "seq": seq,
        "window": [u0, u1, v0, v1],
        "positions": encode(((tessellation.vertices - corner) / size).astype(np.float32)),
        "tile_offsets": encode(tessellation.tile_offsets.astype(np.uint32)),
        "tile_vertices": encode(indices(tessellation.tile_vertices, vertex_count)),
        "edges": encode(indices(tessellation.edges[inner], vertex_count)),
        "edge_layers": encode(np.minimum(tessellation.edge_layer[inner], LAST_LAYER).astype(np.uint8)),
        "boundary": encode(((segments - corner) / size).astype(np.float32).reshape(-1, 4)),
        "anchors": anchors.tolist(),
        "handles": handles.tolist(),
        "points": encode(((points.uv - corner) / size).astype(np.float32)),
        "point_labels": encode(points.labels),
        "point_nearness": encode(points.nearness),
        "image": image,
    }


def image_of_slice(layout: ImageLayout, tessellation: Tessellation, gray_range: tuple[float, float]) -> dict[str, Any]:
    """The slice as pixels: the input at (u, v) is origin + u axes[0] + v axes[1], drawn by the browser."""
    plane = tessellation.slice
    return {
        "shape": layout.shape,
        "origin": encode(layout.pixels(plane.origin[None].numpy())[0]),
        "axes": encode(layout.pixels(plane.axes.numpy())),
        "range": [float(gray_range[0]), float(gray_range[1])],
    }
