"""The connected components of a graph."""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled


@compiled
def components(count, pairs):
    """The connected components of a graph with these edges (E, 2), numbered by their first vertices, (count,)."""
    parent = np.arange(count)
    for e in range(len(pairs)):
        a, b = pairs[e, 0], pairs[e, 1]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        parent[max(a, b)] = min(a, b)
    numbers = np.empty(count, np.int64)
    found = 0
    for v in range(count):
        if parent[v] == v:
            numbers[v] = found
            found += 1
        else:
            # A parent is smaller, so it has its number already.
            numbers[v] = numbers[parent[v]]
    return numbers
