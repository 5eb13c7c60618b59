"""`History`: the checkpoints of a training, on disk, while it runs and afterwards."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from operator import index
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

from torch import nn

from splinewidgets.geometry.argument_types import check_path, real_number, truth

from .architecture import Architecture
from .checkpoint import Checkpoint
from .checkpoint_files import CheckpointFiles, Files
from .checkpoints import Checkpoints
from .history_files import check_directory, free_directory
from .history_index import HistoryIndex
from .metrics import as_metrics
from .recorded_state import optimizer_state_of, state_dict_of

Recordable = nn.Module | Mapping[str, Any] | str | os.PathLike[str]


class History(Checkpoints):
    """The checkpoints of a training, one file each in a directory, spaced evenly in the logarithm of the step.

    Opening one reads its index only. What was recorded survives the death of the process at any moment; recording
    goes on where it ended when the same path is opened again, at a later step or after `rewind`. One writer at a time,
    from the first that it records until `close`, its own end or that of its process; any number of others may read
    meanwhile and `refresh`. Threads may share one object.

    A second training is refused, unless it is said what is meant by it: `resume=True`, that the first one goes on, and
    "new", that it gets a directory of its own. The first one goes on as if it had not stopped where the optimizer's
    state was recorded, too: `history[-1].load_into(model, optimizer)`.

    Files and lines of the index bear checksums: what is damaged is refused, by name, when it is read. Checkpoints that
    an emptied, cut or lost index tells nothing of are found again by their files, with the metrics recorded with them,
    and a warning says so. No file is removed but by `rewind`, by `keep` of the last step again, and of what a killed
    writer left of these. Histories of before there were checksums open as they did, and damage in them goes unnoticed
    where it makes sense; what is added to them bears checksums.

    Parameters
    ----------
    path
        A directory, made with the first checkpoint.
    per_decade
        How many checkpoints per factor of ten of steps.
    resume : bool or "new"
        True: training goes on at the first step that `due`, `record` or `keep` is given, and what comes after it is
        forgotten, as by `rewind`. "new": where the path is taken, the next of path-2, path-3 and so on is meant.

    Attributes
    ----------
    path : Path
        Of the directory.

    Raises
    ------
    ValueError
        If the path is a file or holds other things, the index is damaged or no plain file, `per_decade` is below one,
        or `resume` is another text.

    Examples
    --------
    >>> model = nn.Linear(2, 1)
    >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    >>> inputs, targets = torch.randn(100, 2), torch.randn(100, 1)
    >>> with History("runs/line") as history:
    ...     for step in range(1001):
    ...         loss = nn.functional.mse_loss(model(inputs), targets)
    ...         kept = history.record(model, step, loss=loss)
    ...         optimizer.zero_grad()
    ...         loss.backward()
    ...         optimizer.step()
    >>> history.steps[:9]
    [0, 1, 2, 3, 4, 5, 7, 9, 11]
    >>> history[-1].load_into(nn.Linear(2, 1))(inputs).shape
    torch.Size([100, 1])
    """

    path: Path

    def __init__(self, path: str | os.PathLike[str], *, per_decade: int = 12, resume: bool | str = False) -> None:
        check_path(path, "The path", "Name a directory.")
        if real_number(per_decade, "per_decade", "Try 12.") < 1:
            raise ValueError(f"There are {per_decade} checkpoints per decade. At least 1 is needed. Try 12.")
        if isinstance(resume, str) and resume != "new":
            raise ValueError(f"resume is {resume!r:.40}. It must be True, False or 'new'. Write one of them.")
        self._resumes = resume != "new" and truth(resume, "resume")
        self.path = free_directory(Path(path).absolute()) if resume == "new" else Path(path).absolute()
        check_directory(self.path)
        self._factor = 10 ** (1 / per_decade)
        # Whether this object has recorded, or has been told from where to go on.
        self._goes_on = False
        self._architecture = Architecture()
        self._busy = RLock()
        self._index = HistoryIndex(self.path)

    def due(self, step: int) -> bool:
        """Test whether `record` would keep this step: the first, and each that is far enough from the last one kept.

        Asks nothing of the disk, but for the first step with `resume=True`.

        Raises
        ------
        ValueError
            If the step is negative or before the last one recorded, or another training's first.
        TypeError
            If the step is not a whole number.
        """
        step = self._in_order(step)
        checkpoints = self._index.checkpoints
        return not checkpoints or step >= max(checkpoints[-1].step * self._factor, checkpoints[-1].step + 1)

    def record(self, model: Recordable, step: int, /, *, optimizer: Any = None, **metrics: Any) -> bool:
        """Keep a model and its metrics if the step is due; return whether it was.

        Parameters
        ----------
        model
            A module, which is recorded under its own names however it is wrapped; a state_dict, or the path of a
            .safetensors or .pt file with one.
        step
            How many steps of training came before, from 0 on and growing.
        optimizer
            A torch optimizer, or a dict of states, whose state is kept beside, for `Checkpoint.load_into`.
        **metrics
            Numbers or tensors and arrays of one number; NaN and infinite ones are kept as they are.

        Raises
        ------
        ValueError
            If the step is negative or before the last one recorded, or another training's first, or the names or
            shapes of the parameters are not those of the checkpoints before.
        TypeError
            If the step is not a whole number, a metric no number, or the model none of these.
        RuntimeError
            If another object or process is writing this history.
        OSError
            If the disk is full or cannot be written. Nothing is left of the checkpoint then.
        """
        step = self._in_order(step)
        return self._keep(model, step, metrics, optimizer, if_due=True)

    def keep(self, model: Recordable, step: int, /, *, optimizer: Any = None, **metrics: Any) -> None:
        """Keep a model and its metrics in any case, as those of a last step; else like `record`.

        A step that was the last to be recorded is replaced, if this object recorded it or was rewound to it.
        """
        step = self._in_order(step, replacing=True)
        self._keep(model, step, metrics, optimizer, if_due=False)

    def note(self, step: int, /, **metrics: Any) -> None:
        """Add metrics to a recorded step, or replace those of the same names.

        Raises
        ------
        ValueError
            If the step was not recorded.
        TypeError
            If a metric is no number.
        RuntimeError
            If another object or process is writing this history.
        """
        step, numbers = _checked(step), as_metrics(metrics)
        with self._busy:
            self._index.write()
            if not self._index.has(step):
                raise ValueError(
                    f"Step {step} has no checkpoint. Metrics are noted of recorded steps. See history.steps for them."
                )
            self._index.note(step, numbers)

    def rewind(self, step: int) -> None:
        """Forget what comes after a step, because training goes on from there; its files are removed.

        Raises
        ------
        ValueError, TypeError
            If the step is no whole number from 0 on.
        RuntimeError
            If another object or process is writing this history.
        """
        step = _checked(step)
        with self._busy:
            self._index.write()
            if self and self[-1].step > step:
                self._index.rewind(step)
            self._goes_on = True

    def refresh(self) -> bool:
        """Take in what another object or process appended; return whether there was anything.

        Costs one `stat` of a file where nothing was.
        """
        with self._busy:
            return self._index.refresh()

    def close(self) -> None:
        """Let others write. Reading goes on, and so does recording, if nobody else has begun to."""
        with self._busy:
            self._index.close()

    @property
    def place(self) -> str:
        """Its directory."""
        return str(self.path)

    def reader(self) -> History:
        """Another object that reads the same directory."""
        return History(self.path)

    @staticmethod
    def from_files(files: Files, *, steps: Sequence[int] | None = None, part: str | None = None) -> CheckpointFiles:
        """Checkpoints that another program wrote, where they lie: `CheckpointFiles`, which tells of the arguments.

        Examples
        --------
        >>> torch.save(nn.Linear(2, 1).state_dict(), "epoch-7.pt")
        >>> History.from_files("epoch-7*.pt")
        <CheckpointFiles: 1 checkpoints, steps 7 to 7, in ...epoch-7*.pt>
        """
        return CheckpointFiles(files, steps=steps, part=part)

    def _known(self) -> Sequence[Checkpoint]:
        return self._index.checkpoints

    def __enter__(self) -> History:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _keep(self, model: Recordable, step: int, metrics: Mapping[str, Any], optimizer: Any, if_due: bool) -> bool:
        if if_due and not self.due(step):
            return False
        numbers, state_dict = as_metrics(metrics), state_dict_of(model)
        learned = None if optimizer is None else optimizer_state_of(optimizer)
        with self._busy:
            self._index.write()
            # Only now nobody else writes: what others did until now counts.
            self._in_order(step, replacing=not if_due)
            if if_due and not self.due(step):
                return False
            if before := [checkpoint for checkpoint in self[-2:] if checkpoint.step < step]:
                state_dict = self._architecture.named(state_dict, step, before[-1])
            self._index.add(step, state_dict, numbers, learned)
            self._architecture.set(self[-1], state_dict)
            self._goes_on = True
            return True

    def _in_order(self, step: int, replacing: bool = False) -> int:
        step = _checked(step)
        if not self._goes_on and self._resumes:
            self.rewind(step)
        checkpoints = self._index.checkpoints
        if checkpoints and step < checkpoints[-1].step:
            raise ValueError(
                f"Step {step} is given after step {checkpoints[-1].step} was recorded. Steps must grow. "
                f"Call rewind({step}), or open it with resume=True, to go on from there, or choose another path."
            )
        if checkpoints and not self._goes_on and step == checkpoints[-1 if replacing else 0].step:
            raise ValueError(
                f"Step {step} was recorded before this history was opened. A history is of one training. "
                f"Call rewind({step}), or open it with resume=True, to go on from there, or choose another path."
            )
        return step


def _checked(step: int) -> int:
    try:
        number = index(step)
    except TypeError:
        raise TypeError(
            f"The step is {step!r}, a {type(step).__name__}. It must be a whole number from 0 on. Pass an int."
        ) from None
    if number < 0:
        raise ValueError(
            f"The step is {number}. It must be a whole number from 0 on. Count the steps of training from 0."
        )
    return number
