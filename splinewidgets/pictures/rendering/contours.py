"""Level lines of a surface that consists of two triangles for each cell of a grid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def contours(columns: Floats, rows: Floats, heights: Floats, levels: Floats) -> Floats:
    """Segments of level lines.

    Parameters
    ----------
    columns : (C,)
    rows : (R,)
    heights : (R, C)
        NaN in holes, which no line enters.
    levels : (L,)

    Returns
    -------
    (n, 2, 3) array
        u, v and height of both ends of each.
    """
    u, v = np.meshgrid(columns, rows)
    points = np.stack([u, v, heights], axis=-1)
    # Counter-clockwise from the lower left; a cell with a hole at a corner is one.
    cells = np.stack([points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]], axis=2).reshape(-1, 4, 3)
    cells = cells[~np.isnan(cells[..., 2]).any(1)]
    # Cut as the browser cuts a cell into triangles, so that a line lies on the surface.
    triangles = np.concatenate([cells[:, [0, 1, 2]], cells[:, [0, 2, 3]]])
    found = [_at_level(triangles, level) for level in levels]
    return np.concatenate(found) if found else np.empty((0, 2, 3))


def _at_level(triangles: Floats, level: float) -> Floats:
    """The segment of each triangle that has points above a level and others that are not."""
    above = triangles[..., 2] > level
    number = above.sum(1)
    cut = (number == 1) | (number == 2)
    cut_triangles, above, number = triangles[cut], above[cut], number[cut]
    # The corner that is alone on its side, from which both edges that are cut begin.
    alone = np.where(number == 1, above.argmax(1), above.argmin(1))
    which = np.arange(len(alone))
    apex = cut_triangles[which, alone]
    ends = [_between(apex, cut_triangles[which, (alone + turn) % 3], level) for turn in (1, 2)]
    return np.stack(ends, axis=1)


def _between(a: Floats, b: Floats, level: float) -> Floats:
    share = (level - a[:, 2]) / (b[:, 2] - a[:, 2])
    points = a + share[:, None] * (b - a)
    points[:, 2] = level
    return points
