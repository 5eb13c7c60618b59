"""Decision boundary, exact, for any number of classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64, Int64

from splinewidgets.compiled import compiled

from ..planar.nearest_segment import SegmentTree
from .class_scores import class_scores

if TYPE_CHECKING:
    from .decisions import Decisions
    from .segment_tessellation import SegmentTessellation

# Outputs closer than this, relative to the largest, tie: far above rounding and far below what a picture shows.
TIE = {4: 1e-5, 8: 1e-11}
# Below this the largest score counts as zero, and all classes tie: products with it would underflow.
LEAST_SCORE = 1e-300


@dataclass(frozen=True, eq=False)
class Boundary:
    """Segments of the decision boundary.

    Attributes
    ----------
    segments : (S, 2, 2) float64
        Both ends of each segment in (u, v).
    classes : (S, 2) int64
        The two classes that tie along it, ascending. For a scalar output 0 is negative and 1 positive.
    tiles : (S,) int64
        The tile it crosses, or one of the two it runs between.

    Examples
    --------
    >>> boundary = tessellate(nn.LeakyReLU(), Slice.box((-1, 1), (-1, 1))).decision_boundary()
    >>> boundary.classes
    array([[0, 1],
           [0, 1]])
    >>> round(boundary.length(), 6)
    2.828427
    """

    segments: Float64[np.ndarray, "segments 2 2"]
    classes: Int64[np.ndarray, "segments 2"]
    tiles: Int64[np.ndarray, "segments"]

    def __len__(self) -> int:
        return len(self.segments)

    def length(self) -> float:
        """Total length in units of (u, v)."""
        return float(np.linalg.norm(self.segments[:, 1] - self.segments[:, 0], axis=1).sum())

    @cached_property
    def tree(self) -> SegmentTree:
        """The segments, for finding the nearest; there must be one."""
        return SegmentTree(self.segments)


def tie_tolerance(tessellation: Decisions | SegmentTessellation, scores: npt.NDArray[np.float64]) -> float:
    """Scores that differ by no more than this tie."""
    return TIE[tessellation.outputs.element_size()] * max(float(np.abs(scores).max(initial=0.0)), LEAST_SCORE)


def largest(scores: npt.NDArray[np.float64], tie: float) -> npt.NDArray[np.int64]:
    """Class of the largest score in each row of (n, classes); the first of those that tie."""
    with np.errstate(invalid="ignore"):
        result: npt.NDArray[np.int64] = (scores >= scores.max(1, keepdims=True) - tie).argmax(1)
    return result


def decision_boundary(tessellation: Decisions) -> Boundary:
    """Segments along which the class of the largest score changes; no segment is listed twice.

    Where classes tie on a whole tile, as where every unit is dead, it has the first of them.
    A class that is largest at all corners of a tile is largest on all of it, so only tiles whose corners disagree are
    looked into, and edges along which two classes tie exactly.
    """
    scores = class_scores(tessellation)
    tie = tie_tolerance(tessellation, scores)
    top, first, tied = _leaders(scores, tie)
    ends, classes, tiles = _inside_tiles(
        tessellation.vertices, tessellation.tile_offsets, tessellation.tile_vertices, scores, top, first, tie
    )
    along = _along_edges(tessellation, scores, tied, tie)
    return Boundary(
        np.concatenate([ends.reshape(-1, 2, 2), along.segments]),
        np.concatenate([classes, along.classes]),
        np.concatenate([tiles, along.tiles]),
    )


@compiled
def _leaders(scores, tie):
    """Largest score of every vertex, the first class that has it, and whether others tie with it; (V,) each."""
    top = np.empty(len(scores))
    first = np.empty(len(scores), np.int64)
    tied = np.zeros(len(scores), np.bool_)
    for v in range(len(scores)):
        leader = 0
        for k in range(1, scores.shape[1]):
            if scores[v, k] > scores[v, leader]:
                leader = k
        top[v], first[v] = scores[v, leader], leader
        for k in range(scores.shape[1]):
            if k != leader and top[v] - scores[v, k] <= tie:
                tied[v] = True
    return top, first, tied


@compiled
def _inside_tiles(vertices, tile_offsets, tile_vertices, scores, top, first, tie):
    """Segments through the interior of tiles: on each tile {s_i = s_j}, clipped to where no other is larger."""
    classes = scores.shape[1]
    found_ends = [(0.0, 0.0, 0.0, 0.0) for _ in range(0)]
    found_classes = [(0, 0, 0) for _ in range(0)]
    on_line = np.empty((2, classes))
    ends = np.empty((2, 2))
    for tile in range(tile_offsets.size - 1):
        loop = tile_vertices[tile_offsets[tile] : tile_offsets[tile + 1]]
        leader = first[loop[0]]
        mixed = False
        for v in loop:
            if top[v] - scores[v, leader] > tie:
                mixed = True
                break
        if not mixed:
            continue
        for i in range(classes):
            for j in range(i + 1, classes):
                highest, lowest = -np.inf, np.inf
                for v in loop:
                    highest = max(highest, scores[v, i] - scores[v, j])
                    lowest = min(lowest, scores[v, i] - scores[v, j])
                if highest <= tie or lowest >= -tie:
                    continue
                crossings = 0
                for m in range(loop.size):
                    a, b = loop[m], loop[(m + 1) % loop.size]
                    at_a, at_b = scores[a, i] - scores[a, j], scores[b, i] - scores[b, j]
                    # Half-open, so that a line through a corner is met once.
                    if (at_a > 0.0) == (at_b > 0.0) or crossings == 2:
                        continue
                    t = at_a / (at_a - at_b)
                    for k in range(2):
                        ends[crossings, k] = vertices[a, k] + (vertices[b, k] - vertices[a, k]) * t
                    for k in range(classes):
                        on_line[crossings, k] = scores[a, k] + (scores[b, k] - scores[a, k]) * t
                    crossings += 1
                if crossings < 2:
                    continue
                low, high = 0.0, 1.0
                for k in range(classes):
                    if k == i or k == j:
                        continue
                    over_0 = on_line[0, k] - on_line[0, i]
                    over_1 = on_line[1, k] - on_line[1, i]
                    if over_0 > 0.0 and over_1 > 0.0:
                        high = -1.0
                    elif over_0 > 0.0:
                        low = max(low, over_0 / (over_0 - over_1))
                    elif over_1 > 0.0:
                        high = min(high, over_0 / (over_0 - over_1))
                dx, dy = ends[1, 0] - ends[0, 0], ends[1, 1] - ends[0, 1]
                if high <= low or (dx == 0.0 and dy == 0.0):
                    continue
                found_ends.append(
                    (
                        ends[0, 0] + dx * low,
                        ends[0, 1] + dy * low,
                        ends[0, 0] + dx * high,
                        ends[0, 1] + dy * high,
                    )
                )
                found_classes.append((i, j, tile))
    segments = np.empty((len(found_ends), 4))
    pairs = np.empty((len(found_ends), 2), np.int64)
    tiles = np.empty(len(found_ends), np.int64)
    for n in range(len(found_ends)):
        for k in range(4):
            segments[n, k] = found_ends[n][k]
        pairs[n, 0], pairs[n, 1], tiles[n] = found_classes[n]
    return segments, pairs, tiles


def _along_edges(
    tessellation: Decisions, scores: npt.NDArray[np.float64], undecided: npt.NDArray[np.bool_], tie: float
) -> Boundary:
    """Segments that run along an edge between two tiles of different class, as degenerate networks have them.

    Both ends of such an edge are `undecided` (V,): classes tie there.
    """
    edges, neighbors = tessellation.edges, tessellation.edge_tiles
    candidate = _undecided_edges(edges, neighbors, undecided)
    if not len(candidate):
        return Boundary(np.empty((0, 2, 2)), np.empty((0, 2), np.int64), np.empty(0, np.int64))
    # Beside the edge the class is the one among those that tie along it that grows fastest into the tile.
    at_ends = scores[edges[candidate]]
    tied = (at_ends.max(2, keepdims=True) - at_ends <= tie).all(1)
    middle = scores[edges[candidate]].mean(1)
    sides = []
    for side in range(2):
        tiles = neighbors[candidate, side]
        loops = [tessellation.tile_vertices[slice(*tessellation.tile_offsets[tile : tile + 2])] for tile in tiles]
        inner = np.array([scores[loop].mean(0) for loop in loops]).reshape(middle.shape)
        sides.append(largest(np.where(tied, inner - middle, -np.inf), tie))
    differ = tied.any(1) & (sides[0] != sides[1])
    chosen = candidate[differ]
    pairs = np.sort(np.stack(sides, 1)[differ], axis=1)
    return Boundary(tessellation.vertices[edges[chosen]], pairs, neighbors[chosen, 0].astype(np.int64))


@compiled
def _undecided_edges(edges, neighbors, undecided):
    """Inner edges with both ends undecided, in order."""
    found = [0 for _ in range(0)]
    for e in range(len(edges)):
        if undecided[edges[e, 0]] and undecided[edges[e, 1]] and neighbors[e, 0] >= 0 and neighbors[e, 1] >= 0:
            found.append(e)
    return np.array(found, np.int64)
