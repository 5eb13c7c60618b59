"""The line of one unit in a tessellation: its pieces, and points on it to hold it by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..tessellation.tessellation import Tessellation
from .sequential_state import Floats, SequentialState

# A vertex within so many roundings of a unit's largest value is on its line.
ROUNDINGS = 1e-10


@dataclass(frozen=True, eq=False)
class UnitLine:
    """The line of a unit within a window, folded at the lines of the layers before.

    Attributes
    ----------
    ends : (E, 2) int
        The tessellation's vertices at the ends of its edges.
    segments : (E, 2, 2)
        These edges, in (u, v).
    shared : tuple of int or None
        Layer and unit whose line it lies on, where it has no edge of its own.
    """

    ends: npt.NDArray[np.int64]
    segments: Floats
    shared: tuple[int, int] | None

    @classmethod
    def of(cls, tessellation: Tessellation, state: SequentialState, layer: int, unit: int) -> UnitLine:
        """The line of a unit of a network with two inputs."""
        own = (tessellation.edge_layer == layer) & (tessellation.edge_unit == unit)
        shared = None
        if not own.any() and state.weights[layer][unit].any():
            own, shared = _edges_under(tessellation, state, layer, unit)
        ends = tessellation.edges[own].astype(np.int64)
        return cls(ends, tessellation.vertices[ends], shared)

    def nearest(self, point: npt.ArrayLike) -> Floats | None:
        """The point (2,) of the line that is nearest to one; None where there is no line."""
        if not len(self.ends):
            return None
        found: Floats = self._projections(point)[0]
        return found

    def _projections(self, point: npt.ArrayLike) -> tuple[Floats, int]:
        """The nearest point, and the edge that it is on."""
        first, arms = self.segments[:, 0], self.segments[:, 1] - self.segments[:, 0]
        to = np.asarray(point, np.float64) - first
        squares = np.maximum((arms**2).sum(1), np.finfo(np.float64).tiny)
        shares = np.clip((to * arms).sum(1) / squares, 0, 1)
        points = first + shares[:, None] * arms
        edge = int(((points - point) ** 2).sum(1).argmin())
        return points[edge], edge

    def away(self, point: npt.ArrayLike, reach: float, towards: npt.ArrayLike | None = None) -> Floats | None:
        """A point (2,) of the line at a distance from the one nearest to `point`, or the line's end before that.

        In the direction that comes nearer to `towards`, or else in the roomier one; None where there is no line.
        """
        if not len(self.ends):
            return None
        start, edge = self._projections(point)
        first, second = (self._walked(start, edge, end, reach) for end in range(2))
        if towards is not None:
            return first if _distance(first, towards) <= _distance(second, towards) else second
        return first if _distance(first, start) >= _distance(second, start) else second

    def _walked(self, start: Floats, edge: int, end: int, reach: float) -> Floats:
        """Where the line, from a point on an edge towards one of its ends, is at a distance, or else ends."""
        here, seen = start, {edge}
        while True:
            vertex, corner = self.ends[edge, end], self.segments[edge, end]
            if np.linalg.norm(corner - start) >= reach:
                return _at_distance(start, here, corner, reach)
            here = corner
            following = [i for i in np.flatnonzero((self.ends == vertex).any(1)).tolist() if i not in seen]
            if not following:
                return here
            edge = following[0]
            seen.add(edge)
            end = int(self.ends[edge, 0] == vertex)


def _distance(one: Floats, other: npt.ArrayLike) -> float:
    return float(np.linalg.norm(one - np.asarray(other, np.float64)))


def _at_distance(center: Floats, inside: Floats, outside: Floats, reach: float) -> Floats:
    """Where the segment from a point within a circle to one beyond it leaves that."""
    arm, to = outside - inside, inside - center
    a, b, c = float(arm @ arm), float(arm @ to), float(to @ to) - reach**2
    share = (-b + np.sqrt(max(b * b - a * c, 0.0))) / a if a > 0 else 1.0
    point: Floats = inside + min(max(share, 0.0), 1.0) * arm
    return point


def _edges_under(
    tessellation: Tessellation, state: SequentialState, layer: int, unit: int
) -> tuple[npt.NDArray[np.bool_], tuple[int, int] | None]:
    """The edges on which a unit is zero that are another's, and whose."""
    values = np.abs(state.pre_activations(layer, tessellation.vertices)[:, unit])
    zero = values <= ROUNDINGS * max(float(values.max(initial=0)), np.finfo(np.float64).tiny)
    under = zero[tessellation.edges].all(1) & (tessellation.edge_layer >= 0)
    first = int(under.argmax()) if under.any() else None
    whose = None if first is None else (int(tessellation.edge_layer[first]), int(tessellation.edge_unit[first]))
    return under, whose
