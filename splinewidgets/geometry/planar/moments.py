"""Areas and centers of mass of polygons."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.integer]

# A tile with less area than this, relative to the square of its extent, is at the limit of resolution and has no
# reliable center of mass. The mean of its corners is always in it.
FLAT = 1e-9


def next_in_loop(offsets: Ints) -> npt.NDArray[np.int64]:
    """For each corner of loops with offsets (T + 1,), laid end to end, the corner that follows it."""
    following = np.arange(1, offsets[-1] + 1, dtype=np.int64)
    following[offsets[1:] - 1] = offsets[:-1]
    return following


def moments(corners: Floats, offsets: Ints) -> tuple[Floats, Floats]:
    """The areas (T,) and centers of mass (T, 2) of polygons with these counter-clockwise corners, laid end to end."""
    starts = offsets[:-1]
    # Relative to a corner of their own, so that small tiles far from the origin keep their digits.
    anchor = corners[starts]
    sizes = np.diff(offsets)
    local = corners - np.repeat(anchor, sizes, 0)
    following = local[next_in_loop(offsets)]
    cross = local[:, 0] * following[:, 1] - local[:, 1] * following[:, 0]
    area = np.add.reduceat(cross, starts) / 2
    first = np.add.reduceat((local + following) * cross[:, None], starts, 0) / 6
    mean = np.add.reduceat(local, starts, 0) / sizes[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        center = first / area[:, None]
    extent = np.maximum.reduceat(np.abs(local), starts, 0).max(1)
    flat = ~(area > FLAT * extent**2)
    center[flat] = mean[flat]
    return area, anchor + center
