"""The map of each tile within the plane of the slice, in units of length, whatever the slice's axes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..slices.slice import Slice
from .slopes import singular_values
from .tile_parts import tile_parts

if TYPE_CHECKING:
    from .tessellation import Tessellation

Floats = npt.NDArray[np.float64]


def singular_values_of(tessellation: Tessellation) -> Floats:
    """The singular values (T, 2) of each tile's map, as `Tessellation.singular_values` has them."""
    frame = plane_frame(tessellation.slice)
    into_plane, values = np.linalg.inv(frame), np.empty((tessellation.tile_count, 2))
    broken: set[int] = set()
    for part in tile_parts(tessellation):
        if not (finite := np.isfinite(part.outputs).all(1)).all():
            broken.update(part.numbers[~finite].tolist())
        elif not broken:
            values[part.tiles] = singular_values(part.slopes(), into_plane)
    if broken:
        raise ValueError(
            f"The outputs at {len(broken):,} of {len(tessellation.vertices):,} vertices are NaN or infinite. "
            "The images of tiles need numbers. Choose a smaller window, or float64."
        )
    # Across the narrowest of a tile, the rounding of outputs changes a slope most. What it makes of maps of rank
    # one is a tenth of this.
    noise = (
        tessellation.output_rounding
        * math.sqrt(math.prod(tessellation.network.output_shape))
        / _widths(tessellation, frame)
    )
    values[values <= noise[:, None]] = 0
    return values


def plane_frame(slice: Slice) -> Floats:
    """Matrix (2, 2) from (u, v) to coordinates of the slice's plane that are lengths."""
    return np.asarray(np.linalg.qr(slice.axes.reshape(2, -1).numpy().T).R)


def _widths(tessellation: Tessellation, frame: Floats) -> Floats:
    """Area over diameter of each tile, (T,), in units of length."""
    offsets = tessellation.tile_offsets
    corners = tessellation.vertices[tessellation.tile_vertices] @ frame.T
    reach = np.linalg.norm(corners - np.repeat(corners[offsets[:-1]], np.diff(offsets), 0), axis=1)
    areas = tessellation.areas() * abs(np.linalg.det(frame))
    return np.maximum(areas, np.finfo(np.float64).tiny) / np.maximum.reduceat(reach, offsets[:-1])
