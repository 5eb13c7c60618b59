"""What an exact picture may cost, and in what it is computed."""

from __future__ import annotations

from dataclasses import dataclass

import torch

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
    ValueError
        For a limit that no picture could keep.
    """

    dtype: torch.dtype | None
    max_tiles: int
    max_seconds: float
    near: float | None
    height: int

    def __post_init__(self) -> None:
        dtype, max_tiles, near, height = self.dtype, self.max_tiles, self.near, self.height
        if dtype not in (None, torch.float32, torch.float64):
            raise ValueError(
                f"dtype is {dtype}. It must be torch.float64, or torch.float32, which may merge slivers. "
                "None is float64 where the device has it."
            )
        if max_tiles < 1:
            raise ValueError(f"max_tiles is {max_tiles}. It must be at least 1. 200 000 is usual.")
        if not self.max_seconds > 0:
            raise ValueError(
                f"max_seconds is {self.max_seconds}. It must be a number of seconds above 0. {MAX_SECONDS:g} is usual."
            )
        if near is not None and not near >= 0:
            raise ValueError(f"near is {near}. It must be a distance of at least 0. None chooses for each slice.")
        if height < 1:
            raise ValueError(f"height is {height}. It must be at least 1 pixel. 480 is usual.")

    @property
    def opening_seconds(self) -> float:
        """What the first picture may take, and each picture while a hand moves."""
        return min(OPENING_SECONDS, self.max_seconds)
