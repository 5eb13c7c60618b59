"""A measure as the numbers that the browser colors tiles by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.color_range import Range, robust_range
from splinewidgets.pictures.rendering.rendered import Rendered
from splinewidgets.pictures.wire import encode, in_float32
from splinewidgets.pictures.wire_types.colors import WireColors

# An old range is kept while both its ends are this near to the new one's, relative to its length, so that the color
# bar does not tremble while an anchor is dragged.
STEADY = 0.15
# The least above zero that the browser knows: what is above zero has a logarithm there, too.
LEAST = float(np.finfo(np.float32).tiny)


class Coloring:
    """Colors one picture after another, with ranges that do not tremble."""

    def __init__(self) -> None:
        self._ranges: dict[str, Range] = {}

    def fit(self, shown: Rendered, name: str, widening: bool = False) -> None:
        """Set the range of the measure `name` by a picture; `widening`, so that it goes on to hold the one before."""
        scale = shown.measures[shown.measured_by(name)].scale
        if scale in ("class", "pattern"):
            return
        logarithmic = scale == "log"
        fitting, key = robust_range(shown.values(name), logarithmic), shown.label(name)
        before = self._ranges.get(key)
        if widening and before is not None:
            fitting = (min(fitting[0], before[0]), max(fitting[1], before[1]))
        self._ranges[key] = steady(fitting, before, logarithmic)

    def of(self, shown: Rendered, name: str, class_names: Sequence[str]) -> WireColors:
        """The `colors` trait: the measure `name` of each tile or sample, and how to read it, in the range fitted last.

        What has no logarithm has no color where the scale is logarithmic; `zero` says what it means where there are
        such tiles.
        """
        measure, values = shown.measures[shown.measured_by(name)], shown.values(name)
        missing = (values <= 0) & (measure.scale == "log")
        sent = np.where((values > 0) & (values < LEAST), LEAST, values)
        classes = measure.scale == "class"
        whole = (0.0, len(class_names) - 1.0) if classes else (0.0, 255.0)
        ranged = measure.scale in ("linear", "log")
        colors: WireColors = {
            "picture": shown.number,
            "name": name,
            "label": shown.label(name),
            "unit": measure.unit,
            "scale": measure.scale,
            "range": list(self._ranges[shown.label(name)] if ranged else whole),
            "values": encode(in_float32(sent)),
        }
        if missing.any():
            colors["zero"] = measure.zero
        if measure.scale == "pattern":
            colors["patterns"] = encode(shown.patterns)
        if classes:
            colors["classes"] = list(class_names)
            colors["confidence"] = encode(shown.confidence().astype(np.float32))
        return colors


def steady(new: Range, before: Range | None, logarithmic: bool) -> Range:
    """The range before, if it is hardly different from the new one."""
    if before is None:
        return new
    (a, b), (c, d) = (np.log(new), np.log(before)) if logarithmic else (new, before)
    return before if max(abs(a - c), abs(b - d)) < STEADY * (b - a) else new
