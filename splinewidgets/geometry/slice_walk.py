"""Walk a network's graph over a slice and cut the complex at every knot.

The walk keeps one batch: the value at every vertex of the complex found so far. Affine operations act on the batch;
at a knot the vertices where a unit changes sign are added, each a linear interpolation of two older ones, and every
live value gains their rows. The result is exact: no pixel, no sampling, no region is searched for.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from .approximation import Reach
from .births import Births
from .chord_ends import count_ends, sort_ends, split_cut_edges, zeros_in_crossed_faces
from .chords import insert_chords
from .halfedge import ORIGIN, Mesh, convex_polygon
from .limits import TooManyTiles
from .max_knot import Bends, cut_at_maxima
from .network import Network
from .pre_activations import Held, PreActivations
from .rounding import PROBES, Probes, summands, unit_roundoff
from .signs import find_cuts
from .slices import Slice
from .tessellation import Tessellation
from .walk import Progress

# A chain of maxima draws up to about twice the tiles that are left of it in the end, so it may pass `max_tiles` on its
# way: by this factor, so that what runs away still stops.
PASSING = 8


class SliceWalk:
    """The complex under construction, and how a batch of values follows it."""

    def __init__(self, network: Network, slice: Slice, max_tiles: int | None, progress: Progress | None) -> None:
        u0, u1, v0, v1 = slice.bounds
        self.network, self.slice = network, slice
        self.max_tiles, self.progress = max_tiles, progress
        # Positions are relative to the window's center, so that a deep zoom keeps their last digits.
        self.center = np.array([(u0 + u1) / 2, (v0 + v1) / 2])
        self.mesh: Mesh = convex_polygon(slice.corners - self.center)
        # Input coordinates are rounded relative to their distance from the origin, not to the window.
        self.unit_roundoff = unit_roundoff(network.dtype)
        self.resolution = self.unit_roundoff * float(np.hypot(u1 - u0, v1 - v0)) / 2
        self.probes, self.reach = Probes(), Reach()
        self.tile_counts: list[int] = []
        self.lost = 0
        # The largest sum of summands seen: what rounding anywhere in the network is relative to.
        self.largest = 0.0

    def start(self) -> Tensor:
        """Inputs at the window's corners, with their probes."""
        corners = self.inputs(np.arange(len(self.mesh.positions)))
        return self.probes.attach(corners.reshape(len(corners), -1), len(corners)).reshape(-1, *self.slice.input_shape)

    def inputs(self, vertices: npt.NDArray[np.int64]) -> Tensor:
        """Inputs (n, *input_shape) at vertices (n,)."""
        embedded = self.slice.embed(self.center + self.mesh.positions[vertices])
        return embedded.to(self.network.device, self.network.dtype)

    def at_knot(self, layer: int, z: Tensor) -> Callable[[Tensor], Tensor]:
        """Cut the complex by a knot with pre-activations z (vertices and probes, width); returns how values grow."""
        old = int(self.mesh.size[0])
        return self.cut_by_layer(layer, Held(z[:old]), summands(z, old))

    def cut_by_layer(self, layer: int, z: PreActivations, sizes: Tensor) -> Callable[[Tensor], Tensor]:
        """Cut the complex by a knot, where `sizes` (width,) is what rounding is relative to."""
        self.announce(layer)
        about = self.network.layers[layer]
        self.largest = max(self.largest, float(sizes.max()))
        if about.approximation is not None:
            for _, part in z.chunks():
                self.reach.take_in(about.approximation, part)
        if about.windows is None:
            births, kept = [self.cut(layer, z, sizes * self.unit_roundoff)[0]], None
        else:
            parts = [part for _, part in z.chunks()]
            values = parts[0] if len(parts) == 1 else torch.cat(parts)
            births, kept = cut_at_maxima(self, layer, values, sizes, about.windows)
        self._stop_beyond(self.max_tiles, layer)
        self.tile_counts.append(int(self.mesh.size[2]))
        return functools.partial(self._grow, births, kept)

    def announce(self, layer: int) -> None:
        """Say how far the walk is; where the caller raises, it ends here."""
        if self.progress is not None:
            self.progress(layer / len(self.network.layers), self.network.layers[layer].name)

    def cut(
        self, layer: int, z: PreActivations, tolerance: Tensor, bends: Bends | None = None
    ) -> tuple[Births, npt.NDArray[np.int32]]:
        """Cut the complex by the zero sets of units, everywhere or only where `bends` says.

        Values within the tolerance (units,) of zero are set to it. Returns the new vertices, and for each face (F,)
        the one before that it lies in.
        """
        mesh = self.mesh
        positive, negative, any_zero = z.signs(tolerance)
        zeros = zeros_in_crossed_faces(mesh, positive, negative) if any_zero else (np.empty(0, np.int32),) * 3
        ends = mesh.half_edges[: 2 * mesh.size[1], ORIGIN].reshape(-1, 2)
        edge, unit = find_cuts(ends, positive, negative)
        if bends is not None:
            edge, unit, zeros = bends.select(mesh, edge, unit, zeros)
        t, slack = z.locate(tolerance, ends[edge], unit)
        if bends is not None:
            unit, zeros = bends.units[unit], (zeros[0], bends.units[zeros[1]], zeros[2])
        return self._refine(layer, edge, unit, t, slack, zeros, 1 if bends is None else PASSING)

    def _refine(
        self,
        layer: int,
        edge: npt.NDArray[np.int32],
        unit: npt.NDArray[np.int32],
        t: npt.NDArray[np.float64],
        slack: npt.NDArray[np.float64],
        zeros: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]],
        passing: int,
    ) -> tuple[Births, npt.NDArray[np.int32]]:
        """Insert the hyperplanes of one layer into the mesh; stop beyond `passing` times `max_tiles`."""
        old_vertices, old_edges, old_faces = (int(n) for n in self.mesh.size)
        # Chords of one face cross at most once each: room for that, most of which is never touched.
        counts = count_ends(self.mesh, edge, zeros[0])
        chords = counts // 2
        crossings = int((chords * (chords - 1) // 2).sum())
        pieces = int(chords.sum()) + crossings
        most = passing * self.max_tiles if self.max_tiles is not None else old_faces + pieces
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
        self._stop_beyond(most, layer)
        born = int(mesh.size[0]) - old_vertices
        device, dtype = self.network.device, self.network.dtype
        births = Births(
            old_vertices,
            torch.from_numpy(births_of[:born].T.astype(np.int64, order="C")).to(device),
            torch.from_numpy(births_at[:born]).to(device, dtype),
            cuts,
        )
        return births, root[: int(mesh.size[2])]

    def _stop_beyond(self, most: int | None, layer: int) -> None:
        if self.max_tiles is not None and most is not None and self.mesh.size[2] > most:
            before = self.tile_counts[-1] if self.tile_counts else 1
            name = self.network.layers[layer].name
            raise TooManyTiles(self.max_tiles, int(self.mesh.size[2]), before, layer, name)

    def _grow(self, births: list[Births], kept: npt.NDArray[np.int64] | None, values: Tensor) -> Tensor:
        """A batch with the rows of the new vertices, and without those of vertices that are gone again."""
        if births:
            old, new = births[0].old, births[-1].new
            grown = values.new_empty((new + PROBES, values.shape[1]))
            grown[:old] = values[:old]
            for born in births:
                born.fill(grown)
            values = grown
        if kept is not None:
            values = values[np.concatenate([kept, np.zeros(PROBES, np.int64)])]
        return self.probes.attach(values, int(self.mesh.size[0]))

    def finish(self, outputs: Tensor) -> Tessellation:
        """The finished tessellation; `outputs` has a row for every vertex and probe."""
        if self.progress is not None:
            self.progress(1.0, "done")
        count = int(self.mesh.size[0])
        moved = float(summands(outputs.reshape(len(outputs), -1), count).max())
        largest, roundoff = max(moved, float(outputs.abs().max())), torch.finfo(outputs.dtype).eps
        return Tessellation._from_mesh(
            self.network,
            self.slice,
            self.mesh,
            self.center,
            outputs[:count],
            self.tile_counts,
            max(self.largest, largest) * roundoff,
            largest * roundoff,
            self.lost,
            self.reach.of(self.network.approximations),
        )
