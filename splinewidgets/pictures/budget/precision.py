"""Floating-point type that resolves a window, if any does."""

from __future__ import annotations

import torch

from splinewidgets.geometry.device_precision import widest_dtype
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.geometry.subdivision.resolution import check_resolved


def dtype_for(window: Slice, given: torch.dtype | None, device: torch.device) -> torch.dtype:
    """The type to compute a window in: the given one, or else float64 (float32 on a device without it).

    Raises
    ------
    ValueError
        If the window is too small for it: the picture would show rounding errors.
    """
    dtype = given or widest_dtype(device)
    remedy = "Zoom out." if dtype == torch.float64 else "Zoom out, or make the explorer without dtype."
    check_resolved(window, dtype, remedy)
    return dtype
