"""The selection of an explorer: some tiles of its picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import traitlets as t

from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.tile_numbers import numbered, read_tiles
from splinewidgets.pictures.scene.tile_selection import TileSelection
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.trait_types import Tiles
from splinewidgets.widgets.slice.chosen_places import ChosenPlaces
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits


class SelectionTraits(ExplorerTraits):
    """An explorer of which tiles are chosen, by Python or by a hand; in another picture those at the same places."""

    selection = Checked(
        Tiles(),
        lambda explorer, given: explorer._fitting_selection(given),
        takes_back=False,
        help="The chosen tiles, an array of their numbers, also set from a mask; they keep their places.",
    ).tag(sync=True, to_json=lambda tiles, _: tiles.tolist(), wire=list[int])
    # A page shows no numbers of another picture than its own.
    _selection_in = t.Int(-1, help="The number of the picture whose tiles are in `selection`.").tag(sync=True)

    _shown: Rendered | None
    _work: Any

    def __init__(self, **traits: Any) -> None:
        self._chosen = ChosenPlaces()
        super().__init__(**traits)

    def _fitting_selection(self, given: Any) -> TileSelection:
        if isinstance(given, TileSelection) and self._shown is not None and self._chosen.find(self._shown) is given:
            return given
        tiles = read_tiles(given, "selection")
        if not self._from_browser and (self._shown is None or self._shown.is_preview):
            self._work.wait()
        shown = self._shown
        if self._from_browser and (shown is None or shown.sampled or shown.number != self._selection_in):
            # Of a picture that is shown no more: what is chosen in the present one is told again.
            return self._accepted.get("selection", TileSelection.of_tiles(np.empty(0, np.int64)))
        if shown is None or shown.is_preview:
            if tiles.dtype == np.bool_:
                raise ValueError(
                    f"selection is {given!r:.80}. There are no tiles yet. Set it once `tessellation` can be read."
                )
            return TileSelection.of_tiles(tiles)
        if shown.sampled and not len(tiles):
            return TileSelection.of_tiles(tiles)
        tessellation = shown.tessellation
        return TileSelection.of_tiles(numbered(tiles, "selection", tessellation.tile_count), tessellation)

    @t.observe("selection")
    def _on_selection(self, change: Mapping[str, Any]) -> None:
        shown = self._shown
        if shown is None or shown.is_preview:
            self._chosen.await_picture(change["new"])
        elif self._chosen.find(shown) is not change["new"]:
            self._choose(change["new"], shown)
            self._selection_in = shown.number

    def _choose(self, tiles: TileSelection, shown: Rendered) -> None:
        """Choose tiles of what is shown."""
        self._chosen.take(tiles, shown)

    @t.observe("_selection_in")
    def _on_selection_in(self, change: Mapping[str, Any]) -> None:
        """A page that has chosen among tiles that are shown no more is told what is chosen."""
        shown = self._shown
        if self._from_browser and shown is not None and change["new"] != shown.number:
            self._selection_in = shown.number
            self.send_state("selection")

    @t.observe("_picture")
    def _follow_places(self, _: object) -> None:
        """First of all that observe the picture, so that they find the selection in its numbering."""
        shown = self._shown
        if shown is not None and not shown.is_preview:
            with self._refusing():
                self._chosen.arrive(shown)
            self.selection = self._chosen.find(shown)
            self._selection_in = shown.number
