"""Tiles some at a time, with the outputs at their corners, for those of all tiles may fit no memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .kept_outputs import outputs_at_vertices
from .slopes import slopes

if TYPE_CHECKING:
    from .tessellation import Tessellation

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Numbers held at once besides the outputs: of pictures, the slopes of all tiles are twice as many as the outputs.
NUMBERS = 2**22


@dataclass(frozen=True, eq=False)
class TilePart:
    """Some tiles.

    Attributes
    ----------
    tiles : (t,)
    offsets : (t + 1,)
        Where the loops of these begin in `corners`.
    corners : (offsets[-1],)
        Rows of `vertices` and `outputs`.
    numbers : (v,)
        The vertices at these corners, where they are, and the outputs there.
    vertices : (v, 2)
    outputs : (v, C)
    """

    tiles: Ints
    offsets: npt.NDArray[np.int32]
    corners: npt.NDArray[np.int32]
    numbers: Ints
    vertices: Floats
    outputs: Floats

    def slopes(self) -> Floats:
        """Gradients (t, C, 2), as `Tessellation.slopes` has them."""
        found: Floats = slopes(self.vertices, self.offsets, self.corners, self.outputs)
        return found

    def middles(self) -> tuple[Floats, Floats]:
        """The mean of each tile's corners, (t, 2), and the outputs there, (t, C)."""
        sizes = np.diff(self.offsets)[:, None]
        sums = [np.add.reduceat(of[self.corners], self.offsets[:-1]) for of in (self.vertices, self.outputs)]
        return sums[0] / sizes, sums[1] / sizes


def tile_parts(tessellation: Tessellation, tiles: Ints | None = None) -> Iterator[TilePart]:
    """All tiles, or some, a part at a time; neighbors together, which share their corners."""
    outputs = int(np.prod(tessellation.network.output_shape, dtype=int))
    wanted = _in_bands(tessellation) if tiles is None else tiles
    at_once = max(1, NUMBERS // max(1, outputs))
    offsets, loops = tessellation.tile_offsets, tessellation.tile_vertices
    for begin in range(0, len(wanted), at_once):
        some = wanted[begin : begin + at_once]
        sizes = offsets[some + 1] - offsets[some]
        own = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        places = np.arange(own[-1]) - np.repeat(own[:-1] - offsets[some], sizes)
        used, corners = np.unique(loops[places], return_inverse=True)
        rows = vertex_outputs(tessellation, used)
        yield TilePart(some, own, corners.astype(np.int32), used.astype(np.int64), tessellation.vertices[used], rows)


def vertex_outputs(tessellation: Tessellation, vertices: npt.NDArray[np.integer]) -> Floats:
    """The outputs (n, C) at some of the vertices, in float64."""
    rows = outputs_at_vertices(tessellation, vertices)
    found: Floats = rows.detach().cpu().double().reshape(len(rows), -1).numpy()
    return found


def _in_bands(tessellation: Tessellation) -> Ints:
    """The tiles, in bands across the window, each from one end to the other."""
    centers = tessellation.centroids()
    _, _, v0, v1 = tessellation.slice.bounds
    bands = max(1, round(np.sqrt(len(centers)) / 16))
    band = np.floor((centers[:, 1] - v0) / (v1 - v0) * bands)
    return np.lexsort([centers[:, 0], band]).astype(np.int64)
