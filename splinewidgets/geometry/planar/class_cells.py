"""Parts of convex tiles in which one of several affine functions is the largest, and how they hang together."""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled


@compiled
def class_cells(vertices, tile_offsets, tile_vertices, scores, tie):
    """The classes that are largest on a part of each tile with an area; of those that tie the first.

    Parameters
    ----------
    vertices : (V, 2) float64
    tile_offsets, tile_vertices
        Counter-clockwise loops of the tiles.
    scores : (V, classes) float64
    tie : float
        Scores that differ by no more than this tie.

    Returns
    -------
    offsets : (T + 1,) int64
        Tile t has the cells `offsets[t]` to `offsets[t + 1]`.
    classes : (n,) int64
    areas : (n,) float64
    """
    count = scores.shape[1]
    offsets = np.zeros(len(tile_offsets), np.int64)
    found, areas = [0 for _ in range(0)], [0.0 for _ in range(0)]
    mean = np.empty(count)
    for tile in range(len(tile_offsets) - 1):
        loop = tile_vertices[tile_offsets[tile] : tile_offsets[tile + 1]]
        candidates = _undominated(scores, loop, tie)
        for k in candidates:
            polygon = np.empty((len(loop) + len(candidates), 2 + count))
            for i in range(len(loop)):
                polygon[i, :2], polygon[i, 2:] = vertices[loop[i]], scores[loop[i]]
            corners = len(loop)
            for j in candidates:
                if j != k and corners >= 3:
                    polygon, corners = _clipped(polygon, corners, 2 + k, 2 + j, tie)
            if corners < 3:
                continue
            mean[:] = 0.0
            area = 0.0
            for i in range(corners):
                mean += polygon[i, 2:] / corners
                # From a corner of its own, so that small tiles far from the origin keep their digits.
                ax, ay = polygon[i, 0] - polygon[0, 0], polygon[i, 1] - polygon[0, 1]
                after = (i + 1) % corners
                bx, by = polygon[after, 0] - polygon[0, 0], polygon[after, 1] - polygon[0, 1]
                area += (ax * by - ay * bx) / 2
            first = 0
            while mean[first] < mean.max() - tie:
                first += 1
            if first == k:
                found.append(k)
                areas.append(area)
        offsets[tile + 1] = len(found)
    return offsets, np.array(found, np.int64), np.array(areas)


@compiled
def _undominated(scores, loop, tie):
    """The classes of which no other is larger at all corners, by more than a tie."""
    kept = [0 for _ in range(0)]
    for k in range(scores.shape[1]):
        dominated = False
        for j in range(scores.shape[1]):
            larger = True
            for v in loop:
                larger = larger and scores[v, j] > scores[v, k] + tie
            dominated = dominated or larger
        if not dominated:
            kept.append(k)
    return kept


@compiled
def _clipped(polygon, corners, k, j, tie):
    """The part of a convex polygon, its corners in rows with their scores, where column k is no less than column j."""
    result = np.empty((len(polygon) + 1, polygon.shape[1]))
    kept = 0
    for i in range(corners):
        after = (i + 1) % corners
        here, there = _lead(polygon[i, k], polygon[i, j], tie), _lead(polygon[after, k], polygon[after, j], tie)
        if here >= 0:
            result[kept] = polygon[i]
            kept += 1
        if here * there < 0:
            result[kept] = polygon[i] + (polygon[after] - polygon[i]) * (here / (here - there))
            kept += 1
    return result, kept


@compiled
def _lead(one, other, tie):
    return 0.0 if abs(one - other) <= tie else one - other


@compiled
def joined_cells(edges, edge_tiles, scores, offsets, classes, tie, vertex_count):
    """Cells of one class that share a piece of an edge, and what lies within the regions that they make up.

    Parameters
    ----------
    edges, edge_tiles : (E, 2) int32
    scores : (V, classes) float64
    offsets, classes
        The cells, as `class_cells` returns them.
    tie : float
    vertex_count : int

    Returns
    -------
    pairs : (n, 2) int64
        Two cells for each such piece.
    at_border : (cells,) bool
        Whether a cell has a piece of the border.
    inside : (vertex_count,) int64
        For each vertex within a region one of its cells round it; -1 for others.
    """
    pairs = [(0, 0) for _ in range(0)]
    at_border = np.zeros(len(classes), np.bool_)
    degree, around = np.zeros(vertex_count, np.int64), np.zeros(vertex_count, np.int64)
    inside = np.full(vertex_count, -1, np.int64)
    for e in range(len(edges)):
        one, other = edge_tiles[e, 0], edge_tiles[e, 1]
        if one < 0:
            one, other = other, one
        for k in range(2):
            degree[edges[e, k]] += 1
        for cell in range(offsets[one], offsets[one + 1]):
            low, high = _largest_between(scores, edges[e, 0], edges[e, 1], classes[cell], tie)
            if high <= low:
                continue
            if other < 0:
                at_border[cell] = True
                continue
            for beside in range(offsets[other], offsets[other + 1]):
                if classes[beside] != classes[cell]:
                    continue
                pairs.append((cell, beside))
                for k in range(2):
                    v = edges[e, k]
                    if (low if k == 0 else 1 - high) > 0:
                        continue
                    if inside[v] < 0:
                        inside[v] = cell
                    # On a vertex's edges one class each, all the same one where the vertex is within its region.
                    if classes[inside[v]] == classes[cell]:
                        around[v] += 1
    for v in range(vertex_count):
        if around[v] < degree[v]:
            inside[v] = -1
    found = np.empty((len(pairs), 2), np.int64)
    for n in range(len(pairs)):
        found[n, 0], found[n, 1] = pairs[n]
    return found, at_border, inside


@compiled
def _largest_between(scores, a, b, k, tie):
    """The part of the edge from a to b, as a share of it, on which class k is no less than any other."""
    low, high = 0.0, 1.0
    for j in range(scores.shape[1]):
        over_a, over_b = _lead(scores[a, j], scores[a, k], tie), _lead(scores[b, j], scores[b, k], tie)
        if over_a > 0 and over_b > 0:
            return 1.0, 0.0
        if over_a > 0:
            low = max(low, over_a / (over_a - over_b))
        elif over_b > 0:
            high = min(high, over_a / (over_a - over_b))
    return low, high
