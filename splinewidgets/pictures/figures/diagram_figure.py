"""Figures of `NetworkDiagram`: columns of units with their names, and the weights between them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from splinewidgets.pictures.figures.diagram_entries import box_shapes, entry_shapes, outlined, share_bar, shortened
from splinewidgets.pictures.figures.diagram_paths import Emphasis
from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.sheets.inked_lines import as_rgb
from splinewidgets.pictures.sheets.keys import Entry, legend
from splinewidgets.pictures.sheets.shapes import PIXELS_PER_INCH, Anchor, Box, Curve, Panel, Polygons, Rgb, Shape, Text
from splinewidgets.pictures.sheets.sheet import MARGIN, Key, Look, View, extent
from splinewidgets.pictures.sheets.themes import mixed
from splinewidgets.pictures.stills.diagram_layout import (
    NEGATIVE,
    PILL,
    POSITIVE,
    TOP,
    DiagramLayout,
    is_open,
    rounded,
    width_of,
)
from splinewidgets.pictures.wire_types.diagram import WireColumn, WireNetwork

NAME = 11.0
# Of the names of inputs and outputs beside the diagram, in pixels and as a share of its width.
LONGEST, WIDEST = 110.0, 0.18
# Room for arcs below names that run upwards.
ARCS = 22.0
BAND = 0.16
DASHED = (3.0, 3.0)
# What a column's looks tell already.
USUAL = ("linear", "addmm", "add")


def diagram_view(wire: WireNetwork, emphasis: Emphasis, height: float, look: Look) -> View:
    """The diagram, so many pixels high on a sheet of that look."""

    def draw(box: Box, look: Look) -> Panel:
        layout, heads = _laid_out(wire, box)
        origin = np.array(box[:2])
        shapes: list[Shape] = []
        for band in layout.bands():
            gray = as_rgb(mixed((0.53, 0.53, 0.53), BAND, look.colors.background))
            shapes.append(Polygons(band + origin, np.arange(4), np.array([4]), np.array([gray])))
        largest = layout.largest() or 1.0
        for edge in layout.edges():
            color = as_rgb((POSITIVE if edge.value > 0 else NEGATIVE)[look.theme])
            width, dashes = width_of(abs(edge.value) / largest), DASHED if edge.possible else ()
            shapes.append(Curve(edge.points + origin, color, width, emphasis.strength(edge), dashes))
        for index, column in enumerate(layout.columns):
            if is_open(column):
                shapes += entry_shapes(layout, index, origin, emphasis, look)
                shapes += _names(layout, index, box, look)
            else:
                shapes += box_shapes(layout, index, origin, emphasis, through(column), look)
        return Panel(box, [*shapes, *_heads(layout, heads, box, look)])

    return View((PIXELS_PER_INCH * look.width - 2 * MARGIN) / height, draw)


def diagram_keys(wire: WireNetwork, emphasis: Emphasis) -> list[Key]:
    """What the looks of edges and units mean."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        theme = look.colors
        largest = DiagramLayout(wire, width, width).largest()

        def line(name: str, color: Rgb) -> Entry:
            return Entry(name, lambda a, b: [Curve(np.array([[a - 7, b], [a + 7, b]]), color, 2.5)])

        thin, wide = width_of(0.001) / 2, width_of(1.0) / 2
        wedge = np.array([[-8, -thin], [8, -wide], [8, wide], [-8, thin]])
        entries = [line("above 0", POSITIVE[look.theme]), line("below 0", NEGATIVE[look.theme])]
        if largest:
            colors = np.array([theme.muted])
            entries.append(
                Entry(
                    f"0 to {number(largest)}",
                    lambda a, b: [Polygons(wedge + np.array([a, b]), np.arange(4), np.array([4]), colors)],
                )
            )
        if emphasis.paths is not None and any(map(is_open, wire["columns"][1:])):
            disc = rounded(5.0, 5.0, 5.0)
            entries.append(
                Entry("not active", lambda a, b: outlined(disc + np.array([a, b]), theme.background, theme.muted, True))
            )
        if _has_shares(wire, emphasis):
            entries.append(Entry("share active", lambda a, b: share_bar(0.6, a - 8, b - 2, 16.0, theme)))
        return legend(entries)(x, y, width, look)

    return [draw]


