"""Pictures that are kept, so that what was shown once is shown again at once."""

from __future__ import annotations

from collections.abc import Hashable

import torch

from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.rendering.rendered import Rendered


class RenderedCache:
    """The pictures used last, as many as hold `most_tiles` tiles together, and one in any case.

    Parameters
    ----------
    most_tiles
        A tile takes about half a kilobyte.
    """

    def __init__(self, most_tiles: int = 0) -> None:
        self._most_tiles = most_tiles
        self._pictures: list[Rendered] = []  # the last used at the end

    def find(self, snapshot: Hashable, window: Slice, dtype: torch.dtype) -> Rendered | None:
        """The picture of a window at a snapshot, computed in a dtype, if it is kept; then it counts as used."""
        for shown in reversed(self._pictures):
            if shown.scene.snapshot == snapshot and shown.same_window(window, dtype):
                self.use(shown)
                return shown
        return None

    def snapshots(self, window: Slice, dtype: torch.dtype) -> set[Hashable]:
        """The snapshots of which pictures of a window are kept."""
        return {shown.scene.snapshot for shown in self._pictures if shown.same_window(window, dtype)}

    def use(self, shown: Rendered, instead: Rendered | None = None) -> None:
        """Keep a picture, in the place of another, and let those go that were not used for longest."""
        self._pictures = [other for other in self._pictures if other is not shown and other is not instead] + [shown]
        held = 0
        for i in reversed(range(len(self._pictures) - 1)):
            held += self._pictures[i + 1].size
            if held + self._pictures[i].size > self._most_tiles:
                del self._pictures[: i + 1]
                return

    def room_for(self, tiles: int) -> bool:
        """Test whether a picture with so many tiles can be kept without letting go of another."""
        return sum(shown.size for shown in self._pictures) + tiles <= self._most_tiles
