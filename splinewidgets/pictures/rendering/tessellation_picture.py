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
from splinewidgets.pictures.wire_types.picture import BORDER, WireImage, WirePicture

# An edge's layer travels as one byte: the window's border has one of its own, and the layers of a network too deep for
# the rest share the last.
LAST_LAYER = BORDER - 1


def picture(
    number: int,
    seq: int | None,
    tessellation: Tessellation,
    anchors: npt.NDArray[np.float64],
    handles: npt.NDArray[np.float64],
    points: NearPoints,
    image: WireImage | None,
    classes: bool,
) -> WirePicture:
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
    return _laid_out(
        number,
        seq,
        tessellation.slice,
        anchors,
        handles,
        points,
        image,
        vertices=tessellation.vertices,
        tile_sizes=narrowest(np.diff(tessellation.tile_offsets)),
        tile_vertices=indices(tessellation.tile_vertices, len(tessellation.vertices)),
        layers=corner_layers(tessellation),
        units=narrowest(edge_units(tessellation)),
        segments=tessellation.decision_boundary().segments if classes else np.empty((0, 2, 2)),
    )


def corner_layers(tessellation: Tessellation) -> npt.NDArray[np.uint8]:
    """The layer of the edge that leaves each corner of each tile's loop, (tile_offsets[-1],); `BORDER` on the border.

    So the browser learns of every edge from the loops, which it needs anyway: half of what the edges themselves take.
    """
    layers = np.minimum(tessellation.edge_layer, LAST_LAYER)
    layers[layers < 0] = BORDER
    return layers.astype(np.uint8).take(tessellation.tile_edges)


def edge_units(tessellation: Tessellation) -> npt.NDArray[np.int32]:
    """The unit of each edge between tiles, (E,), in the order in which a browser finds the edges.

    That is the order of the corners from which an edge leads to a vertex of a higher number: two loops have each edge,
    in opposite directions.
    """
    loops = tessellation.tile_vertices
    units = tessellation.edge_unit.take(tessellation.tile_edges)
    found: npt.NDArray[np.int32] = units[(loops < loops.take(tessellation._next_in_loop)) & (units >= 0)]
    return found


def picture_of_samples(
    number: int,
    seq: int | None,
    window: Slice,
    grid: tuple[int, int],
    anchors: npt.NDArray[np.float64],
    handles: npt.NDArray[np.float64],
    points: NearPoints,
    image: WireImage | None,
) -> WirePicture:
    """The `picture` trait of a sampled network: no tiles, but a grid of columns and rows over the window.

    Its colors have one value for each cell, row by row from the lower left.
    """
    drawn = _laid_out(
        number,
        seq,
        window,
        anchors,
        handles,
        points,
        image,
        vertices=np.empty((0, 2)),
        tile_sizes=np.empty(0, np.uint8),
        tile_vertices=np.empty(0, np.uint16),
        layers=np.empty(0, np.uint8),
        units=np.empty(0, np.uint8),
        segments=np.empty((0, 2, 2)),
    )
    drawn["grid"] = list(grid)
    return drawn


def _laid_out(
    number: int,
    seq: int | None,
    window: Slice,
    anchors: npt.NDArray[np.float64],
    handles: npt.NDArray[np.float64],
    points: NearPoints,
    image: WireImage | None,
    *,
    vertices: npt.NDArray[np.float64],
    tile_sizes: npt.NDArray[Any],
    tile_vertices: npt.NDArray[Any],
    layers: npt.NDArray[np.uint8],
    units: npt.NDArray[Any],
    segments: npt.NDArray[np.float64],
) -> WirePicture:
    """Everything on the canvas and on the map, placed in the window."""
    u0, u1, v0, v1 = window.bounds
    corner, size = np.array([u0, v0]), np.array([u1 - u0, v1 - v0])
    return {
        "id": number,
        "seq": seq,
        "window": [u0, u1, v0, v1],
        "positions": encode(((vertices - corner) / size).astype(np.float32)),
        "tile_sizes": encode(tile_sizes),
        "tile_vertices": encode(tile_vertices),
        "corner_layers": encode(layers),
        "edge_units": encode(units),
        "boundary": encode(((segments - corner) / size).astype(np.float32).reshape(-1, 4)),
        "anchors": anchors.tolist(),
        "handles": handles.tolist(),
        "points": encode(((points.uv - corner) / size).astype(np.float32)),
        "point_labels": encode(points.labels),
        "point_nearness": encode(points.nearness),
        "point_missed": encode(points.missed.astype(np.uint8)),
        "image": image,
    }


def image_of_slice(layout: ImageLayout, plane: Slice, gray_range: tuple[float, float]) -> WireImage:
    """The slice as pixels: the input at (u, v) is origin + u axes[0] + v axes[1], drawn by the browser."""
    return {
        "shape": layout.shape,
        "origin": encode(layout.pixels(plane.origin[None].numpy())[0]),
        "axes": encode(layout.pixels(plane.axes.numpy())),
        "range": [float(gray_range[0]), float(gray_range[1])],
    }