def through(column: WireColumn, but: tuple[str, ...] = ()) -> str:
    """What is computed on the ways to a column, but for some operations."""
    names = [] if column["kind"] == "choice" else [name for each in column["connections"] for name in each["through"]]
    return " · ".join(name for name in dict.fromkeys(names) if name not in but)


def _laid_out(wire: WireNetwork, box: Box) -> tuple[DiagramLayout, list[str]]:
    """With room for names: beside the diagram, and above it, upright where columns stand close."""
    columns = wire["columns"]
    sides = [0.0, 0.0]
    for side, index in enumerate((0, wire["output"])):
        if is_open(columns[index]) and index in (0, len(columns) - 1):
            longest = max((extent(name, NAME) for name in columns[index]["names"]), default=0.0)
            sides[side] = PILL + 8 + min(_longest(box), longest)
    heads = [_head(column) for column in columns]
    layout = DiagramLayout(wire, box[2], box[3], TOP, (sides[0], sides[1]))
    if not _level(layout, heads):
        top = ARCS + 6 + max(extent(head) for head in heads)
        layout = DiagramLayout(wire, box[2], box[3], min(top, box[3] / 2), (sides[0], sides[1]))
    return layout, heads


def _level(layout: DiagramLayout, heads: list[str]) -> bool:
    """Whether the names of columns have room beside each other."""
    return all(extent(a) + extent(b) + 8 <= 2 * layout.step for a, b in pairwise(heads))


def _heads(layout: DiagramLayout, heads: list[str], box: Box, look: Look) -> list[Shape]:
    """The names of the columns, and below them what else is computed on the way."""
    shapes: list[Shape] = []
    level = _level(layout, heads)
    for index, (column, head) in enumerate(zip(layout.columns, heads, strict=True)):
        x = box[0] + layout.x(index)
        if not level:
            shapes.append(Text(head, x + 4, box[1] + layout.top - ARCS, look.colors.muted, upright=False))
            continue
        shapes.append(Text(head, x, box[1] + 14, look.colors.muted, anchor="middle"))
        if is_open(column) and (named := through(column, USUAL)):
            small = shortened(named, layout.step)
            shapes.append(Text(small, x, box[1] + 27, look.colors.muted, 10.0, "middle"))
    return shapes


def _names(layout: DiagramLayout, index: int, box: Box, look: Look) -> list[Shape]:
    """The names of inputs to their left, of other entries to their right."""
    column, half = layout.columns[index], layout.half(index)[0] + 5
    anchor: Anchor = "end" if index == 0 else "start"
    direction = -1 if index == 0 else 1
    return [
        Text(
            shortened(name, _longest(box)),
            box[0] + x + direction * half,
            box[1] + y + 4,
            look.colors.text,
            NAME,
            anchor,
        )
        for name, (x, y) in zip(column["names"], layout.places(index), strict=False)
    ]


def _has_shares(wire: WireNetwork, emphasis: Emphasis) -> bool:
    """Whether a box tells how many of its units are active."""
    boxed = any(column["kind"] == "unit" and not is_open(column) for column in wire["columns"])
    return boxed and (emphasis.paths is not None or any(active >= 0 for active in emphasis.counts))


def _longest(box: Box) -> float:
    return min(LONGEST, WIDEST * box[2])


def _head(column: WireColumn) -> str:
    width, name = column["width"], column["name"]
    if column["kind"] == "input":
        return "input" if width == 1 else f"inputs · {count(width)}"
    if name == "output":
        return "output" if width == 1 else f"outputs · {count(width)}"
    return "sum" if name == "+" else f"{name} · {count(width)}"
