"""Densities of points in the plane: pictures on a ramp whose places go with square roots, and their color bar."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.sheets.keys import BAR, LONGEST
from splinewidgets.pictures.sheets.scales import scales
from splinewidgets.pictures.sheets.shapes import Anchor, Box, Floats, Image, Panel, Ramp, Shape, Text, segments
from splinewidgets.pictures.sheets.sheet import Key, Look, View, extent
from splinewidgets.pictures.sheets.ticks import labels
from splinewidgets.pictures.stills.palette import RAMPS, ramp_colors, rgb

RAMP = "viridis"
# Shares of the largest density with a tick: even steps along the ramp.
STEPS = (0.0, 1 / 3, 2 / 3, 1.0)


def density_view(
    values: Floats, top: float, window: Sequence[float], names: Sequence[str], caption: str, detail: str = ""
) -> View:
    """Densities (rows, columns) from the top left of a window, up to `top`."""
    x0, x1, y0, y1 = window

    def draw(box: Box, look: Look) -> Panel:
        label = (str(names[0]), str(names[1]))
        above = scales(box, window, label, look.colors)
        return Panel(box, [Image(density_pixels(values, top), box)], (x0, x1, y0, y1), label, above)

    return View((x1 - x0) / (y1 - y0), draw, caption, detail)


def density_bar(top: float, label: str = "Density") -> Key:
    """What the colors of densities up to `top` mean."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        theme, long, below = look.colors, min(LONGEST, width), y + 20 + BAR
        shapes: list[Shape] = [
            Text(label, x, y + 12, theme.text, bold=True),
            Text("square root scale", x + extent(label, bold=True) + 10, y + 12, theme.muted),
            Ramp((x, y + 20, long, BAR), rgb(RAMPS[RAMP])),
        ]
        texts = labels([float(f"{top * step**2:.2g}") for step in STEPS])
        for step, text in zip(STEPS, texts, strict=True):
            anchor: Anchor = "start" if step == 0 else "end" if step == 1 else "middle"
            at = x + step * long
            shapes.append(segments([[[at, below], [at, below + 4]]], theme.muted, 1.0))
            shapes.append(Text(text, at, below + 17, theme.muted, anchor=anchor))
        return shapes, 20 + BAR + 20

    return draw


def density_pixels(values: Floats, top: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Densities as pixels (rows, columns, 3)."""
    shares = np.sqrt(np.clip(values / (top or 1.0), 0, 1))
    colors = ramp_colors(RAMP, shares.reshape(-1)).reshape(*values.shape, 3)
    return np.round(255 * colors).astype(np.uint8)
