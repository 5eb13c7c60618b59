"""Which side of each unit's hyperplane every vertex lies on, and which edges the hyperplanes therefore cut.

On an edge every unit is affine, so unit `j` cuts edge `(a, b)` exactly where its values at `a` and `b` have
opposite signs. Signs are packed 64 units to a word, so that the test costs one bit operation per edge and word.
"""

from __future__ import annotations

import numba
import numpy as np
import numpy.typing as npt

WORD = 64
# Position of the lowest set bit of a word by multiplication with a de Bruijn sequence.
_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_BIT_OF_HASH = np.zeros(WORD, np.int64)
for _bit in range(WORD):
    _BIT_OF_HASH[((1 << _bit) * int(_DE_BRUIJN) & (2**64 - 1)) >> 58] = _bit


@numba.njit(cache=True)
def lowest_bit(word: np.uint64) -> int:
    """Index of the lowest set bit of a non-zero word."""
    low = word & (~word + np.uint64(1))
    return _BIT_OF_HASH[(low * _DE_BRUIJN) >> np.uint64(58)]


def pack(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
    """Pack a boolean table (rows, units) into words (rows, ceil(units / 64)); unit 0 is bit 0 of word 0."""
    rows, units = mask.shape
    words = -(-units // WORD)
    packed = np.packbits(mask, axis=1, bitorder="little")
    if packed.shape[1] == 8 * words:
        return packed.view(np.uint64)
    padded = np.zeros((rows, 8 * words), np.uint8)
    padded[:, : packed.shape[1]] = packed
    return padded.view(np.uint64)


@numba.njit(cache=True)
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
    words = positive.shape[1]
    capacity = 4 * ends.shape[0] + 64
    edge = np.empty(capacity, np.int32)
    unit = np.empty(capacity, np.int32)
    found = 0
    for e in range(ends.shape[0]):
        a = ends[e, 0]
        b = ends[e, 1]
        for w in range(words):
            word = (positive[a, w] & negative[b, w]) | (negative[a, w] & positive[b, w])
            while word:
                if found == capacity:
                    grown_edge = np.empty(2 * capacity, np.int32)
                    grown_unit = np.empty(2 * capacity, np.int32)
                    grown_edge[:found] = edge
                    grown_unit[:found] = unit
                    edge, unit, capacity = grown_edge, grown_unit, 2 * capacity
                edge[found] = e
                unit[found] = WORD * w + lowest_bit(word)
                found += 1
                word &= word - np.uint64(1)
    return edge[:found], unit[:found]
