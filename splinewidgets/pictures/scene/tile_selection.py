"""Some tiles of a tessellation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.tessellation.measures import Measure
from splinewidgets.geometry.tessellation.tessellation import Tessellation
from splinewidgets.pictures.scene.linkable_array import LinkableArray

if TYPE_CHECKING:
    import pandas

    from splinewidgets.geometry.tessellation.tessellation import TileFunction


class TileSelection(LinkableArray):
    """Numbers of tiles (n,), in rising order, each once: an array that indexes what has an entry for each tile.

    Two are equal if their numbers are. It cannot be changed in place: set another one.
    """

    # Whose tiles they are; None for none of them.
    _tessellation: Tessellation | None = None

    @classmethod
    def of_tiles(cls, numbers: npt.NDArray[np.int64], tessellation: Tessellation | None = None) -> TileSelection:
        """Tiles by their numbers, in rising order."""
        found = numbers.astype(np.int64).view(cls)
        found._tessellation = tessellation
        found.setflags(write=False)
        return found

    def __array_finalize__(self, whole: Any) -> None:
        self._tessellation = getattr(whole, "_tessellation", None)

    def is_of(self, tessellation: Tessellation | None) -> bool:
        """Test whether these are numbers of that tessellation's tiles."""
        return self._tessellation is tessellation

    def to_frame(self, measures: Iterable[str | Measure | TileFunction] = ()) -> pandas.DataFrame:
        """Rows of `Tessellation.to_frame` for these tiles, under their numbers. Needs pandas.

        Parameters
        ----------
        measures
            Names and functions, as for `Tessellation.to_frame`.

        Raises
        ------
        ValueError
            If there is no tessellation: before the first picture, and where the network is sampled.
        ImportError
            If pandas is not installed.
        """
        if self._tessellation is None:
            raise ValueError(
                "The selection is of no tessellation. The explorer shows no tiles, or did not when it was made. "
                "Read `selection` again once there are tiles."
            )
        return self._tessellation.to_frame(measures).iloc[np.asarray(self)]
