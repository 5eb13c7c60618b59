"""The part of a slice that lies in a cube, outside of which a network has nothing to say."""

from __future__ import annotations

import numpy as np

from ..planar.polygon import twice_area, within_half_planes
from .slice import COLLINEAR, Slice


def within_domain(slice: Slice, low: float, high: float) -> Slice:
    """The part of a slice's window whose inputs have all their entries from `low` to `high`: a convex polygon.

    Such as latents that are drawn from a cube, or images whose pixels are from 0 to 1.

    Raises
    ------
    ValueError
        If there is no such part.

    Examples
    --------
    >>> from splinewidgets.geometry.slices.domain import within_domain
    >>> within_domain(Slice.box((-2, 2), (-3, 0)), -1, 1)
    Slice([-1, 1] x [-1, 0] of inputs of shape (2,), 0 anchors)
    """
    axes, origin = slice.axes.reshape(2, -1).numpy(), slice.origin.reshape(-1).numpy()
    normals = np.concatenate([axes.T, -axes.T])
    limits = np.concatenate([high - origin, origin - low])
    corners = within_half_planes(slice.corners, normals, limits)
    if len(corners) < 3 or twice_area(corners) <= COLLINEAR * np.ptp(corners, axis=0).max() ** 2:
        raise ValueError(
            f"No inputs from {low:g} to {high:g} lie in the window {slice.window}, or hardly any. "
            "There is nothing else to show. Choose another window, or wider limits."
        )
    least, most = corners.min(0), corners.max(0)
    gaps = np.minimum(corners - least, most - corners)
    if (gaps <= COLLINEAR * (most - least)).all():
        return slice.with_bounds((float(least[0]), float(most[0]), float(least[1]), float(most[1])))
    return slice.with_polygon(corners)
