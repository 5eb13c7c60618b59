"""Numbers of units whose sign differs between points."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from splinewidgets.compiled import compiled


def sign_changes(values: Tensor) -> tuple[Tensor, bool]:
    """Count the units of each sample whose sign is not the same at all its points; the sign of 0 is one of its own.

    Parameters
    ----------
    values : (samples, points, units)

    Returns
    -------
    counts : (samples,) int64, on the CPU
    any_nan : bool
        There is a NaN, which has no sign, and the counts mean nothing.
    """
    if values.dtype not in (torch.float32, torch.float64):
        values = values.float()
    if values.device.type == "cpu":
        # Three times as fast as torch's reductions, and without temporaries.
        counts = torch.empty(len(values), dtype=torch.int64)
        return counts, _sign_changes(values.contiguous().numpy(), counts.numpy())
    low, high = values.amin(1), values.amax(1)
    same = (low > 0) | (high < 0) | ((low == 0) & (high == 0))
    # Both reductions hand a NaN on.
    return (~same).sum(1).cpu(), bool(torch.isnan(low).any())


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
