"""The complex under construction: a window, cut into convex faces by one layer after the other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from torch import Tensor

from ..limits import TooManyTiles
from ..network.network import Network
from ..planar.chord_ends import at_vertices, zeros_in_crossed_faces
from ..planar.dissolve import dissolve
from ..planar.halfedge import ORIGIN, Mesh, convex_polygon
from ..planar.refinement import find_all_cuts, insert_hyperplanes
from ..planar.rounding import unit_roundoff
from ..planar.signs import clear_signs, find_cuts
from ..program.new_vertices import NewVertices
from ..slices.slice import Slice
from .bent_faces import BentFaces
from .pre_activations import Held, PreActivations

# A chain of maxima draws up to about twice the tiles that are left of it in the end, so it may pass `max_tiles` on its
# way: by this factor, so that what runs away still stops.
OVERSHOOT = 8
NO_LIMIT = 2**62 // OVERSHOOT  # so that compiled code can count to it
NOTHING = np.empty((0, 0))

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Signs = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]
Cuts = tuple[Ints, Ints, Floats, Ints]
# Edge, unit, place and slack of each cut; face, unit and vertex of each zero at a vertex.
Found = tuple[Ints, Ints, Floats, Floats, tuple[Ints, Ints, Ints]]


class Complex:
    """A window cut into convex faces by the layers so far.

    Parameters
    ----------
    network, slice
        Whose layers cut which window.
    max_tiles
        Stop with `TooManyTiles` beyond this count; None for no limit.

    Attributes
    ----------
    center : (2,) float64
        Of the window. Positions are relative to it, so that a deep zoom keeps their last digits.
    mesh : Mesh
    unit_roundoff, resolution : float
        Of values, relative to their summands, and of positions.
    tile_counts : list of int
        Number of tiles once each layer has cut.
    unresolved, merged : int
        As those of a `Tessellation`.
    """

    def __init__(self, network: Network, slice: Slice, max_tiles: int | None) -> None:
        u0, u1, v0, v1 = slice.bounds
        self._layers, self._max_tiles = network.layers, max_tiles
        self.center = np.array([(u0 + u1) / 2, (v0 + v1) / 2])
        self.mesh: Mesh = convex_polygon(slice.corners - self.center)
        # Input coordinates are rounded relative to their distance from the origin, not to the window.
        self.unit_roundoff = unit_roundoff(network.dtype)
        self.resolution = self.unit_roundoff * float(np.hypot(u1 - u0, v1 - v0)) / 2
        self.tile_counts: list[int] = []
        self.unresolved = self.merged = 0

    @property
    def vertex_count(self) -> int:
        """Number of vertices."""
        return int(self.mesh.size[0])

    @property
    def face_count(self) -> int:
        """Number of faces."""
        return int(self.mesh.size[2])

    @property
    def most_faces(self) -> int:
        """Largest number of faces that is not too many."""
        return NO_LIMIT if self._max_tiles is None else self._max_tiles

    def cut(self, layer: int, z: PreActivations, tolerance: Tensor) -> tuple[NewVertices, Signs, Cuts]:
        """Cut all faces by the zero sets of a layer's units.

        Values within the tolerance (units,) of zero are set to it. Returns the new vertices, the signs at the old
        ones, and edge, unit, place and vertex of the cuts, in order along edges.
        """
        known = NOTHING
        if isinstance(z, Held) and z.on_cpu:
            if z.array.dtype == np.float64:
                known = z.array
            signs, edge, unit, t, slack, zeros = find_all_cuts(self.mesh, z.array, tolerance.numpy(), self.resolution)
        else:
            signs, (edge, unit, t, slack, zeros) = self._find_cuts(z, tolerance, self._ends())
        new_vertices, vertex, _ = self._insert(layer, (edge, unit, t, slack, zeros), known, self.most_faces)
        return new_vertices, signs, (edge, unit, t, vertex)

    def cut_bent(self, layer: int, z: PreActivations, tolerance: Tensor, faces: BentFaces) -> NewVertices:
        """Cut faces by the zero sets of units whose windows bend there; as `cut`, with more faces allowed for a while.

        Returns the new vertices; `faces` follow the cut.
        """
        ends = self._ends()
        _, (edge, unit, t, slack, zeros) = self._find_cuts(z, tolerance, ends)
        edge, unit, zeros = faces.select(self.mesh, edge, unit, zeros)
        t, slack = z.locate(tolerance, ends[edge], unit)
        unit, zeros = faces.units[unit], (zeros[0], faces.units[zeros[1]], zeros[2])
        new_vertices, _, root = self._insert(layer, (edge, unit, t, slack, zeros), NOTHING, self.most_faces * OVERSHOOT)
        faces.origin = faces.origin[root]
        return new_vertices

    def dissolve(self, real: npt.NDArray[np.bool_], origin: Ints, vertices: int, faces: int) -> npt.NDArray[np.int64]:
        """Merge faces across edges (E,) that are not real, where there were so many vertices and faces before.

        Returns the vertices that stay; see `planar.dissolve`.
        """
        self.mesh, kept, broken = dissolve(self.mesh, real, origin, (vertices, faces), self.resolution)
        self.unresolved += broken
        return kept

    def end_layer(self, layer: int) -> None:
        """Count the tiles once a layer has cut, and stop where there are too many."""
        self._stop_beyond(self.most_faces, layer)
        self.tile_counts.append(self.face_count)

    def _ends(self) -> Ints:
        return self.mesh.half_edges[: 2 * self.mesh.size[1], ORIGIN].reshape(-1, 2)

    def _find_cuts(self, z: PreActivations, tolerance: Tensor, ends: Ints) -> tuple[Signs, Found]:
        """Signs and cuts as by `find_all_cuts`, of values that are anywhere."""
        positive, negative, any_zero = z.signs(tolerance)
        edge, unit = find_cuts(ends, positive, negative)
        t, slack = z.locate(tolerance, ends[edge], unit)
        vertex, unit_there = at_vertices(self.mesh, edge, unit, t, self.resolution)
        if vertex.size > 0:
            clear_signs(positive, negative, vertex, unit_there)
            edge, unit = find_cuts(ends, positive, negative)
            t, slack = z.locate(tolerance, ends[edge], unit)
            any_zero = True
        zeros = zeros_in_crossed_faces(self.mesh, positive, negative) if any_zero else (np.empty(0, np.int32),) * 3
        return (positive, negative), (edge, unit, t, slack, zeros)

    def _insert(
        self, layer: int, found: Found, known: npt.NDArray[np.float64], most: int
    ) -> tuple[NewVertices, Ints, Ints]:
        """Draw the chords; returns the new vertices, that of each cut, and the face before of each face."""
        old = self.vertex_count
        self.mesh, new_of, new_at, vertex, root, cuts, unresolved = insert_hyperplanes(
            self.mesh, *found, known, layer, self.resolution, most
        )
        self.unresolved += unresolved
        self.merged += len(found[0]) - cuts + len(found[4][0])
        self._stop_beyond(most, layer)
        return NewVertices(old, new_of, new_at, cuts), vertex, root

    def _stop_beyond(self, most: int, layer: int) -> None:
        if self._max_tiles is not None and self.face_count > most:
            before = self.tile_counts[-1] if self.tile_counts else 1
            raise TooManyTiles(self._max_tiles, self.face_count, before, layer, self._layers[layer].name)
