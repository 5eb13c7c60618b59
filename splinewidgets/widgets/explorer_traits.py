"""The traits of `SliceExplorer`: everything that travels between Python and the browser."""

from __future__ import annotations

import traitlets as t

from .live_widget import LiveWidget

# Width over height of the canvas, until the browser tells.
ASPECT = 1.5
# Messages of a gesture are not sent back: the browser is ahead of them already.
_GESTURE = {"sync": True, "echo_update": False}


class ExplorerTraits(LiveWidget):
    """Traits only; arrays are entries of `wire.encode`."""

    _awaited = frozenset({"drag", "tilt"})

    anchors = t.Any(help="The anchors in input space, (3, *input_shape); also set from three indices into the data.")
    view = t.Any(None, help="The window (u0, u1, v0, v1) to look at; None for the slice's own.").tag(sync=True)
    visible_layers = t.List(t.Int(), help="Layers whose hyperplanes are drawn.").tag(sync=True)
    color_by = t.Unicode("slope", help="Name of the measure that colors the tiles.").tag(sync=True)
    colormap = t.Enum(["viridis", "cividis", "magma"], "viridis", help="Color map for numbers.").tag(sync=True)
    selected = t.Int(-1, help="The selected tile, -1 for none; it follows its point when the picture changes.").tag(
        sync=True
    )
    hovered = t.Int(-1, help="The tile under the pointer, -1 for none.").tag(sync=True)
    tile_count = t.Int(0, read_only=True, help="Tiles in the window.").tag(sync=True)
    height = t.Int(480, help="Height of the canvas in pixels.").tag(sync=True)
    renderer = t.Enum(
        ["auto", "webgl", "canvas"], "auto", help="Draw by a graphics card, by the processor, or by the faster of them."
    ).tag(sync=True)

    picture = t.Dict(help="What is drawn; see picture.py.").tag(sync=True)
    colors = t.Dict(help="What it is colored by; see coloring.py.").tag(sync=True)
    layers = t.List(t.Dict(), help="Name and units of each layer.").tag(sync=True)
    measures = t.List(t.Dict(), help="Name and label of each measure.").tag(sync=True)
    map = t.Dict(help="The data map of the side panel; see data_map.py.").tag(sync=True)
    anchor_names = t.List(t.Unicode()).tag(sync=True)
    class_names = t.List(t.Unicode()).tag(sync=True)
    can_tilt = t.Bool(False, help="Whether the plane can be tilted into a random direction.").tag(sync=True)
    facts = t.Dict(help="Rows of text about the hovered tile.").tag(sync=True)
    selected_facts = t.Dict(help="Rows of text about the selected tile.").tag(sync=True)

    aspect = t.Float(ASPECT, help="Width over height of the canvas.").tag(**_GESTURE)
    drag = t.Dict(help="A handle being moved: index, where ('slice' or 'map'), at, seq, done.").tag(**_GESTURE)
    tilt = t.Dict(help="The plane being tilted: index, angle (radians from the gesture's start), seq.").tag(**_GESTURE)
    answered = t.Int(0, help="The `seq` of the newest drag or tilt that is over and done, refused ones included.").tag(
        sync=True
    )
    reroll = t.Int(0, help="Counts requests for another direction to tilt in.").tag(**_GESTURE)
    pointer = t.Any(None, help="Where the pointer is on the slice, [u, v], or None.").tag(**_GESTURE)
