"""Convex polygons in the plane of a slice, as windows to look through."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ..array_like import finite_tensor

Corners = npt.NDArray[np.float64]

# A corner this close to the line through its neighbors, relative to the polygon's extent, is straight: a tile's loop
# has such corners where its neighbors meet.
STRAIGHT = 1e-9
# Roundings of a point's distance from a side: two products of differences, and a sum.
SIDE_ROUNDINGS = 8


def convex_corners(given: Any) -> Corners:
    """The corners (n, 2) of a convex polygon, counter-clockwise and without straight ones.

    Raises
    ------
    ValueError
        If the polygon is not convex or has no area.
    """
    corners = finite_tensor(given, "polygon").cpu().double().numpy().copy()
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 3:
        raise ValueError(
            f"The polygon has shape {corners.shape}. It must be (n, 2) coordinates of the slice, with n at least 3. "
            "List its corners in order."
        )
    extent = float(np.hypot(*(corners.max(0) - corners.min(0))))
    if twice_area(corners) < 0:
        corners = corners[::-1]
    corners = _without_straight(corners, STRAIGHT * extent)
    if len(corners) < 3 or not twice_area(corners) > 0:
        raise ValueError(
            "The corners of the polygon lie on one line or in one point. They must enclose an area. Move one of them."
        )
    sides = np.roll(corners, -1, 0) - corners
    turns = _cross(sides, np.roll(sides, -1, 0))
    angles = np.arctan2(turns, (sides * np.roll(sides, -1, 0)).sum(1))
    # A star turns left at every corner too, but more than once round.
    if not (turns > 0).all() or angles.sum() > 3 * np.pi:
        raise ValueError(
            f"The polygon of {len(corners)} corners is not convex. It must turn the same way at every corner. "
            "Cut it into convex parts or take its convex hull."
        )
    return np.ascontiguousarray(corners)


def twice_area(corners: Corners) -> float:
    """Twice the area of a polygon, negative if it is clockwise."""
    # From a corner of its own, so that a small polygon far from the origin keeps its digits.
    local = corners - corners[0]
    return float(_cross(local, np.roll(local, -1, 0)).sum())


def holds(corners: Corners, points: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Mask of the points (k, 2) within a counter-clockwise convex polygon, up to rounding."""
    depth = depths(corners, points)
    extent = np.hypot(*(corners.max(0) - corners.min(0)))
    result: npt.NDArray[np.bool_] = (
        depth >= -SIDE_ROUNDINGS * np.finfo(np.float64).eps * (extent + np.abs(corners).max())
    ).all(1)
    return result


def depths(corners: Corners, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Distances (k, n) of points (k, 2) from the lines of a counter-clockwise polygon's sides, positive within."""
    sides = np.roll(corners, -1, 0) - corners
    return _cross(sides, points[:, None] - corners) / np.hypot(*sides.T)


def within_half_planes(corners: Corners, normals: npt.NDArray[np.float64], limits: npt.NDArray[np.float64]) -> Corners:
    """Part of a counter-clockwise convex polygon (n, 2) in which normals (k, 2) @ x <= limits (k,), perhaps empty.

    A corner within the rounding of its product counts as within.
    """
    slack = (
        SIDE_ROUNDINGS * np.finfo(np.float64).eps * (np.abs(normals).sum(1) * np.abs(corners).max() + np.abs(limits))
    )
    # Each round one half-plane, the one most violated: of many there are few that cut.
    for _ in range(len(normals)):
        beyond = corners @ normals.T - limits - slack
        if len(corners) == 0 or beyond.max() <= 0:
            break
        worst = int(beyond.max(0).argmax())
        depths = corners @ normals[worst] - limits[worst]
        kept = []
        for here, there, depth, next_depth in zip(
            corners, np.roll(corners, -1, 0), depths, np.roll(depths, -1), strict=True
        ):
            if depth <= 0:
                kept.append(here)
            if (depth < 0) != (next_depth < 0) and depth != 0 and next_depth != 0:
                kept.append(here + (there - here) * (depth / (depth - next_depth)))
        corners = np.array(kept).reshape(-1, 2)
    return corners


def _without_straight(corners: Corners, near: float) -> Corners:
    kept = list(corners)
    i = 0
    while len(kept) >= 3 and i < len(kept):
        before, here, after = kept[i - 1], kept[i], kept[(i + 1) % len(kept)]
        length = np.hypot(*(after - before))
        onward = (here - before) @ (after - here) >= 0
        close = min(np.hypot(*(here - before)), np.hypot(*(after - here))) <= near
        if close or (onward and abs(_cross(after - before, here - before)) <= near * length):
            kept.pop(i)
            i = max(i - 1, 0)
        else:
            i += 1
    return np.array(kept).reshape(-1, 2)


def _cross(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    result: npt.NDArray[np.float64] = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return result
