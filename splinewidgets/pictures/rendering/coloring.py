"""A measure as the numbers that the browser colors tiles by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from splinewidgets.geometry.tessellation.measures import MEASURES
from splinewidgets.pictures.quantile import quantiles
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.wire import encode, in_float32
from splinewidgets.pictures.wire_types.colors import WireColors

# The color bar leaves out this share of the tiles at either end: a few slivers would take all the contrast.
OUTLIERS = 0.01
# An old range is kept while both its ends are this near to the new one's, relative to its length, so that the color
# bar does not tremble while an anchor is dragged.
STEADY = 0.15
# A logarithmic color bar spans at most this ratio.
MOST_DECADES = 6.0
# Ends of a range nearer to each other than this, relative to them, are one value: equal measures, rounded.
ONE_VALUE = 1e-9

Range = tuple[float, float]


class Coloring:
    """Colors one picture after another, with ranges that do not tremble."""

    def __init__(self) -> None:
        self._ranges: dict[str, Range] = {}

    def fit(self, shown: Rendered, name: str, widening: bool = False) -> None:
        """Set the range of the measure `name` by a picture; `widening`, so that it goes on to hold the one before."""
        scale = MEASURES[shown.measured_by(name)].scale
        if scale == "class":
            return
        logarithmic = scale == "log"
        fitting, key = robust_range(shown.values(name), logarithmic), shown.label(name)
        before = self._ranges.get(key)
        if widening and before is not None:
            fitting = (min(fitting[0], before[0]), max(fitting[1], before[1]))
        self._ranges[key] = steady(fitting, before, logarithmic)

    def of(self, shown: Rendered, name: str, class_names: Sequence[str]) -> WireColors:
        """The `colors` trait: the measure `name` of each tile or sample, and how to read it, in the range fitted last.

        A value without a logarithm is sent as NaN, which has no color, where the scale is logarithmic; `zero` says
        what it means where there are such tiles.
        """
        measure, values = MEASURES[shown.measured_by(name)], shown.values(name)
        missing = (values <= 0) & (measure.scale == "log")
        classes = measure.scale == "class"
        colors: WireColors = {
            "picture": shown.number,
            "name": name,
            "label": shown.label(name),
            "unit": measure.unit,
            "scale": measure.scale,
            "range": [0.0, len(class_names) - 1.0] if classes else list(self._ranges[shown.label(name)]),
            "values": encode(in_float32(np.where(missing, np.nan, values))),
        }
        if missing.any():
            colors["zero"] = measure.zero
        if classes:
            colors["classes"] = list(class_names)
            colors["confidence"] = encode(shown.confidence().astype(np.float32))
        return colors


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


def steady(new: Range, before: Range | None, logarithmic: bool) -> Range:
    """The range before, if it is hardly different from the new one."""
    if before is None:
        return new
    (a, b), (c, d) = (np.log(new), np.log(before)) if logarithmic else (new, before)
    return before if max(abs(a - c), abs(b - d)) < STEADY * (b - a) else new
