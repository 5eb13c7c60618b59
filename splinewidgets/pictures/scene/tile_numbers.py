"""Sets of tiles that a caller gives: numbers, or a mask."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.plain_values import listed, wholes

WANTED = "a list of tile numbers, or a truth value for each tile"
REMEDY = "Pass [] for no tile."
# No tessellation has as many tiles.
MOST = 2**31 - 1


def read_tiles(given: Any, name: str) -> npt.NDArray[Any]:
    """Numbers of tiles in rising order, each once (n,) int64, or a mask (T,) bool; read in whatever holds them.

    Raises
    ------
    TypeError
        If it is neither.
    ValueError
        If a number is below 0, or above what any tessellation has.
    """
    if getattr(given, "ndim", 1) != 1:
        raise TypeError(f"{name} has shape {tuple(given.shape)}. It must be {WANTED}. {REMEDY}")
    entries = listed(given, name, WANTED, REMEDY)
    if entries and all(isinstance(entry, bool | np.bool_) for entry in entries):
        return np.array(entries, np.bool_)
    numbers = sorted(set(wholes(entries, name, WANTED, REMEDY)))
    for number in (*numbers[:1], *numbers[-1:]):
        if not 0 <= number <= MOST:
            raise ValueError(f"{name} has tile {number!r:.40}. Tiles are numbered from 0 on. {REMEDY}")
    return np.array(numbers, np.int64)


def numbered(tiles: npt.NDArray[Any], name: str, tile_count: int) -> npt.NDArray[np.int64]:
    """Numbers of some of so many tiles, from what `read_tiles` returns.

    Raises
    ------
    ValueError
        If a mask has another length, or there is no such tile.
    """
    if tiles.dtype == np.bool_:
        if len(tiles) != tile_count:
            raise ValueError(
                f"{name} has {len(tiles)} truth values. The picture has {tile_count} tiles. "
                "Compare a measure of the explorer's present tessellation."
            )
        return np.flatnonzero(tiles)
    if len(tiles) and tiles[-1] >= tile_count:
        raise ValueError(
            f"{name} has tile {tiles[-1]}. The picture has tiles 0 to {tile_count - 1}. "
            "Use tessellation.locate(uv) to find the tile at a point."
        )
    return tiles
