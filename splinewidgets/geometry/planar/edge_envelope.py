"""Breakpoints of an upper envelope of lines: where on an edge the largest of several affine functions changes."""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled


@compiled
def envelope_cuts(values, ends, entries, tolerance):
    """Edges and windows of all cuts, in order of edges, where each lies on its edge, and how uncertain that is.

    Parameters
    ----------
    values : (V, width)
    ends : (E, 2) int32
        The two vertices of each edge, on which every entry is affine.
    entries : (windows, K) int64
        The columns of which each window takes the largest.
    tolerance : (windows,)
        Entries that differ by no more than this tie; where one that ties is the largest at both ends of an edge, its
        window does not bend there.

    Returns
    -------
    edge, window : (M,) int32
    t, slack : (M,) float64
        In 0..1 from the first end to the second.
    """
    edge = [np.int32(0) for _ in range(0)]
    window = [np.int32(0) for _ in range(0)]
    t = [0.0 for _ in range(0)]
    slack = [0.0 for _ in range(0)]
    width = entries.shape[1]
    at_a, at_b = np.empty(width), np.empty(width)
    for e in range(len(ends)):
        for w in range(len(entries)):
            for k in range(width):
                at_a[k], at_b[k] = values[ends[e, 0], entries[w, k]], values[ends[e, 1], entries[w, k]]
            top_a, top_b = at_a.max(), at_b.max()
            # From the first end on: of those that are the largest there, the one that rises most.
            leader = -1
            for k in range(width):
                if top_a - at_a[k] <= tolerance[w] and (leader < 0 or at_b[k] > at_b[leader]):
                    leader = k
            while top_b - at_b[leader] > tolerance[w]:
                rise = at_b[leader] - at_a[leader]
                nearest, follower, steepest = 2.0, -1, 0.0
                for k in range(width):
                    steeper = at_b[k] - at_a[k] - rise
                    if steeper > tolerance[w]:
                        place = max(0.0, (at_a[leader] - at_a[k]) / steeper)
                        if place < nearest or (place == nearest and steeper > steepest):
                            nearest, follower, steepest = place, k, steeper
                if follower < 0 or nearest >= 1.0:
                    break
                edge.append(np.int32(e))
                window.append(np.int32(w))
                t.append(nearest)
                slack.append(tolerance[w] / steepest)
                leader = follower
    return np.array(edge, np.int32), np.array(window, np.int32), np.array(t), np.array(slack)
