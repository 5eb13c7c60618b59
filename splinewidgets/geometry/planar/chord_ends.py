"""Ends of chords: the meeting points of a layer's hyperplanes with the edges and vertices of a complex."""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import borrowing, compiled

from .halfedge import FACE, NEXT, ORIGIN, split_edge
from .signs import WORD, lowest_bit

# Insertion sort is faster below, merging above.
FEW = 24


@compiled
def at_vertices(mesh, edge, unit, t, resolution):
    """Cuts that are at the vertex at an end of their edge, as far as positions tell.

    Parameters
    ----------
    edge, unit, t : (M,)
    resolution : float
        Smallest distance that positions resolve.

    Returns
    -------
    vertex, unit : (n,) int32
    """
    count = 0
    for k in range(edge.size):
        count += _end_at_cut(mesh, edge[k], t[k], resolution) >= 0
    vertices, units = np.empty(count, np.int32), np.empty(count, np.int32)
    count = 0
    if vertices.size > 0:
        for k in range(edge.size):
            v = _end_at_cut(mesh, edge[k], t[k], resolution)
            if v >= 0:
                vertices[count], units[count] = v, unit[k]
                count += 1
    return vertices, units


@borrowing
def _end_at_cut(mesh, edge, t, resolution):
    """The end of an edge at which a cut lies, or -1."""
    positions = mesh.positions
    a, b = mesh.half_edges[2 * edge, ORIGIN], mesh.half_edges[2 * edge + 1, ORIGIN]
    dx, dy = positions[b, 0] - positions[a, 0], positions[b, 1] - positions[a, 1]
    v, part = (a, t) if t < 0.5 else (b, 1.0 - t)
    return v if part * part * (dx * dx + dy * dy) <= resolution * resolution else np.int32(-1)


@compiled
def split_cut_edges(mesh, edge, unit, t, slack, new_of, new_at, vertices):
    """Put a vertex at every cut, one for cuts that coincide.

    Parameters
    ----------
    edge, unit, t, slack : (M,)
        Cuts in order of edges; `t` from the edge's first vertex, `slack` its uncertainty. Sorted along edges here,
        and `slack` becomes a distance.
    new_of, new_at : (>= M, 2) int32, (>= M,) float64
        For each new vertex the two older ones that it lies between, and where.
    vertices : (M,) int32
        Filled with the vertex of each cut.

    Returns
    -------
    left, right : (M,) int32
        The half-edge that leaves the cut's vertex on either side of the edge.
    """
    half_edges, positions = mesh.half_edges, mesh.positions
    left = np.empty(edge.size, np.int32)
    right = np.empty(edge.size, np.int32)
    first_birth = mesh.size[0]
    i = np.int64(0)
    while i < edge.size:
        end = i + 1
        while end < edge.size and edge[end] == edge[i]:
            end += 1
        sort_along_edge(unit, t, slack, i, end)
        a = half_edges[2 * edge[i], ORIGIN]
        b = half_edges[2 * edge[i] + 1, ORIGIN]
        length = np.sqrt((positions[b, 0] - positions[a, 0]) ** 2 + (positions[b, 1] - positions[a, 1]) ** 2)
        tail = edge[i]
        for k in range(i, end):
            if k > i and t[k] - t[k - 1] <= 2.0 * min(slack[k], slack[k - 1]):
                left[k], right[k], vertices[k] = left[k - 1], right[k - 1], vertices[k - 1]
                continue
            x = positions[a, 0] + (positions[b, 0] - positions[a, 0]) * t[k]
            y = positions[a, 1] + (positions[b, 1] - positions[a, 1]) * t[k]
            vertex = split_edge(mesh, tail, x, y)
            new_of[vertex - first_birth, 0] = a
            new_of[vertex - first_birth, 1] = b
            new_at[vertex - first_birth] = t[k]
            vertices[k] = vertex
            left[k] = half_edges[2 * tail, NEXT]
            right[k] = 2 * tail + 1
            tail = np.int32(mesh.size[1] - 1)
        for k in range(i, end):
            slack[k] *= length
        i = end
    return left, right


@compiled
def stable_order(keys, begin, end):
    """The positions begin..end in order of their keys, by merging: numpy's sort takes seconds to compile."""
    count = end - begin
    order, other = np.empty(count, np.int64), np.empty(count, np.int64)
    for i in range(count):
        order[i] = begin + i
    width = 1
    while width < count:
        for low in range(0, count, 2 * width):
            middle, high = min(low + width, count), min(low + 2 * width, count)
            a, b = low, middle
            for k in range(low, high):
                if b >= high or (a < middle and not keys[order[b]] < keys[order[a]]):
                    other[k] = order[a]
                    a += 1
                else:
                    other[k] = order[b]
                    b += 1
        order, other = other, order
        width *= 2
    return order


