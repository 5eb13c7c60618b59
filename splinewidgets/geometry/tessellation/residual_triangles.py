"""Squared distance of a network's outputs from a target, on every tile a quadratic, as a triangular factor."""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled


@compiled
def residual_triangles(vertices, corners, centers, outputs, target):
    """Upper triangles R (T, 3, 3) with |outputs - target| = |R (du, dv, 1)| on each tile, (du, dv) from its center.

    From the outputs (V, M) at three corners (T, 3) of each tile. A triangle and not the squared norm's coefficients,
    which lose half of the digits, and all of them where the outputs reach the target.
    """
    size = outputs.shape[1]
    triangles = np.zeros((len(corners), 3, 3))
    columns = np.empty((3, size))
    for tile in range(len(corners)):
        first, second, third = corners[tile]
        # In an orthonormal frame along the first side, so that only the slope across a thin tile loses digits.
        along_u, along_v = vertices[second, 0] - vertices[first, 0], vertices[second, 1] - vertices[first, 1]
        length = np.hypot(along_u, along_v)
        if length == 0.0:
            length = 1.0
        along_u /= length
        along_v /= length
        to_u, to_v = vertices[third, 0] - vertices[first, 0], vertices[third, 1] - vertices[first, 1]
        foot, height = along_u * to_u + along_v * to_v, along_u * to_v - along_v * to_u
        if height == 0.0:
            height = 1.0
        to_u, to_v = centers[tile, 0] - vertices[first, 0], centers[tile, 1] - vertices[first, 1]
        third_share = (along_u * to_v - along_v * to_u) / height
        second_share = (along_u * to_u + along_v * to_v - third_share * foot) / length
        for k in range(size):
            to_second, to_third = outputs[second, k] - outputs[first, k], outputs[third, k] - outputs[first, k]
            along = to_second / length
            across = (to_third - foot * along) / height
            columns[0, k] = along * along_u - across * along_v
            columns[1, k] = along * along_v + across * along_u
            columns[2, k] = outputs[first, k] - target[k] + second_share * to_second + third_share * to_third
        for i in range(3):
            square = 0.0
            for k in range(size):
                square += columns[i, k] * columns[i, k]
            norm = np.sqrt(square)
            triangles[tile, i, i] = norm
            if norm > 0.0:
                for j in range(i + 1, 3):
                    product = 0.0
                    for k in range(size):
                        product += columns[i, k] / norm * columns[j, k]
                    triangles[tile, i, j] = product
                    for k in range(size):
                        columns[j, k] -= product * (columns[i, k] / norm)
    return triangles
