"""The range of numbers that a color bar shows: fitted to the values, or chosen by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures import plain_values
from splinewidgets.pictures.quantile import quantiles
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import BarScale, WireColors

# The color bar leaves out this share of the tiles at either end: a few slivers would take all the contrast.
OUTLIERS = 0.01
# A logarithmic color bar spans at most this ratio.
MOST_DECADES = 6.0
# Ends of a range nearer to each other than this, relative to them, are one value: equal measures, rounded.
ONE_VALUE = 1e-9

Range = tuple[float, float]
SCALES: tuple[str, ...] = get_args(BarScale)


def robust_range(values: npt.NDArray[np.float64], logarithmic: bool) -> Range:
    """The range of most values: the extremes of either end are cut off; never empty, positive if logarithmic."""
    usable = values[np.isfinite(values) & ((values > 0) | (not logarithmic))]
    if not len(usable):
        return (0.1, 1.0) if logarithmic else (0.0, 1.0)
    low, high = quantiles(usable, [OUTLIERS, 1 - OUTLIERS])
    if logarithmic:
        low = max(low, high * 10**-MOST_DECADES)
        return (low, high) if high > low * (1 + ONE_VALUE) else (low / 2, low * 2)
    return (low, high) if high > low else (low - 0.5, low + 0.5)


def read_color_range(given: Any) -> list[float] | None:
    """The ends (low, high) of a color bar, or None for those fitted to the values.

    Raises TypeError or ValueError for what is not two finite numbers, the smaller one first.
    """
    if given is None:
        return None
    wanted, remedy = "(low, high), two finite numbers with low < high", "Pass None for the range of most tiles."
    ends = plain_values.listed(given, "color_range", wanted, remedy)
    numbers = [plain_values.real(end, "color_range", wanted, remedy) for end in ends]
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)) or not numbers[0] < numbers[1]:
        raise ValueError(f"color_range is {given!r:.80}. It must be {wanted}. {remedy}")
    return numbers


def recolored(colors: Maybe[WireColors], chosen: list[float] | None, scale: BarScale) -> Maybe[WireColors]:
    """The `colors` trait with a range and a scale that were chosen, as a page shows it: js/src/color/recoloring.ts."""
    if "values" not in colors or colors["scale"] not in ("linear", "log"):
        return colors
    values = decode(colors["values"]).astype(np.float64)
    kind = scale_of(colors, values, scale)
    fitted = tuple(colors["range"]) if kind == colors["scale"] else robust_range(values, kind == "log")
    fits = chosen is not None and (kind == "linear" or chosen[0] > 0)
    return cast(WireColors, {**colors, "scale": kind, "range": list(chosen if fits and chosen else fitted)})


def scale_of(colors: Mapping[str, Any], values: npt.NDArray[np.float64], scale: BarScale) -> Literal["linear", "log"]:
    """The scale of a color bar: the measure's own, or the one chosen; a negative number has no logarithm."""
    if scale == "log" and not (values < 0).any():
        return "log"
    return "log" if scale == "auto" and colors["scale"] == "log" else "linear"
