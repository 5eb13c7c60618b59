"""Arguments of `TrainingExplorer`, checked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from splinewidgets.learning.checkpoint_files import CheckpointFiles
from splinewidgets.learning.checkpoints import Checkpoints
from splinewidgets.learning.history import History
from splinewidgets.pictures import plain_values

HistoryLike = Checkpoints | str | os.PathLike[str]

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
    remedy = "Negative ones count from the last."
    index = plain_values.whole(given, name, "the index of a checkpoint, a whole number", remedy)
    if count == 0 and index in (0, -1):
        return 0
    if not -count <= index < count:
        raise ValueError(
            f"{name} is {index}. There are {count} checkpoints. Pass an index from {-count} to {count - 1}."
        )
    return index % count


def read_speed(given: Any) -> float:
    """Validate a speed, in checkpoints a second.

    Raises
    ------
    ValueError
        If nothing would ever come, or all at once.
    """
    return plain_values.positive(given, "speed", "checkpoints a second, a number above 0", "5 is usual.")


def read_curves(given: Any) -> dict[str, list[str]] | None:
    """Names of metrics by the title of their figure; None for those that are usual.

    Raises
    ------
    TypeError
        If it is no mapping of titles to lists of names.
    """
    wanted, remedy = "a mapping of titles to lists of metrics", "Pass {'Loss': ['loss']}, or leave it out."
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise TypeError(f"curves is {given!r:.80}. It must be {wanted}. {remedy}")
    return {str(title): plain_values.names(metrics, "curves", wanted, remedy) for title, metrics in given.items()}


def opened(history: HistoryLike, may_be_empty: bool = False) -> Checkpoints:
    """A reader of its own, so that a training loop may go on recording into the one given."""
    given: Any = history
    if not isinstance(given, Checkpoints | str | os.PathLike):
        raise TypeError(
            f"history is {given!r:.80}. It must be a History, the path of one, or a pattern of files. "
            "Pass what the training loop records into."
        )
    reader: Checkpoints
    if isinstance(history, Checkpoints):
        reader = history.reader()
    elif "*" in os.fspath(history):
        reader = CheckpointFiles(history, may_be_empty=may_be_empty)
    else:
        reader = History(history)
    if not len(reader) and not may_be_empty:
        raise ValueError(
            f"The history at {reader.place} has no checkpoints. There is nothing to show. "
            "Record one, or make the explorer without a history and call follow(history)."
        )
    return reader
