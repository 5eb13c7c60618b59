"""Where new vertices come from, and the rows they get in a batch of values."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor

from .interpolation import interpolate_rows


class Births(NamedTuple):
    """New vertices of a complex: each lies between two older ones.

    Attributes
    ----------
    old : int
        How many vertices there were before.
    of : (2, born) int64
        The two older vertices.
    at : (born,)
        How far from the first to the second.
    cuts : int
        So many first ones lie on old edges, the rest where chords between these cross.
    """

    old: int
    of: Tensor
    at: Tensor
    cuts: int

    @property
    def new(self) -> int:
        """How many vertices there are now."""
        return self.old + len(self.at)

    def fill(self, rows: Tensor) -> None:
        """Write the new rows of a batch (>= new, k) whose first `old` rows are known."""
        cuts, between = self.cuts, self.old + self.cuts
        interpolate_rows(rows, self.of[:, :cuts], self.at[:cuts], rows[self.old : between])
        interpolate_rows(rows, self.of[:, cuts:], self.at[cuts:], rows[between : self.new])
