"""Rows of new vertices in a batch of values: linear interpolation between rows of older ones."""

from __future__ import annotations

import torch
from torch import Tensor

from splinewidgets.compiled import compiled


def interpolate_rows(values: Tensor, of: Tensor, at: Tensor, out: Tensor) -> None:
    """Write `values[of[0]] + at * (values[of[1]] - values[of[0]])` to `out`.

    Parameters
    ----------
    values : (V, k)
    of : (2, n) int64
    at : (n,)
    out : (n, k)
    """
    if values.device.type == "cpu":
        # One pass without temporaries, and without waking a second thread that a busy machine may keep waiting.
        _interpolate(values.numpy(), of.numpy(), at.numpy(), out.numpy())
    else:
        torch.lerp(values.index_select(0, of[0]), values.index_select(0, of[1]), at[:, None], out=out)


@compiled
def _interpolate(values, of, at, out):
    for i in range(at.size):
        a, b, t = values[of[0, i]], values[of[1, i]], at[i]
        for k in range(a.size):
            out[i, k] = a[k] + t * (b[k] - a[k])


@compiled
def fill_rows(rows, of, at, old):
    """Write the rows from `old` on, one after the other, each between two before it: of (n, 2), at (n,)."""
    for i in range(at.size):
        a, b, t, out = rows[of[i, 0]], rows[of[i, 1]], rows.dtype.type(at[i]), rows[old + i]
        for k in range(out.size):
            out[k] = a[k] + t * (b[k] - a[k])
