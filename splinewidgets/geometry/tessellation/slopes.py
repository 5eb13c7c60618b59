"""The gradient of every output on every tile, from the outputs at its corners, and how far it stretches."""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled


@compiled
def slopes(vertices, tile_offsets, tile_vertices, outputs):
    """Least-squares gradients (T, C, 2) of outputs (V, C) over tiles with corners in vertices (V, 2).

    Sums are in float64 and about each tile's own mean, so that small tiles far from the origin keep their digits.
    """
    tiles, columns = tile_offsets.size - 1, outputs.shape[1]
    gradients = np.empty((tiles, columns, 2))
    mean, with_u, with_v = np.empty(columns), np.empty(columns), np.empty(columns)
    for tile in range(tiles):
        begin, end = tile_offsets[tile], tile_offsets[tile + 1]
        mean_u, mean_v = 0.0, 0.0
        mean[:] = 0.0
        for i in range(begin, end):
            vertex = tile_vertices[i]
            mean_u += vertices[vertex, 0]
            mean_v += vertices[vertex, 1]
            for c in range(columns):
                mean[c] += outputs[vertex, c]
        mean_u /= end - begin
        mean_v /= end - begin
        mean /= end - begin
        uu, uv, vv = 0.0, 0.0, 0.0
        with_u[:] = 0.0
        with_v[:] = 0.0
        for i in range(begin, end):
            vertex = tile_vertices[i]
            u, v = vertices[vertex, 0] - mean_u, vertices[vertex, 1] - mean_v
            uu += u * u
            uv += u * v
            vv += v * v
            for c in range(columns):
                change = outputs[vertex, c] - mean[c]
                with_u[c] += change * u
                with_v[c] += change * v
        determinant = max(uu * vv - uv * uv, np.finfo(np.float64).tiny)
        for c in range(columns):
            gradients[tile, c, 0] = (with_u[c] * vv - with_v[c] * uv) / determinant
            gradients[tile, c, 1] = (with_v[c] * uu - with_u[c] * uv) / determinant
    return gradients


@compiled
def stretches(gradients):
    """The 2-norms (T,) of gradients (T, C, 2): the most that each tile's map (u, v) -> outputs stretches a length."""
    norms = np.empty(len(gradients))
    for tile in range(len(gradients)):
        uu, uv, vv = 0.0, 0.0, 0.0
        for c in range(gradients.shape[1]):
            du, dv = gradients[tile, c, 0], gradients[tile, c, 1]
            uu += du * du
            uv += du * dv
            vv += dv * dv
        # The larger eigenvalue of the 2 x 2 Gram matrix, in closed form.
        norms[tile] = np.sqrt((uu + vv) / 2 + np.hypot((uu - vv) / 2, uv))
    return norms


@compiled
def singular_values(gradients, frame):
    """The singular values (T, 2) of the maps gradients (T, C, 2) @ frame (2, 2), the larger first.

    A triangular factor first, the longer column to begin with, and then its singular values in closed form. The
    eigenvalues of a Gram matrix would cost the smaller value half its digits, or all of them.
    """
    tiles, outputs = gradients.shape[:2]
    columns = np.empty((2, outputs))
    values = np.zeros((tiles, 2))
    for tile in range(tiles):
        uu, uv, vv = 0.0, 0.0, 0.0
        for c in range(outputs):
            du = gradients[tile, c, 0] * frame[0, 0] + gradients[tile, c, 1] * frame[1, 0]
            dv = gradients[tile, c, 0] * frame[0, 1] + gradients[tile, c, 1] * frame[1, 1]
            columns[0, c], columns[1, c] = du, dv
            uu += du * du
            uv += du * dv
            vv += dv * dv
        long, square = (0, uu) if uu >= vv else (1, vv)
        if square == 0:
            continue
        share, left = uv / square, 0.0
        for c in range(outputs):
            rest = columns[1 - long, c] - share * columns[long, c]
            left += rest * rest
        # The singular values of [[f, g], [0, h]] have the product f h, and these as sum and difference.
        f, g, h = np.sqrt(square), share * np.sqrt(square), np.sqrt(left)
        values[tile, 0] = (np.hypot(f + h, g) + np.hypot(f - h, g)) / 2
        values[tile, 1] = f * h / values[tile, 0]
    return values


@compiled
def affine_values(values, gradients, middles, tiles, points):
    """The outputs (n, C) at points (n, 2) of tiles (n,), with outputs (T, C) at middles (T, 2)."""
    found = np.empty((len(tiles), values.shape[1]))
    for i in range(len(tiles)):
        tile = tiles[i]
        u, v = points[i, 0] - middles[tile, 0], points[i, 1] - middles[tile, 1]
        for c in range(values.shape[1]):
            found[i, c] = values[tile, c] + (gradients[tile, c, 0] * u + gradients[tile, c, 1] * v)
    return found


@compiled
def log_volumes(maps, tiles, factors):
    """Logarithms (n,) of sqrt(det(A' diag(s)^2 A)) for the maps A (T, C, 2) of tiles (n,) and factors s (n, C).

    By the longer column and the rest of the other: a determinant would lose half of the digits.
    """
    outputs = maps.shape[1]
    columns = np.empty((2, outputs))
    found = np.full(len(tiles), -np.inf)
    for i in range(len(tiles)):
        unit = 0.0
        for c in range(outputs):
            for d in range(2):
                columns[d, c] = maps[tiles[i], c, d] * factors[i, c]
                unit = max(unit, abs(columns[d, c]))
        if unit == 0:
            continue
        # In units of the largest, so that no square is too small.
        uu, uv, vv = 0.0, 0.0, 0.0
        for c in range(outputs):
            columns[0, c] /= unit
            columns[1, c] /= unit
            uu += columns[0, c] * columns[0, c]
            uv += columns[0, c] * columns[1, c]
            vv += columns[1, c] * columns[1, c]
        long, square = (0, uu) if uu >= vv else (1, vv)
        share, left = uv / square, 0.0
        for c in range(outputs):
            rest = columns[1 - long, c] - share * columns[long, c]
            left += rest * rest
        if left > 0:
            found[i] = 2 * np.log(unit) + np.log(square) / 2 + np.log(left) / 2
    return found
