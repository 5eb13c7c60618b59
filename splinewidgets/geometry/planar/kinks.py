"""Kinks of a layer: the lines between vertices of the complex before on which what follows bends.

Along an edge, and along a chord of a face, the pre-activations of a layer are affine, and a result of the layer bends
only where its unit changes sign. All that follows up to the next layer is affine in the results, so a later value w at
a new vertex v = p + t (q - p) is known from the two ends and a few products, without evaluating the network there:

    w(v) = w(p) + t (w(q) - w(p)) - sum_k jump_k G(t, t_k) dw / dr_k,      G(t, s) = min(t, s) (1 - max(t, s)),

over the units k that change sign between p and q, at t_k; jump_k is by how much the slope of result r_k changes there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from splinewidgets.compiled import compiled

from .chord_ends import sort_along_edge
from .signs import WORD, lowest_bit

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


class Kinks(NamedTuple):
    """The kinks of a layer's results along all segments (edges, then chords) on which new vertices lie.

    Attributes
    ----------
    first : (S + 1,) int64
        Where each segment's vertices begin among the new ones; they are in order from its first end to its second.
    offsets : (S + 1,) int64
        Where each segment's kinks begin in the following; they are in the same order.
    row : (K,) int32
        The result that bends, as a position in `entries`.
    at : (K,) float64
        Where, in 0..1 from the segment's first end to its second.
    jump : (K,) float64
        Change of the slope there.
    entries : (U,) int64
        The results that bend anywhere.
    """

    first: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    row: Ints
    at: Floats
    jump: Floats
    entries: npt.NDArray[np.int64]


def find_kinks(
    values: npt.NDArray[Any],
    signs: tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]],
    cuts: tuple[Ints, Ints, Floats, Ints],
    new_of: Ints,
    new_at: Floats,
    jumps: Floats,
    width: int,
    count: int,
) -> Kinks:
    """The kinks of one layer.

    Parameters
    ----------
    values : (V, units)
        Pre-activations at the old vertices.
    signs
        Packed signs of these, positive and negative (V, words).
    cuts
        Edge, unit, place on the edge, and vertex of each cut (M,), in order along edges.
    new_of, new_at : (born, 2), (born,)
        The two vertices that each new one lies between, and where. First the cuts', then those of chords, whose ends
        are old vertices or cuts.
    jumps : (units,)
        By how much the slope of a result changes where its unit changes sign, relative to the unit's slope.
    width
        Number of results; unit j belongs to result `j % width`.
    count
        How many of the new vertices are cuts.
    """
    edge, unit, t, vertex = cuts
    first, offsets, change, of_cuts = _along_edges(values, signs, edge, unit, vertex, new_of, count)
    chords = _first_on_chords(new_of, count)
    more, more_unit, more_t, more_change = _along_chords(values, signs, of_cuts, chords, new_of, new_at)
    unit = np.concatenate([unit, more_unit])
    entry = unit % width
    used = np.zeros(width, np.bool_)
    used[entry] = True
    entries = np.flatnonzero(used)
    row = np.empty(width, np.int32)
    row[entries] = np.arange(len(entries), dtype=np.int32)
    return Kinks(
        np.concatenate([first, chords, [len(new_of)]]),
        np.concatenate([offsets, more[1:] + offsets[-1]]),
        row[entry],
        np.concatenate([t, more_t]),
        np.concatenate([change, more_change]) * jumps[unit],
        entries,
    )


@compiled
def _along_edges(values, signs, edge, unit, vertex, new_of, count):
    """The cut edges, and the signs at the cuts.

    Returns
    -------
    first : (S,) int64
        The first new vertex on each edge.
    offsets : (S + 1,) int64
        Where each edge's cuts begin.
    change : (M,)
        By how much the unit of each cut grows or falls from the edge's first end to its second.
    of_cuts : tuple of (count, words) uint64
        Packed signs, positive and negative, at the vertices of the cuts.
    """
    old = len(values)
    positive, negative = signs
    words = positive.shape[1]
    at_positive, at_negative = np.empty((count, words), np.uint64), np.empty((count, words), np.uint64)
    above, below = np.empty(words, np.uint64), np.empty(words, np.uint64)
    first, offsets = np.empty(edge.size, np.int64), np.empty(edge.size + 1, np.int64)
    change = np.empty(edge.size, np.float64)
    segments, i = 0, np.int64(0)
    while i < edge.size:
        a, b = new_of[vertex[i] - old, 0], new_of[vertex[i] - old, 1]
        for w in range(words):
            above[w] = positive[a, w] | positive[b, w]
            below[w] = negative[a, w] | negative[b, w]
        end = i
        # Before its cut a unit has the sign of the first end, behind it that of the second, and at it none.
        while end < edge.size and edge[end] == edge[i]:
            u = unit[end]
            change[end] = abs(values[b, u] - values[a, u])
            bit = np.uint64(1) << np.uint64(u % WORD)
            if values[a, u] > 0:
                below[u // WORD] &= ~bit
            else:
                above[u // WORD] &= ~bit
            end += 1
        first[segments], offsets[segments] = vertex[i] - old, i
        while i < end:
            k = i
            while k < end and vertex[k] == vertex[i]:
                bit = ~(np.uint64(1) << np.uint64(unit[k] % WORD))
                above[unit[k] // WORD] &= bit
                below[unit[k] // WORD] &= bit
                k += 1
            v = vertex[i] - old
            # A loop: an assignment of slices takes seconds to compile.
            for w in range(words):
                at_positive[v, w], at_negative[v, w] = above[w], below[w]
            while i < k:
                bit = np.uint64(1) << np.uint64(unit[i] % WORD)
                if values[b, unit[i]] > 0:
                    above[unit[i] // WORD] |= bit
                else:
                    below[unit[i] // WORD] |= bit
                i += 1
        segments += 1
    offsets[segments] = edge.size
    return first[:segments], offsets[: segments + 1], change, (at_positive, at_negative)


@compiled
def _first_on_chords(new_of, count):
    """The first new vertex on each chord, (S,)."""
    first = np.empty(len(new_of) - count, np.int64)
    found = 0
    for i in range(count, len(new_of)):
        if i == count or new_of[i, 0] != new_of[i - 1, 0] or new_of[i, 1] != new_of[i - 1, 1]:
            first[found] = i
            found += 1
    return first[:found]


@compiled
def _along_chords(values, signs, of_cuts, chords, new_of, new_at):
    """The units that change sign between the ends of each chord, in order: offsets, unit, place and change."""
    words = signs[0].shape[1]
    offsets = np.zeros(chords.size + 1, np.int64)
    for s in range(chords.size):
        p, q = new_of[chords[s], 0], new_of[chords[s], 1]
        found = 0
        for w in range(words):
            word = _opposite(signs, of_cuts, p, q, w)
            while word:
                found += 1
                word &= word - np.uint64(1)
        offsets[s + 1] = offsets[s] + found
    unit = np.empty(offsets[-1], np.int32)
    t, change = np.empty(offsets[-1], np.float64), np.empty(offsets[-1], np.float64)
    at = np.int64(0)
    for s in range(chords.size):
        p, q = new_of[chords[s], 0], new_of[chords[s], 1]
        for w in range(words):
            word = _opposite(signs, of_cuts, p, q, w)
            while word:
                u = WORD * w + lowest_bit(word)
                here = _value(values, new_of, new_at, p, u)
                there = _value(values, new_of, new_at, q, u)
                unit[at] = u
                change[at] = abs(there - here)
                t[at] = min(max(here / (here - there), 0.0), 1.0) if here != there else 0.0
                at += 1
                word &= word - np.uint64(1)
        sort_along_edge(unit, t, change, offsets[s], at)
    return offsets, unit, t, change


@compiled
def _opposite(signs, of_cuts, p, q, w):
    """The units of a word that have opposite signs at two vertices, old ones or cuts."""
    old = len(signs[0])
    if p < old:
        p_positive, p_negative = signs[0][p, w], signs[1][p, w]
    else:
        p_positive, p_negative = of_cuts[0][p - old, w], of_cuts[1][p - old, w]
    if q < old:
        q_positive, q_negative = signs[0][q, w], signs[1][q, w]
    else:
        q_positive, q_negative = of_cuts[0][q - old, w], of_cuts[1][q - old, w]
    return (p_positive & q_negative) | (p_negative & q_positive)


@compiled
def _value(values, new_of, new_at, v, u):
    """A unit at a vertex, an old one or a cut."""
    old = len(values)
    if v < old:
        return np.float64(values[v, u])
    a, b = new_of[v - old, 0], new_of[v - old, 1]
    x, y = np.float64(values[a, u]), np.float64(values[b, u])
    return x + new_at[v - old] * (y - x)
