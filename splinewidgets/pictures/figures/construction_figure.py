"""Figures of `DepthWidthExplorer`: tiles or a graph, and numbers over the depth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from splinewidgets.pictures.sheets.chart import Places, chart_view
from splinewidgets.pictures.sheets.inked_lines import as_rgb
from splinewidgets.pictures.sheets.keys import Entry, layer_entries, legend
from splinewidgets.pictures.sheets.shapes import Box, Curve, Floats, Lines, Marks, Panel, Polygons, Rgb, Shape
from splinewidgets.pictures.sheets.sheet import Key, Look, View, placed
from splinewidgets.pictures.sheets.themes import Theme, mixed
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.palette import layer_colors, ramp_colors
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.depth_width import WireColoredTiles, WireCurves, WireGraph, WireSeries

# As in js/src/depth_width: lines are thinner the more tiles there are.
THICKEST, THINNEST, FEW = 1.5, 0.35, 60
# Below and above the numbers, in powers of ten.
MARGIN = 0.3
BLUE, ORANGE, GREEN = (0.0, 114 / 255, 178 / 255), (213 / 255, 94 / 255, 0.0), (0.0, 158 / 255, 115 / 255)
DASHES = {"one layer": (6.0, 4.0), "growth": (1.0, 4.0)}


def cells_view(wire: WireColoredTiles, depth: int) -> View:
    """Tiles by what the network makes of them, with the edges of its layers."""
    x0, x1, y0, y1 = wire["window"]

    def draw(box: Box, look: Look) -> Panel:
        del look
        loops, points = Loops(wire), placed(decode(wire["positions"]).astype(np.float64), box)
        colors = ramp_colors("viridis", decode(wire["values"]))
        width = max(THINNEST, THICKEST * min(1.0, math.sqrt(FEW / len(loops.sizes))))
        shapes: list[Shape] = [Polygons(points, loops.corners, loops.sizes, colors)]
        for layer, color in enumerate(layer_colors(depth)):
            shapes.append(Lines(points, loops.edges(layer), as_rgb(color), width))
        return Panel(box, shapes, (x0, x1, y0, y1), ("x₁", "x₂"))

    return View(1.0, draw, "Tiles", "filled by the output")


def layers_key(depth: int) -> Key:
    """The layers by the colors of their edges."""
    return legend(layer_entries([f"layer {i + 1}" for i in range(depth)], range(depth)))


def graph_view(wire: WireGraph) -> View:
    """The graph, above what it approximates."""

    def drawing(places: Places, look: Look) -> list[Shape]:
        shapes: list[Shape] = []
        if "target" in wire:
            shapes.append(Curve(places(decode(wire["target"])), ORANGE, 2.0))
        shapes.append(Curve(places(decode(wire["vertices"])), mixed(BLUE, 0.8, look.colors.text), 2.5))
        return shapes

    return chart_view(wire["window"], drawing, 1.0, "Graph")


def curves_view(wire: WireCurves, depth: int) -> View:
    """Numbers over the depth on a logarithmic scale, and where the present one is."""
    known = np.concatenate([_places(series)[:, 1] for series in wire["series"]])
    most = max(len(decode(series["logarithms"])) for series in wire["series"])
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    window = (0.5, most + 0.5, low - MARGIN, high + MARGIN)

    def drawing(places: Places, look: Look) -> list[Shape]:
        cursor = mixed(look.colors.text, 0.25, look.colors.background)
        shapes: list[Shape] = [Curve(places([[depth, window[2]], [depth, window[3]]]), cursor, 1.0)]
        for series in wire["series"]:
            at, looks = places(_places(series)), _looks(series, look.colors)
            fills = np.tile(looks["color"], (len(at), 1))
            shapes += [Curve(at, **looks), Marks(at, np.full(len(at), 1.3 * looks["width"]), fills)]
        return shapes

    across = [(float(d), str(d)) for d in range(1, most + 1)]
    return chart_view(window, drawing, 1.0, wire["title"], "log scale", ("depth", ""), across=across, logarithmic=True)


def curves_key(wire: WireCurves, depth: int) -> Key:
    """What the curves are, and their numbers at the present depth."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        def entry(series: WireSeries) -> Entry:
            texts = series["texts"]
            number = texts[depth - 1] if depth <= len(texts) and texts[depth - 1] else "–"
            looks = _looks(series, look.colors)
            return Entry(
                f"{series['label']}: {number}", lambda a, b: [Curve(np.array([[a - 7, b], [a + 7, b]]), **looks)]
            )

        return legend([entry(series) for series in wire["series"]])(x, y, width, look)

    return draw


def _places(series: WireSeries) -> Floats:
    """Depth and logarithm (n, 2) of each number that is known."""
    logarithms = decode(series["logarithms"]).astype(np.float64)
    both = np.column_stack([np.arange(1.0, len(logarithms) + 1), logarithms])
    return both[np.isfinite(logarithms)]


def _looks(series: WireSeries, theme: Theme) -> dict[str, Any]:
    own: dict[str, Rgb] = {
        "measured": mixed(BLUE, 0.8, theme.text),
        "upper": ORANGE,
        "lower": GREEN,
        "closed form": GREEN,
    }
    color, width = own.get(series["name"], theme.muted), 2.5 if series["name"] == "measured" else 1.25
    return {"color": color, "width": width, "dashes": DASHES.get(series["name"], ())}
