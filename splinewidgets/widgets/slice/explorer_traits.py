"""Traits of `SliceExplorer`: all that travels between Python and the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import traitlets as t
from anywidget import WidgetTrait

from splinewidgets.pictures.scene.legend import MARKS, read_classes, read_marks
from splinewidgets.pictures.scene.sequential_input import read_chosen
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.diagram import WeightEdit
from splinewidgets.pictures.wire_types.explorer import (
    Facts,
    Mark,
    Renderer,
    WireDots,
    WireMap,
    WireMeasure,
    WireSampled,
)
from splinewidgets.pictures.wire_types.gestures import Drag, Tilt, Undo
from splinewidgets.pictures.wire_types.picture import ChosenUnit, WireAgain, WirePicture
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.sent_pictures import SentPictures
from splinewidgets.widgets.host.status_traits import TileTraits
from splinewidgets.widgets.host.trait_types import Choice, Items, Numbered, Payload, Point, Positive
from splinewidgets.widgets.slice.shapes_beside import ShapesBeside

# Width over height of the canvas, until the browser tells.
ASPECT = 1.5
# A canvas of one row of pixels is no wider; a window of such a shape still has an end.
MOST_ASPECT = 10_000.0
# Messages of a gesture are not sent back: the browser is ahead of them already.
_GESTURE = {"sync": True, "echo_update": False}


def shortened(trait: str) -> Callable[[Maybe[WirePicture], ExplorerTraits], Maybe[WirePicture | WireAgain]]:
    """Serializer of a picture trait: in short where the browser has the picture already."""
    return lambda picture, widget: widget._sent.shortened(trait, picture, widget._most_kept)


class ExplorerTraits(ShapesBeside, TileTraits):
    """Traits of an explorer. Arrays are entries of `wire.encode`; pictures that the browser has are sent in short."""

    visible_marks = Checked(
        Items(t.Unicode(), list(MARKS)),
        lambda explorer, given: read_marks(given),
        help="Marks drawn above the tiles: some of boundary, data, misclassified, anchors.",
    ).tag(sync=True, wire=list[Mark])
    visible_classes = Checked(
        Items(t.Int()),
        lambda explorer, given: read_classes(given, len(explorer._classes)),
        help="Classes whose data and tiles are drawn.",
    ).tag(sync=True)
    unit = Checked(
        t.Any(None),
        lambda explorer, given: read_chosen(given, explorer.units, "unit"),
        takes_back=False,
        help="The unit whose folded line is marked, [layer, unit], both from 0; None for none.",
    ).tag(sync=True, wire=ChosenUnit | None)
    _pointed_unit = Checked(
        t.Any(None),
        lambda explorer, given: read_chosen(given, explorer.units, "_pointed_unit"),
        takes_back=False,
        help="The unit whose line, or whose place in a diagram, is under the pointer.",
    ).tag(**_GESTURE, wire=ChosenUnit | None)
    tile_count = t.Int(0, read_only=True, help="Tiles in the window; 0 where the network is sampled.").tag(
        sync=True, told=True
    )
    sampled = Payload(
        WireSampled, read_only=True, help="Points at which the network is sampled; {} where tiles are shown."
    ).tag(sync=True, told=True)
    renderer = Choice(
        get_args(Renderer), "auto", help="Draw by a graphics card, by the processor, or by the faster of them."
    ).tag(sync=True)

    _picture = Payload(WirePicture | WireAgain, help="Picture of the slice.").tag(
        sync=True, told=True, to_json=shortened("_picture")
    )
    _most_kept = t.Int(help="How many tiles a page holds in pictures that are not on the screen, at most.").tag(
        sync=True, told=True
    )
    _missing = t.Int(0, help="Counts requests for pictures that the browser was taken to have.").tag(**_GESTURE)
    # This explorer itself, once something stands beside it, which has it by the same name.
    _itself = WidgetTrait().tag(sync=True, told=True, wire=str | None)
    _dots = Payload(WireDots, help="Samples drawn on the picture, from a view beside.").tag(sync=True, told=True)
    _measures = t.List(Payload(WireMeasure), help="Name and label of each measure.").tag(sync=True, told=True)
    _facts = Payload(Facts, help="Rows of text about the hovered tile, or the point there where it is sampled.").tag(
        sync=True, told=True
    )
    _selected_facts = Payload(Facts, help="Rows of text about the selected tile.").tag(sync=True, told=True)
    _map = Payload(WireMap, help="The data map of the side panel.").tag(sync=True, told=True)
    anchor_names = t.List(t.Unicode()).tag(sync=True, told=True)
    axis_names = t.List(t.Unicode(), help="Names of the two inputs; empty where there are more.").tag(
        sync=True, told=True
    )
    _marks = t.List(t.Unicode(), help="Marks that can be drawn above the tiles.").tag(
        sync=True, told=True, wire=list[Mark]
    )
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
    _weight = Numbered(WeightEdit, help="A weight of the network being changed, in a diagram beside.")
    _undo = Numbered(Undo, help="Views and anchors to go back to.")
    _can_undo = t.Bool(False, help="Whether there is a step to undo.").tag(sync=True, told=True)
    _can_redo = t.Bool(False, help="Whether there is a step to redo.").tag(sync=True, told=True)
    _reroll = t.Int(0, help="Counts requests for another direction to tilt in.").tag(**_GESTURE)
    _tracks_pointer = t.Bool(False, help="Whether each move of the pointer is sent.").tag(sync=True, told=True)
    pointer = Point(help="Pointer on the slice, [u, v], or None.").tag(**_GESTURE)

    def __init__(self, **traits: Any) -> None:
        self._sent, self._trackers = SentPictures(), 0
        super().__init__(**traits)

    @property
    def _marked(self) -> ChosenUnit | None:
        """The unit whose line lies on pictures of the explorer."""
        unit: ChosenUnit | None = self.unit
        return unit

    @property
    def units(self) -> list[int]:
        """How many units each layer has."""
        return [layer["units"] for layer in self._layers]

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """State to be sent; all of it for a browser that knows nothing yet."""
        if key is None:
            self._sent.forget()
        return super().get_state(key, drop_defaults)

    def track_pointer(self, by: int) -> None:
        """Have each move of the pointer told for as long as anybody wants it: 1 for one more, -1 for one less."""
        self._trackers += by
        self._tracks_pointer = self._trackers > 0

    def tell_its_name(self) -> None:
        """Let a page find out whether what stands beside this explorer is shown together with it."""
        self._itself = self

    def _send_all(self) -> None:
        self._sent.forget()
        super()._send_all()

    @t.observe("_layers")
    def _let_go_of_unit(self, _: object) -> None:
        """A unit that a network no longer has is not marked."""
        for name in ("unit", "_pointed_unit"):
            marked = getattr(self, name)
            if marked is not None and not (marked[0] < len(self.units) and marked[1] < self.units[marked[0]]):
                self.set_trait(name, None)

    @t.observe("_missing")
    def _send_again(self, _: object) -> None:
        self._sent.forget()
        with self._publishing:
            self.send_state([name for name in self.keys if name.endswith("_picture")])
