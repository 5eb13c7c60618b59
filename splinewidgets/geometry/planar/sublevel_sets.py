"""How the sublevel sets of a function on a complex grow together, when on each tile they are connected."""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled


@compiled
def merge_sublevel_sets(lowest, pairs, levels, order, slack):
    """The minima of a function and where the sublevel sets around them meet, by the elder rule.

    Parameters
    ----------
    lowest : (T,)
        The least value on each tile.
    pairs : (E, 2)
        Tiles that meet at an edge.
    levels : (E,)
        The least value on each of these edges; no less than that of its tiles.
    order : (E,)
        That sorts the levels.
    slack : (E,)
        A sublevel set that is no deeper than this when it meets another is not a minimum's own.

    Returns
    -------
    descents : (T,) int64
        From each tile a tile to go on to without ever rising by more than the slack; itself where there is a minimum.
    merges : (M, 3) int64
        The tile of a minimum, the tile of the lower one whose sublevel set its own joins, and the edge where; by level.
    """
    root, descents = np.arange(len(lowest)), np.arange(len(lowest))
    merges, count = np.empty((len(lowest), 3), np.int64), 0
    for e in order:
        one, other = pairs[e, 0], pairs[e, 1]
        a, b = one, other
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        if a == b:
            continue
        # The root of a set is its lowest tile: the elder.
        if lowest[b] < lowest[a] or (lowest[b] == lowest[a] and b < a):
            a, b, one = b, a, other
        root[b] = a
        if levels[e] - lowest[b] <= slack[e]:
            descents[b] = one
        else:
            merges[count, 0], merges[count, 1], merges[count, 2] = b, a, e
            count += 1
    return descents, merges[:count]
