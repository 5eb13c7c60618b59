"""Numbers of units whose sign differs between points; the sign of 0 is one of its own."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from splinewidgets.compiled import compiled


def sign_changes(values: Tensor) -> tuple[Tensor, bool]:
    """Count the units of each sample whose sign is not the same at all its points.

    Parameters
    ----------
    values : (samples, points, units)

    Returns
    -------
    counts : (samples,) int64, on the CPU
    any_nan : bool
        There is a NaN, which has no sign, and the counts mean nothing.
    """
    values = _comparable(values)
    if values.device.type == "cpu":
        # Three times as fast as torch's reductions, and without temporaries.
        counts = torch.empty(len(values), dtype=torch.int64)
        return counts, _sign_changes(values.contiguous().numpy(), counts.numpy())
    # Both reductions hand a NaN on.
    low, high = values.amin(1), values.amax(1)
    return _differing(low, high).sum(1).cpu(), bool(torch.isnan(low).any())


def sign_changes_in_cells(values: Tensor) -> tuple[Tensor, bool]:
    """Count the units whose sign is not the same at all four corners of each cell of a grid.

    Parameters
    ----------
    values : (rows + 1, columns + 1, units)
        At the corners.

    Returns
    -------
    counts : (rows, columns) int64, on the CPU
    any_nan : bool
        There is a NaN, which has no sign, and the counts mean nothing.
    """
    values = _comparable(values)
    rows, columns = values.shape[0] - 1, values.shape[1] - 1
    if values.device.type == "cpu":
        # Torch would go through all values a dozen times, and where cores are shared its threads wait for each other
        # at the end of each.
        counts = torch.empty((rows, columns), dtype=torch.int64)
        return counts, _sign_changes_in_cells(values.contiguous().numpy(), counts.numpy())
    low, high = values, values
    for axis in (0, 1):
        count = low.shape[axis] - 1
        low = torch.minimum(low.narrow(axis, 0, count), low.narrow(axis, 1, count))
        high = torch.maximum(high.narrow(axis, 0, count), high.narrow(axis, 1, count))
    return _differing(low, high).sum(-1).cpu(), bool(torch.isnan(low).any())


def _comparable(values: Tensor) -> Tensor:
    return values if values.dtype in (torch.float32, torch.float64) else values.float()


def _differing(low: Tensor, high: Tensor) -> Tensor:
    """Whether signs between the least and the largest value are not all the same."""
    return ~((low > 0) | (high < 0) | ((low == 0) & (high == 0)))


@compiled
def _sign_changes(values, counts):
    samples, points, units = values.shape
    any_nan = False
    for i in range(samples):
        low, high = values[i, 0].copy(), values[i, 0].copy()
        nan = np.zeros(units, np.bool_)
        for p in range(points):
            row = values[i, p]
            # Without a branch, so that it runs in vector registers.
            for j in range(units):
                x = row[j]
                low[j] = x if x < low[j] else low[j]
                high[j] = x if x > high[j] else high[j]
                nan[j] |= x != x
        count = 0
        for j in range(units):
            count += not (low[j] > 0 or high[j] < 0 or (low[j] == 0 and high[j] == 0))
            any_nan |= nan[j]
        counts[i] = count
    return any_nan


@compiled
def _sign_changes_in_cells(values, counts):
    rows, columns = counts.shape
    units = values.shape[2]
    # Of the two corners on the left of a cell, which are those on the right of the one before.
    left_low, left_high = np.empty(units, values.dtype), np.empty(units, values.dtype)
    any_nan = False
    for r in range(rows):
        for c in range(columns + 1):
            lower, upper = values[r, c], values[r + 1, c]
            count = 0
            nans = 0
            # Without a branch, so that it runs in vector registers.
            for j in range(units):
                x, y = lower[j], upper[j]
                low = x if x < y else y
                high = x if x > y else y
                least = low if low < left_low[j] else left_low[j]
                most = high if high > left_high[j] else left_high[j]
                left_low[j], left_high[j] = low, high
                count += not ((least > 0) | (most < 0) | ((least == 0) & (most == 0)))
                nans += (x != x) | (y != y)
            any_nan |= nans > 0
            if c > 0:
                counts[r, c - 1] = count
    return any_nan
