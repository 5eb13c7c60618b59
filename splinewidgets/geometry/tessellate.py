"""Walk a network's graph over a slice and cut the complex at every knot.

The walk keeps one batch: the value at every vertex of the complex found so far. Affine operations act on the batch;
at a knot the vertices where a unit changes sign are added, each a linear interpolation of two older ones, and every
live value gains their rows. The result is exact: no pixel, no sampling, no region is searched for.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from .chord_ends import count_ends, sort_ends, split_cut_edges, zeros_in_crossed_faces
from .chords import insert_chords
from .halfedge import ORIGIN, Mesh, convex_polygon
from .interpolation import interpolate_rows
from .network import Network
from .rounding import PROBES, Probes, summands, unit_roundoff
from .segment import Segment
from .segment_tessellation import SegmentTessellation
from .segment_walk import tessellate_segments
from .signs import find_cuts, locate_cuts, sign_bits
from .slices import Slice
from .tessellation import Tessellation
from .walk import Progress, check_limit, fitting_network, too_many


@overload
def tessellate(
    model: nn.Module | Network,
    slice: Slice,
    *,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    progress: Progress | None = None,
) -> Tessellation: ...


@overload
def tessellate(
    model: nn.Module | Network,
    slice: Segment,
    *,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    progress: Progress | None = None,
) -> SegmentTessellation: ...


def tessellate(
    model: nn.Module | Network,
    slice: Slice | Segment,
    *,
    dtype: torch.dtype | None = None,
    device: torch.device | str | None = None,
    max_tiles: int | None = None,
    progress: Progress | None = None,
) -> Tessellation | SegmentTessellation:
    """Tessellate a slice of a network's input space exactly.

    Parameters
    ----------
    model
        A module, or a `Network` made from one (saves the export when several slices are taken).
    slice
        The affine window to tessellate, or a segment; `tessellate_segments` takes many segments at once.
    dtype
        float32 or float64; the model's own by default. The complex itself is always held in float64.
    device
        Where the values live; the model's device by default.
    max_tiles
        Stop with `TooManyTiles` beyond this count.
    progress
        Called with the fraction done and the layer's name before each knot.

    Returns
    -------
    Tessellation, or SegmentTessellation for a segment

    Raises
    ------
    UnsupportedOperation
        If the model is not piecewise affine.
    TooManyTiles
        If there are more than `max_tiles` tiles.
    ValueError
        If the slice does not fit the model's input, or an argument is out of range.

    References
    ----------
    Equation (5) of the survey, with the tessellation built as in Figure 4 layer by layer.
    """
    check_limit(max_tiles)
    if isinstance(slice, Segment):
        walked = tessellate_segments(model, [slice], dtype=dtype, device=device, max_tiles=max_tiles, progress=progress)
        return walked[0]
    network = fitting_network(model, slice.origin, dtype, device)
    with torch.no_grad():
        cutter = _Cutter(network, slice, max_tiles, progress)
        outputs = network.evaluate(cutter.start(), at_knot=cutter.at_knot, after_affine=cutter.probes.move)
        return cutter.finish(outputs)


class _Cutter:
    """The complex under construction, and how a batch of values follows it."""

    def __init__(self, network: Network, slice: Slice, max_tiles: int | None, progress: Progress | None) -> None:
        u0, u1, v0, v1 = slice.bounds
        self.network, self.slice = network, slice
        self.max_tiles, self.progress = max_tiles, progress
        # Positions are relative to the window's center, so that a deep zoom keeps their last digits.
        self.center = np.array([(u0 + u1) / 2, (v0 + v1) / 2])
        self.mesh: Mesh = convex_polygon(slice.corners - self.center)
        # Input coordinates are rounded relative to their distance from the origin, not to the window.
        self.resolution = unit_roundoff(network.dtype) * float(np.hypot(u1 - u0, v1 - v0)) / 2
        self.probes = Probes()
        self.tile_counts: list[int] = []
        self.lost = 0
        # The largest sum of summands seen: what rounding anywhere in the network is relative to.
        self.largest = 0.0

    def start(self) -> Tensor:
        """Inputs at the window's corners, with their probes."""
        corners = self.slice.embed(self.center + self.mesh.positions).to(self.network.device, self.network.dtype)
        return self.probes.attach(corners.reshape(len(corners), -1), len(corners)).reshape(-1, *self.slice.input_shape)

    def at_knot(self, layer: int, z: Tensor) -> Callable[[Tensor], Tensor]:
        """Cut the complex by the zero sets of z (vertices and probes, units); returns how values grow."""
        if self.progress is not None:
            self.progress(layer / len(self.network.layers), self.network.layers[layer].name)
        mesh, old = self.mesh, int(self.mesh.size[0])
        values, sizes = z[:old], summands(z, old)
        tolerance = sizes * unit_roundoff(self.network.dtype)
        self.largest = max(self.largest, float(sizes.max()))
        positive, negative, any_zero = sign_bits(values, tolerance)
        zeros = zeros_in_crossed_faces(mesh, positive, negative) if any_zero else (np.empty(0, np.int32),) * 3
        ends = mesh.half_edges[: 2 * mesh.size[1], ORIGIN].reshape(-1, 2)
        edge, unit = find_cuts(ends, positive, negative)
        t, slack = locate_cuts(values, tolerance, ends[edge], unit)
        births = self._refine(layer, edge, unit, t, slack, zeros)
        self.tile_counts.append(int(self.mesh.size[2]))
        return functools.partial(self._grow, births)

    def _refine(
        self,
        layer: int,
        edge: npt.NDArray[np.int32],
        unit: npt.NDArray[np.int32],
        t: npt.NDArray[np.float64],
        slack: npt.NDArray[np.float64],
        zeros: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]],
    ) -> _Births:
        """Insert the hyperplanes of one layer into the mesh."""
        old_vertices, old_edges, old_faces = (int(n) for n in self.mesh.size)
        # Chords of one face cross at most once each: room for that, most of which is never touched.
        counts = count_ends(self.mesh, edge, zeros[0])
        chords = counts // 2
        crossings = int((chords * (chords - 1) // 2).sum())
        pieces = int(chords.sum()) + crossings
        most = self.max_tiles if self.max_tiles is not None else old_faces + pieces
        mesh = self.mesh = self.mesh.with_capacity(
            old_vertices + len(edge) + crossings,
            old_edges + len(edge) + pieces + crossings,
            old_faces + pieces,
        )
        births_of = np.empty((len(edge) + crossings, 2), np.int32)
        births_at = np.empty(len(edge) + crossings, np.float64)
        left, right = split_cut_edges(mesh, edge, unit, t, slack, births_of, births_at)
        cuts = int(mesh.size[0]) - old_vertices
        offsets, ends = sort_ends(mesh, counts, left, right, unit, slack, *zeros)
        root = np.empty(len(mesh.bounding), np.int32)
        root[:old_faces] = np.arange(old_faces)
        self.lost += insert_chords(mesh, root, offsets, ends, layer, births_of, births_at, cuts, self.resolution, most)
        if mesh.size[2] > most:
            raise too_many(most, layer, self.network.layers[layer].name)
        born = int(mesh.size[0]) - old_vertices
        device, dtype = self.network.device, self.network.dtype
        return _Births(
            old_vertices,
            torch.from_numpy(births_of[:born].T.astype(np.int64)).to(device),
            torch.from_numpy(births_at[:born]).to(device, dtype),
            cuts,
        )

    def _grow(self, births: _Births, values: Tensor) -> Tensor:
        """A batch with the rows of the new vertices: cuts between old ones, then crossings between ends of chords."""
        old, cuts, new = births.old, births.cuts, births.old + len(births.at)
        grown = values.new_empty((new + PROBES, values.shape[1]))
        grown[:old] = values[:old]
        interpolate_rows(values, births.of[:, :cuts], births.at[:cuts], grown[old : old + cuts])
        interpolate_rows(grown, births.of[:, cuts:], births.at[cuts:], grown[old + cuts : new])
        return self.probes.attach(grown, new)

    def finish(self, outputs: Tensor) -> Tessellation:
        """The finished tessellation; `outputs` has a row for every vertex and probe."""
        if self.progress is not None:
            self.progress(1.0, "done")
        count = int(self.mesh.size[0])
        moved = float(summands(outputs, count).max())
        rounding = max(self.largest, moved, float(outputs.abs().max())) * torch.finfo(outputs.dtype).eps
        return Tessellation._from_mesh(
            self.network,
            self.slice,
            self.mesh,
            self.center,
            outputs[:count],
            self.tile_counts,
            rounding,
            self.lost,
        )


class _Births(NamedTuple):
    """Where new vertices come from: each lies between two older ones."""

    old: int
    of: Tensor  # (2, born) the two older vertices
    at: Tensor  # (born,) how far from the first to the second
    cuts: int  # so many first ones lie on old edges, the rest where chords cross
