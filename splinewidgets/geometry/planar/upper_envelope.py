"""Upper envelope of several affine functions, and its bends.

On a convex face the largest of some affine functions is itself affine exactly if one of them is the largest at every
corner. So which function is the largest is asked of whole faces, never of points: functions that are equal all over
a face, as units are that are dead there, bend nowhere, and it does not matter which of them is said to be the largest.
"""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled

from .halfedge import FACE, NEXT, ORIGIN
from .signs import WORD, lowest_bit


@compiled
def find_highest(values, entries):
    """The largest entry of each window at each vertex, (V, windows), and how often each is it, (windows, K)."""
    highest = np.empty((len(values), len(entries)), values.dtype)
    wins = np.zeros(entries.shape, np.int64)
    for v in range(len(values)):
        for w in range(len(entries)):
            best, at = values[v, entries[w, 0]], 0
            for k in range(1, entries.shape[1]):
                value = values[v, entries[w, k]]
                if value > best:
                    best, at = value, k
            highest[v, w] = best
            wins[w, at] += 1
    return highest, wins


@compiled
def bent_faces(mesh, values, highest, entries, tolerance):
    """For every face the windows whose largest entry bends on it.

    Parameters
    ----------
    values : (V, width)
    highest : (V, windows)
        The largest entry of each window.
    entries : (windows, K) int64
        Columns of `values` that a window compares.
    tolerance : (windows,)
        Entries this close are equal.

    Returns
    -------
    bent : (F, words) uint64
        Window j is bit `j % 64` of word `j // 64`.
    """
    half_edges, windows = mesh.half_edges, len(entries)
    bent = np.zeros((mesh.size[2], (windows + WORD - 1) // WORD), np.uint64)
    for f in range(mesh.size[2]):
        for w in range(windows):
            if _first_largest(half_edges, mesh.bounding[f], values, highest, entries, tolerance, w) < 0:
                bent[f, w // WORD] |= np.uint64(1) << np.uint64(w % WORD)
    return bent


@compiled
def _first_largest(half_edges, first, values, highest, entries, tolerance, w):
    """The first entry of window `w` that is the largest at all corners of the face with half-edge `first`, or -1."""
    for k in range(entries.shape[1]):
        h = first
        while True:
            v = half_edges[h, ORIGIN]
            if values[v, entries[w, k]] < highest[v, w] - tolerance[w]:
                break
            h = half_edges[h, NEXT]
            if h == first:
                return k
    return -1


@compiled
def _largest(half_edges, first, values, highest, entries, tolerance, w):
    """The same for a face on which the window does not bend: the closest to it where rounding leaves none."""
    found = _first_largest(half_edges, first, values, highest, entries, tolerance, w)
    if found >= 0:
        return found
    least = np.inf
    for k in range(entries.shape[1]):
        h, worst = first, 0.0
        while True:
            v = half_edges[h, ORIGIN]
            worst = max(worst, highest[v, w] - values[v, entries[w, k]])
            h = half_edges[h, NEXT]
            if h == first:
                break
        if worst < least:
            found, least = k, worst
    return found


@compiled
def real_edges(mesh, layer, origin, bent, place, values, highest, entries, tolerance):
    """Test whether a window bends along each edge, bool (E,); True for the edges of earlier layers.

    An edge that another window bends along than the one it was drawn for gets the label of that one.

    Parameters
    ----------
    origin : (F,) int32
        The face of the complex before this layer that each face lies in.
    bent : (faces before, words) uint64
        The windows that bend on these.
    place : (windows,) int64
        The row in `entries`, and the column in `highest`, of each window that bends somewhere.
    """
    half_edges, bounding, labels = mesh.half_edges, mesh.bounding, mesh.labels
    real = np.ones(mesh.size[1], np.bool_)
    for e in range(mesh.size[1]):
        if labels[e, 0] != layer:
            continue
        one, two = half_edges[2 * e, FACE], half_edges[2 * e + 1, FACE]
        here = place[labels[e, 1]]
        a = _largest(half_edges, bounding[one], values, highest, entries, tolerance, here)
        b = _largest(half_edges, bounding[two], values, highest, entries, tolerance, here)
        if a != b:
            continue
        real[e] = False
        for i in range(bent.shape[1]):
            word = bent[origin[one], i]
            while word and not real[e]:
                window = WORD * i + lowest_bit(word)
                here = place[window]
                a = _largest(half_edges, bounding[one], values, highest, entries, tolerance, here)
                b = _largest(half_edges, bounding[two], values, highest, entries, tolerance, here)
                if a != b:
                    real[e] = True
                    labels[e, 1] = window
                word &= word - np.uint64(1)
            if real[e]:
                break
    return real
