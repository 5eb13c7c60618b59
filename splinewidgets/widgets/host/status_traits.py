"""Traits that widgets share: status, and looks of tiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, cast, get_args

import numpy as np
import traitlets as t

from splinewidgets.geometry.tessellation.measures import Measure
from splinewidgets.pictures.color_range import read_color_range, recolored
from splinewidgets.pictures.scene.layers import read_depth, read_layers
from splinewidgets.pictures.scene.measures import read_measure
from splinewidgets.pictures.scene.slice_input import read_view
from splinewidgets.pictures.wire import decode, encode
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import BarScale, Colormap, WireColors
from splinewidgets.pictures.wire_types.explorer import State, WireLayer
from splinewidgets.pictures.wire_types.picture import Box, Range
from splinewidgets.widgets.host.checked import Checked
from splinewidgets.widgets.host.saved_in_page import SavedInPage
from splinewidgets.widgets.host.trait_types import Choice, Items, Payload, Text, Tiles, Whole


class StatusTraits(SavedInPage):
    """Traits of every widget with a frame; `error` is every listener's."""

    status = t.Unicode("", help="Result of the last computation, in words.").tag(sync=True, told=True)
    state = t.Enum(get_args(State), "empty", help="Present activity of the widget.").tag(sync=True, told=True)
    height = Whole(480, min=1, help="Height in pixels.").tag(sync=True)
    class_names = t.List(t.Unicode()).tag(sync=True, told=True)


class TileTraits(StatusTraits):
    """Traits of an explorer and of every view beside it."""

    color_by = Checked(
        Text("slope"),
        lambda widget, given: read_measure(given, widget._known_measures()),
        help="Name of the measure that colors the tiles.",
    ).tag(sync=True)
    color_range = Checked(
        t.Any(None),
        lambda widget, given: read_color_range(given),
        help="The ends (low, high) of the color bar; None for the range of most tiles.",
    ).tag(sync=True, wire=Range | None)
    color_scale = Choice(
        get_args(BarScale), "auto", help="The scale of the color bar; 'auto' is the measure's own."
    ).tag(sync=True)
    colormap = Choice(get_args(Colormap), "viridis", help="Color map for numbers.").tag(sync=True)
    visible_layers = Checked(
        Items(t.Int()),
        lambda widget, given: read_layers(given, len(widget._layers)),
        help="Layers whose hyperplanes are drawn.",
    ).tag(sync=True)
    depth = Checked(
        t.Any(None),
        lambda widget, given: read_depth(given, len(widget._layers)),
        help="How many layers have cut the tiles that are shown; None for all.",
    ).tag(sync=True, wire=int | None)
    hovered = Whole(-1, help="The tile under the pointer, -1 for none.").tag(sync=True)
    selected = Whole(-1, help="The selected tile, -1 for none; it follows its point when the picture changes.").tag(
        sync=True
    )
    selection = Tiles(
        help="The chosen tiles, an array of their numbers, also set from a mask; they keep their places."
    ).tag(sync=True)
    view = Checked(
        t.Any(None),
        lambda widget, given: read_view(given),
        help="The window (u0, u1, v0, v1) to look at; None for the slice's own.",
    ).tag(sync=True, wire=Box | None)

    _colors = Payload(WireColors, help="Measure that colors the tiles, and its values.").tag(sync=True, told=True)
    # What changes colors without the tiles: stills look at these.
    _looks: ClassVar[tuple[str, ...]] = ("_colors", "colormap", "color_range", "color_scale", "visible_layers", "depth")

    _layers = t.List(Payload(WireLayer), help="Name and units of each layer.").tag(sync=True, told=True)

    def _known_measures(self) -> Mapping[str, Measure]:
        """Measures that tiles can be colored by, by their names."""
        raise NotImplementedError

    def _recolored(self, colors: Maybe[WireColors]) -> Maybe[WireColors]:
        """The colors as a page shows them."""
        if self.depth is not None and "patterns" in colors:
            after = decode(colors["patterns"])[self.depth - 1]
            return cast(WireColors, {**colors, "values": encode(after.astype(np.float32))})
        return recolored(colors, self.color_range, self.color_scale)

    def _drawn_layers(self) -> list[int]:
        """The layers whose hyperplanes are seen."""
        return [layer for layer in self.visible_layers if self.depth is None or layer < self.depth]
