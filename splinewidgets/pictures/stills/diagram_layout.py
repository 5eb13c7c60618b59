"""Where the columns of a network stand in a diagram, and how wide its weights are, as js/src/diagram."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.palette import Color, Floats
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.diagram import WireColumn, WireConnection, WireNetwork

# A column of more entries is one box.
MOST_UNITS = 24
# In CSS pixels: room above and below the columns, and at least beside them; from one column to the next for a number.
TOP, BOTTOM = 40.0, 10.0
SIDE, NARROW_SIDE, ROOMY = 52.0, 30.0, 92.0
# Half the width of a box, and of an entry with room for a number; half the height of a box, and of entries.
BOX, PILL = 46.0, 24.0
BOX_HALF, LARGEST, SMALLEST = 44.0, 11.0, 4.0
# No box reaches farther than this share of the way to the next, and no other entry than that one.
BOX_REACH, REACH = 0.43, 0.25
# Points of an arc.
ARC = 17
# Colors of weights above and below zero, on a light and on a dark sheet.
POSITIVE: dict[str, Color] = {"light": (10 / 255, 102 / 255, 194 / 255), "dark": (99 / 255, 179 / 255, 1.0)}
NEGATIVE: dict[str, Color] = {"light": (194 / 255, 74 / 255, 8 / 255), "dark": (1.0, 154 / 255, 87 / 255)}

# A column, and an entry of it.
Place = tuple[int, int]


@dataclass(frozen=True)
class Edge:
    """A weight that is not zero, or a bias, which comes from nothing."""

    to: Place
    source: Place | None
    value: float
    points: Floats
    """(k, 2)."""
    possible: bool = False
    """Whether a choice may take this entry; then the value is no weight."""


def width_of(share: float) -> float:
    """Pixels across an edge, from its share of the largest weight."""
    return 0.6 + 4.4 * min(1.0, share) if share else 0.0


class DiagramLayout:
    """Where the columns of a network stand on so many pixels, and their entries.

    Parameters
    ----------
    wire
        The network.
    width, height
        Pixels. Unlike on a page, which scrolls, columns stand as close as they must.
    top, sides
        Room above the columns, and at least to their left and right.
    """

    def __init__(
        self,
        wire: WireNetwork,
        width: float,
        height: float,
        top: float = TOP,
        sides: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        self.columns = wire["columns"]
        self.top, self.room = top, height - top - BOTTOM
        gaps = max(1, len(self.columns) - 1)
        boxed = not all(map(is_open, self.columns))
        usual = SIDE if boxed or width >= 2 * SIDE + ROOMY * gaps else NARROW_SIDE
        self.left, right = (max(usual, side) for side in sides)
        self.step = (width - self.left - right) / gaps
        self._weights = [[_weights(each) for each in column["connections"]] for column in self.columns]

    def x(self, column: int) -> float:
        """The middle of a column."""
        return self.left + self.step * column

    def places(self, column: int) -> Floats:
        """The middles of the entries of a column (n, 2); of a box its own (1, 2)."""
        count = self.columns[column]["width"] if is_open(self.columns[column]) else 1
        y = self.top + self.room * (np.arange(count) + 0.5) / count
        return np.column_stack([np.full(count, self.x(column)), y])

    def half(self, column: int) -> tuple[float, float]:
        """Half the width and half the height of an entry, or of the box."""
        if not is_open(self.columns[column]):
            return min(BOX, BOX_REACH * self.step), min(BOX_HALF, self.room / 2)
        across = 0.4 * self.room / max(self.columns[column]["width"], 1)
        radius = max(SMALLEST, min(LARGEST, across, REACH * self.step))
        return (PILL if self.step >= ROOMY and radius >= LARGEST - 3 else radius), radius

    def edges(self) -> Iterator[Edge]:
        """The weights between entries that are drawn one by one, and then the biases of these."""
        for to, column in enumerate(self.columns):
            for connection, weights in zip(column["connections"], self._weights[to], strict=True):
                source = connection["source"]
                if weights is None or not is_open(column) or not is_open(self.columns[source]):
                    continue
                starts = self.places(source) + np.array([self.half(source)[0], 0.0])
                ends = self.places(to) - np.array([self.half(to)[0], 0.0])
                for i, j in np.argwhere(weights).tolist():
                    points = self._curve(starts[j], ends[i], to - source - 1)
                    yield Edge((to, i), (source, j), float(weights[i, j]), points, column["kind"] == "choice")
        yield from self._biases()

    def largest(self) -> float:
        """The size of the largest weight that is drawn, which has the widest edge."""
        sizes = (abs(edge.value) for edge in self.edges() if edge.source is not None and not edge.possible)
        return max(sizes, default=0.0)

    def bands(self) -> list[Floats]:
        """Corners (4, 2) of what stands for all weights between two columns, where they are not drawn one by one."""
        found = []
        for to, column in enumerate(self.columns):
            for connection, weights in zip(column["connections"], self._weights[to], strict=True):
                source = connection["source"]
                if weights is None or not is_open(column) or not is_open(self.columns[source]):
                    found.append(np.concatenate([self._side(source, 1), self._side(to, -1)[::-1]]))
        return found

    def _biases(self) -> Iterator[Edge]:
        """Stubs above the entries."""
        for index, column in enumerate(self.columns):
            if not is_open(column) or column["kind"] in ("input", "choice"):
                continue
            half, radius = self.half(index)
            for entry, (value, (x, y)) in enumerate(
                zip(decode(column["constant"]).tolist(), self.places(index), strict=True)
            ):
                if value:
                    left = x - 0.6 * half
                    stub = np.array([[left - 7, y - radius - 6], [left, y - radius + 1]])
                    yield Edge((index, entry), None, value, stub)

    def _curve(self, start: Floats, end: Floats, over: int) -> Floats:
        """From right of an entry to left of a later one: an arc where it passes over columns."""
        if over == 0:
            return np.stack([start, end])
        t = np.linspace(0, 1, ARC)
        points = start + t[:, None] * (end - start)
        # Above what stands between.
        points[:, 1] += 4 * t * (1 - t) * 0.9 * (self.top - 14 - min(start[1], end[1]))
        return points

    def _side(self, column: int, direction: int) -> Floats:
        """The upper and the lower end (2, 2) of a side of a column."""
        places, (half, radius) = self.places(column), self.half(column)
        x = places[0, 0] + direction * half
        return np.array([[x, places[0, 1] - radius], [x, places[-1, 1] + radius]])


def is_open(column: WireColumn) -> bool:
    """Whether the entries of a column are drawn one by one."""
    return column["width"] <= MOST_UNITS and "constant" in column


def main_connection(column: WireColumn) -> WireConnection | None:
    """That with the most weights; None where there are none."""
    main = max(column["connections"], key=_told, default=None)
    return main if main is not None and _told(main) else None


def distribution(connection: WireConnection) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Counts of its weights in bins, as shares of the largest count, and which bins are of negative ones."""
    counts = decode(connection["counts"]).astype(np.float64)
    return counts / counts.max(), 2 * np.arange(len(counts)) < len(counts) - 1


def rounded(half_width: float, half_height: float, corner: float) -> Floats:
    """Outline (k, 2) of a box round zero with such corners."""
    corner = min(corner, half_width, half_height)
    turns = np.linspace(0, np.pi / 2, 8) + np.pi / 2 * np.arange(4)[:, None]
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    middles = signs * (half_width - corner, half_height - corner)
    outline = middles[:, None] + corner * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
    return outline.reshape(-1, 2)


def corner_of(column: WireColumn) -> float:
    """The radius of the corners of its entries: units are round."""
    return LARGEST if is_open(column) and column["kind"] in ("unit", "choice") else 4.0


def _told(connection: WireConnection) -> int:
    return int(decode(connection["counts"]).sum())


def _weights(connection: WireConnection) -> Floats | None:
    return decode(connection["weights"]) if "weights" in connection else None
