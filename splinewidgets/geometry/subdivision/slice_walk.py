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

from ..network.network import Network
from ..planar.halfedge import FACE, ORIGIN, face_loops
from ..planar.kinks import find_kinks
from ..planar.rounding import Probes, safe_roundoff, summands
from ..program.execution import Evaluation
from ..program.growth import BentGrowth, Growth
from ..slices.slice import Slice
from ..smooth.approximation_error import ObservedRange
from ..tessellation.tessellation import Tessellation
from .complex import Complex
from .fitting_network import Progress
from .max_pooling import cut_at_maxima
from .perceptron_walk import walk_perceptron
from .pre_activations import Held, PreActivations
from .resolution import check_layer_resolved
from .sorting import cut_at_ranks

CORNERS = 4
# Values behind a layer grow late where their responses to its results cost less than this share of evaluating the
# network at the new vertices, and take no more than so many numbers; and where there are more new numbers than this.
WORTH = 0.5
MOST_RESPONSES = 2**24
LEAST_NUMBERS = 2**17


class SliceWalk:
    """A complex that the layers of a network cut, and the batch of values that follows it."""

    def __init__(self, network: Network, slice: Slice, max_tiles: int | None, progress: Progress | None) -> None:
        self.network, self.slice, self.progress = network, slice, progress
        self.complex = Complex(network, slice, max_tiles)
        # Some corners of the window: they tell how much values change over it.
        self.corners = np.arange(CORNERS) * self.complex.vertex_count // CORNERS
        self.probes, self.observed = Probes(), ObservedRange()
        # The probes are those of the vertices that there were when they were last attached.
        self.probed = self.complex.vertex_count
        # The largest sum of summands seen: what rounding anywhere in the network is relative to.
        self.largest = 0.0
        # And what that of the outputs is relative to.
        self.largest_output = 0.0

    def start(self, ahead: bool) -> Evaluation:
        """The inputs at the window's corners on their way, with their probes.

        Where `ahead`, as far as one compiled call cuts by all layers. It says no word of how far it is.
        """
        complex, count = self.complex, self.complex.vertex_count
        inputs = self.inputs(np.arange(count))
        rows, steps = self.probes.attach(inputs.reshape(count, -1), count), 0
        perceptron = self.network.layer_facts.perceptron if ahead and self.progress is None else None
        if perceptron is not None:
            roundings = complex.unit_roundoff, safe_roundoff(self.network.dtype), complex.resolution
            mesh, found, tiles, complex.unresolved, complex.merged, self.largest, self.probes.turn = walk_perceptron(
                complex.mesh,
                rows.numpy(),
                perceptron.layers,
                self.corners,
                *roundings,
                complex.most_faces,
                self.probes.turn,
            )
            complex.mesh, complex.tile_counts = mesh, tiles.tolist()
            self.probed = complex.vertex_count
            rows, steps = torch.from_numpy(found), perceptron.steps[len(tiles)]
        if steps == 0:
            rows = rows.reshape(-1, *self.slice.input_shape)
        return self.network.evaluation(rows, self.probes.move, steps)

    def inputs(self, vertices: npt.NDArray[np.int64]) -> Tensor:
        """Inputs (n, *input_shape) at vertices (n,)."""
        embedded = self.slice.embed(self.complex.center + self.complex.mesh.positions[vertices])
        return embedded.to(self.network.device, self.network.dtype)

    def at_knot(self, layer: int, z: Tensor) -> Growth | BentGrowth:
        """Cut the complex by a knot with pre-activations z (vertices and probes, width); returns how values grow."""
        old = self.complex.vertex_count
        return self.cut_by_layer(layer, Held(z[:old]), summands(z, old, self.probed))

    def cut_by_layer(self, layer: int, z: PreActivations, sizes: Tensor) -> Growth | BentGrowth:
        """Cut the complex by a knot, where `sizes` (width,) is what rounding is relative to."""
        old = self.complex.vertex_count
        self.announce(layer)
        corners = z.at(self.corners).cpu().numpy()[None]
        check_layer_resolved("window", self.network, layer, corners, sizes)
        about = self.network.layers[layer]
        self.largest = max(self.largest, float(sizes.max()))
        if about.approximation is not None:
            for _, part in z.chunks():
                self.observed.take_in(about.approximation, part)
        if about.windows is None:
            growth = self._cut_by_units(layer, z, sizes * self.complex.unit_roundoff)
        else:
            parts = [part for _, part in z.chunks()]
            values = parts[0] if len(parts) == 1 else torch.cat(parts)
            ranks = about.windows.ranks
            if ranks is None:
                cut = cut_at_maxima(self.complex, layer, values, sizes, about.windows)
            else:
                cut = cut_at_ranks(self.complex, layer, values, sizes, about.windows, ranks)
            growth = Growth(*cut, self.probes, self.probed)
        self.complex.end_layer(layer)
        self.probed = self.complex.vertex_count if isinstance(growth, Growth) else old
        return growth

    def _cut_by_units(self, layer: int, z: PreActivations, tolerance: Tensor) -> Growth | BentGrowth:
        """Cut by every unit everywhere; the values behind grow late where that saves work."""
        new_vertices, signs, cuts = self.complex.cut(layer, z, tolerance)
        facts = self.network.layer_facts
        behind = facts.width_behind(layer)
        if isinstance(z, Held) and z.on_cpu and len(new_vertices.at) * behind > LEAST_NUMBERS:
            jumps = facts.jumps(layer)
            if jumps is not None:
                results = facts.results(layer)
                kinks = find_kinks(
                    z.array, signs, cuts, new_vertices.of, new_vertices.at, jumps, results, new_vertices.cuts
                )
                needed = len(kinks.entries)
                if needed < WORTH * len(new_vertices.at) and needed * behind <= MOST_RESPONSES:
                    return BentGrowth(new_vertices, kinks, self.probes, self.probed)
        return Growth([new_vertices], None, self.probes, self.probed)

    def announce(self, layer: int) -> None:
        """Say how far the walk is; where the caller raises, it ends here."""
        if self.progress is not None:
            self.progress(layer / len(self.network.layers), self.network.layers[layer].name)

    def finish(self, outputs: Tensor | None) -> Tessellation:
        """The finished tessellation; `outputs` has a row for every vertex and probe, or is not to be kept."""
        if self.progress is not None:
            self.progress(1.0, "done")
        complex, mesh = self.complex, self.complex.mesh
        vertex_count, edge_count, face_count = (int(n) for n in mesh.size)
        if outputs is not None:
            moved = float(summands(outputs.reshape(len(outputs), -1), vertex_count, self.probed).max())
            self.largest_output = max(moved, float(outputs.abs().max()))
        largest, roundoff = self.largest_output, torch.finfo(self.network.dtype).eps
        half_edges = mesh.half_edges[: 2 * edge_count]
        offsets, loop_vertices, loop_edges = face_loops(mesh)
        return Tessellation(
            network=self.network,
            slice=self.slice,
            vertices=mesh.positions[:vertex_count] + complex.center,
            edges=half_edges[:, ORIGIN].reshape(-1, 2).copy(),
            edge_tiles=half_edges[:, FACE].reshape(-1, 2).copy(),
            edge_layer=mesh.labels[:edge_count, 0].copy(),
            edge_unit=mesh.labels[:edge_count, 1].copy(),
            tile_offsets=offsets,
            tile_vertices=loop_vertices,
            tile_edges=loop_edges,
            outputs=None if outputs is None else outputs[:vertex_count].clone(),  # type: ignore[arg-type]
            layer_tile_counts=tuple(complex.tile_counts),
            rounding=max(self.largest, largest) * roundoff,
            output_rounding=largest * roundoff,
            unresolved=complex.unresolved,
            merged=complex.merged,
            approximations=self.observed.of(self.network.approximations),
            _parent=mesh.parent[:face_count].copy(),
        )
