"""What colors and signs mean, below a picture: entries of a legend, and the color bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.inked_lines import as_rgb, halo_of
from splinewidgets.pictures.sheets.shapes import Anchor, Ramp, Rectangle, Rgb, Shape, Text, segments
from splinewidgets.pictures.sheets.sheet import Key, Look, extent
from splinewidgets.pictures.sheets.ticks import labels, linear_ticks, log_ticks, place
from splinewidgets.pictures.stills.palette import RAMPS, class_colors, layer_colors, rgb
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.explorer import Mark

ROW, SIGN, BETWEEN = 20.0, 16.0, 14.0
BAR, LONGEST = 12.0, 320.0
RIM = (0.55, 0.55, 0.55)
NAMES: dict[Mark, str] = {
    "boundary": "Decision boundary",
    "data": "Data",
    "misclassified": "Misclassified",
    "anchors": "Anchors",
}

# Draws a sign round [x, y].
Sign = Callable[[float, float], list[Shape]]


@dataclass(frozen=True)
class Entry:
    """A sign and what it means."""

    name: str
    sign: Sign


def legend(entries: Sequence[Entry]) -> Key:
    """Entries in rows, as many to a row as there is room for."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        shapes: list[Shape] = []
        left, row = x, y
        for entry in entries:
            wide = SIGN + 6 + extent(entry.name)
            if left > x and left + wide > x + width:
                left, row = x, row + ROW
            shapes += entry.sign(left + SIGN / 2, row + ROW / 2)
            shapes.append(Text(entry.name, left + SIGN + 6, row + ROW / 2 + 4, look.colors.text))
            left += wide + BETWEEN
        return shapes, row + ROW - y

    return draw


def line_entry(name: str, color: Rgb, halo: Rgb = marks.DARK, width: float = 2.5) -> Entry:
    """A line."""

    def sign(x: float, y: float) -> list[Shape]:
        ends = np.array([[[x - 7, y], [x + 7, y]]])
        return [segments(ends, halo, width + 1.5), segments(ends, color, width)]

    return Entry(name, sign)


def square_entry(name: str, color: Rgb) -> Entry:
    """A square of a color."""

    def sign(x: float, y: float) -> list[Shape]:
        # With a rim, for the darkest and the palest colors are those of sheets.
        return [
            Rectangle((x - 6, y - 6, 12, 12), RIM, corner=2.5),
            Rectangle((x - 5.25, y - 5.25, 10.5, 10.5), color, corner=2),
        ]

    return Entry(name, sign)


def layer_entries(names: Sequence[str], visible: Sequence[int]) -> list[Entry]:
    """The layers whose lines are drawn."""
    colors = layer_colors(len(names))
    count = len(names)
    return [line_entry(names[i], as_rgb(colors[i]), halo_of(i, count)) for i in visible if i < count]


def class_entries(names: Sequence[str], visible: Sequence[int]) -> list[Entry]:
    """The classes that are shown."""
    colors = class_colors(range(len(names)))
    return [square_entry(names[i], as_rgb(colors[i])) for i in visible if i < len(names)]


def boundary_entry(name: str, color: Rgb = marks.RED) -> Entry:
    """A decision boundary."""
    return Entry(name, lambda x, y: list(marks.boundary(np.array([[[x - 7, y], [x + 7, y]]]), color)))


def mark_entries(drawn: Sequence[Mark]) -> list[Entry]:
    """What lies above the tiles."""
    signs: dict[Mark, Sign] = {
        "boundary": boundary_entry("").sign,
        "data": lambda x, y: [marks.dots(np.array([[x, y]]), rim=marks.DARK, radius=4.6, margin=1.25)],
        "misclassified": _missed,
        "anchors": lambda x, y: [marks.stars(np.array([[x, y]]), 7.0)],
    }
    return [Entry(NAMES[mark], signs[mark]) for mark in drawn]


def color_bar(colors: WireColors, colormap: str) -> Key:
    """A ramp with round ticks, below the name of what it shows; of classes and patterns the name alone."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        theme, scale = look.colors, colors["scale"]
        name = f"{colors['label']} ({colors['unit']})" if colors["unit"] else colors["label"]
        aside = {"class": "faded: unsure", "pattern": "one color each", "log": "log scale", "linear": ""}[scale]
        shapes: list[Shape] = [Text(name, x, y + 12, theme.text, bold=True)]
        if aside:
            shapes.append(Text(aside, x + extent(name, bold=True) + 10, y + 12, theme.muted))
        if scale in ("class", "pattern"):
            return shapes, 16.0
        top, (low, high), log = y + 20, colors["range"], scale == "log"
        if zero := colors.get("zero", ""):
            room = max(24.0, extent(zero)) + 4
            middle = x + room / 2
            shapes += [
                Rectangle((x, top, room, BAR), theme.line),
                Rectangle((x + 1, top + 1, room - 2, BAR - 2), theme.neutral),
            ]
            shapes.append(Text(zero, middle, top + BAR + 17, theme.muted, anchor="middle"))
            x, width = x + room + 12, width - room - 12
        long = min(LONGEST, width)
        shapes.append(Ramp((x, top, long, BAR), rgb(RAMPS[colormap])))
        values = log_ticks(low, high) if log else linear_ticks(low, high)
        end = -np.inf
        for value, text in zip(values, labels(values), strict=True):
            share = place(value, low, high, log)
            at = x + share * long
            shapes.append(segments([[[at, top + BAR], [at, top + BAR + 4]]], theme.muted, 1.0))
            half = extent(text) / 2
            if at - half < end:
                continue
            # Numbers at the ends lean inwards; the tick itself stays at its value.
            anchor: Anchor = "start" if share < 0.08 else "end" if share > 0.92 else "middle"
            shapes.append(Text(text, at, top + BAR + 17, theme.muted, anchor=anchor))
            end = at + half + 8
        return shapes, 20 + BAR + 20

    return draw


def _missed(x: float, y: float) -> list[Shape]:
    ends = np.array([[[x - 4, y - 4], [x + 4, y + 4]], [[x + 4, y - 4], [x - 4, y + 4]]])
    return [segments(ends, marks.DARK, 4.5, round=True), segments(ends, marks.WHITE, 2.0, round=True)]
