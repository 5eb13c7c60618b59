"""Arguments of `TrainingExplorer`, checked."""

from __future__ import annotations

import math
import operator
import os
from typing import Any

from splinewidgets.learning.history import History

HistoryLike = History | str | os.PathLike[str]

NO_HISTORY = (
    "The explorer has no history. Checkpoints to follow must come from one. "
    "Call follow() with the history that the training loop records into, or its path."
)


def read_index(name: str, given: Any, count: int) -> int:
    """An index from 0 on, from one that may be negative; 0 where there is nothing yet.

    Raises
    ------
    ValueError
        If there is no such checkpoint.
    """
    index = operator.index(given)
    if count == 0 and index in (0, -1):
        return 0
    if not -count <= index < count:
        raise ValueError(
            f"{name} is {index}. There are {count} checkpoints. Pass an index from {-count} to {count - 1}."
        )
    return index % count


def read_speed(given: float) -> float:
    """Validate a speed, in checkpoints a second.

    Raises
    ------
    ValueError
        If nothing would ever come, or all at once.
    """
    if not (math.isfinite(given) and given > 0):
        raise ValueError(f"speed is {given}. It must be checkpoints a second, a number above 0. 5 is usual.")
    return given


def opened(history: HistoryLike, may_be_empty: bool = False) -> History:
    """A reader of its own, so that a training loop may go on recording into the one given."""
    reader = History(history.path if isinstance(history, History) else history)
    if not len(reader) and not may_be_empty:
        raise ValueError(
            f"The history at {reader.path} has no checkpoints. There is nothing to show. "
            "Record one, or make the explorer without a history and call follow(history)."
        )
    return reader
