"""What of a diagram stands out: the paths through the active units of a tile, and the edges of a chosen unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.network.unit_graph import Activity, UnitGraph
from splinewidgets.pictures.stills.diagram_layout import Edge, Place

Bools = npt.NDArray[np.bool_]
# How strong edges are, as in js/src/diagram/edges.ts.
FADED, BEHIND, WEIGHT, FRONT = 0.07, 0.22, 0.72, 0.88


@dataclass(frozen=True)
class Paths:
    """What each column computes at an input, and which entries lie on a path from an input to an output."""

    activity: Sequence[Activity]
    entries: Sequence[Bools]

    def includes(self, edge: Edge) -> bool:
        """Whether something goes through an edge."""
        (to, i), source = edge.to, edge.source
        if source is None or not self.entries[to][i]:
            return bool(self.entries[to][i])
        slopes = self.activity[to].slopes
        taken = slopes is None or slopes.ndim == 1 or slopes[i, source[1]] != 0
        return bool(taken and self.entries[source[0]][source[1]])

    def inactive(self, column: int) -> Bools:
        """The units of a column whose slope is zero."""
        slopes = self.activity[column].slopes
        return np.zeros_like(self.entries[column]) if slopes is None or slopes.ndim > 1 else slopes == 0


@dataclass(frozen=True)
class Emphasis:
    """What stands out: paths, a chosen entry, and of a network that is not whole the counts of active units."""

    paths: Paths | None = None
    chosen: Place | None = None
    counts: Sequence[int] = field(default=())

    def strength(self, edge: Edge) -> float:
        """The opacity of an edge."""
        if self.paths is not None:
            return FRONT if self.paths.includes(edge) else FADED
        if self.chosen is None:
            return FRONT if edge.source is None else WEIGHT
        return FRONT if self.chosen in (edge.to, edge.source) else BEHIND


def paths_at(graph: UnitGraph, point: object) -> Paths:
    """The paths of a whole graph at an input (D,)."""
    activity = graph.activity(point)
    reached = [np.zeros(column.width, np.bool_) for column in graph.columns]
    leading = [np.zeros(column.width, np.bool_) for column in graph.columns]
    reached[0][:] = leading[graph.output][:] = True
    through = list(_through(graph, activity))
    for to, source, passed in through:
        reached[to] |= (passed & reached[source]).any(1)
    for to, source, passed in reversed(through):
        leading[source] |= (passed & leading[to][:, None]).any(0)
    return Paths(activity, [a & b for a, b in zip(reached, leading, strict=True)])


def _through(graph: UnitGraph, activity: Sequence[Activity]) -> Iterator[tuple[int, int, Bools]]:
    """Of each connection, its columns and the edges (n, m) that something goes through."""
    for to, column in enumerate(graph.columns):
        slopes = activity[to].slopes
        for connection in column.connections:
            assert connection.weights is not None
            passed = connection.weights != 0
            if slopes is not None:
                passed &= (slopes if slopes.ndim == 2 else slopes[:, None]) != 0
            yield to, connection.source, passed
