"""Which floating-point type resolves a window, and when none does."""

from __future__ import annotations

import numpy as np
import torch

from splinewidgets.geometry.device_precision import widest_dtype
from splinewidgets.geometry.slices import Slice

# Inputs are rounded relative to their size, so what counts is the window's size relative to the inputs in it. Below
# these, lines move visibly, and soon vanish (seen at widths of 2 to 784 and depths of 3 and 4).
RESOLVED = {torch.float32: 1e-5, torch.float64: 1e-11}


def relative_size(window: Slice) -> float:
    """Size of a window over the size of the inputs in it."""
    u0, u1, v0, v1 = window.bounds
    axes = window.axes.reshape(2, -1).norm(dim=1)
    size = max(float(axes[0]) * (u1 - u0), float(axes[1]) * (v1 - v0))
    center = window.embed(np.array([[(u0 + u1) / 2, (v0 + v1) / 2]]))
    magnitude = max(float(center.norm()), size)
    return size / magnitude


def dtype_for(window: Slice, given: torch.dtype | None, device: torch.device) -> torch.dtype:
    """The type to compute a window in: the given one, or else float64 (float32 on a device without it).

    Raises
    ------
    ValueError
        If the window is too small for it: the picture would show rounding errors.
    """
    size = relative_size(window)
    dtype = given or widest_dtype(device)
    if size < RESOLVED[dtype]:
        name = str(dtype).removeprefix("torch.")
        remedy = "Zoom out." if dtype == torch.float64 else "Zoom out, or make the explorer without dtype."
        raise ValueError(
            f"The window is {size:.0e} of its inputs' size. In {name} nothing below {RESOLVED[dtype]:.0e} is resolved. "
            f"{remedy}"
        )
    return dtype
