"""Polygons, lines and dots as pixels, the nearest ones in front; all of a kind at once."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Color = npt.ArrayLike

# Samples along each side of a pixel, which are averaged in the end.
FINE = 2
# A line on a facet is drawn before it: where it is less than so much, in pixels, behind it.
SLACK = 2.0


class Raster:
    """A picture in the making. Places are [x, y] or [x, y, depth] in its pixels, from the top left corner.

    Parameters
    ----------
    width, height
        Pixels.
    background
        Its color; as all colors red, green and blue from 0 to 1.
    """

    def __init__(self, width: int, height: int, background: Color) -> None:
        self.size = width, height
        self._width, self._height = FINE * width, FINE * height
        self._colors = np.empty((self._height * self._width, 3))
        self._colors[:] = background
        self._depths = np.full(len(self._colors), np.inf)

    def pixels(self) -> npt.NDArray[np.uint8]:
        """The picture (height, width, 3), of 0 to 255."""
        fine = self._colors.reshape(self._height // FINE, FINE, self._width // FINE, FINE, 3)
        return np.round(255 * fine.mean((1, 3))).astype(np.uint8)

    def cells(self, colors: Floats) -> None:
        """Fill the picture with a grid of cells (rows, columns, 3), from the top left."""
        rows, columns = colors.shape[:2]
        y = np.arange(self._height) * rows // self._height
        x = np.arange(self._width) * columns // self._width
        self._colors[:] = colors[y[:, None], x].reshape(-1, 3)

    def polygons(self, points: Floats, sizes: Ints, colors: Floats) -> None:
        """Fill polygons by the even-odd rule: one with so many corners after the other.

        Parameters
        ----------
        points : (C, 2) or (C, 3)
            Corners; those of a polygon are in a plane.
        sizes : (T,)
            How many corners each polygon has.
        colors : (T, 3)
        """
        at, depth, polygon = self._covered(points, sizes)
        self._put(at, depth, colors[polygon])

    def veil(self, points: Floats, sizes: Ints, color: Color, opacity: float) -> None:
        """Lay a color over polygons, as thick where they overlap as elsewhere."""
        at = np.unique(self._covered(points, sizes)[0])
        self._colors[at] += opacity * (np.asarray(color) - self._colors[at])

    def _covered(self, points: Floats, sizes: Ints) -> tuple[Ints, Floats, Ints]:
        """Samples of polygons, with the depth and the polygon of each."""
        points = _with_depth(points) * FINE
        ends = np.cumsum(sizes)
        following = np.arange(1, len(points) + 1)
        following[ends - 1] = ends - sizes
        a, b = points, points[following]
        polygon = np.repeat(np.arange(len(sizes)), sizes)
        # A sample at the middle of a row is crossed by an edge that has one end above and the other not.
        top, bottom = (
            np.clip(np.ceil(end(a[:, 1], b[:, 1]) - 0.5), 0, self._height).astype(np.int64)
            for end in (np.minimum, np.maximum)
        )
        edge, row = _expanded(top, bottom)
        share = ((row + 0.5 - a[edge, 1]) / (b[edge, 1] - a[edge, 1]))[:, None]
        crossing = a[edge] + share * (b[edge] - a[edge])
        pairs = np.lexsort((crossing[:, 0], row, polygon[edge])).reshape(-1, 2)
        left, right = crossing[pairs[:, 0]], crossing[pairs[:, 1]]
        first, last = (np.clip(np.ceil(end[:, 0] - 0.5), 0, self._width).astype(np.int64) for end in (left, right))
        span, column = _expanded(first, last)
        share = (column + 0.5 - left[span, 0]) / (right[span, 0] - left[span, 0])
        depth = left[span, 2] + share * (right[span, 2] - left[span, 2])
        at = row[pairs[span, 0]] * self._width + column
        covering: Ints = polygon[edge[pairs[span, 0]]]
        return at, depth, covering

    def lines(self, segments: Floats, color: Color, opacity: float = 1.0, width: float = 1.0) -> None:
        """Draw segments (n, 2, 2) or (n, 2, 3) of a width in pixels; where they cross they are no darker."""
        if not len(segments):
            return
        ends = _with_depth(segments.reshape(-1, segments.shape[-1])).reshape(-1, 2, 3) * FINE
        steps = np.ceil(np.abs(ends[:, 1, :2] - ends[:, 0, :2]).max(1)).astype(np.int64)
        line, step = _expanded(np.zeros_like(steps), steps + 1)
        share = (step / np.maximum(steps[line], 1))[:, None]
        places = ends[line, 0] + share * (ends[line, 1] - ends[line, 0])
        x, y = np.floor(places[:, :2]).astype(np.int64).T
        inside = (x >= 0) & (x < self._width) & (y >= 0) & (y < self._height)
        at = (y * self._width + x)[inside]
        drawn = np.zeros(len(self._colors), np.bool_)
        drawn[at[places[inside, 2] <= self._depths[at] + SLACK * FINE]] = True
        drawn = _widened(drawn.reshape(self._height, self._width), width * FINE).reshape(-1)
        self._colors[drawn] += opacity * (np.asarray(color) - self._colors[drawn])

    def marks(self, points: Floats, outline: Floats, color: Color) -> None:
        """Draw a polygon (k, 2) in pixels around each of the points (n, 2) or (n, 3), before all that is behind it."""
        placed = _with_depth(points)
        corners = np.repeat(placed, len(outline), axis=0)
        corners[:, :2] += np.tile(outline, (len(placed), 1))
        colors = np.broadcast_to(np.asarray(color, np.float64), (len(placed), 3))
        self.polygons(corners, np.full(len(placed), len(outline)), colors)

    def _put(self, at: Ints, depth: Floats, colors: Floats) -> None:
        seen = np.flatnonzero(depth <= self._depths[at])
        # The last of equal indices counts: the nearest, and of equally near ones the last.
        seen = seen[np.argsort(-depth[seen], kind="stable")]
        self._colors[at[seen]] = colors[seen]
        self._depths[at[seen]] = depth[seen]


def disc(radius: float) -> Floats:
    """The outline of a disc, (12, 2)."""
    angles = np.linspace(0, 2 * math.pi, 12, endpoint=False)
    return radius * np.column_stack([np.cos(angles), np.sin(angles)])


def star(radius: float) -> Floats:
    """The outline of a star with five points, one of them up, (10, 2)."""
    angles = math.pi * (np.arange(10) / 5 - 0.5)
    return np.where(np.arange(10) % 2, 0.45 * radius, radius)[:, None] * np.column_stack(
        [np.cos(angles), np.sin(angles)]
    )


def _with_depth(points: Floats) -> Floats:
    points = np.asarray(points, np.float64)
    return points if points.shape[1] == 3 else np.column_stack([points, np.zeros(len(points))])


def _expanded(first: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Every whole number from `first` to before `end` of each row: which row, and the number."""
    counts = np.maximum(end - first, 0)
    which = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return which, first[which] + np.arange(len(which)) - before[which]


def _widened(drawn: npt.NDArray[np.bool_], width: float) -> npt.NDArray[np.bool_]:
    """Area covered by a disc of a width, in whole samples, that moves over the samples drawn."""
    wide = np.zeros_like(drawn)
    across = max(1, round(width))
    middle = 0.5 * (1 - across % 2)
    height, columns = drawn.shape
    offsets = range(-((across - 1) // 2), across // 2 + 1)
    for dy in offsets:
        for dx in offsets:
            if math.hypot(dx - middle, dy - middle) <= across / 2:
                to = np.s_[max(dy, 0) : height + min(dy, 0), max(dx, 0) : columns + min(dx, 0)]
                of = np.s_[max(-dy, 0) : height + min(-dy, 0), max(-dx, 0) : columns + min(-dx, 0)]
                wide[to] |= drawn[of]
    return wide
