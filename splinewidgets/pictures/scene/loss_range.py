"""The range of losses that a landscape shows, and the height of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.plain_values import listed, real
from splinewidgets.pictures.scene.landscape import Landscape
from splinewidgets.pictures.wire_types.landscape import LossScale

Floats = npt.NDArray[np.float64]

# On a logarithmic scale losses are told apart down to this share of the largest one.
LEAST_SHARE = 1e-12


@dataclass(frozen=True)
class LossRange:
    """Losses `low` and `high` are the heights 0 and 1; others are clamped to them."""

    low: float
    high: float
    scale: LossScale

    def heights(self, losses: Floats) -> Floats:
        """The height of each loss, from 0 to 1; NaN stays."""
        if self.scale == "log":
            values = np.log(np.maximum(losses, self.low))
            low, high = math.log(self.low), math.log(self.high)
        else:
            values, low, high = losses, self.low, self.high
        shares: Floats = np.clip((values - low) / (high - low), 0, 1) if high > low else np.zeros_like(values)
        return np.where(np.isnan(losses), np.nan, shares)

    def levels(self, number: int) -> Floats:
        """The heights of so many level lines, evenly apart."""
        return (np.arange(number) + 1) / (number + 1)


def common_range(
    landscapes: Sequence[Landscape], scale: LossScale, limits: Sequence[float] | None
) -> tuple[LossRange, int]:
    """The range of all landscapes, within limits if any, and how many points of the grids lie beyond it.

    A logarithm needs losses above 0: where no limit says so, those below a tiny share of the largest are at its floor.
    """
    known = np.concatenate([each.losses[~np.isnan(each.losses)] for each in landscapes])
    # A minimum lies between the points of a grid.
    marked = np.concatenate([known, [spot.loss for each in landscapes for spot in each.spots]])
    low, high = (float(marked.min()), float(marked.max())) if len(marked) else (0.0, 1.0)
    if limits is not None:
        low, high = limits
    if scale == "log":
        if high <= 0:
            scale = "linear"
        else:
            low = max(low, LEAST_SHARE * high)
    beyond = int(((known < low) | (known > high)).sum())
    return LossRange(low, high, scale), beyond


def read_limits(given: Any) -> list[float] | None:
    """The limits of the range; None for all there is.

    Raises
    ------
    TypeError, ValueError
        If they are not two finite numbers, the larger one last.
    """
    if given is None:
        return None
    words = ("limits", "two finite numbers, the larger one last, or None", "None shows all there is.")
    numbers = [real(each, *words) for each in listed(given, *words)]
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)) or numbers[0] >= numbers[1]:
        raise ValueError(f"limits is {given!r:.80}. It must be {words[1]}. {words[2]}")
    return numbers
