"""Figures of the curves over the checkpoints of a training."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.sheets.chart import Places, chart_view
from splinewidgets.pictures.sheets.inked_lines import as_rgb
from splinewidgets.pictures.sheets.keys import legend, line_entry
from splinewidgets.pictures.sheets.shapes import Curve, Floats, Marks, Rgb, Shape
from splinewidgets.pictures.sheets.sheet import Key, Look, View
from splinewidgets.pictures.sheets.themes import mixed
from splinewidgets.pictures.sheets.ticks import labels, linear_ticks
from splinewidgets.pictures.stills.palette import rgb
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.training import WireFigure

ASPECT = 1.35
# Steps with a number, and room above and below the values.
MOST_STEPS, ROOM = 4, 0.06


def metric_view(wire: WireFigure, steps: Sequence[int], present: int | None, reference: int | None) -> View:
    """Curves over the index of the checkpoint, since checkpoints are log-spaced in steps, with the cursors."""
    values = decode(wire["values"]).astype(np.float64)
    low, high = (0.0, 1.0) if wire["share"] else _range(values)
    last = max(1, len(steps) - 1)
    # So that curves along the ends stay whole.
    margin = ROOM * (high - low)
    window = (-0.02 * last, 1.02 * last, low - margin, high + margin)

    def drawing(places: Places, look: Look) -> list[Shape]:
        shapes: list[Shape] = []
        for index, dashes in ((reference, (3.0, 3.0)), (present, ())):
            if index is not None:
                ends = places([[index, window[2]], [index, window[3]]])
                shapes.append(Curve(ends, mixed(look.colors.text, 0.45, look.colors.background), 1.0, 1.0, dashes))
        for line, color in zip(values, wire["colors"], strict=True):
            at = np.column_stack([np.arange(len(line)), line])
            known = np.isfinite(line)
            drawn = np.full_like(at, np.nan)
            drawn[known] = places(at[known])
            shapes += [Curve(drawn, _rgb(color), 1.75), _alone(drawn, _rgb(color))]
        return shapes

    ticks = linear_ticks(low, high)
    texts = [f"{round(100 * tick)} %" for tick in ticks] if wire["share"] else labels(ticks)
    shown = {round(share * (len(steps) - 1)) for share in np.linspace(0, 1, MOST_STEPS)} if steps else set()
    across = [(float(i), count(steps[i])) for i in sorted(shown)]
    up = list(zip(ticks, texts, strict=True))
    return chart_view(window, drawing, ASPECT, wire["title"], names=("step", ""), across=across, up=up)


def metric_key(figures: Sequence[WireFigure]) -> Key:
    """The names of all curves that share a figure, each once."""
    named = {
        label: color
        for wire in figures
        if len(wire["labels"]) > 1
        for label, color in zip(wire["labels"], wire["colors"], strict=True)
    }

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        entries = [line_entry(label, _rgb(color), look.colors.background) for label, color in named.items()]
        return legend(entries)(x, y, width, look) if entries else ([], 0.0)

    return draw


def _alone(places: Floats, color: Rgb) -> Marks:
    """Dots where a value lies between gaps."""
    known = np.isfinite(places[:, 0])
    padded = np.concatenate([[False], known, [False]])
    alone = places[known & ~padded[:-2] & ~padded[2:]]
    return Marks(alone, np.full(len(alone), 1.75), np.tile(color, (len(alone), 1)))


def _range(values: Floats) -> tuple[float, float]:
    """From zero, or the least value below it, to the largest."""
    finite = values[np.isfinite(values)]
    low = min(0.0, float(finite.min(initial=0.0)))
    high = float(finite.max(initial=low if low < 0 else 0.0))
    return (low, high) if high > low else (low, 0.0 if low < 0 else 1.0)


def _rgb(color: str) -> Rgb:
    return as_rgb(rgb(color.lstrip("#"))[0])
