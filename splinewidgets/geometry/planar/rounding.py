"""Rounding of each unit of a batch: measured, not guessed.

Behind the rows of a batch go `PROBES` more: copies of some of them whose entries are moved by a random relative
+-`PROBE` after each operation. How far a unit then moves is `PROBE` times the 2-norm of its summands, and of theirs,
the very quantity that its rounding error is proportional to. At a knot other rows are chosen, and their copies are
moved by as much as those before had been: a difference of large numbers stays as uncertain as these, however small.
"""

from __future__ import annotations

import functools

import numpy as np
import torch
from torch import Tensor

from splinewidgets.compiled import compiled

PROBES = 16
PROBE = 2.0**-10
# So many rows, spread evenly, are looked at for the size of a column: all rows of a small batch, and of a large one a
# share whose cost does not show.
LOOKED_AT = 2048
# A value within this many units of rounding of zero is zero. In float32 the bound must stay far below the size of a
# tile (4 roundings lose fewer than one tile in 2 000 on 2-64x4). In float64 there is room for safety, but not for any
# amount: in a window of 1e9 about biases of 1, 256 roundings lose tiles.
ROUNDINGS = {torch.float32: 4.0, torch.float64: 64.0}
# What is said about the limits may be more than what decides: beyond so many times as much nothing is moved or merged.
MARGIN = {torch.float32: 1.0, torch.float64: 16.0}


def unit_roundoff(dtype: torch.dtype) -> float:
    """Unit roundoff of a dtype: values within this much of zero, relative to their summands, are zero."""
    return ROUNDINGS[dtype] * torch.finfo(dtype).eps


def safe_roundoff(dtype: torch.dtype) -> float:
    """Safe roundoff of a dtype: values that differ by more than this, relative to their summands, are told apart."""
    return MARGIN[dtype] * unit_roundoff(dtype)


class Probes:
    """The probes of one walk; moves that follow each other have different signs, so that none undoes another.

    Attributes
    ----------
    turn : int
        Of the last moves among all.
    """

    def __init__(self) -> None:
        self.turn = 0

    def attach(self, values: Tensor, count: int, before: Tensor | None = None, probed: int = 0) -> Tensor:
        """The first `count` rows followed by their probes; room for them is used where there is.

        Parameters
        ----------
        values : (>= count, columns)
        before : (V + PROBES, columns) or None
            The same columns with the probes of the first `probed` rows, which tell how uncertain they are by now.
        """
        if values.shape[0] < count + PROBES:
            values = torch.cat([values, values.new_empty((PROBES, values.shape[1]))])
        factors = self._factors(values)
        before = values[:0] if before is None else before
        if values.device.type == "cpu":
            attach(values.numpy(), count, factors.numpy(), before.numpy(), probed)
        else:
            rows = values[sample(count)]
            sizes = rows.abs()
            if len(before):
                moved = (before[-PROBES:] - before[sample(probed)]).abs().square_().mean(0).sqrt_() / PROBE
                torch.maximum(sizes, moved, out=sizes)
            torch.addcmul(rows, sizes, factors - 1, out=values[count : count + PROBES])
        return values

    def moved(self, rows: Tensor) -> Tensor:
        """The probes (PROBES, columns) of the rows that carry one, see `sample`."""
        return rows * self._factors(rows)

    def move(self, values: Tensor) -> None:
        """Move the probes, the last rows, once more: what is rounded twice is moved twice."""
        values[-PROBES:].mul_(self._factors(values))

    def _factors(self, values: Tensor) -> Tensor:
        self.turn = (self.turn + 1) % PROBES
        return moves(values.shape[1], values.dtype, values.device)[self.turn : self.turn + PROBES]


def summands(values: Tensor, count: int, probed: int) -> Tensor:
    """Scale of each column's rounding, (columns,): the 2-norm of what its entries are the sum of.

    At least their own size, which the probes miss where they sit on vertices at which a unit is small. Behind the first
    `count` rows go the probes of the first `probed`.
    """
    step = -(-count // LOOKED_AT)
    if values.device.type == "cpu":
        return torch.from_numpy(summands_of_array(values.detach().numpy(), count, probed, step))
    moved = (values[count:] - values[sample(probed)]).abs_().amax(0) / PROBE
    return torch.maximum(moved, values[:count:step].abs().amax(0))


@functools.lru_cache(maxsize=64)
def moves(columns: int, dtype: torch.dtype, device: torch.device) -> Tensor:
    """Factors 1 +- PROBE, random signs from a fixed seed, (2 PROBES, columns)."""
    signs = torch.randint(0, 2, (2 * PROBES, columns), generator=torch.Generator().manual_seed(columns))
    return (1 + PROBE * (2 * signs.to(dtype) - 1)).to(device)


@compiled
def sample(count):
    """Rows of the vertices that carry a probe, (PROBES,): the first, the window's corners, and others spread evenly."""
    carriers = np.empty(PROBES, np.int64)
    for i in range(PROBES):
        carriers[i] = i % count if i < 4 else (i - 4) * (count - 1) // (PROBES - 5)
    return carriers


# In one pass each, for these arrays are small and there are several a knot.
@compiled
def attach(values, count, factors, before, probed):
    """Write the probes of the first `count` rows behind them, see `Probes.attach`."""
    # What lies between knots may be complex, as a Fourier transform is.
    sizes = np.zeros(values.shape[1], np.float64)
    if len(before) > 0:
        carriers, first = sample(probed), len(before) - PROBES
        for i in range(PROBES):
            for c in range(sizes.size):
                sizes[c] += abs(before[first + i, c] - before[carriers[i], c]) ** 2
        for c in range(sizes.size):
            sizes[c] = np.sqrt(sizes[c] / PROBES) / PROBE
    carriers = sample(count)
    for i in range(PROBES):
        for c in range(sizes.size):
            value = values[carriers[i], c]
            values[count + i, c] = value + (factors[i, c] - 1) * max(abs(value), sizes[c])


@compiled
def summands_of_array(values, count, probed, step):
    """`summands` of an array."""
    carriers = sample(probed)
    sizes = np.zeros(values.shape[1], values.dtype)
    for i in range(PROBES):
        for c in range(values.shape[1]):
            moved = abs(values[count + i, c] - values[carriers[i], c])
            sizes[c] = max(sizes[c], moved)
    for c in range(values.shape[1]):
        sizes[c] /= PROBE
    for i in range(0, count, step):
        for c in range(values.shape[1]):
            sizes[c] = max(sizes[c], abs(values[i, c]))
    return sizes
