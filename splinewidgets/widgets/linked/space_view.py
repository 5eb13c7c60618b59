"""A view beside an explorer that is turned in space."""

from __future__ import annotations

from typing import ClassVar

from splinewidgets.pictures.wire_types.space import WireCamera
from splinewidgets.widgets.host.trait_types import Payload
from splinewidgets.widgets.linked.linked_view import LinkedView


class SpaceView(LinkedView):
    """Base of the linked views with a camera."""

    _drawn: ClassVar[tuple[str, ...]] = (*LinkedView._drawn, "camera")

    camera = Payload(WireCamera, help="From where it is seen; {} for the first view.").tag(sync=True)

    def _lines(self) -> tuple[list[int], int]:
        """The visible layers, and how many there are."""
        return self.visible_layers, len(self._layers)
