"""A tessellation as the arrays that the browser draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.scene.image_layout import ImageLayout
from splinewidgets.pictures.scene.near_points import NearPoints
from splinewidgets.pictures.wire import encode, indices, narrowest

# An edge's layer travels as one byte: the window's border has one of its own, and the layers of a network too deep for
# the rest share the last.
BORDER, LAST_LAYER = 255, 254


def picture(
    number: int,
    seq: int | None,
    tessellation: Tessellation,
    anchors: npt.NDArray[np.float64],
    handles: npt.NDArray[np.float64],
    points: NearPoints,
    image: dict[str, Any] | None,
    classes: bool,
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
    classes
        Whether outputs are scores of classes, between which there are boundaries.
    """
    u0, u1, v0, v1 = tessellation.slice.bounds
    corner, size = np.array([u0, v0]), np.array([u1 - u0, v1 - v0])
    vertex_count = len(tessellation.vertices)
    segments = tessellation.decision_boundary().segments if classes else np.empty((0, 2, 2))
    return {
        "id": number,
        "seq": seq,
        "window": [u0, u1, v0, v1],
        "positions": encode(((tessellation.vertices - corner) / size).astype(np.float32)),
        "tile_sizes": encode(narrowest(np.diff(tessellation.tile_offsets))),
        "tile_vertices": encode(indices(tessellation.tile_vertices, vertex_count)),
        "corner_layers": encode(corner_layers(tessellation)),
        "boundary": encode(((segments - corner) / size).astype(np.float32).reshape(-1, 4)),
        **_marks(anchors, handles, points, corner, size),
        "image": image,
    }


def _marks(
    anchors: npt.NDArray[np.float64],
    handles: npt.NDArray[np.float64],
    points: NearPoints,
    corner: npt.NDArray[np.float64],
    size: npt.NDArray[np.float64],
) -> dict[str, Any]:
    """Marks on the canvas and on the map, whatever lies below."""
    return {
        "anchors": anchors.tolist(),
        "handles": handles.tolist(),
        "points": encode(((points.uv - corner) / size).astype(np.float32)),
        "point_labels": encode(points.labels),
        "point_nearness": encode(points.nearness),
        "point_missed": encode(points.missed.astype(np.uint8)),
    }


def corner_layers(tessellation: Tessellation) -> npt.NDArray[np.uint8]:
    """The layer of the edge that leaves each corner of each tile's loop, (tile_offsets[-1],); `BORDER` on the border.

    So the browser learns of every edge from the loops, which it needs anyway: half of what the edges themselves take.
    """
    layers = np.minimum(tessellation.edge_layer, LAST_LAYER)
    layers[layers < 0] = BORDER
    return layers.astype(np.uint8).take(tessellation.tile_edges)


def picture_of_samples(
    number: int,
    seq: int | None,
    window: Slice,
    grid: tuple[int, int],
    anchors: npt.NDArray[np.float64],
    handles: npt.NDArray[np.float64],
    points: NearPoints,
    image: dict[str, Any] | None,
) -> dict[str, Any]:
    """The `picture` trait of a sampled network: no tiles, but a grid of columns and rows over the window.

    Its colors have one value for each cell, row by row from the lower left.
    """
    u0, u1, v0, v1 = window.bounds
    corner, size = np.array([u0, v0]), np.array([u1 - u0, v1 - v0])
    return {
        "id": number,
        "seq": seq,
        "window": [u0, u1, v0, v1],
        "grid": list(grid),
        "positions": encode(np.empty((0, 2), np.float32)),
        "tile_sizes": encode(np.empty(0, np.uint8)),
        "tile_vertices": encode(np.empty(0, np.uint16)),
        "corner_layers": encode(np.empty(0, np.uint8)),
        "boundary": encode(np.empty((0, 4), np.float32)),
        **_marks(anchors, handles, points, corner, size),
        "image": image,
    }


def image_of_slice(layout: ImageLayout, plane: Slice, gray_range: tuple[float, float]) -> dict[str, Any]:
    """The slice as pixels: the input at (u, v) is origin + u axes[0] + v axes[1], drawn by the browser."""
    return {
        "shape": layout.shape,
        "origin": encode(layout.pixels(plane.origin[None].numpy())[0]),
        "axes": encode(layout.pixels(plane.axes.numpy())),
        "range": [float(gray_range[0]), float(gray_range[1])],
    }
