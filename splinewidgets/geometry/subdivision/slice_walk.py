"""Walk a network's graph over a slice and cut the complex at every knot.

The walk keeps one batch: the value at every vertex of the complex found so far. Affine operations act on the batch;
at a knot the vertices where a unit changes sign are added, each a linear interpolation of two older ones, and every
live value gains their rows, at once or, where that saves work, at the next knot (see `growth`). No pixel, no sampling,
no region is searched for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..limits import TooManyTiles
from ..network.network import Network
from ..planar.chord_ends import at_vertices, zeros_in_crossed_faces
from ..planar.halfedge import FACE, ORIGIN, Mesh, convex_polygon, face_loops
from ..planar.kinks import find_kinks
from ..planar.refinement import find_all_cuts, insert_hyperplanes
from ..planar.rounding import Probes, safe_roundoff, summands, unit_roundoff
from ..planar.signs import clear_signs, find_cuts
from ..program.execution import Passage
from ..program.growth import BentGrowth, Growth
from ..program.new_vertices import NewVertices
from ..slices.slice import Slice
from ..smooth.approximation_error import ObservedRange
from ..tessellation.tessellation import Tessellation
from .fitting_network import Progress
from .max_pooling import Bends, cut_at_maxima
from .perceptron_walk import walk_perceptron
from .pre_activations import Held, PreActivations
from .resolution import check_layer_resolved
from .sorting import cut_at_ranks

# A chain of maxima draws up to about twice the tiles that are left of it in the end, so it may pass `max_tiles` on its
# way: by this factor, so that what runs away still stops.
PASSING = 8
NO_LIMIT = 2**62
CORNERS = 4
NOTHING = np.empty((0, 0))
# Values behind a layer grow late where their responses to its results cost less than this share of evaluating the
# network at the new vertices, and take no more than so many numbers; and where there are more new numbers than this.
WORTH = 0.5
MOST_RESPONSES = 2**24
LEAST_NUMBERS = 2**17

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Signs = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]
Cuts = tuple[Ints, Ints, Floats, Ints]


class SliceWalk:
    """The complex under construction, and how a batch of values follows it."""

    def __init__(self, network: Network, slice: Slice, max_tiles: int | None, progress: Progress | None) -> None:
        u0, u1, v0, v1 = slice.bounds
        self.network, self.slice = network, slice
        self.max_tiles, self.progress = max_tiles, progress
        # Positions are relative to the window's center, so that a deep zoom keeps their last digits.
        self.center = np.array([(u0 + u1) / 2, (v0 + v1) / 2])
        self.mesh: Mesh = convex_polygon(slice.corners - self.center)
        # Some corners of the window: they tell how much values change over it.
        self.corners = np.arange(CORNERS) * len(self.mesh.leaving) // CORNERS
        # Input coordinates are rounded relative to their distance from the origin, not to the window.
        self.unit_roundoff = unit_roundoff(network.dtype)
        self.resolution = self.unit_roundoff * float(np.hypot(u1 - u0, v1 - v0)) / 2
        self.probes, self.reach = Probes(), ObservedRange()
        # The probes are those of the vertices that there were when they were last attached.
        self.probed = len(self.mesh.leaving)
        self.tile_counts: list[int] = []
        self.lost = self.merged = 0
        # The largest sum of summands seen: what rounding anywhere in the network is relative to.
        self.largest = 0.0

    def start(self, ahead: bool) -> Passage:
        """The inputs at the window's corners on their way, with their probes.

        Where `ahead`, as far as one compiled call cuts by all layers. It says no word of how far it is.
        """
        count = len(self.mesh.positions)
        inputs = self.inputs(np.arange(count))
        rows, steps = self.probes.attach(inputs.reshape(count, -1), count), 0
        perceptron = self.network.layer_facts.perceptron if ahead and self.progress is None else None
        if perceptron is not None:
            most = NO_LIMIT if self.max_tiles is None else self.max_tiles
            roundings = self.unit_roundoff, safe_roundoff(self.network.dtype), self.resolution
            self.mesh, found, tiles, self.lost, self.merged, self.largest, self.probes.turn = walk_perceptron(
                self.mesh, rows.numpy(), perceptron.layers, self.corners, *roundings, most, self.probes.turn
            )
            self.tile_counts, self.probed = tiles.tolist(), int(self.mesh.size[0])
            rows, steps = torch.from_numpy(found), perceptron.steps[len(tiles)]
        if steps == 0:
            rows = rows.reshape(-1, *self.slice.input_shape)
        return self.network.passage(rows, self.probes.move, steps)

    def inputs(self, vertices: npt.NDArray[np.int64]) -> Tensor:
        """Inputs (n, *input_shape) at vertices (n,)."""
        embedded = self.slice.embed(self.center + self.mesh.positions[vertices])
        return embedded.to(self.network.device, self.network.dtype)

    def at_knot(self, layer: int, z: Tensor) -> Growth | BentGrowth:
        """Cut the complex by a knot with pre-activations z (vertices and probes, width); returns how values grow."""
        old = int(self.mesh.size[0])
        return self.cut_by_layer(layer, Held(z[:old]), summands(z, old, self.probed))

    def cut_by_layer(self, layer: int, z: PreActivations, sizes: Tensor) -> Growth | BentGrowth:
        """Cut the complex by a knot, where `sizes` (width,) is what rounding is relative to."""
        old = int(self.mesh.size[0])
        self.announce(layer)
        corners = z.at(self.corners).cpu().numpy()[None]
        check_layer_resolved("window", self.network, layer, corners, sizes)
        about = self.network.layers[layer]
        self.largest = max(self.largest, float(sizes.max()))
        if about.approximation is not None:
            for _, part in z.chunks():
                self.reach.take_in(about.approximation, part)
        if about.windows is None:
            growth = self._cut_by_units(layer, z, sizes * self.unit_roundoff)
        else:
            parts = [part for _, part in z.chunks()]
            values = parts[0] if len(parts) == 1 else torch.cat(parts)
            ranks = about.windows.ranks
            if ranks is None:
                cut = cut_at_maxima(self, layer, values, sizes, about.windows)
            else:
                cut = cut_at_ranks(self, layer, values, sizes, about.windows, ranks)
            growth = Growth(*cut, self.probes, self.probed)
        self._stop_beyond(self.max_tiles, layer)
        self.tile_counts.append(int(self.mesh.size[2]))
        self.probed = int(self.mesh.size[0]) if isinstance(growth, Growth) else old
        return growth

    def _cut_by_units(self, layer: int, z: PreActivations, tolerance: Tensor) -> Growth | BentGrowth:
        """Cut by every unit everywhere; the values behind grow late where that saves work."""
        births, signs, cuts, _ = self._refine(layer, z, tolerance)
        facts = self.network.layer_facts
        behind = facts.width_behind(layer)
        if isinstance(z, Held) and z.on_cpu and len(births.at) * behind > LEAST_NUMBERS:
            jumps = facts.jumps(layer)
            if jumps is not None:
                results = facts.results(layer)
                kinks = find_kinks(z.array, signs, cuts, births.of, births.at, jumps, results, births.cuts)
                needed = len(kinks.entries)
                if needed < WORTH * len(births.at) and needed * behind <= MOST_RESPONSES:
                    return BentGrowth(births, kinks, self.probes, self.probed)
        return Growth([births], None, self.probes, self.probed)

    def announce(self, layer: int) -> None:
        """Say how far the walk is; where the caller raises, it ends here."""
        if self.progress is not None:
            self.progress(layer / len(self.network.layers), self.network.layers[layer].name)

    def cut(
        self, layer: int, z: PreActivations, tolerance: Tensor, bends: Bends
    ) -> tuple[NewVertices, npt.NDArray[np.int32]]:
        """Cut the complex by the zero sets of units where `bends` says.

        Values within the tolerance (units,) of zero are set to it. Returns the new vertices, and for each face (F,)
        the one before that it lies in.
        """
        births, _, _, root = self._refine(layer, z, tolerance, bends)
        return births, root

    def _refine(
        self, layer: int, z: PreActivations, tolerance: Tensor, bends: Bends | None = None
    ) -> tuple[NewVertices, Signs, Cuts, Ints]:
        """Cut; returns also the signs at the old vertices, and the cuts in order along edges."""
        mesh = self.mesh
        known = NOTHING
        if bends is None and isinstance(z, Held) and z.on_cpu:
            if z.array.dtype == np.float64:
                known = z.array
            signs, edge, unit, t, slack, zeros = find_all_cuts(mesh, z.array, tolerance.numpy(), self.resolution)
        else:
            positive, negative, any_zero = z.signs(tolerance)
            ends = mesh.half_edges[: 2 * mesh.size[1], ORIGIN].reshape(-1, 2)
            edge, unit = find_cuts(ends, positive, negative)
            t, slack = z.locate(tolerance, ends[edge], unit)
            vertex, unit_there = at_vertices(mesh, edge, unit, t, self.resolution)
            if vertex.size > 0:
                clear_signs(positive, negative, vertex, unit_there)
                edge, unit = find_cuts(ends, positive, negative)
                t, slack = z.locate(tolerance, ends[edge], unit)
                any_zero = True
            zeros = zeros_in_crossed_faces(mesh, positive, negative) if any_zero else (np.empty(0, np.int32),) * 3
            if bends is not None:
                edge, unit, zeros = bends.select(mesh, edge, unit, zeros)
                t, slack = z.locate(tolerance, ends[edge], unit)
                unit, zeros = bends.units[unit], (zeros[0], bends.units[zeros[1]], zeros[2])
            signs = positive, negative
        most = NO_LIMIT if self.max_tiles is None else self.max_tiles * (1 if bends is None else PASSING)
        old = int(mesh.size[0])
        self.mesh, births_of, births_at, vertex, root, cuts, lost = insert_hyperplanes(
            mesh, edge, unit, t, slack, zeros, known, layer, self.resolution, most
        )
        self.lost += lost
        self.merged += len(edge) - cuts + len(zeros[0])
        self._stop_beyond(most, layer)
        return NewVertices(old, births_of, births_at, cuts), signs, (edge, unit, t, vertex), root

    def _stop_beyond(self, most: int | None, layer: int) -> None:
        if self.max_tiles is not None and most is not None and self.mesh.size[2] > most:
            before = self.tile_counts[-1] if self.tile_counts else 1
            name = self.network.layers[layer].name
            raise TooManyTiles(self.max_tiles, int(self.mesh.size[2]), before, layer, name)

    def finish(self, outputs: Tensor) -> Tessellation:
        """The finished tessellation; `outputs` has a row for every vertex and probe."""
        if self.progress is not None:
            self.progress(1.0, "done")
        vertex_count, edge_count, face_count = (int(n) for n in self.mesh.size)
        moved = float(summands(outputs.reshape(len(outputs), -1), vertex_count, self.probed).max())
        largest, roundoff = max(moved, float(outputs.abs().max())), torch.finfo(outputs.dtype).eps
        half_edges = self.mesh.half_edges[: 2 * edge_count]
        offsets, loop_vertices, loop_edges = face_loops(self.mesh)
        return Tessellation(
            network=self.network,
            slice=self.slice,
            vertices=self.mesh.positions[:vertex_count] + self.center,
            edges=half_edges[:, ORIGIN].reshape(-1, 2).copy(),
            edge_tiles=half_edges[:, FACE].reshape(-1, 2).copy(),
            edge_layer=self.mesh.labels[:edge_count, 0].copy(),
            edge_unit=self.mesh.labels[:edge_count, 1].copy(),
            tile_offsets=offsets,
            tile_vertices=loop_vertices,
            tile_edges=loop_edges,
            outputs=outputs[:vertex_count].clone(),
            layer_tile_counts=tuple(self.tile_counts),
            rounding=max(self.largest, largest) * roundoff,
            output_rounding=largest * roundoff,
            unresolved=self.lost,
            merged=self.merged,
            approximations=self.reach.of(self.network.approximations),
            _parent=self.mesh.parent[:face_count].copy(),
        )
