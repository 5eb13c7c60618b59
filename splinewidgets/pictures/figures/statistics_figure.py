"""Figures of `TileHistograms`: histograms, with the chosen tiles as their darker part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.number_format import count
from splinewidgets.pictures.sheets.chart import Places, chart_view
from splinewidgets.pictures.sheets.shapes import Floats, Polygons, Rgb, Shape
from splinewidgets.pictures.sheets.sheet import Look, View
from splinewidgets.pictures.sheets.themes import mixed
from splinewidgets.pictures.sheets.ticks import labels, linear_ticks

ASPECT = 1.8
# As in js/src/tile_histograms/bins.ts.
MOST_BINS = 24
# Room for numbers beside and below the bars, as shares of these.
LEFT, BELOW = 0.1, 0.12


@dataclass(frozen=True)
class Bins:
    """Bins of one width, and how many values are in each: of all, and of those that are chosen."""

    low: float
    width: float
    all: npt.NDArray[np.int64]
    chosen: npt.NDArray[np.int64]


def binned(values: Floats, chosen: npt.NDArray[np.int64], step: float = 0.0) -> Bins:
    """Values in at most `MOST_BINS` bins; multiples of a step in bins of so many steps, from half a step below."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if step > 0:
        steps = round((high - low) / step) + 1
        width = step * -(-steps // MOST_BINS)
        low -= step / 2
        number = -(-steps * step // width)
    else:
        number = MOST_BINS
        width = (high - low) / number or 1.0
    at = np.clip(((values - low) / width).astype(np.int64), 0, int(number) - 1)
    return Bins(low, width, np.bincount(at, minlength=int(number)), np.bincount(at[chosen], minlength=int(number)))


def histogram_view(bins: Bins, caption: str, detail: str = "") -> View:
    """Bars of all tiles, and of the chosen ones before them."""
    largest = max(1, int(bins.all.max(initial=0)))
    low, high = bins.low, bins.low + bins.width * max(1, len(bins.all))
    window = (low - LEFT * (high - low), high, -BELOW * largest, 1.05 * largest)
    up = _numbered(tick for tick in linear_ticks(0.0, 1.05 * largest) if tick == round(tick))
    across = _numbered(tick for tick in linear_ticks(low, high) if bins.width != 1 or tick == round(tick))

    def drawing(places: Places, look: Look) -> list[Shape]:
        theme = look.colors
        pale = mixed(theme.text, 0.35, theme.background)
        return [_bars(bins, bins.all, places, pale), _bars(bins, bins.chosen, places, theme.text)]

    return chart_view(window, drawing, ASPECT, caption, detail, across=across, up=up)


def _numbered(ticks: Iterable[float]) -> list[tuple[float, str]]:
    values = list(ticks)
    return list(zip(values, labels(values), strict=True))


def layer_view(all_: Sequence[int], chosen: Sequence[int]) -> View:
    """The number of tiles after each layer."""
    bins = Bins(0.5, 1.0, np.array(all_, np.int64), np.array(chosen, np.int64))
    return histogram_view(bins, "Tiles after each layer", count(all_[-1]) if len(all_) else "")


def _bars(bins: Bins, counts: npt.NDArray[np.int64], places: Places, color: Rgb) -> Polygons:
    left = bins.low + bins.width * np.flatnonzero(counts)
    height = counts[counts > 0]
    flat = np.zeros(len(left))
    corners = np.stack([[left, flat], [left + bins.width, flat], [left + bins.width, height], [left, height]])
    points = places(corners.transpose(2, 0, 1).reshape(-1, 2))
    sizes = np.full(len(left), 4)
    return Polygons(points, np.arange(len(points)), sizes, np.tile(color, (len(left), 1)))
