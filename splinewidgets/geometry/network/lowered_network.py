"""A network as matrices and few kinds of bends: plain arrays, from which anybody computes it without torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SparseMatrix:
    """The entries of a matrix that are not zero, row by row: row i has those from `starts[i]` to `starts[i + 1]`."""

    starts: Ints
    columns: Ints
    weights: Floats


@dataclass(frozen=True, eq=False)
class Term:
    """The product of a matrix (n, m) and an earlier value, by the number of that."""

    of: int
    matrix: Floats | SparseMatrix


@dataclass(frozen=True, eq=False)
class AffineStep:
    """The sum of some terms, and a bias (n,) where there is one."""

    out: int
    terms: tuple[Term, ...]
    bias: Floats | None


@dataclass(frozen=True, eq=False)
class TakeStep:
    """Entries (n,) of an earlier value, in any order."""

    of: int
    out: int
    entries: Ints


@dataclass(frozen=True, eq=False)
class BendStep:
    """Each entry times its slope above zero or below."""

    of: int
    out: int
    layer: int
    above: Floats
    below: Floats


@dataclass(frozen=True, eq=False)
class PiecewiseStep:
    """A function of each entry through K points (K, n) in order, with slopes beyond both ends (2, n)."""

    of: int
    out: int
    layer: int
    places: Floats
    values: Floats
    ends: Floats


@dataclass(frozen=True, eq=False)
class LargerStep:
    """The larger of two values, entry by entry; the smaller where the sign is -1."""

    of: int
    other: int
    out: int
    layer: int
    sign: int


@dataclass(frozen=True, eq=False)
class MaximaStep:
    """The largest of some entries of a value for each unit, (units, K); the smallest where the sign is -1."""

    of: int
    out: int
    layer: int
    entries: Ints
    sign: int


LoweredStep = AffineStep | TakeStep | BendStep | PiecewiseStep | LargerStep | MaximaStep


@dataclass(frozen=True, eq=False)
class LoweredNetwork:
    """The steps of a network in order; each computes one value from earlier ones, of which the first is the input.

    Attributes
    ----------
    widths : tuple of int
        Entries of each value.
    output : int
        The value that is the network's output.
    """

    widths: tuple[int, ...]
    steps: tuple[LoweredStep, ...]
    output: int
