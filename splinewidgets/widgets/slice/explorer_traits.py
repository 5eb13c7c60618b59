"""The traits of `SliceExplorer`: everything that travels between Python and the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, get_args

import traitlets as t

from splinewidgets.pictures.scene.legend import MARKS, read_classes, read_marks
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.explorer import (
    Mark,
    Renderer,
    WireDots,
    WireMap,
    WireSampled,
)
from splinewidgets.pictures.wire_types.gestures import Drag, Tilt, Undo
from splinewidgets.pictures.wire_types.picture import WireAgain, WirePicture
from splinewidgets.widgets.host.background_widget import BackgroundWidget
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.sent_pictures import SentPictures
from splinewidgets.widgets.host.status_traits import TileTraits
from splinewidgets.widgets.host.trait_types import Choice, Items, Numbered, Payload, Point, Positive

# Width over height of the canvas, until the browser tells.
ASPECT = 1.5
# A canvas of one row of pixels is no wider; a window of such a shape still has an end.
MOST_ASPECT = 10_000.0
# Messages of a gesture are not sent back: the browser is ahead of them already.
_GESTURE = {"sync": True, "echo_update": False}


def shortened(trait: str) -> Callable[[Maybe[WirePicture], ExplorerTraits], Maybe[WirePicture | WireAgain]]:
    """How a picture is sent: in short where the browser has it already."""
    return lambda picture, widget: widget._sent.shortened(trait, picture, widget.most_kept)


class ExplorerTraits(BackgroundWidget, TileTraits):
    """Traits; arrays are entries of `wire.encode`. Pictures that the browser has are sent in short."""

    # How many tiles the browser holds in pictures beside the one on the screen, at most.
    most_kept: ClassVar[int] = 0

    visible_marks = Checked(
        Items(t.Unicode(), list(MARKS)),
        lambda explorer, given: read_marks(given),
        help="What is drawn above the tiles: some of boundary, data, misclassified, anchors.",
    ).tag(sync=True, wire=list[Mark])
    visible_classes = Checked(
        Items(t.Int()),
        lambda explorer, given: read_classes(given, len(explorer._classes)),
        help="Classes whose data and tiles are drawn.",
    ).tag(sync=True)
    tile_count = t.Int(0, read_only=True, help="Tiles in the window; 0 where the network is sampled.").tag(
        sync=True, told=True
    )
    sampled = Payload(
        WireSampled, read_only=True, help="{} where tiles are shown, or where the network is sampled its points."
    ).tag(sync=True, told=True)
    renderer = Choice(
        get_args(Renderer), "auto", help="Draw by a graphics card, by the processor, or by the faster of them."
    ).tag(sync=True)

    _picture = Payload(WirePicture | WireAgain, help="What is drawn.").tag(
        sync=True, told=True, to_json=shortened("_picture")
    )
    _missing = t.Int(0, help="Counts requests for pictures that the browser was taken to have.").tag(**_GESTURE)
    _dots = Payload(WireDots, help="Samples to be drawn on a picture, from what stands beside.").tag(
        sync=True, told=True
    )
    _map = Payload(WireMap, help="The data map of the side panel.").tag(sync=True, told=True)
    anchor_names = t.List(t.Unicode()).tag(sync=True, told=True)
    axis_names = t.List(t.Unicode(), help="Of the two inputs, where there are two; else empty.").tag(
        sync=True, told=True
    )
    _marks = t.List(t.Unicode(), help="What there is above the tiles.").tag(sync=True, told=True, wire=list[Mark])
    _classes = t.List(t.Unicode(), help="Names of the classes that have colors.").tag(sync=True, told=True)
    _can_tilt = t.Bool(False, help="Whether the plane can be tilted into a random direction.").tag(sync=True, told=True)

    _aspect = Positive(ASPECT, min=1 / MOST_ASPECT, max=MOST_ASPECT, help="Width over height of the canvas.").tag(
        **_GESTURE
    )
    _drag = Numbered(Drag, help="A handle being moved.")
    _tilt = Numbered(Tilt, help="The plane being tilted.")
    _gesture = t.Int(0, help="When the hand's gesture began, in ms: all that comes of it is one step of undo.").tag(
        **_GESTURE
    )
    _undo = Numbered(Undo, help="Views and anchors to go back to.")
    _can_undo = t.Bool(False, help="Whether there is a step to undo.").tag(sync=True, told=True)
    _can_redo = t.Bool(False, help="Whether there is a step to redo.").tag(sync=True, told=True)
    _reroll = t.Int(0, help="Counts requests for another direction to tilt in.").tag(**_GESTURE)
    _tracks_pointer = t.Bool(False, help="Whether each move of the pointer is told.").tag(sync=True, told=True)
    pointer = Point(help="Where the pointer is on the slice, [u, v], or None.").tag(**_GESTURE)

    def __init__(self, **traits: Any) -> None:
        self._sent = SentPictures()
        super().__init__(**traits)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """The state to be sent; all of it for a browser that knows nothing yet."""
        if key is None:
            self._sent.forget()
        return super().get_state(key, drop_defaults)

    def _send_all(self) -> None:
        self._sent.forget()
        super()._send_all()

    @t.observe("_missing")
    def _send_again(self, _: object) -> None:
        self._sent.forget()
        with self._publishing:
            self.send_state([name for name in self.keys if name.endswith("_picture")])
