"""Insert a layer's hyperplanes into a complex: each crosses a convex face in one straight chord.

The walk from one end of a chord to the other decides everything by which side of the chord a vertex lies on, up to
a tolerance that belongs to the chord, so that degenerate position needs no case of its own: a vertex on the chord is
passed through, an edge along the chord is followed, and only a true crossing makes a new vertex.
"""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import borrowing, compiled

from .chord_ends import FEW, stable_order
from .crossing import SMALL, crossing
from .halfedge import FACE, NEXT, ORIGIN, PREVIOUS, split_edge, split_face

# A chord shorter than this many of its own tolerances has no reliable direction; its tolerance is capped.
SHORTEST_CHORD = 1e3
# An end that may lie farther along its edge than this many times what positions resolve may be that of a chord that
# leaves the edge at a small angle.
FLAT = 64


@compiled
def insert_chords(mesh, root, offsets, ends, values, layer, new_of, new_at, base, most, progress):
    """Insert all chords, face by face, as long as there is room for the next.

    Parameters
    ----------
    root : (capacity,) int32
        The face of the complex before this layer that each face lies in; extended here.
    offsets : (F + 1,) int64
        Where each face's chord ends begin in the following.
    ends : tuple of unit, start, vertex, reach, each (N,)
        Chord ends: the unit, a half-edge that leaves the end in its face (or -1), the end's vertex, and how far from
        its true hyperplane it may lie, along that half-edge (0 = unknown).
    values : (V, units) float64
        At the vertices before this layer, of which lines that meet at a small angle are told; or empty.
    base : float
        Smallest distance that positions resolve.
    most : int
        Stop when there are more faces than this.
    progress : (4,) int64
        The face and the chord of it that come next, how many chords could not be walked to their end, and how many
        vertices there were before this layer; afterwards where to go on.

    Returns
    -------
    needed : int
        0 when done. Otherwise there must be room for so many more vertices and faces, and twice as many edges.
    """
    unit, start, vertex, reach = ends
    first_birth = progress[3]
    most_ends = 0
    for f in range(offsets.size - 1):
        most_ends = max(most_ends, offsets[f + 1] - offsets[f])
    # One for all faces: most have two ends, and memory of their own would cost more than their chord.
    order = np.empty(most_ends, np.int64)
    for f in range(progress[0], offsets.size - 1):
        begin, end = offsets[f], offsets[f + 1]
        if end - begin < 2:
            continue
        _order_by_unit(unit, begin, end, order)
        size = end - begin
        i = np.int64(0)
        chord = np.int64(0)
        while i < size:
            k = i + 1
            while k < size and unit[order[k]] == unit[order[i]]:
                k += 1
            p, q = order[i], order[k - 1]
            if k - i > 2:
                p, q = _farthest_apart(mesh, vertex, order, i, k)
            i = k
            chord += 1
            if vertex[p] == vertex[q] or chord <= progress[1]:
                continue
            # It crosses those before it at most once each.
            most_crossings = chord - 1
            if (
                new_at.size - (mesh.size[0] - first_birth) < most_crossings
                or len(mesh.labels) - mesh.size[1] < 2 * most_crossings + 1
                or mesh.bounding.size - mesh.size[2] < chord
            ):
                progress[0], progress[1] = f, chord - 1
                return chord
            reach_p, reach_q = reach[p], reach[q]
            if max(reach_p, reach_q) > FLAT * base:
                reach_p = _across(mesh, start[p], vertex[p], vertex[q], reach_p)
                reach_q = _across(mesh, start[q], vertex[q], vertex[p], reach_q)
            tolerance = max(base, max(reach_p, reach_q))
            if reach_p > 0.0 and reach_q > 0.0:
                tolerance = max(base, min(reach_p, reach_q))
            if not _insert_chord(
                mesh,
                root,
                np.int32(f),
                vertex[p],
                vertex[q],
                start[p],
                tolerance,
                values,
                layer,
                unit[p],
                new_of,
                new_at,
                first_birth,
            ):
                progress[2] += 1
            if mesh.size[2] > most:
                return 0
        progress[1] = 0
    return 0


@borrowing
def _across(mesh, h, p, q, reach):
    """The part across the chord from `p` to `q` of a distance along the half-edge `h` that leaves `p`."""
    if h < 0:
        return reach
    half_edges, positions = mesh.half_edges, mesh.positions
    a = half_edges[h ^ 1, ORIGIN]
    ax, ay = positions[a, 0] - positions[p, 0], positions[a, 1] - positions[p, 1]
    dx, dy = positions[q, 0] - positions[p, 0], positions[q, 1] - positions[p, 1]
    lengths = np.sqrt((ax * ax + ay * ay) * (dx * dx + dy * dy))
    return reach * abs(dx * ay - dy * ax) / lengths if lengths > 0.0 else reach


@borrowing
def _order_by_unit(unit, begin, end, order):
    """Write the positions begin..end in order of their units to the front of `order`."""
    if end - begin > FEW:
        _merge_by_unit(unit, begin, end, order)
        return
    for i in range(end - begin):
        o = begin + i
        k = i - 1
        while k >= 0 and unit[order[k]] > unit[o]:
            order[k + 1] = order[k]
            k -= 1
        order[k + 1] = o


@compiled
def _merge_by_unit(unit, begin, end, order):
    merged = stable_order(unit, begin, end)
    for i in range(end - begin):
        order[i] = merged[i]


