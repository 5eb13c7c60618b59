"""Densities of points in the plane, drawn without a browser."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.stills.palette import NEUTRAL, ramp_colors
from splinewidgets.pictures.stills.raster import Floats, Raster

# As in js/src/polarity/density.ts: bins along the mean side of the window, and the smoothing of their counts.
FINENESS = 200
REACH, PASSES = 2, 3


def density(points: Floats, weights: Floats | None, bounds: Sequence[float]) -> Floats:
    """Points (n, 2) per area, smoothed, of the sum 1 at most: bins (rows, columns) from the top left of the bounds."""
    x0, x1, y0, y1 = bounds
    bin_side = math.sqrt((x1 - x0) * (y1 - y0)) / FINENESS
    columns, rows = (max(1, min(1000, round(side / bin_side))) for side in (x1 - x0, y1 - y0))
    shares = np.full(len(points), 1 / max(1, len(points))) if weights is None else weights
    counts, _, _ = np.histogram2d(points[:, 1], points[:, 0], (rows, columns), ((y0, y1), (x0, x1)), weights=shares)
    for _ in range(PASSES):
        for axis in (0, 1):
            counts = _mean(counts, axis)
    smooth: Floats = counts[::-1]
    return smooth


def draw_density(values: Floats, top: float, pixels: int) -> Raster:
    """Densities from nothing to `top`, as places on the ramp that go with their square roots."""
    rows, columns = values.shape
    height = max(1, round(math.sqrt(pixels * rows / columns)))
    raster = Raster(max(1, round(pixels / height)), height, NEUTRAL)
    shares = np.sqrt(np.clip(values / (top or 1.0), 0, 1))
    raster.cells(ramp_colors("viridis", shares.reshape(-1)).reshape(rows, columns, 3))
    return raster


def _mean(values: Floats, axis: int) -> Floats:
    """The mean over `REACH` neighbors on either side; there is nothing beyond the ends."""
    line = np.moveaxis(values, axis, 0)
    sums = np.cumsum(np.pad(line, ((REACH + 1, REACH), (0, 0))), axis=0)
    means: Floats = np.moveaxis((sums[2 * REACH + 1 :] - sums[: -2 * REACH - 1]) / (2 * REACH + 1), 0, axis)
    return means
