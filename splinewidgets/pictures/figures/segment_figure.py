"""Figures of `SegmentPlot`: the graph of each output along a segment."""

from __future__ import annotations

import numpy as np

from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.chart import Places, chart_view
from splinewidgets.pictures.sheets.inked_lines import as_rgb
from splinewidgets.pictures.sheets.keys import Entry, boundary_entry, legend, line_entry
from splinewidgets.pictures.sheets.shapes import Curve, Floats, Shape
from splinewidgets.pictures.sheets.sheet import Key, Look, View
from splinewidgets.pictures.sheets.themes import mixed
from splinewidgets.pictures.stills.palette import class_colors
from splinewidgets.pictures.stills.segment_drawing import ASPECT, plot_window
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.segment import WireSegment

# CSS pixels: a graph, its halo, a breakpoint.
GRAPH, HALO, FINE = 2.25, 4.0, 1.0
# How strong the line of a breakpoint is, in the text's color.
FAINT = 0.22
# And that of a graph's halo, so that dark classes are seen on a dark sheet.
STRONG = 0.65


def segment_view(wire: WireSegment) -> View:
    """Graphs over the distance along the segment."""
    window = plot_window(wire)

    def upright(at: float) -> Floats:
        return np.array([[at, window[2]], [at, window[3]]])

    def drawing(places: Places, look: Look) -> list[Shape]:
        theme, positions = look.colors, decode(wire["positions"])
        faint = mixed(theme.text, FAINT, theme.background)
        shapes: list[Shape] = [Curve(places(upright(at)), faint, FINE, 1.0, (2, 3)) for at in positions[1:-1]]
        for at in decode(wire["changes"]):
            shapes += marks.boundary(places(upright(at))[None])
        for output, values in zip(wire["outputs"], decode(wire["values"]), strict=True):
            graph = places(np.stack([positions, values], 1))
            shapes += [
                Curve(graph, mixed(theme.text, STRONG, theme.background), HALO),
                Curve(graph, as_rgb(class_colors([output])[0]), GRAPH),
            ]
        if len(zeros := _zeros(wire)):
            shapes.append(marks.dots(places(zeros), rim=marks.DARK))
        return shapes

    return chart_view(window, drawing, ASPECT, names=("distance along the segment", ""))


def segment_keys(wire: WireSegment) -> list[Key]:
    """What its lines are."""
    entries = [
        line_entry(name, as_rgb(class_colors([output])[0]))
        for output, name in zip(wire["outputs"], wire["names"], strict=True)
    ]
    if len(decode(wire["changes"])):
        entries.append(boundary_entry("Decision boundary"))
    if len(_zeros(wire)):
        entries.append(Entry("Zero", lambda x, y: [marks.dots(np.array([[x, y]]), rim=marks.DARK)]))
    return [legend(entries)]


def _zeros(wire: WireSegment) -> Floats:
    """Where outputs change their sign, (Z, 2) on the plane."""
    at = decode(wire["zeros"])[:, 1]
    return np.stack([at, np.zeros(len(at))], axis=1)
