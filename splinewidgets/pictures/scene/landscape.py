"""A loss over a window of a plane of parameters: on a grid, at any place, and what is marked on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.wire_types.landscape import SpotKind

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spot:
    """A place of which there is something to say, such as a minimum."""

    kind: SpotKind
    place: tuple[float, float]
    loss: float
    words: str = ""


@dataclass(frozen=True)
class Trajectory:
    """The steps of a training, projected to the plane.

    Attributes
    ----------
    places : (n, 2)
    steps : (n,)
    losses : (n,)
        Of the parameters themselves.
    plane_losses : (n,)
        Of their projections.
    distances : (n,)
        Of the parameters from the plane.
    """

    places: Floats
    steps: npt.NDArray[np.int64]
    losses: Floats
    plane_losses: Floats
    distances: Floats


class Landscape:
    """A loss that is known on a grid, and interpolated between its points.

    Parameters
    ----------
    u : (columns,)
        Ascending, as `v`.
    v : (rows,)
    losses : (rows, columns)
        NaN, or infinite, where the loss is not known: a hole.
    """

    spots: tuple[Spot, ...] = ()
    trajectory: Trajectory | None = None
    # Of which kind the gradients are by which the marble rolls.
    gradients = "interpolated"

    def __init__(self, u: Floats, v: Floats, losses: Floats) -> None:
        self.u, self.v = u, v
        self.losses = np.where(np.isfinite(losses), losses, np.nan)
        slopes = np.gradient(self.losses, v, u)
        self._slopes: Floats = np.stack([slopes[1], slopes[0]], axis=-1)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The window (u0, u1, v0, v1)."""
        return float(self.u[0]), float(self.u[-1]), float(self.v[0]), float(self.v[-1])

    @property
    def hole_count(self) -> int:
        """Number of the grid's points without a loss."""
        return int(np.isnan(self.losses).sum())

    def losses_at(self, places: Floats) -> Floats:
        """The loss (k,) at places (k, 2); NaN outside of the window and in a hole."""
        return self._interpolated(self.losses[..., None], places)[:, 0]

    def gradients_at(self, places: Floats) -> Floats:
        """The gradient (k, 2) at places (k, 2): differences of the grid, interpolated."""
        return self._interpolated(self._slopes, places)

    def lines(self) -> tuple[Floats, Floats]:
        """Segments of lines that are drawn on the surface, (n, 2, 2), and the loss at their ends, (n, 2)."""
        return np.empty((0, 2, 2)), np.empty((0, 2))

    def facts_at(self, place: Floats) -> list[tuple[str, float]]:
        """Numbers about a place, beside its loss, by their names."""
        gradient = self.gradients_at(place[None])[0]
        return [("slope", float(np.hypot(*gradient))), ("distance from (0, 0)", float(np.hypot(*place)))]

    def words(self) -> str:
        """What it is, and how far it can be trusted."""
        rows, columns = self.losses.shape
        words = f"sampled on {columns} × {rows} points"
        holes = self.hole_count
        return f"{words}, {count(holes)} of them holes" if holes else words

    def _interpolated(self, values: Floats, places: Floats) -> Floats:
        """Bilinear values (k, c) of those on the grid, (rows, columns, c)."""
        inside = self._inside(places)
        columns, across = _cells(self.u, places[:, 0])
        rows, up = _cells(self.v, places[:, 1])
        across, up = across[:, None], up[:, None]
        found: Floats = (1 - up) * ((1 - across) * values[rows, columns] + across * values[rows, columns + 1]) + up * (
            (1 - across) * values[rows + 1, columns] + across * values[rows + 1, columns + 1]
        )
        return np.where(inside[:, None], found, np.nan)

    def _inside(self, places: Floats) -> npt.NDArray[np.bool_]:
        u0, u1, v0, v1 = self.bounds
        inside: npt.NDArray[np.bool_] = (
            (places[:, 0] >= u0) & (places[:, 0] <= u1) & (places[:, 1] >= v0) & (places[:, 1] <= v1)
        )
        return inside


def _cells(ticks: Floats, at: Floats) -> tuple[npt.NDArray[Any], Floats]:
    """The interval of each coordinate, and where within it, from 0 to 1."""
    cells = np.clip(np.searchsorted(ticks, at, "right") - 1, 0, len(ticks) - 2)
    return cells, (at - ticks[cells]) / (ticks[cells + 1] - ticks[cells])
