"""New vertices: the pairs of old ones they lie between, and their rows in a batch of values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ..planar.interpolation import fill_rows, interpolate_rows


class NewVertices(NamedTuple):
    """New vertices of a complex: each lies between two older ones.

    Attributes
    ----------
    old : int
        How many vertices there were before.
    of : (born, 2) int32
        The two older vertices.
    at : (born,) float64
        How far from the first to the second.
    cuts : int
        So many first ones lie on old edges, the rest where chords between these cross.
    """

    old: int
    of: npt.NDArray[np.int32]
    at: npt.NDArray[np.float64]
    cuts: int

    @property
    def new(self) -> int:
        """Number of vertices now."""
        return self.old + len(self.at)

    def fill(self, rows: Tensor) -> None:
        """Write the new rows of a batch (>= new, k), affine between the vertices, whose first `old` rows are known."""
        if rows.device.type == "cpu":
            # In order: of those that a row lies between, both come before it.
            fill_rows(rows.numpy(), self.of, self.at, self.old)
            return
        for begin, end in ((0, self.cuts), (self.cuts, len(self.at))):
            of = torch.from_numpy(self.of[begin:end].T.astype(np.int64, order="C")).to(rows.device)
            at = torch.from_numpy(self.at[begin:end]).to(rows.device, rows.dtype)
            interpolate_rows(rows, of, at, rows[self.old + begin : self.old + end])
