"""Cut a complex by the layers of a perceptron, one after the other, in one compiled call.

What a `SliceWalk` does at each layer, without Python in between: that takes longer than the layers of a small network.
"""

from __future__ import annotations

import numpy as np

from splinewidgets.compiled import compiled

from ..planar.chord_ends import count_ends
from ..planar.refinement import count_chords, find_all_cuts, insert_hyperplanes
from ..planar.rounding import LOOKED_AT, PROBES, attach, summands_of_array
from .resolution import LOST, MOVED, largest_changes

# What has more multiplications, or may leave more numbers, is left to those who have better ways with much.
MOST_PRODUCTS = 2**23
MOST_NUMBERS = 2**20


@compiled
def walk_perceptron(mesh, rows, layers, corners, roundoff, safe, resolution, most, turn):
    """Cut a complex by the layers of a perceptron, up to one that asks for the general way.

    That has too many products, numbers or tiles, or values that may not be resolved. It has cut nothing then.

    Parameters
    ----------
    mesh : Mesh
        The window.
    rows : (V + PROBES, entries) float64
        Inputs at its vertices, and their probes.
    layers : Layers
    corners : (n,) int64
        Some of the window's corners.
    roundoff, safe, resolution : float
        See `unit_roundoff`, `safe_roundoff` and `insert_hyperplanes`.
    most : int
        So many tiles are not too many.
    turn : int
        Of the probes' last moves.

    Returns
    -------
    mesh : Mesh
    rows : (V' + PROBES, units)
        What the last layer made of the inputs at the vertices that there are now, and their probes.
    tiles : (layers that cut,) int64
        How many there were behind each.
    unresolved, merged : int
        Chords that were not walked to their end; ends of chords that were put on a vertex that was there.
    largest : float
        The largest sum of summands seen.
    turn : int
    """
    tiles = np.empty(layers.widths.size - 1, np.int64)
    unresolved, merged, largest = 0, 0, 0.0
    numbers, moves = layers.numbers, layers.moves
    # Not a literal, for which all that is called would be compiled once more.
    layer = np.int64(0)
    while layer < tiles.size:
        count, entries, units = mesh.size[0], layers.widths[layer], layers.widths[layer + 1]
        if len(rows) * entries * units > MOST_PRODUCTS:
            break
        matrix, numbers = numbers[: entries * units].reshape(entries, units), numbers[entries * units :]
        factors, moves = moves[: 2 * PROBES * units].reshape(2 * PROBES, units), moves[2 * PROBES * units :]
        z = product(rows, matrix, numbers[:units])
        for i in range(PROBES):
            for k in range(units):
                z[count + i, k] *= factors[(turn + 1) % PROBES + i, k]
        sizes = summands_of_array(z, count, count, -(-count // LOOKED_AT))
        some = np.empty((1, corners.size, units), z.dtype)
        for i in range(corners.size):
            for k in range(units):
                some[0, i, k] = z[corners[i], k]
        change, relative = largest_changes(some, sizes)
        # Whoever finds it in `check_layer_resolved` says what is wrong, if something is.
        if not (LOST * safe * change < layers.at_zero[layer] and relative >= safe / MOVED):
            break
        tolerance = np.empty(units, z.dtype)
        for k in range(units):
            tolerance[k] = roundoff * sizes[k]
        _, edge, unit, t, slack, zeros = find_all_cuts(mesh, z[:count], tolerance, resolution)
        chords, crossings = count_chords(count_ends(mesh, edge, zeros[0]))
        if mesh.size[2] + chords + crossings > most or (count + edge.size + crossings) * units > MOST_NUMBERS:
            break
        mesh, new_of, new_at, _, _, cuts, missed = insert_hyperplanes(
            mesh, edge, unit, t, slack, zeros, z[:count], layer, resolution, most
        )
        unresolved += missed
        merged += edge.size - cuts + zeros[0].size
        for size in sizes:
            largest = max(largest, size)
        tiles[layer] = mesh.size[2]
        turn = (turn + 2) % PROBES
        rows = bent_rows(z, count, new_of, new_at, numbers[units:], factors[turn : turn + PROBES])
        numbers = numbers[3 * units :]
        layer += 1
    return mesh, rows, tiles[:layer], unresolved, merged, largest, turn


@compiled
def product(rows, matrix, bias):
    """The product of rows (n, k) and a matrix (k, m), and a bias (m,) added."""
    count, units, fours = len(rows), bias.size, rows.shape[1] // 4 * 4
    # With a row to spare where their number is odd.
    out = np.empty((count + count % 2, units), rows.dtype)
    # Two rows and four columns at a time: what is loaded serves both rows, and results are stored a fourth as often.
    for i in range(0, count, 2):
        j = min(i + 1, count - 1)
        for k in range(units):
            out[i, k] = out[i + 1, k] = bias[k]
        for p in range(0, fours, 4):
            a, b, c, d = rows[i, p], rows[i, p + 1], rows[i, p + 2], rows[i, p + 3]
            e, f, g, h = rows[j, p], rows[j, p + 1], rows[j, p + 2], rows[j, p + 3]
            for k in range(units):
                w, x, y, z = matrix[p, k], matrix[p + 1, k], matrix[p + 2, k], matrix[p + 3, k]
                out[i, k] += (a * w + b * x) + (c * y + d * z)
                out[i + 1, k] += (e * w + f * x) + (g * y + h * z)
        for p in range(fours, rows.shape[1]):
            a, e = rows[i, p], rows[j, p]
            for k in range(units):
                out[i, k] += a * matrix[p, k]
                out[i + 1, k] += e * matrix[p, k]
    return out[:count]


@compiled
def bent_rows(z, old, new_of, new_at, sides, factors):
    """Activations at pre-activations z (V + PROBES, units), at new vertices between, and at probes.

    Parameters
    ----------
    old : int
        V, how many vertices there were.
    new_of, new_at : (born, 2), (born,)
        The two vertices that each new one lies between, and where.
    sides : (>= 2 units,)
        The factors of what is positive, and of the size of what is negative.
    factors : (PROBES, units)
        Those that the probes are moved by.
    """
    units, new = z.shape[1], old + new_at.size
    rows = np.empty((new + PROBES, units), z.dtype)
    for i in range(old):
        for k in range(units):
            rows[i, k] = z[i, k]
    for i in range(new_at.size):
        a, b, t = new_of[i, 0], new_of[i, 1], z.dtype.type(new_at[i])
        for k in range(units):
            rows[old + i, k] = rows[a, k] + t * (rows[b, k] - rows[a, k])
    attach(rows, new, factors, z, old)
    for i in range(len(rows)):
        for k in range(units):
            rows[i, k] *= sides[k] if rows[i, k] > 0.0 else -sides[units + k]
    return rows
