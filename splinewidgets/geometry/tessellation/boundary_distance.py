"""Distances from the decision boundary: the nearest adversarial point of the slice, and how far there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float64, Int64

from ..planar.nearest_segment import nearest_points
from ..planar.polygon import depths
from .asked_points import asked_points

if TYPE_CHECKING:
    from .decisions import Decisions


@dataclass(frozen=True, eq=False, repr=False)
class NearestBoundary:
    """The points of the decision boundary nearest to some points of the slice, one row each.

    Where there is no boundary, points are NaN, distances infinite, segments and classes -1.

    Attributes
    ----------
    points : (k, 2) float64
        In (u, v). Where several are equally near, one of them.
    distances : (k,) float64
        In units of (u, v).
    segments : (k,) int64
        On which of `decision_boundary().segments` each point lies.
    classes : (k, 2) int64
        The two classes that tie there, ascending.

    Examples
    --------
    >>> nearest = tessellate(nn.LeakyReLU(), Slice.box((-1, 1), (-1, 1))).nearest_boundary([0.5, 0.0])
    >>> nearest.points.round(6), nearest.classes
    (array([[0.25, 0.25]]), array([[0, 1]]))
    """

    points: Float64[np.ndarray, "points 2"]
    distances: Float64[np.ndarray, "points"]
    segments: Int64[np.ndarray, "points"]
    classes: Int64[np.ndarray, "points 2"]

    def __repr__(self) -> str:
        least = f", the nearest at {self.distances.min():.4g}" if np.isfinite(self.distances).any() else ""
        return f"<NearestBoundary: of {len(self.distances):,} points{least}>"


def nearest_boundary(tessellation: Decisions, uv: Any) -> NearestBoundary:
    """The nearest points of the boundary; see `Tessellation.nearest_boundary`."""
    points = asked_points(uv)
    boundary = tessellation.decision_boundary()
    if len(boundary) == 0:
        none = np.full(len(points), -1, np.int64)
        return NearestBoundary(
            np.full_like(points, np.nan), np.full(len(points), np.inf), none, np.stack([none] * 2, 1)
        )
    segments, distances = boundary.tree.nearest(np.stack([points, points], 1))
    nearest = nearest_points(boundary.segments[segments], points)
    return NearestBoundary(nearest, distances, segments, boundary.classes[segments])


def certified_radius(tessellation: Decisions, uv: Any) -> Float64[np.ndarray, "points"]:
    """The radii of discs of one class; see `Tessellation.certified_radius`."""
    points = asked_points(uv)
    to_border = depths(tessellation.slice.corners, points).min(1)
    radii = np.minimum(nearest_boundary(tessellation, points).distances, to_border.clip(0))
    return np.where(tessellation.locate(points) >= 0, radii, np.nan)


def tile_distances(tessellation: Decisions) -> Float64[np.ndarray, "tiles"]:
    """Distance of each tile from the boundary, (T,), in units of (u, v): 0 for a tile that it crosses or touches.

    That of the tile's nearest point. Infinite where there is no boundary.
    """
    boundary = tessellation.decision_boundary()
    if len(boundary) == 0:
        return np.full(tessellation.tile_count, np.inf)
    _, of_edges = boundary.tree.nearest(tessellation.vertices[tessellation.edges])
    distances = np.minimum.reduceat(of_edges[tessellation.tile_edges], tessellation.tile_offsets[:-1])
    distances[boundary.tiles] = 0.0
    return distances