@borrowing
def _farthest_apart(mesh, vertex, order, begin, end):
    best_p, best_q, best = order[begin], order[begin], -1.0
    for i in range(begin, end):
        for k in range(i + 1, end):
            a, b = vertex[order[i]], vertex[order[k]]
            dx = mesh.positions[a, 0] - mesh.positions[b, 0]
            dy = mesh.positions[a, 1] - mesh.positions[b, 1]
            if dx * dx + dy * dy > best:
                best_p, best_q, best = order[i], order[k], dx * dx + dy * dy
    return best_p, best_q


@borrowing
def _insert_chord(mesh, root, region, p, q, start, tolerance, values, layer, unit, new_of, new_at, first_birth):
    """Walk from vertex `p` to vertex `q` through the faces of `region`, splitting each; False when lost."""
    half_edges, positions, size = mesh.half_edges, mesh.positions, mesh.size
    x0, y0 = positions[p, 0], positions[p, 1]
    dx, dy = positions[q, 0] - x0, positions[q, 1] - y0
    squared = dx * dx + dy * dy
    length = np.sqrt(squared)
    near = min(tolerance, length / SHORTEST_CHORD) * length
    here, h = p, start
    if h >= 0:
        a = half_edges[h ^ 1, ORIGIN]
        b = half_edges[half_edges[h, PREVIOUS], ORIGIN]
        right = dx * (positions[a, 1] - y0) - dy * (positions[a, 0] - x0) < -near
        left = dx * (positions[b, 1] - y0) - dy * (positions[b, 0] - x0) > near
        if root[half_edges[h, FACE]] != region or not (left and right):
            h = -1
    while True:
        if h < 0:
            along, h = _leave(mesh, root, region, here, q, x0, y0, dx, dy, near)
            if h < 0:
                return False
            if along:
                here = half_edges[h ^ 1, ORIGIN]
                if here == q:
                    return True
                h = -1
                continue
        if size[1] >= len(mesh.labels) or size[2] >= mesh.bounding.size:
            return False
        # Walk round the face, along its right-hand side, to where the chord leaves it.
        a = half_edges[h ^ 1, ORIGIN]
        side_a = dx * (positions[a, 1] - y0) - dy * (positions[a, 0] - x0)
        k = half_edges[h, NEXT]
        while True:
            b = half_edges[k ^ 1, ORIGIN]
            if b == here:
                return False
            side_b = dx * (positions[b, 1] - y0) - dy * (positions[b, 0] - x0)
            ahead = dx * (positions[b, 0] - positions[here, 0]) + dy * (positions[b, 1] - positions[here, 1]) > 0.0
            if b == q or (ahead and abs(side_b) <= near):
                split_face(mesh, root, h, half_edges[k, NEXT], layer, unit)
                if b == q:
                    return True
                here, h = b, -1
                break
            if side_b > near:
                if side_a >= 0.0 or size[0] >= mesh.leaving.size or size[1] + 2 > len(mesh.labels):
                    return False
                t = side_a / (side_a - side_b)
                ex, ey = positions[b, 0] - positions[a, 0], positions[b, 1] - positions[a, 1]
                x, y = positions[a, 0] + ex * t, positions[a, 1] + ey * t
                at = ((x - x0) * dx + (y - y0) * dy) / squared
                if len(values) > 0 and (side_b - side_a) ** 2 < SMALL * SMALL * squared * (ex * ex + ey * ey):
                    better = crossing(values, new_of, first_birth, (p, q), unit, mesh.labels[k >> 1, 1])
                    if not np.isnan(better):
                        at, x, y = better, x0 + dx * better, y0 + dy * better
                vertex = split_edge(mesh, np.int32(k >> 1), x, y)
                new_of[vertex - first_birth, 0] = p
                new_of[vertex - first_birth, 1] = q
                new_at[vertex - first_birth] = min(max(at, 0.0), 1.0)
                if k & 1:
                    exit_here, exit_there = k, np.int32(2 * (size[1] - 1))
                else:
                    exit_here, exit_there = half_edges[k, NEXT], k ^ 1
                split_face(mesh, root, h, exit_here, layer, unit)
                face = half_edges[exit_there, FACE]
                if face < 0 or root[face] != region:
                    return False
                here, h = vertex, exit_there
                break
            a, side_a, k = b, side_b, half_edges[k, NEXT]


@borrowing
def _leave(mesh, root, region, here, q, x0, y0, dx, dy, near):
    """Continuation of a chord from vertex `here`: (True, edge to follow) or (False, half-edge of the face to cross)."""
    half_edges, positions = mesh.half_edges, mesh.positions
    first = mesh.leaving[here]
    h = first
    into = np.int32(-1)
    while True:
        on_left = half_edges[h, FACE]
        on_right = half_edges[h ^ 1, FACE]
        is_left = on_left >= 0 and root[on_left] == region
        if is_left or (on_right >= 0 and root[on_right] == region):
            b = half_edges[h ^ 1, ORIGIN]
            if b == q:
                return True, h
            bx, by = positions[b, 0] - positions[here, 0], positions[b, 1] - positions[here, 1]
            side = dx * (positions[b, 1] - y0) - dy * (positions[b, 0] - x0)
            if abs(side) <= near and dx * bx + dy * by > 0.0:
                return True, h
            if is_left:
                c = half_edges[half_edges[h, PREVIOUS], ORIGIN]
                cx, cy = positions[c, 0] - positions[here, 0], positions[c, 1] - positions[here, 1]
                if dx * by - dy * bx < 0.0 and dx * cy - dy * cx > 0.0:
                    into = h
        h = half_edges[h, PREVIOUS] ^ 1
        if h == first:
            return False, into
