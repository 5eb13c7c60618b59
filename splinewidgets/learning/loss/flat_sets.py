"""How far minima reach over tiles whose Hessian is singular."""

from __future__ import annotations

import numpy as np

from splinewidgets.geometry.planar.connected_components import connected_components
from splinewidgets.geometry.tessellation.tessellation import Tessellation

from .lowest_points import LowestPoints
from .tile_loss import Bools, Floats, Ints, TileLoss

# A flat set smaller than this, relative to the window, is a point.
POINT = 1e-12


def flat_sets(
    tessellation: Tessellation, loss: TileLoss, points: LowestPoints, tiles: Ints, basins: Ints
) -> tuple[Floats, Ints, Bools]:
    """Bounding boxes (M, 4) of the minima in these tiles (M,), their dimensions (M,), and which meet the border (M,).

    `basins` (T,) has the minimum of each tile.
    """
    vertices = tessellation.vertices
    highest = points.tile_values[tiles]
    highest = (highest + loss.rounding(highest))[basins]
    connected = _reached(tessellation, points, tiles, basins, highest)
    singular = (loss.ranks < 2) & (points.tile_values <= highest)
    # Each edge once for each of its tiles, and the corner from which it leads on: of a constant tile's corners rounding
    # may leave some that are the lowest point of neither edge.
    sides, corners = tessellation.tile_edges, tessellation.tile_vertices
    owners = np.repeat(np.arange(tessellation.tile_count), np.diff(tessellation.tile_offsets))
    flat = (connected & singular)[owners]
    crossed = flat & (points.edge_values[sides] <= highest[owners])
    corner = flat & (points.vertex_values[corners] <= highest[owners])

    on = np.concatenate([points.tile_edges[tiles], sides[crossed], sides[corner]])
    of = np.concatenate([np.arange(len(tiles)), basins[owners[crossed]], basins[owners[corner]]])
    places = np.concatenate([points.tile_places[tiles], points.edge_places[sides[crossed]], vertices[corners[corner]]])

    extents = np.tile([np.inf, -np.inf], (len(tiles), 2))
    for axis in range(2):
        np.minimum.at(extents[:, 2 * axis], of, places[:, axis])
        np.maximum.at(extents[:, 2 * axis + 1], of, places[:, axis])
    reach = np.maximum(extents[:, 1] - extents[:, 0], extents[:, 3] - extents[:, 2])
    dimensions = (reach > POINT * np.ptp(vertices, axis=0).max()).astype(np.int64)
    dimensions[basins[connected & singular & (loss.ranks == 0)]] = 2
    on_border = np.zeros(len(tiles), bool)
    on_border[of[_meet_border(tessellation, on, places)]] = True
    return extents, dimensions, on_border


def _reached(tessellation: Tessellation, points: LowestPoints, tiles: Ints, basins: Ints, highest: Floats) -> Bools:
    """Mask of the tiles to which one comes from that of their minimum without rising above it."""
    pairs = tessellation.edge_tiles
    one, other = pairs[:, 0], pairs[:, 1]
    kept = (pairs >= 0).all(1) & (basins[one] == basins[other]) & (points.edge_values <= highest[one])
    parts = connected_components(len(basins), pairs[kept])
    reached: Bools = parts == parts[tiles][basins]
    return reached


def _meet_border(tessellation: Tessellation, edges: Ints, places: Floats) -> Bools:
    """Mask of the places (k, 2) on edges (k,), -1 for none, that are on the window's border."""
    border = (tessellation.edge_tiles < 0).any(1)
    ends = np.zeros(len(tessellation.vertices), bool)
    ends[tessellation.edges[border]] = True
    found: Bools = np.take(border, edges)
    for end in tessellation.edges[edges].T:
        found |= ends[end] & (tessellation.vertices[end] == places).all(1)
    return found & (edges >= 0)
