"""Tiles that keep their places when the picture changes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.tile_numbers import numbered
from splinewidgets.pictures.scene.tile_selection import TileSelection


class ChosenPlaces:
    """Tiles, remembered by a point in each, since tiles are numbered anew in every picture.

    Points of another plane say nothing of a new one: there nothing is chosen any more. Those outside of the window stay
    remembered, and their tiles are found again when it shows them.
    """

    def __init__(self) -> None:
        self._points = np.empty((0, 2))
        self._plane: Slice | None = None
        self._awaited: TileSelection | None = None
        # What was found last, and in which picture.
        self._found: tuple[int, TileSelection] | None = None

    @property
    def points(self) -> npt.NDArray[np.float64]:
        """A point (n, 2) in each tile, in coordinates of the slice."""
        return self._points

    def await_picture(self, tiles: TileSelection) -> None:
        """Choose tiles once there is a picture of tiles."""
        self._awaited = tiles

    def arrive(self, shown: Rendered) -> None:
        """Choose the awaited tiles, if there are any; raises ValueError if they are not there."""
        if self._awaited is not None:
            tiles, self._awaited = self._awaited, None
            if len(tiles):
                tessellation = shown.tessellation
                tiles = TileSelection.of_tiles(numbered(tiles, "selection", tessellation.tile_count), tessellation)
            self.take(tiles, shown)

    def put(self, points: npt.NDArray[np.float64], shown: Rendered) -> None:
        """Choose the tiles at points (n, 2) of the plane that is shown."""
        self._points, self._plane, self._found = points, shown.window, None

    def take(self, tiles: TileSelection, shown: Rendered) -> None:
        """Choose tiles of what is shown."""
        points = shown.tessellation.centroids()[tiles] if len(tiles) else np.empty((0, 2))
        self.put(np.asarray(points), shown)
        self._found = shown.number, tiles

    def find(self, shown: Rendered) -> TileSelection:
        """The tiles of what is shown; none where the plane is another one, or the network is sampled."""
        if self._plane is not None and not _same_plane(self._plane, shown.window):
            self._points, self._plane, self._found = np.empty((0, 2)), None, None
        if self._found is None or self._found[0] != shown.number:
            tiles = np.empty(0, np.int64)
            tessellation = None if shown.sampled else shown.tessellation
            if tessellation is not None and len(self._points):
                tiles = np.unique(tessellation.locate(self._points))
            self._found = shown.number, TileSelection.of_tiles(tiles[tiles >= 0], tessellation)
        return self._found[1]


def _same_plane(one: Slice, other: Slice) -> bool:
    return torch.equal(one.origin, other.origin) and torch.equal(one.axes, other.axes)
