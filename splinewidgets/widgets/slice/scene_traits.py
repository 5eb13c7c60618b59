"""Traits of an explorer that must fit its scene and its picture: anchors, and numbers of tiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import traitlets as t

from splinewidgets.geometry.tessellation.measures import Measure
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.pictures.scene.slice_input import ExplorerInput, read_anchors
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.trait_types import Whole
from splinewidgets.widgets.slice.explorer_traits import ExplorerTraits
from splinewidgets.widgets.slice.pinned_tile import PinnedTile


class SceneTraits(ExplorerTraits):
    """Traits that are checked against the explorer's scene and picture."""

    anchors = Checked(
        t.Any(),
        lambda explorer, given: explorer._fitting_anchors(given),
        takes_back=False,
        help="The anchors in input space, (3, *input_shape); also set from three indices of data.",
    )
    selected = Checked(
        Whole(-1),
        lambda explorer, given: explorer._existing("selected", given),
        takes_back=False,
        help="The selected tile, -1 for none; it follows its point when the picture changes.",
    ).tag(sync=True)
    hovered = Checked(
        Whole(-1),
        lambda explorer, given: explorer._existing("hovered", given),
        takes_back=False,
        help="The tile under the pointer, -1 for none.",
    ).tag(sync=True)

    _given: ExplorerInput
    _target: Scene
    _shown: Rendered | None

    def _fitting_anchors(self, given: Any) -> Any:
        if not self._known(given):
            shape = tuple(self._given.network.input_shape)
            self._target.through_others(read_anchors(given, shape, self._given.samples))
        return given

    def _known_measures(self) -> Mapping[str, Measure]:
        return self._given.measures

    def _known(self, anchors: Any) -> bool:
        """Test whether these are the anchors of the target scene or of the one on the screen."""
        return anchors is self._target.anchors or (self._shown is not None and anchors is self._shown.scene.anchors)

    def _existing(self, name: str, given: Any) -> int:
        tile = plain_values.whole(given, name, "a whole number", "Pass -1 for no tile.")
        # The browser may have seen an older picture: there the pointer counts.
        if not self._from_browser and tile >= 0:
            if self._shown is None or self._shown.is_preview:
                self._work.wait()
            if self._shown is not None and not self._shown.is_preview and tile >= max(self._shown.tile_count, 0):
                PinnedTile().pin(self._shown, tile)
        return tile
