"""A tile that keeps its place when the picture changes."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.rendering.rendered import Rendered


class PinnedTile:
    """Remembers a tile by a point in it, since tiles are numbered anew in every picture."""

    def __init__(self) -> None:
        self._point: npt.NDArray[np.float64] | None = None

    def place(self, shown: Rendered) -> int:
        """The tile that holds the point; -1 where it is outside the window, or nothing is marked."""
        return -1 if self._point is None else shown.tile_at(self._point)

    def mark(self, shown: Rendered, tile: int, pointer: Any = None) -> int:
        """Mark a tile, -1 for none, and return it.

        With `pointer`, a point (u, v), the tile there is marked instead: the one who pointed may have seen an older
        picture, with other numbers.

        Raises
        ------
        ValueError
            If there is no such tile; then none is marked.
        """
        tile = operator.index(tile)  # True is tile 1, and no mask
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
