"""Outputs of a network, with one row for each point."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from torch import Tensor


def rows_of(values: Tensor) -> npt.NDArray[np.float64]:
    """Values (n, *shape) as (n, d), wherever and in whatever precision they are."""
    rows: npt.NDArray[np.float64] = values.detach().cpu().double().reshape(len(values), -1).numpy()
    return rows
