"""Take edges out of a complex again, and the vertices that nothing is left to say at."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.compiled import compiled

from .chords import SHORTEST_CHORD
from .halfedge import FACE, NEXT, ORIGIN, PREVIOUS, Mesh


def dissolve(
    mesh: Mesh,
    real: npt.NDArray[np.bool_],
    origin: npt.NDArray[np.int32],
    old: tuple[int, int],
    resolution: float,
) -> tuple[Mesh, npt.NDArray[np.int64], int]:
    """Merge the faces on both sides of every edge that is not real, and number what remains without gaps.

    Vertices that were born since the `old` ones go where no edge meets them any more, or only two that form one
    straight edge.

    Parameters
    ----------
    mesh
        Overwritten.
    real : (E,)
        Which edges stay. False only for edges inside a face of the complex before.
    origin : (F,)
        The face of the complex before that each face lies in.
    old
        How many vertices and faces that complex had. Their numbers do not change.
    resolution
        Smallest distance that positions resolve.

    Returns
    -------
    mesh
        Among the parts of an old face one has its number, the others have it for their parent.
    kept : (V',) int64
        The vertices that stay, in order.
    broken : int
        Half-edges that lie on no loop: 0 unless rounding made a merged face wrap round another.
    """
    kept, broken, half_edges, labels, leaving, parent, bounding = _dissolve(mesh, real, origin, *old, resolution)
    size = np.array([len(kept), len(labels), len(bounding)], np.int64)
    return Mesh(half_edges, labels, leaving, mesh.positions[kept], parent, bounding, size), kept, broken


@compiled
def _dissolve(mesh, real, origin, old_vertices, old_faces, resolution):
    half_edges, size = mesh.half_edges, mesh.size
    group = np.arange(size[2])
    for e in range(size[1]):
        if not real[e]:
            a, b = _find(group, half_edges[2 * e, FACE]), _find(group, half_edges[2 * e + 1, FACE])
            # The smallest face stands for its group, so an old one for the group that holds it.
            group[max(a, b)] = min(a, b)
    for e in range(size[1]):
        if not real[e]:
            h, t = 2 * e, 2 * e + 1
            _join(half_edges, half_edges[h, PREVIOUS], half_edges[t, NEXT])
            _join(half_edges, half_edges[t, PREVIOUS], half_edges[h, NEXT])
    degree = np.zeros(size[0], np.int64)
    leaving = np.full(size[0], -1, np.int32)
    for h in range(2 * size[1]):
        if real[h // 2]:
            degree[half_edges[h, ORIGIN]] += 1
            leaving[half_edges[h, ORIGIN]] = h
    for v in range(old_vertices, size[0]):
        if degree[v] == 2 and _straighten(mesh, leaving, v, resolution):
            degree[v] = 0
            real[leaving[v] // 2] = False
    return _compact(mesh, real, origin, group, degree, old_faces)


@compiled
def _find(group, face):
    while group[face] != face:
        group[face] = group[group[face]]
        face = group[face]
    return face


@compiled
def _join(half_edges, before, after):
    half_edges[before, NEXT] = after
    half_edges[after, PREVIOUS] = before


@compiled
def _straighten(mesh, leaving, v, resolution):
    """Let the edge that arrives at `v` swallow the one that leaves it, if both are one straight line."""
    half_edges, positions, labels = mesh.half_edges, mesh.positions, mesh.labels
    out = leaving[v]
    into = half_edges[out, PREVIOUS]
    a, b = half_edges[into, ORIGIN], half_edges[out ^ 1, ORIGIN]
    if labels[into >> 1, 0] != labels[out >> 1, 0] or labels[into >> 1, 1] != labels[out >> 1, 1]:
        return False
    dx, dy = positions[b, 0] - positions[a, 0], positions[b, 1] - positions[a, 1]
    length = np.hypot(dx, dy)
    away = dx * (positions[v, 1] - positions[a, 1]) - dy * (positions[v, 0] - positions[a, 0])
    if not abs(away) < min(resolution, length / SHORTEST_CHORD) * length:
        return False
    _join(half_edges, into, half_edges[out, NEXT])
    _join(half_edges, half_edges[out ^ 1, PREVIOUS], into ^ 1)
    half_edges[into ^ 1, ORIGIN] = b
    if leaving[b] == out ^ 1:
        leaving[b] = into ^ 1
    return True


@compiled
def _numbered(chosen):
    """Indices (K,) at which `chosen` (N,) is True, and for those their number among them (N,).

    A loop, here as in `_compact`: numpy's indexing by arrays takes seconds to compile.
    """
    places, number = np.empty(chosen.size, np.int64), np.empty(chosen.size, np.int32)
    count = 0
    for i in range(chosen.size):
        if chosen[i]:
            places[count], number[i] = i, count
            count += 1
    return places[:count], number


@compiled
def _compact(mesh, real, origin, group, degree, old_faces):
    """The arrays of the mesh without what is gone."""
    used, standing = np.empty(degree.size, np.bool_), np.empty(group.size, np.bool_)
    for v in range(degree.size):
        used[v] = degree[v] > 0
    for f in range(group.size):
        standing[f] = group[f] == f
    kept, vertex_number = _numbered(used)
    edges, edge_number = _numbered(real[: mesh.size[1]])
    heads, face_number = _numbered(standing)
    parent, labels = np.empty(heads.size, np.int32), np.empty((edges.size, 2), np.int32)
    for f in range(heads.size):
        parent[f] = mesh.parent[heads[f]] if heads[f] < old_faces else origin[heads[f]]
    for e in range(edges.size):
        labels[e, 0], labels[e, 1] = mesh.labels[edges[e], 0], mesh.labels[edges[e], 1]
    half_edges = np.empty((2 * edges.size, 4), np.int32)
    leaving, bounding = np.empty(kept.size, np.int32), np.empty(heads.size, np.int32)
    inner = 0
    for h in range(len(half_edges)):
        old = mesh.half_edges[2 * edges[h // 2] + h % 2]
        half_edges[h, ORIGIN] = vertex_number[old[ORIGIN]]
        half_edges[h, NEXT] = 2 * edge_number[old[NEXT] // 2] + old[NEXT] % 2
        half_edges[h, PREVIOUS] = 2 * edge_number[old[PREVIOUS] // 2] + old[PREVIOUS] % 2
        half_edges[h, FACE] = face_number[_find(group, old[FACE])] if old[FACE] >= 0 else -1
        leaving[half_edges[h, ORIGIN]] = h
        if old[FACE] >= 0:
            inner += 1
            bounding[half_edges[h, FACE]] = h
    for f in range(heads.size):
        h = bounding[f]
        while True:
            inner -= 1
            h = half_edges[h, NEXT]
            if h == bounding[f]:
                break
    return kept, inner, half_edges, labels, leaving, parent, bounding
