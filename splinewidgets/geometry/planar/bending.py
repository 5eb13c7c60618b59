"""The rows of new vertices in a batch of values behind a layer: see `kinks` for the formula.

Of the vertices on a segment the middle one is found first and then those of both halves, so that few kinks lie between
the two that each is told from, and rounding grows with the logarithm of their number.
"""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled


@compiled
def bend(rows, new_of, new_at, kinks, responses, old, begin, end):
    """Write the rows of the new vertices on segments begin..end, whose ends are known.

    Parameters
    ----------
    rows : (V', k)
        Values, of which the first `old` rows belong to old vertices.
    responses : (U, k)
        How the values change with each result of `kinks.entries`.
    """
    # What is still to be halved: two vertices, the new ones between, where the two lie, and the kinks between.
    todo = np.empty((64, 6), np.int64)
    between = np.empty((64, 2))
    for s in range(begin, end):
        v0, v1, k0, k1 = kinks.first[s], kinks.first[s + 1], kinks.offsets[s], kinks.offsets[s + 1]
        left = np.int64(0)
        _put(todo, between, left, np.int64(new_of[v0, 0]), np.int64(new_of[v0, 1]), v0, v1, k0, k1, 0.0, 1.0)
        left += 1
        while left > 0:
            left -= 1
            p, q, v0, v1, k0, k1 = (
                todo[left, 0], todo[left, 1], todo[left, 2], todo[left, 3], todo[left, 4], todo[left, 5],
            )  # fmt: skip
            tp, tq = between[left, 0], between[left, 1]
            v = (v0 + v1) // 2
            t = new_at[v]
            middle = k0
            while middle < k1 and kinks.at[middle] < t:
                middle += 1
            _bend_row(rows, p, q, old + v, t, tp, tq, kinks, k0, middle, k1, responses)
            if v0 < v:
                _put(todo, between, left, p, old + v, v0, v, k0, middle, tp, t)
                left += 1
            if v + 1 < v1:
                _put(todo, between, left, old + v, q, v + 1, v1, middle, k1, t, tq)
                left += 1


@compiled
def _put(todo, between, i, p, q, v0, v1, k0, k1, tp, tq):
    todo[i, 0], todo[i, 1], todo[i, 2], todo[i, 3], todo[i, 4], todo[i, 5] = p, q, v0, v1, k0, k1
    between[i, 0], between[i, 1] = tp, tq


@compiled
def _bend_row(rows, p, q, v, t, tp, tq, kinks, k0, middle, k1, responses):
    """The row of vertex `v` at `t` between `p` at `tp` and `q` at `tq`, with kinks k0..middle before it."""
    a, b, out, one = rows[p], rows[q], rows[v], rows.dtype.type
    length = tq - tp
    at = min(max((t - tp) / length, 0.0), 1.0) if length > 0.0 else 0.0
    share = one(at)
    for i in range(out.size):
        out[i] = a[i] + share * (b[i] - a[i])
    for k in range(k0, k1):
        if k < middle:
            weight = one(kinks.jump[k] * max(kinks.at[k] - tp, 0.0) * (1.0 - at))
        else:
            weight = one(kinks.jump[k] * max(tq - kinks.at[k], 0.0) * at)
        response = responses[kinks.row[k]]
        for i in range(out.size):
            out[i] -= weight * response[i]
