"""Limits of the cost of an exact picture, and the dtype in which it is computed."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import torch

from splinewidgets.geometry.limits import check_limit

# As long as one waits for a picture without wondering, and as long as one waits for it knowingly.
OPENING_SECONDS, MAX_SECONDS = 2.0, 10.0


@dataclass(frozen=True)
class Limits:
    """Choices of a caller that no picture goes beyond.

    Attributes
    ----------
    dtype : torch.dtype or None
        What decides where tiles end; None for float64 where the device has it.
    max_tiles : int
    max_seconds : float
        A window with more tiles, or whose tessellation takes longer, is sampled.
    near : float or None
        Distance from the slice within which data are shown; None chooses for each slice.
    height : int
        Pixels of the canvas.

    Raises
    ------
    TypeError
        For a limit that is no number, or `max_tiles` or `height` that is no whole number.
    ValueError
        For a limit that no picture could keep.
    """

    dtype: torch.dtype | None
    max_tiles: int
    max_seconds: float
    near: float | None
    height: int

    def __post_init__(self) -> None:
        # Whatever the caller gave.
        dtype: Any = self.dtype
        near: Any = self.near
        height: Any = self.height
        if dtype not in (None, torch.float32, torch.float64):
            raise ValueError(
                f"dtype is {dtype}. It must be torch.float64, or torch.float32, which may merge slivers. "
                "None is float64 where the device has it."
            )
        if self.max_tiles is None:
            raise TypeError("max_tiles is None. A picture needs a limit. 200 000 is usual.")
        check_limit(self.max_tiles, "200 000 is usual.")
        if not _is_number(self.max_seconds) or not self.max_seconds > 0:
            raise ValueError(
                f"max_seconds is {self.max_seconds!r}. It must be a number of seconds above 0. "
                f"{MAX_SECONDS:g} is usual."
            )
        if near is not None and not _is_number(near):
            raise TypeError(f"near is {near!r}. It must be a distance, a number. None chooses for each slice.")
        if isinstance(height, bool) or not isinstance(height, Integral):
            raise TypeError(f"height is {height!r}. It must be a whole number of pixels. 480 is usual.")
        if near is not None and not near >= 0:
            raise ValueError(f"near is {near}. It must be a distance of at least 0. None chooses for each slice.")
        if height < 1:
            raise ValueError(f"height is {height}. It must be at least 1 pixel. 480 is usual.")

    @property
    def opening_seconds(self) -> float:
        """Limits of the first picture, and of each picture while a hand moves."""
        return min(OPENING_SECONDS, self.max_seconds)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
