"""Which floating-point type resolves a window, and when none does."""

from __future__ import annotations

import torch

from splinewidgets.geometry.resolution import check_resolved, relative_size
from splinewidgets.geometry.slices import Slice

# Below this size, float32 (rounding 6e-8) moves lines by more than a thousandth of the window (seen at 784-200x4).
FINE = 1e-3
COMPUTED = (torch.float32, torch.float64)


def dtype_for(window: Slice, given: torch.dtype | None, usual: torch.dtype) -> torch.dtype:
    """The type to compute a window in: the given one, or float64 where the usual one is too coarse.

    The usual one of a model in half precision, whose windows are all too small for that, is float32.

    Raises
    ------
    ValueError
        If the window is too small for it: the picture would show rounding errors.
    """
    fine = relative_size(window) < FINE
    dtype = given or (torch.float64 if fine else usual if usual in COMPUTED else torch.float32)
    remedy = "Zoom out." if dtype == torch.float64 else "Zoom out, or make the explorer without dtype."
    check_resolved(window, dtype, remedy)
    return dtype
