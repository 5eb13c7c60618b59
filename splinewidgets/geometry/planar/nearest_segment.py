"""Find the segment nearest to a point or to another segment."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from splinewidgets.compiled import borrowing, compiled

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Segments in a leaf of the tree.
LEAF = 8
# Bits of each coordinate in the order along the curve.
BITS = 16


class SegmentTree:
    """A tree of boxes around segments (S, 2, 2), S > 0, so that a query looks at a few of them whatever their number.

    Segments are sorted along Morton's curve; a leaf holds some that follow each other, and a node's box those of the
    two nodes below it.
    """

    def __init__(self, segments: Floats) -> None:
        middles = segments.mean(1)
        low, extent = middles.min(0), np.ptp(middles, axis=0)
        cells = ((middles - low) / np.where(extent > 0, extent, 1) * (2**BITS - 1)).astype(np.int64)
        self.order = np.argsort(_spread(cells[:, 0]) | _spread(cells[:, 1]) << 1, kind="stable")
        self.segments = np.ascontiguousarray(segments[self.order])
        leaves = 1 << max(0, -(-len(segments) // LEAF) - 1).bit_length()
        boxes = np.full((leaves * LEAF, 4), np.inf)
        boxes[:, 2:] = -np.inf
        boxes[: len(segments)] = np.concatenate([self.segments.min(1), self.segments.max(1)], 1)
        # Node n has the nodes 2 n and 2 n + 1 below it.
        self.boxes = np.empty((2 * leaves, 4))
        self.boxes[leaves:] = _around(boxes.reshape(leaves, LEAF, 4))
        while leaves > 1:
            leaves //= 2
            self.boxes[leaves : 2 * leaves] = _around(self.boxes[2 * leaves : 4 * leaves].reshape(leaves, 2, 4))

    def nearest(self, queries: Floats) -> tuple[Ints, Floats]:
        """The nearest segment to each of the segments (k, 2, 2), one of them where several are, and its distance, (k,).

        A point is a segment with twice the same end.
        """
        found, distances = _nearest(np.ascontiguousarray(queries), self.segments, self.boxes)
        return self.order[found], distances


def nearest_points(segments: Floats, points: Floats) -> Floats:
    """On each of the segments (k, 2, 2) the nearest point (k, 2) to one of the points (k, 2)."""
    ends, direction = segments[:, 0], segments[:, 1] - segments[:, 0]
    square = (direction**2).sum(1)
    t = ((points - ends) * direction).sum(1) / np.where(square > 0, square, 1)
    return np.where(t[:, None] < 1, ends + np.clip(t, 0, 1)[:, None] * direction, segments[:, 1])


def _spread(numbers: Ints) -> Ints:
    """Each bit of numbers below 2^16 at twice its place."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        numbers = (numbers | numbers << shift) & mask
    return numbers


def _around(boxes: Floats) -> Floats:
    return np.concatenate([boxes[..., :2].min(1), boxes[..., 2:].max(1)], 1)


@compiled
def _nearest(queries, segments, boxes):
    leaves = len(boxes) // 2
    found, distances = np.zeros(len(queries), np.int64), np.full(len(queries), np.inf)
    stack = np.empty(64, np.int64)
    for i in range(len(queries)):
        best = np.inf
        stack[0], waiting = 1, 1
        while waiting > 0:
            waiting -= 1
            node = stack[waiting]
            if _to_box(queries, i, boxes, node) >= best:
                continue
            if node < leaves:
                near = 2 * node
                if _to_box(queries, i, boxes, near + 1) < _to_box(queries, i, boxes, near):
                    near += 1
                stack[waiting], stack[waiting + 1] = near ^ 1, near
                waiting += 2
                continue
            begin = (node - leaves) * LEAF
            for s in range(begin, min(begin + LEAF, len(segments))):
                distance = _between(
                    queries[i, 0, 0], queries[i, 0, 1], queries[i, 1, 0], queries[i, 1, 1],
                    segments[s, 0, 0], segments[s, 0, 1], segments[s, 1, 0], segments[s, 1, 1],
                )  # fmt: skip
                if distance < best:
                    best, found[i] = distance, s
        distances[i] = best
    return found, distances


@borrowing
def _to_box(queries, i, boxes, node):
    """No more than the distance from a segment to all in a box; infinite where the box is empty."""
    ax, ay, bx, by = queries[i, 0, 0], queries[i, 0, 1], queries[i, 1, 0], queries[i, 1, 1]
    across = max(boxes[node, 0] - max(ax, bx), min(ax, bx) - boxes[node, 2], 0.0)
    upward = max(boxes[node, 1] - max(ay, by), min(ay, by) - boxes[node, 3], 0.0)
    return np.hypot(across, upward)


@borrowing
def _between(ax, ay, bx, by, cx, cy, dx, dy):
    """Distance between the segments a b and c d: 0 where they cross, and otherwise from an end of one to the other."""
    nearest = point_to_segment(ax, ay, cx, cy, dx, dy)
    if ax == bx and ay == by:
        return nearest
    if _side(cx, cy, dx, dy, ax, ay) * _side(cx, cy, dx, dy, bx, by) < 0:
        if _side(ax, ay, bx, by, cx, cy) * _side(ax, ay, bx, by, dx, dy) < 0:
            return 0.0
    nearest = min(nearest, point_to_segment(bx, by, cx, cy, dx, dy))
    nearest = min(nearest, point_to_segment(cx, cy, ax, ay, bx, by))
    return min(nearest, point_to_segment(dx, dy, ax, ay, bx, by))


@borrowing
def _side(ax, ay, bx, by, x, y):
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@borrowing
def point_to_segment(x, y, ax, ay, bx, by):
    """Distance from a point to the segment a b."""
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    t = min(max(((x - ax) * dx + (y - ay) * dy) / square, 0.0), 1.0) if square > 0 else 0.0
    return np.hypot(x - ax - t * dx, y - ay - t * dy)
