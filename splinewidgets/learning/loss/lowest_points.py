"""The lowest point of a loss on every vertex, edge and tile, each closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from splinewidgets.geometry.planar.polygon import holds
from splinewidgets.geometry.tessellation.tessellation import Tessellation

from .tile_loss import Bools, Floats, Ints, TileLoss


@dataclass(frozen=True, eq=False)
class LowestPoints:
    """Values and places of the lowest points.

    What is lowest at an end of an edge, or on the border of a tile, has the very value that it has there. So it is told
    without a tolerance which cells share a lowest point.

    Attributes
    ----------
    vertex_values : (V,)
    edge_values, edge_places : (E,), (E, 2)
    tile_values, tile_places : (T,), (T, 2)
    tile_edges : (T,)
        An edge that has the tile's lowest point; -1 where it is within.
    """

    vertex_values: Floats
    edge_values: Floats
    edge_places: Floats
    tile_values: Floats
    tile_places: Floats
    tile_edges: Ints


def lowest_points(tessellation: Tessellation, loss: TileLoss) -> LowestPoints:
    """The lowest points of a loss.

    On a segment and on a tile it is convex. So it is lower within a tile than on its border only if it falls inward
    where it is lowest there.
    """
    vertices, edges, offsets = tessellation.vertices, tessellation.edges, tessellation.tile_offsets
    owner = np.empty(len(vertices), np.int64)
    owner[tessellation.tile_vertices] = np.repeat(np.arange(tessellation.tile_count), np.diff(offsets))
    vertex_values = loss.at(owner, vertices)
    ends = vertex_values[edges]
    starts, stops = vertices[edges[:, 0]], vertices[edges[:, 1]]
    shares, edge_values = loss.along(tessellation.edge_tiles.max(1), starts, stops)
    at_end = edge_values >= ends.min(1)
    edge_values = np.where(at_end, ends.min(1), edge_values)
    shares = np.where(at_end, ends.argmin(1), shares)[:, None]
    edge_places = np.where(shares < 1, starts + shares * (stops - starts), stops)
    along = edge_values[tessellation.tile_edges]
    tile_values = np.minimum.reduceat(along, offsets[:-1])
    lowest = np.flatnonzero(along == np.repeat(tile_values, np.diff(offsets)))
    tile_edges = tessellation.tile_edges[lowest[np.searchsorted(lowest, offsets[:-1])]].astype(np.int64)
    tile_places = edge_places[tile_edges]
    for tile in np.flatnonzero(_falls_inward(tessellation, loss, tile_places)):
        place = loss.within(int(tile), tile_places[tile], _within(tessellation.loop(int(tile))))
        value = float(loss.at(np.array([tile]), place[None])[0])
        if value < tile_values[tile]:
            tile_values[tile], tile_places[tile], tile_edges[tile] = value, place, -1
    return LowestPoints(vertex_values, edge_values, edge_places, tile_values, tile_places, tile_edges)


def _within(corners: Floats) -> Callable[[Floats], bool]:
    """Test of a point (2,), whether it is within a tile."""
    return lambda point: bool(holds(corners, point[None])[0])


def _falls_inward(tessellation: Tessellation, loss: TileLoss, places: Floats) -> Bools:
    """Mask of the tiles on which the loss falls from a lowest point of the border toward the center.

    Where the Hessian is singular a lowest point of the tile lies on its border: there is none lower within.
    """
    falls = loss.ranks == 2
    tiles = np.flatnonzero(falls)
    falls[tiles] = loss.falls(tiles, places[tiles], tessellation.centroids()[tiles])
    return falls
