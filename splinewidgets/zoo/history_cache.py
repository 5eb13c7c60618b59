"""Cache of recorded trainings."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from torch import nn

from splinewidgets.learning import History


def remembered_history(path: Path, model: nn.Module, steps: int, record: Callable[[History], None]) -> History:
    """The history at a path, whose last parameters the model gets, or one that is recorded and put there.

    It gets there when it is whole, so an interrupted training leaves nothing. One that cannot be read is moved aside,
    with a warning, and made anew.

    Parameters
    ----------
    path
        Which tells all that the history depends on.
    model
        What is trained.
    steps
        The last step of a whole history.
    record
        Trains the model and records it into the empty history that it is given.

    Raises
    ------
    OSError
        If the path cannot be written.
    """
    history = _recall(path, model, steps)
    if history is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as aside:
            with History(Path(aside) / "history") as history:
                record(history)
            if _recall(path, model, steps) is None:  # and nobody else has been faster
                _put(history.path, path)
        history = History(path)
    return history


def _recall(path: Path, model: nn.Module, steps: int) -> History | None:
    """Open a recorded history, and give the model its last parameters; None where there is none to trust."""
    try:
        history = History(path)
        if not history or history[-1].step != steps:
            return None
        history[-1].load_into(model)
    except (OSError, ValueError):
        return None
    return history


def _put(history: Path, path: Path) -> None:
    """Move a history to a path; what is there, which could not be read, is moved aside."""
    aside = path.with_name(f"{path.name}.{uuid4().hex}")
    with suppress(FileNotFoundError):
        path.rename(aside)
    history.rename(path)
    if aside.exists():
        warnings.warn(
            f"The history {path} could not be read as it was written. It was made anew, and what was there is now "
            f"{aside}. Remove that if nothing in it is yours.",
            UserWarning,
            stacklevel=4,
        )
