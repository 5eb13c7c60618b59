"""Lengths of curves behind a smooth end, by quadrature whose error is checked.

Along a straight line z(t) = z0 + t (z1 - z0) in front of the end s, the image moves by s'(z) (z1 - z0), entry by entry,
and its length is the integral of that vector's norm. The integral of the vector itself is known, s(z1) - s(z0), and
tells where a rule has overlooked how an entry changed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .smooth_end import SmoothEnd

Floats = npt.NDArray[np.float64]

# The error that is asked for, relative to each line's own length.
PRECISION = 1e-6
# A part of a line is halved so often at most.
MOST_CUTS = 40
# Rules by Gauss and Legendre on [0, 1], whose difference tells the error.
COARSE, FINE = ((((nodes + 1) / 2), weights / 2) for nodes, weights in map(np.polynomial.legendre.leggauss, (5, 9)))
# Numbers of points and outputs at once.
NUMBERS = 2**20


def curved_lengths(end: SmoothEnd, start: Floats, stop: Floats) -> Floats:
    """The lengths (n,) of the images of straight lines from start (n, C) to stop (n, C), to a millionth of each."""
    lengths = np.zeros(len(start))
    at_once = max(1, NUMBERS // max(1, len(FINE[0]) * start.shape[1]))
    of, low, high = np.arange(len(start)), np.zeros(len(start)), np.ones(len(start))
    for cut in range(MOST_CUTS + 1):
        found, errors = np.empty(len(of)), np.empty(len(of))
        for begin in range(0, len(of), at_once):
            some = slice(begin, begin + at_once)
            first, last = start[of[some]], stop[of[some]]
            ends = (first + (last - first) * at[some, None] for at in (low, high))
            found[some], errors[some] = _measured(end, *ends)
        whole = lengths + np.bincount(of, found, len(start))
        done = (errors <= PRECISION * whole[of] * (high - low)) | (cut == MOST_CUTS)
        lengths += np.bincount(of[done], found[done], len(start))
        if done.all():
            break
        of, low, high = of[~done], low[~done], high[~done]
        middle = (low + high) / 2
        of, low, high = np.tile(of, 2), np.concatenate([low, middle]), np.concatenate([middle, high])
    return lengths


def _measured(end: SmoothEnd, first: Floats, last: Floats) -> tuple[Floats, Floats]:
    """Lengths (n,) by the finer rule, and how far they may be off."""
    lengths, moves = zip(*(_by_rule(end, first, last, *rule) for rule in (COARSE, FINE)), strict=True)
    at_first, at_last = end(first), end(last)
    rounding = 8 * np.finfo(np.float64).eps * np.linalg.norm(np.abs(at_first) + np.abs(at_last), axis=1)
    overlooked = np.linalg.norm(at_last - at_first - moves[1], axis=1)
    return lengths[1], np.maximum(np.abs(lengths[1] - lengths[0]), overlooked - rounding)


def _by_rule(end: SmoothEnd, first: Floats, last: Floats, nodes: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """The length (n,) and the move (n, C) of each image."""
    count, outputs = first.shape
    across = (last - first)[:, None]
    z = first[:, None] + across * nodes[:, None]
    velocity = end.slopes(z.reshape(-1, outputs)).reshape(count, -1, outputs) * across
    lengths: Floats = np.linalg.norm(velocity, axis=2) @ weights
    return lengths, np.einsum("nqc,q->nc", velocity, weights)
