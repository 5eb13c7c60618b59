"""The arrays of a tessellation that was read from a file: none can lead compiled code beyond its memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ...slices.slice import Slice

# The names in a file of fields of `Tiles`.
ARRAYS = {
    "vertices": "vertices",
    "edges": "edges",
    "edge_tiles": "edge_tiles",
    "edge_layer": "edge_layer",
    "edge_unit": "edge_unit",
    "tile_offsets": "tile_offsets",
    "tile_vertices": "tile_vertices",
    "tile_edges": "tile_edges",
    "parent": "_parent",
}


def arrays_in(tensors: dict[str, Tensor]) -> dict[str, Any]:
    """The fields of a `Tessellation` that are arrays, and its outputs.

    Raises
    ------
    KeyError
        If one is missing.
    ValueError
        If one is of another type or shape than it must be, or refers to what is not there.
    """
    found = {field: tensors[name].numpy() for name, field in ARRAYS.items()}
    vertices, edges, offsets = found["vertices"], found["edges"], found["tile_offsets"]
    outputs, corners, tiles = tensors["outputs"], len(found["tile_vertices"]), len(offsets) - 1
    shapes = {
        "vertices": (len(vertices), 2),
        "edges": (len(edges), 2),
        "edge_tiles": (len(edges), 2),
        "edge_layer": (len(edges),),
        "edge_unit": (len(edges),),
        "tile_offsets": (tiles + 1,),
        "tile_vertices": (corners,),
        "tile_edges": (corners,),
        "_parent": (tiles,),
    }
    good = (
        all(found[field].shape == shape for field, shape in shapes.items())
        and all(array.dtype == (np.float64 if field == "vertices" else np.int32) for field, array in found.items())
        and bool(np.isfinite(vertices).all())
        and outputs.dtype in (torch.float32, torch.float64)
        and len(outputs) == len(vertices)
        and tiles > 0
        and bool(offsets[0] == 0 and offsets[-1] == corners and (np.diff(offsets) >= 3).all())
        and _within(edges, 0, len(vertices))
        and _within(found["edge_tiles"], -1, tiles)
        and bool((found["edge_tiles"].max(1) >= 0).all())
        and _within(found["tile_vertices"], 0, len(vertices))
        and _within(found["tile_edges"], 0, len(edges))
        # A parent is an earlier tile, so that to go from parent to parent comes to an end.
        and _within(found["_parent"], -1, tiles)
        and bool((found["_parent"] < np.arange(tiles)).all() and (found["_parent"][1:] >= 0).all())
    )
    if not good:
        raise ValueError("arrays do not fit each other")
    return {**found, "outputs": outputs}


def slice_in(tensors: dict[str, Tensor]) -> Slice:
    """The slice that was tessellated."""
    u0, u1, v0, v1 = tensors["slice.bounds"].tolist()
    polygon = tensors.get("slice.polygon")
    return Slice(
        tensors["slice.origin"],
        tensors["slice.axes"],
        (u0, u1, v0, v1),
        tensors["slice.anchors"].numpy(),
        None if polygon is None else polygon.numpy(),
    )


def _within(array: npt.NDArray[np.int32], low: int, end: int) -> bool:
    return bool(((array >= low) & (array < end)).all())
