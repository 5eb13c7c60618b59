"""Figures of `InitializationExplorer`: hyperplanes or densities of three networks, with the data on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.figures.density_figure import density_bar, density_pixels
from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.keys import Entry, legend, line_entry
from splinewidgets.pictures.sheets.scales import scales
from splinewidgets.pictures.sheets.shapes import Box, Image, Panel, Rectangle, Shape, segments
from splinewidgets.pictures.sheets.sheet import Key, Look, View, placed
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.initialization import WireCells, WireLines

# Lines of the chosen layer, and of the earlier ones, on light and on dark, as in js/src/initialization.
CHOSEN = {"light": (0.08, 0.4, 0.75), "dark": (0.45, 0.72, 1.0)}
EARLIER = {"light": (0.66, 0.66, 0.69), "dark": (0.42, 0.42, 0.46)}


def plane_view(
    picture: WireLines | WireCells,
    window: Sequence[float],
    points: Sequence[Sequence[float]],
    layer: int,
    top: float,
    caption: str,
) -> View:
    """What is shown of one network: a layer, counted from 1, and densities up to `top`."""
    x0, x1, y0, y1 = window

    def draw(box: Box, look: Look) -> Panel:
        shapes: list[Shape] = [Rectangle(box, look.colors.background)]
        if "counts" in picture:
            counts = decode(picture["counts"])[::-1].astype(np.float64)
            shapes.append(Image(density_pixels(counts, top), box))
        else:
            ends = placed(decode(picture["segments"]).astype(np.float64).reshape(-1, 2), box).reshape(-1, 2, 2)
            layers = decode(picture["segment_layers"])
            shapes.append(segments(ends[layers < layer - 1], EARLIER[look.theme], 1.0))
            shapes.append(segments(ends[layers == layer - 1], CHOSEN[look.theme], 1.5))
        at = (np.array(points, np.float64).reshape(-1, 2) - (x0, y0)) / (x1 - x0, y1 - y0)
        shapes.append(marks.dots(placed(at, box), marks.DARK, marks.WHITE))
        # The three have one window: numbers thrice would be two times too many.
        return Panel(box, shapes, (x0, x1, y0, y1), ("x₁", "x₂"), scales(box, window, ("x₁", "x₂"), look.colors))

    return View((x1 - x0) / (y1 - y0), draw, caption)


def plane_keys(layer: int, lines: bool, top: float) -> list[Key]:
    """What lines, colors and dots mean."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        dot = Entry("Data", lambda a, b: [marks.dots(np.array([[a, b]]), marks.DARK, marks.WHITE, 4.0)])
        if not lines:
            return legend([dot])(x, y, width, look)
        entries = [line_entry(f"Hyperplanes of layer {layer}", CHOSEN[look.theme], look.colors.background)]
        if layer > 1:
            entries.append(line_entry("of earlier layers", EARLIER[look.theme], look.colors.background))
        return legend([*entries, dot])(x, y, width, look)

    return [draw] if lines else [draw, density_bar(top, "Units that cut a cell")]
