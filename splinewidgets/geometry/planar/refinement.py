"""Refine a complex by the hyperplanes of one layer: find where they cut its edges, and draw their chords.

Two compiled calls a layer, since crossing between Python and compiled code costs as much as a small complex does.
"""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled

from .chord_ends import at_vertices, count_ends, sort_ends, split_cut_edges, zeros_in_crossed_faces
from .chords import insert_chords
from .halfedge import ORIGIN, Mesh
from .signs import clear_signs, find_cuts, locate_in_array, pack_signs

# Room for crossings beyond one a chord, to begin with.
SPARE = 1024


@compiled
def find_all_cuts(mesh, values, tolerance, resolution):
    """Cuts of edges by the zero sets of units, and their passages through vertices.

    Parameters
    ----------
    values : (V, units)
        Pre-activations; those within the tolerance (units,) of zero are set to it.
    resolution : float
        Smallest distance that positions resolve.

    Returns
    -------
    signs : tuple of (V, words) uint64
        Positive and negative, see `sign_bits`; neither also where `at_vertices` says so.
    edge, unit : (M,) int32
    t, slack : (M,) float64
        Place on the edge and its uncertainty.
    zeros : tuple of (Z,) int32
        Face, unit and vertex, see `zeros_in_crossed_faces`.
    """
    positive, negative, any_zero = pack_signs(values, tolerance)
    ends = mesh.half_edges[: 2 * mesh.size[1], ORIGIN].copy().reshape(-1, 2)
    edge, unit = find_cuts(ends, positive, negative)
    t, slack = locate_in_array(values, tolerance, ends, edge, unit)
    vertex, unit_there = at_vertices(mesh, edge, unit, t, resolution)
    if vertex.size > 0:
        clear_signs(positive, negative, vertex, unit_there)
        edge, unit = find_cuts(ends, positive, negative)
        t, slack = locate_in_array(values, tolerance, ends, edge, unit)
        any_zero = True
    if any_zero:
        zeros = zeros_in_crossed_faces(mesh, positive, negative)
    else:
        zeros = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32))
    return (positive, negative), edge, unit, t, slack, zeros


@compiled
def insert_hyperplanes(mesh, edge, unit, t, slack, zeros, values, layer, resolution, most):
    """Draw the chords of one layer.

    Parameters
    ----------
    edge, unit, t, slack : (M,)
        Cuts in order of edges; sorted along edges here.
    zeros : tuple of (Z,) int32
        Face, unit and vertex of each zero at a vertex.
    values : (V, units) float64
        Of the units, or empty: then crossings at small angles are known to no more than positions tell.
    resolution : float
        Smallest distance that positions resolve.
    most : int
        Stop when there are more faces than this.

    Returns
    -------
    mesh : Mesh
    new_of, new_at : (born, 2) int32, (born,) float64
        The two older vertices that each new one lies between, and where; first those of cuts.
    vertex : (M,) int32
        The vertex of each cut.
    root : (F,) int32
        The face before that each face lies in.
    cuts, lost : int
        How many new vertices are cuts; how many chords could not be walked to their end.
    """
    old_vertices, old_edges, old_faces = mesh.size[0], mesh.size[1], mesh.size[2]
    counts = count_ends(mesh, edge, zeros[0])
    # Few of those that may cross do. Where there are more there will be more room.
    chords, crossings = count_chords(counts)
    crossings = min(crossings, chords + SPARE)
    mesh = with_capacity(
        mesh,
        old_vertices + edge.size + crossings,
        old_edges + edge.size + chords + 2 * crossings,
        old_faces + chords + crossings,
    )
    new_of = np.empty((edge.size + crossings, 2), np.int32)
    new_at = np.empty(edge.size + crossings, np.float64)
    vertex = np.empty(edge.size, np.int32)
    left, right = split_cut_edges(mesh, edge, unit, t, slack, new_of, new_at, vertex)
    cuts = mesh.size[0] - old_vertices
    offsets, ends = sort_ends(mesh, counts, left, right, unit, slack, zeros[0], zeros[1], zeros[2])
    root = np.empty(mesh.bounding.size, np.int32)
    for face in range(old_faces):
        root[face] = face
    progress = np.array([0, 0, 0, old_vertices])
    while True:
        needed = insert_chords(mesh, root, offsets, ends, values, layer, new_of, new_at, resolution, most, progress)
        if needed == 0:
            break
        vertices = mesh.size[0] + max(mesh.size[0], 2 * needed)
        faces = mesh.size[2] + max(mesh.size[2], 2 * needed)
        mesh = with_capacity(mesh, vertices, mesh.size[1] + max(mesh.size[1], 4 * needed), faces)
        room = mesh.leaving.size - old_vertices
        new_of = _grown(new_of.reshape(-1), new_of.size, 2 * room).reshape(-1, 2)
        new_at = _grown(new_at, new_at.size, room)
        root = _grown(root, root.size, mesh.bounding.size)
    born = mesh.size[0] - old_vertices
    return mesh, new_of[:born], new_at[:born], vertex, root[: mesh.size[2]], cuts, progress[2]


@compiled
def count_chords(counts):
    """Number of chords, and largest number of their crossings, in faces with so many ends (F,)."""
    chords, crossings = 0, 0
    for count in counts:
        chords += count // 2
        # Chords of one face cross at most once each.
        crossings += (count // 2) * (count // 2 - 1) // 2
    return chords, crossings


@compiled
def with_capacity(mesh, vertices, edges, faces):
    """The same mesh with room for at least so many vertices, edges and faces."""
    used_vertices, used_edges, used_faces = mesh.size[0], mesh.size[1], mesh.size[2]
    return Mesh(
        _grown(mesh.half_edges.reshape(-1), 8 * used_edges, 8 * edges).reshape(-1, 4),
        _grown(mesh.labels.reshape(-1), 2 * used_edges, 2 * edges).reshape(-1, 2),
        _grown(mesh.leaving, used_vertices, vertices),
        _grown(mesh.positions.reshape(-1), 2 * used_vertices, 2 * vertices).reshape(-1, 2),
        _grown(mesh.parent, used_faces, faces),
        _grown(mesh.bounding, used_faces, faces),
        mesh.size,
    )


@compiled
def _grown(array, used, capacity):
    """An array (capacity,) whose first `used` numbers are those given; the array itself where it is enough."""
    if capacity <= array.size:
        return array
    more = np.empty(capacity, array.dtype)
    # A loop: an assignment of slices takes seconds to compile.
    for i in range(used):
        more[i] = array[i]
    return more
