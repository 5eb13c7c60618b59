"""The entries of a diagram's columns: units, numbers, and boxes for many of them; as js/src/diagram/entries.ts."""

from __future__ import annotations

import numpy as np

from splinewidgets.pictures.figures.diagram_paths import Emphasis
from splinewidgets.pictures.number_format import MINUS, count, number
from splinewidgets.pictures.sheets.inked_lines import as_rgb
from splinewidgets.pictures.sheets.shapes import Curve, Floats, Polygons, Rectangle, Rgb, Shape, Text
from splinewidgets.pictures.sheets.sheet import Look, extent
from splinewidgets.pictures.sheets.themes import Theme, mixed
from splinewidgets.pictures.stills.diagram_layout import (
    NEGATIVE,
    PILL,
    POSITIVE,
    DiagramLayout,
    corner_of,
    distribution,
    main_connection,
    rounded,
)
from splinewidgets.pictures.wire_types.diagram import WireConnection

OUTLINE, DASHES = 1.5, (3.0, 2.5)
CHOSEN, RING = (214 / 255, 0.0, 127 / 255), 3.0
# The share of its color that the largest value of a column has, and how strong an entry is that no path goes through.
STRONGEST, ASIDE = 0.55, 0.45
# Inside of a box, in pixels.
PAD, BARS, BAR = 5.0, 18.0, 4.0


def entry_shapes(layout: DiagramLayout, index: int, origin: Floats, emphasis: Emphasis, look: Look) -> list[Shape]:
    """The entries of a column, with their values where these are known."""
    theme, column, paths = look.colors, layout.columns[index], emphasis.paths
    half, radius = layout.half(index)
    outline = rounded(half, radius, corner_of(column))
    values = None if paths is None else paths.activity[index].values
    most = 0.0 if values is None else float(np.abs(values).max(initial=0.0))
    shapes: list[Shape] = []
    for entry, place in enumerate(layout.places(index) + origin):
        off = paths is not None and bool(paths.inactive(index)[entry])
        aside = paths is not None and not paths.entries[index][entry]
        ink = theme.muted if off else mixed(theme.text, ASIDE, theme.background) if aside else theme.text
        fill = theme.background
        if values is not None and most > 0:
            color = as_rgb((NEGATIVE if values[entry] < 0 else POSITIVE)[look.theme])
            share = STRONGEST * abs(float(values[entry])) / most
            fill = mixed(color, share * (ASIDE if aside else 1.0), fill)
        if emphasis.chosen == (index, entry):
            ring = rounded(half + RING, radius + RING, corner_of(column) + RING) + place
            shapes.append(Curve(np.concatenate([ring, ring[:1]]), CHOSEN, RING))
        shapes += outlined(outline + place, fill, ink, off)
        if half == PILL:
            text = str(entry) if values is None else _short(float(values[entry]))
            shapes.append(Text(text, place[0], place[1] + 4, ink, 11.0, "middle"))
    return shapes


def box_shapes(
    layout: DiagramLayout, index: int, origin: Floats, emphasis: Emphasis, through: str, look: Look
) -> list[Shape]:
    """A column of many entries: their number, how the weights before them are distributed, the share that is active."""
    theme, column = look.colors, layout.columns[index]
    (x, y), (half, high) = layout.places(index)[0] + origin, layout.half(index)
    inner = 2 * (half - PAD)
    active = emphasis.counts[index] if index < len(emphasis.counts) else -1
    if emphasis.paths is not None and column["kind"] == "unit":
        active = int((~emphasis.paths.inactive(index)).sum())
    main = main_connection(column)
    fill = mixed(theme.neutral, 0.35, theme.background)
    shapes: list[Shape] = outlined(rounded(half, high, 4.0) + np.array([x, y]), fill, theme.line, False)
    named = shortened(through or column["kind"], inner)
    shapes.append(Text(count(column["width"]), x, y - 24, theme.text, 12.0, "middle", bold=True))
    shapes.append(Text(named, x, y - 10, theme.muted, 11.0, "middle"))
    if main is not None:
        shapes += _bars(main, x - inner / 2, y - 4, inner, look)
        shapes.append(Text(shortened(f"±{number(main['largest'])}", inner), x, y + 27, theme.muted, 10.0, "middle"))
    if active >= 0:
        shapes += share_bar(active / column["width"], x - inner / 2, y + high - 9, inner, theme)
    return shapes


def outlined(outline: Floats, fill: Rgb, ink: Rgb, dashed: bool) -> list[Shape]:
    """A polygon (k, 2) with a line round it."""
    polygon = Polygons(outline, np.arange(len(outline)), np.array([len(outline)]), np.array([fill]))
    return [polygon, Curve(np.concatenate([outline, outline[:1]]), ink, OUTLINE, 1.0, DASHES if dashed else ())]


def shortened(name: str, width: float) -> str:
    """What of a name there is room for."""
    letters = int(width / extent("n", 11.0))
    return name if len(name) <= letters else f"{name[: max(1, letters - 1)]}…"


def _bars(connection: WireConnection, x: float, y: float, width: float, look: Look) -> list[Shape]:
    """Counts of weights, those below zero to the left."""
    shares, negative = distribution(connection)
    heights, each = np.maximum(1.0, BARS * shares).tolist(), width / len(shares)
    colors = [as_rgb((NEGATIVE if below else POSITIVE)[look.theme]) for below in negative]
    return [
        Rectangle((x + i * each, y + BARS - height, each, height), color)
        for i, (height, color) in enumerate(zip(heights, colors, strict=True))
    ]


def share_bar(share: float, x: float, y: float, width: float, theme: Theme) -> list[Shape]:
    """A bar filled up to a share."""
    bar = Rectangle((x, y, width, BAR), theme.line, corner=2)
    return [bar, Rectangle((x, y, share * width, BAR), theme.text, corner=2)] if share else [bar]


def _short(value: float) -> str:
    size = abs(value)
    if size and (size < 0.005 or size >= 1000):
        return text if len(text := number(value)) <= 6 else "…"
    return f"{value:.{2 if size < 10 else 1 if size < 100 else 0}f}".replace("-", MINUS)
