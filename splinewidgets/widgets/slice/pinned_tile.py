"""A tile that keeps its place when the picture changes."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.rendering.rendered import Rendered


class PinnedTile:
    """A tile, remembered by a point in it, since tiles are numbered anew in every picture."""

    def __init__(self) -> None:
        self._point: npt.NDArray[np.float64] | None = None
        self._awaited = -1

    def await_picture(self, tile: int) -> None:
        """Pin a tile once there is a picture of tiles; -1 for none."""
        self._awaited = tile

    def arrive(self, shown: Rendered) -> None:
        """Pin the awaited tile, if there are tiles now; raises ValueError if it is none of them."""
        if self._awaited >= 0 and not shown.is_preview:
            tile, self._awaited = self._awaited, -1
            self.pin(shown, tile)

    def place(self, shown: Rendered) -> int:
        """Tile that holds the point; -1 where that is outside the window, or no tile is pinned."""
        if self._awaited >= 0:
            return self._awaited
        return -1 if self._point is None else shown.tile_at(self._point)

    def pin(self, shown: Rendered, tile: int, pointer: Any = None) -> int:
        """Pin a tile, -1 for none, and return it.

        With `pointer`, a point (u, v), the tile there is pinned instead: the one who pointed may have seen an older
        picture, with other numbers.

        Raises
        ------
        ValueError
            If there is no such tile; then none is pinned.
        """
        tile, self._awaited = operator.index(tile), -1  # True is tile 1, and no mask
        if tile < 0:
            self._point = None
        elif pointer is not None:
            self._point = np.array(pointer, np.float64)
        elif tile < shown.tessellation.tile_count:
            self._point = shown.tessellation.centroids()[tile]
        else:
            self._point = None
            raise ValueError(
                f"Tile {tile} was asked for. The picture has tiles 0 to {shown.tessellation.tile_count - 1}. "
                "Use tessellation.locate(uv) to find the tile at a point."
            )
        return self.place(shown)
