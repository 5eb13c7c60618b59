"""Tiles that keep their places when the picture changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.tile_numbers import numbered
from splinewidgets.pictures.scene.tile_selection import TileSelection


@dataclass(frozen=True, eq=False)
class Places:
    """Points in tiles of a plane.

    Attributes
    ----------
    points : (n, 2) float64
        In coordinates of the slice.
    plane : Slice or None
        Whose coordinates these are; None for no points.
    """

    points: npt.NDArray[np.float64]
    plane: Slice | None = None

    def within(self, shown: Rendered) -> npt.NDArray[np.int64]:
        """The tiles of what is shown that hold the points; none on another plane, or where the network is sampled."""
        if self.plane is None or shown.sampled or not len(self.points) or not _same_plane(self.plane, shown.window):
            return np.empty(0, np.int64)
        tiles = np.unique(shown.tessellation.locate(self.points))
        return tiles[tiles >= 0]


NOWHERE = Places(np.empty((0, 2)))


class ChosenPlaces:
    """Tiles, remembered by a point in each, since tiles are numbered anew in every picture.

    Points of another plane say nothing of a new one: there nothing is chosen. Those outside of the window stay
    remembered, and their tiles are found again when it shows them, as they are when undo goes back to their plane.
    """

    def __init__(self) -> None:
        self._places = NOWHERE
        self._awaited: TileSelection | None = None
        # What was found last, and in which picture.
        self._found: tuple[int, TileSelection] | None = None

    @property
    def places(self) -> Places:
        """Where the tiles are."""
        return self._places

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

    def put(self, places: Places) -> None:
        """Choose the tiles at some places."""
        self._places, self._found = places, None

    def take(self, tiles: TileSelection, shown: Rendered) -> None:
        """Choose tiles of what is shown."""
        self.put(Places(np.asarray(shown.tessellation.centroids()[tiles]), shown.window) if len(tiles) else NOWHERE)
        self._found = shown.number, tiles

    def find(self, shown: Rendered) -> TileSelection:
        """The tiles of what is shown."""
        if self._found is None or self._found[0] != shown.number:
            tessellation = None if shown.sampled else shown.tessellation
            self._found = shown.number, TileSelection.of_tiles(self._places.within(shown), tessellation)
        return self._found[1]


def _same_plane(one: Slice, other: Slice) -> bool:
    return torch.equal(one.origin, other.origin) and torch.equal(one.axes, other.axes)
