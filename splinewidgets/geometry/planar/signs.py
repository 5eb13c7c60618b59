"""Signs of units at vertices, and the edges that the hyperplanes therefore cut.

On an edge every unit is affine, so unit `j` cuts edge `(a, b)` exactly where its values at `a` and `b` have
opposite signs. Signs are packed 64 units to a word, so that the test costs one bit operation per edge and word.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from splinewidgets.compiled import borrowing, compiled

WORD = 64
# Position of the lowest set bit of a word by multiplication with a de Bruijn sequence.
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_BIT_OF_HASH = np.zeros(WORD, np.int64)
for _bit in range(WORD):
    _BIT_OF_HASH[((1 << _bit) * int(_DE_BRUIJN) & (2**64 - 1)) >> 58] = _bit


@borrowing
def lowest_bit(word: np.uint64) -> int:
    """Index of the lowest set bit of a non-zero word."""
    low = word & (~word + np.uint64(1))
    return _BIT_OF_HASH[(low * _DE_BRUIJN) >> np.uint64(58)]


def sign_bits(values: Tensor, tolerance: Tensor) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], bool]:
    """Packed signs of a batch, in which values within the tolerance of zero become zero.

    Parameters
    ----------
    values : (V, units)
        Changed in place.
    tolerance : (units,)

    Returns
    -------
    positive, negative : (V, words) uint64
        Unit j is bit `j % 64` of word `j // 64`; a unit in neither is zero at that vertex.
    any_zero : bool
    """
    if values.device.type == "cpu":
        return pack_signs(values.numpy(), tolerance.numpy())
    above, below = values > tolerance, values < -tolerance
    zero = ~(above | below)
    values.masked_fill_(zero, 0)
    return _pack(above), _pack(below), bool(zero.any())


def _pack(mask: Tensor) -> npt.NDArray[np.uint64]:
    """The mask (V, units) as words, put together where it lives, so that an eighth of it travels."""
    whole = torch.nn.functional.pad(mask.to(torch.uint8), (0, -mask.shape[1] % WORD)).view(len(mask), -1, 8)
    packed = whole[:, :, 0].clone()
    for bit in range(1, 8):
        packed |= whole[:, :, bit] << bit
    words: npt.NDArray[np.uint64] = packed.cpu().numpy().view(np.uint64)
    return words


@compiled
def pack_signs(values, tolerance):
    """`sign_bits` of an array."""
    rows, units = values.shape
    words = (units + WORD - 1) // WORD
    positive = np.zeros((rows, words), np.uint64)
    negative = np.zeros((rows, words), np.uint64)
    any_zero = False
    for i in range(rows):
        for w in range(words):
            above, below = np.uint64(0), np.uint64(0)
            first = WORD * w
            count = min(WORD, units - first)
            # Without a branch, so that it runs in vector registers.
            for b in range(count):
                x, t = values[i, first + b], tolerance[first + b]
                above |= np.uint64(x > t) << np.uint64(b)
                below |= np.uint64(x < -t) << np.uint64(b)
            positive[i, w] = above
            negative[i, w] = below
            everything = ~np.uint64(0) >> np.uint64(WORD - count)
            if (above | below) != everything:
                any_zero = True
                for b in range(count):
                    if abs(values[i, first + b]) <= tolerance[first + b]:
                        values[i, first + b] = 0
    return positive, negative, any_zero


@borrowing
def clear_signs(positive, negative, vertex, unit):
    """Make units (n,) zero at vertices (n,)."""
    for i in range(vertex.size):
        keep = ~(np.uint64(1) << np.uint64(unit[i] % WORD))
        positive[vertex[i], unit[i] // WORD] &= keep
        negative[vertex[i], unit[i] // WORD] &= keep


@compiled
def find_cuts(ends, positive, negative):
    """Edges and units of all cuts, in order of edges.

    Parameters
    ----------
    ends : (E, 2) int32
        The two vertices of each edge.
    positive, negative : (V, words) uint64
        Packed signs; a unit in neither is zero at that vertex.

    Returns
    -------
    edge : (M,) int32
    unit : (M,) int32
    """
    count = count_cuts(ends, positive, negative)
    edge, unit = np.empty(count, np.int32), np.empty(count, np.int32)
    write_cuts(ends, positive, negative, edge, unit)
    return edge, unit


# Twice over all edges, which takes a sixth of the time of once with arrays that grow: these would be counted on every
# edge who refers to them.
@borrowing
def count_cuts(ends, positive, negative):
    """Number of units with opposite signs at the ends (E, 2) of edges, in all."""
    found = 0
    for e in range(ends.shape[0]):
        a, b = ends[e, 0], ends[e, 1]
        for w in range(positive.shape[1]):
            word = (positive[a, w] & negative[b, w]) | (negative[a, w] & positive[b, w])
            while word:
                found += 1
                word &= word - np.uint64(1)
    return found


@borrowing
def write_cuts(ends, positive, negative, edge, unit):
    """Write which edges and units these are."""
    found = 0
    for e in range(ends.shape[0]):
        a, b = ends[e, 0], ends[e, 1]
        for w in range(positive.shape[1]):
            word = (positive[a, w] & negative[b, w]) | (negative[a, w] & positive[b, w])
            while word:
                edge[found] = e
                unit[found] = WORD * w + lowest_bit(word)
                found += 1
                word &= word - np.uint64(1)


def locate_cuts(
    at_a: Tensor, at_b: Tensor, tolerance: Tensor
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Position of each cut between its edge's ends, in 0..1, and its uncertainty.

    Parameters
    ----------
    at_a, at_b : (M,)
        The unit's values at the first and the second end.
    tolerance : (M,)
        The unit's.
    """
    # Three numbers a cut travel; float64, which not every device has, begins on the CPU.
    at_a, at_b, tolerance = at_a.cpu().double(), at_b.cpu().double(), tolerance.cpu().double()
    change = at_a - at_b
    return (at_a / change).numpy(), (tolerance / change.abs()).numpy()


@compiled
def locate_in_array(values, tolerance, ends, edge, unit):
    """The same for units (M,) on edges (M,) with ends (E, 2), from values (V, units) and tolerances (units,)."""
    t, slack = np.empty(unit.size, np.float64), np.empty(unit.size, np.float64)
    for k in range(unit.size):
        a, b = ends[edge[k], 0], ends[edge[k], 1]
        at_a = np.float64(values[a, unit[k]])
        change = at_a - np.float64(values[b, unit[k]])
        t[k] = at_a / change
        slack[k] = np.float64(tolerance[unit[k]]) / abs(change)
    return t, slack
