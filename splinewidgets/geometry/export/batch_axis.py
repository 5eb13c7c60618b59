"""Batch axis of a value, and the value as one row an input."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from torch import Tensor

# The two batch sizes that a model is exported at. Both above 1, which torch treats apart; coprime, so that a multiple
# of one is not taken for a multiple of the other.
SIZES = (3, 5)
Shapes = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class BatchAxis:
    """The batch's place in a value's shape, known without the batch's size N.

    Parameters
    ----------
    shape
        The value's shape for N = 1.
    axis
        The axis that holds the batch; its length is `shape[axis] * N`.
    outer
        How many blocks of N entries-of-the-batch the value has in row-major order: its entries are arranged
        (outer, N, inner). A batch merged into (N * T, d) has outer 1, one merged into (T * N, d) has outer T.
    """

    shape: tuple[int, ...]
    axis: int
    outer: int

    @property
    def width(self) -> int:
        """Entries an input."""
        return prod(self.shape)

    def rows(self, value: Tensor, count: int) -> Tensor:
        """The value as contiguous (count, width); shares its memory where it can."""
        if value.dim() == 2 and value.shape[0] == count and value.is_contiguous():
            return value
        if self.outer == 1:
            return value.reshape(count, self.width).contiguous()
        blocks = value.reshape(self.outer, count, self.width // self.outer)
        return blocks.transpose(0, 1).reshape(count, self.width).contiguous()

    def value(self, rows: Tensor) -> Tensor:
        """The inverse of `rows`."""
        count = rows.shape[0]
        if self.axis == 0 and len(self.shape) == 2 and self.shape[0] == 1:
            return rows
        shape = (*self.shape[: self.axis], self.shape[self.axis] * count, *self.shape[self.axis + 1 :])
        if self.outer == 1:
            return rows.reshape(shape)
        return rows.reshape(count, self.outer, self.width // self.outer).transpose(0, 1).reshape(shape)

    @staticmethod
    def find(shapes: Shapes, source: BatchAxis | None, reshapes: bool) -> BatchAxis | None:
        """The axis of a value that has these shapes at the two `SIZES`.

        Parameters
        ----------
        shapes
            One for each size.
        source
            The axis of a value that this one is computed from.
        reshapes
            Whether it has the source's entries in the same row-major order; otherwise the axis stays whole.

        Returns
        -------
        BatchAxis or None
            None if no axis or more than one has the length of the batch, or its entries have been torn apart.
        """
        small, large = shapes
        axes = [i for i, (a, b) in enumerate(zip(small, large, strict=True)) if a != b]
        if len(axes) != 1 or small[axes[0]] * SIZES[1] != large[axes[0]] * SIZES[0]:
            return None
        axis = axes[0]
        shape = (*small[:axis], small[axis] // SIZES[0], *small[axis + 1 :])
        before = prod(shape[:axis])
        if reshapes and source is not None:
            whole = source.outer % before == 0 and shape[axis] % (source.outer // before) == 0
            return BatchAxis(shape, axis, source.outer) if whole else None
        if shape[axis] == 1 or source is None:
            return BatchAxis(shape, axis, before)
        if shape[axis] == source.shape[source.axis]:
            return BatchAxis(shape, axis, source.outer // prod(source.shape[: source.axis]) * before)
        return None
