"""The traits that widgets have in common: how it went, and how tiles look."""

from __future__ import annotations

from typing import get_args

import traitlets as t

from splinewidgets.pictures.scene.slice_input import read_layers, read_measure, read_view
from splinewidgets.pictures.wire_types.colors import Colormap, WireColors
from splinewidgets.pictures.wire_types.explorer import Facts, State, WireLayer, WireMeasure
from splinewidgets.pictures.wire_types.picture import Box
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.messages import Listener
from splinewidgets.widgets.host.trait_types import Choice, Items, Payload, Text, Whole


class StatusTraits(Listener):
    """Of every widget with a frame; `error` is every listener's."""

    status = t.Unicode("", help="How the last computation went.").tag(sync=True, told=True)
    state = t.Enum(get_args(State), "empty", help="What the widget is doing.").tag(sync=True, told=True)
    height = Whole(480, min=1, help="Height in pixels.").tag(sync=True)
    class_names = t.List(t.Unicode()).tag(sync=True, told=True)


class TileTraits(StatusTraits):
    """Of an explorer, and of every view beside it."""

    color_by = Checked(
        Text("slope"),
        lambda widget, given: read_measure(given, widget.class_names),
        help="Name of the measure that colors the tiles.",
    ).tag(sync=True)
    colormap = Choice(get_args(Colormap), "viridis", help="Color map for numbers.").tag(sync=True)
    visible_layers = Checked(
        Items(t.Int()),
        lambda widget, given: read_layers(given, len(widget._layers)),
        help="Layers whose hyperplanes are drawn.",
    ).tag(sync=True)
    hovered = Whole(-1, help="The tile under the pointer, -1 for none.").tag(sync=True)
    selected = Whole(-1, help="The selected tile, -1 for none; it follows its point when the picture changes.").tag(
        sync=True
    )
    view = Checked(
        t.Any(None),
        lambda widget, given: read_view(given),
        help="The window (u0, u1, v0, v1) to look at; None for the slice's own.",
    ).tag(sync=True, wire=Box | None)

    _colors = Payload(WireColors, help="What the tiles are colored by.").tag(sync=True, told=True)
    _layers = t.List(Payload(WireLayer), help="Name and units of each layer.").tag(sync=True, told=True)
    _measures = t.List(Payload(WireMeasure), help="Name and label of each measure.").tag(sync=True, told=True)
    _facts = Payload(Facts, help="Rows of text about the hovered tile, or the point there where it is sampled.").tag(
        sync=True, told=True
    )
    _selected_facts = Payload(Facts, help="Rows of text about the selected tile.").tag(sync=True, told=True)
