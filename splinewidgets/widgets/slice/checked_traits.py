"""What is set in an explorer is checked first: Python is told by an exception, the browser by `error`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from traitlets import validate

from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput, read_anchors
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits
from splinewidgets.widgets.slice.pinned_tile import PinnedTile


class CheckedTraits(ExplorerTraits):
    """Traits whose values fit the network, the data and the picture."""

    _given: ExplorerInput
    _wanted: Scene
    _shown: Rendered | None
    # What to make of values that are set, by trait, and the last good ones.
    _readers: dict[str, Any]
    _accepted: dict[str, Any]

    @validate("view", "visible_layers", "visible_marks", "visible_classes", "color_by")
    def _checked(self, proposal: Mapping[str, Any]) -> Any:
        name, given = proposal["trait"].name, proposal["value"]
        with self._telling():
            self._accepted[name] = self._readers[name](given)
            self._recover()
        return self._accepted[name]

    @validate("anchors")
    def _checked_anchors(self, proposal: Mapping[str, Any]) -> Any:
        given = proposal["value"]
        if not self._known(given):
            shape = tuple(self._given.network.input_shape)
            self._wanted.through_others(read_anchors(given, shape, self._given.samples))
        return given

    def _known(self, anchors: Any) -> bool:
        """Whether these are the anchors that are wanted or shown."""
        return anchors is self._wanted.anchors or (self._shown is not None and anchors is self._shown.scene.anchors)

    @validate("selected", "hovered")
    def _checked_tile(self, proposal: Mapping[str, Any]) -> int:
        tile: int = proposal["value"]
        # The browser may have seen an older picture: there the pointer counts.
        if not self._from_browser and self._shown is not None and tile >= max(self._shown.tile_count, 0):
            PinnedTile().mark(self._shown, tile)
        return tile
