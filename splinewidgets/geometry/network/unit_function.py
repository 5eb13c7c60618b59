"""The activation of each unit of a layer, as a piecewise-affine function of one number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float64

from ..program.binding import BoundStep


@dataclass(frozen=True, eq=False)
class UnitFunctions:
    """Continuous piecewise-affine functions of n units, with as many breaks k each.

    Attributes
    ----------
    breaks, values : (n, k)
        Where each bends, ascending, and what it is there.
    ends : (n, 2)
        Its slopes left of the first break and right of the last.
    """

    breaks: Float64[np.ndarray, "units breaks"]
    values: Float64[np.ndarray, "units breaks"]
    ends: Float64[np.ndarray, "units 2"]

    @classmethod
    def of(cls, step: BoundStep, width: int) -> UnitFunctions:
        """Those of a layer whose result i depends on entry i of its operand alone."""
        knot = step.knot
        assert knot is not None
        axis, gap = knot.axis, step.slots[0][0]

        def filled(rows: torch.Tensor) -> list[Any]:
            args = list(step.args)
            args[gap] = axis.value(rows)
            return args

        def called(rows: torch.Tensor) -> torch.Tensor:
            return axis.rows(step.function(*filled(rows), **step.kwargs), len(rows)).double()

        rows = torch.zeros(1, width, dtype=torch.float64)
        with torch.no_grad():
            if knot.rule.cuts is None:
                breaks = rows
            else:
                # Each cut is the operand, or its negative, but for a constant.
                at = [[axis.rows(cut, 1)[0] for cut in knot.rule.cuts(*filled(rows + x))] for x in (0.0, 1.0)]
                breaks = torch.stack([-zero / (one - zero) for zero, one in zip(*at, strict=True)]).sort(0).values
            values, first, last = called(breaks), called(breaks[:1] - 1)[0], called(breaks[-1:] + 1)[0]
        ends = torch.stack([values[0] - first, last - values[-1]], 1)
        return cls(breaks.T.numpy().copy(), values.T.numpy().copy(), ends.numpy().copy())

    def at(self, h: Float64[np.ndarray, "units"]) -> tuple[Float64[np.ndarray, "units"], Float64[np.ndarray, "units"]]:
        """What each is at its number, and its slope there; at a break that to its left."""
        piece = (h[:, None] > self.breaks).sum(1)
        rows, last = np.arange(len(h)), self.breaks.shape[1] - 1
        nearest = np.clip(piece - 1, 0, last)
        runs = np.diff(self.breaks, axis=1)
        inner = np.divide(np.diff(self.values, axis=1), runs, out=np.zeros_like(runs), where=runs > 0)
        slope = np.concatenate([self.ends[:, :1], inner, self.ends[:, 1:]], axis=1)[rows, piece]
        return self.values[rows, nearest] + slope * (h - self.breaks[rows, nearest]), slope