@borrowing
def sort_along_edge(unit, t, slack, begin, end):
    """Sort the cuts begin..end of one edge by `t`, in place."""
    if end - begin > FEW:
        _merge_along_edge(unit, t, slack, begin, end)
        return
    for i in range(begin + 1, end):
        u, x, s = unit[i], t[i], slack[i]
        k = i - 1
        while k >= begin and t[k] > x:
            unit[k + 1], t[k + 1], slack[k + 1] = unit[k], t[k], slack[k]
            k -= 1
        unit[k + 1], t[k + 1], slack[k + 1] = u, x, s


@compiled
def _merge_along_edge(unit, t, slack, begin, end):
    order = stable_order(t, begin, end)
    units, places, slacks = unit[begin:end].copy(), t[begin:end].copy(), slack[begin:end].copy()
    for i in range(end - begin):
        o = order[i] - begin
        unit[begin + i], t[begin + i], slack[begin + i] = units[o], places[o], slacks[o]


@compiled
def count_ends(mesh, edge, face_of_zero):
    """Number of chord ends of each face, (F,), from the cut edges and the zeros at vertices."""
    counts = np.zeros(mesh.size[2], np.int64)
    for e in edge:
        for side in range(2):
            face = mesh.half_edges[2 * e + side, FACE]
            if face >= 0:
                counts[face] += 1
    for face in face_of_zero:
        counts[face] += 1
    return counts


@compiled
def sort_ends(mesh, counts, left, right, unit, reach, face_of_zero, unit_of_zero, vertex_of_zero):
    """All chord ends, in order of faces.

    Returns
    -------
    offsets : (F + 1,) int64
        Where each face's ends begin in the following.
    ends : tuple
        unit, start, vertex (N,) int32: the unit, a half-edge that leaves the end in its face (-1 if it is yet to be
        looked for), the end itself; and reach (N,) float64: how far from its true hyperplane the end may lie, 0 where
        that is unknown.
    """
    half_edges = mesh.half_edges
    offsets = np.zeros(counts.size + 1, np.int64)
    for f in range(counts.size):
        offsets[f + 1] = offsets[f] + counts[f]
    fill = offsets[:-1].copy()
    total = offsets[-1]
    units, starts, vertices = np.empty(total, np.int32), np.empty(total, np.int32), np.empty(total, np.int32)
    reaches = np.empty(total, np.float64)
    for i in range(unit.size):
        for h in (left[i], right[i]):
            face = half_edges[h, FACE]
            if face >= 0:
                at = fill[face]
                units[at], starts[at], vertices[at], reaches[at] = unit[i], h, half_edges[h, ORIGIN], reach[i]
                fill[face] += 1
    for i in range(face_of_zero.size):
        at = fill[face_of_zero[i]]
        units[at], starts[at], vertices[at], reaches[at] = unit_of_zero[i], -1, vertex_of_zero[i], 0.0
        fill[face_of_zero[i]] += 1
    return offsets, (units, starts, vertices, reaches)


@compiled
def zeros_in_crossed_faces(mesh, positive, negative):
    """Vertices on a unit's hyperplane, in faces that the hyperplane crosses.

    Returns
    -------
    face, unit, vertex : (Z,) int32
        `vertex` is a zero of `unit`, which is positive somewhere on `face` and negative somewhere else on it.
    """
    count = _for_zeros(mesh, positive, negative, np.empty((0, 3), np.int32))
    found = np.empty((count, 3), np.int32)
    _for_zeros(mesh, positive, negative, found)
    return found[:, 0].copy(), found[:, 1].copy(), found[:, 2].copy()


@borrowing
def _for_zeros(mesh, positive, negative, found):
    """Count them, and write face, unit and vertex of each to `found` (Z, 3) where there is room."""
    half_edges, bounding = mesh.half_edges, mesh.bounding
    count = 0
    for f in range(mesh.size[2]):
        for w in range(positive.shape[1]):
            any_positive = np.uint64(0)
            any_negative = np.uint64(0)
            h = bounding[f]
            while True:
                v = half_edges[h, ORIGIN]
                any_positive |= positive[v, w]
                any_negative |= negative[v, w]
                h = half_edges[h, NEXT]
                if h == bounding[f]:
                    break
            crossed = any_positive & any_negative
            if not crossed:
                continue
            while True:
                v = half_edges[h, ORIGIN]
                zero = crossed & ~(positive[v, w] | negative[v, w])
                while zero:
                    if count < len(found):
                        found[count, 0], found[count, 1], found[count, 2] = f, WORD * w + lowest_bit(zero), v
                    count += 1
                    zero &= zero - np.uint64(1)
                h = half_edges[h, NEXT]
                if h == bounding[f]:
                    break
    return count
