"""`Checkpoints`: what a training left behind, by step, wherever it lies."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

import numpy as np
from jaxtyping import Float64

from .checkpoint import Checkpoint

if TYPE_CHECKING:
    import pandas


class Checkpoints(Sequence[Checkpoint]):
    """The checkpoints of one training, by growing step: a `History`, or files that something else wrote.

    Examples
    --------
    >>> with History("runs/line") as history:
    ...     history.keep(nn.Linear(2, 1), 0, loss=0.5)
    >>> isinstance(history, Checkpoints), history.metrics
    (True, {'loss': array([0.5])})
    """

    @property
    @abstractmethod
    def place(self) -> str:
        """Where they lie, in words."""

    @abstractmethod
    def refresh(self) -> bool:
        """Take in what has been added by another; return whether there was anything."""

    @abstractmethod
    def reader(self) -> Checkpoints:
        """Another object with the same checkpoints, for someone who reads while this one goes on."""

    @abstractmethod
    def _known(self) -> Sequence[Checkpoint]:
        """Those that have been taken in."""

    @property
    def steps(self) -> list[int]:
        """The step of each checkpoint, increasing."""
        return [checkpoint.step for checkpoint in self]

    @property
    def metrics(self) -> dict[str, Float64[np.ndarray, "checkpoints"]]:
        """Each metric (checkpoints,), NaN where it was not recorded, in the order in which they came up."""
        checkpoints = self._known()
        names = dict.fromkeys(name for checkpoint in checkpoints for name in checkpoint.metrics)
        return {name: np.array([c.metrics.get(name, np.nan) for c in checkpoints]) for name in names}

    def to_frame(self) -> pandas.DataFrame:
        """One row per checkpoint, by step, and one column per metric. Needs pandas."""
        import pandas as pd

        return pd.DataFrame(self.metrics, index=pd.Index(self.steps, dtype="int64", name="step"))

    @overload
    def __getitem__(self, at: int) -> Checkpoint: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Checkpoint, ...]: ...

    def __getitem__(self, at: int | slice) -> Checkpoint | tuple[Checkpoint, ...]:
        found = self._known()[at]
        return found if isinstance(found, Checkpoint) else tuple(found)

    def __iter__(self) -> Iterator[Checkpoint]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def __repr__(self) -> str:
        steps = self.steps
        span = f", steps {steps[0]} to {steps[-1]}" if steps else ""
        return f"<{type(self).__name__}: {len(steps)} checkpoints{span}, in {self.place}>"
