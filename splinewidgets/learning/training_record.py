"""`TrainingRecord`: a live training's states and metrics, in memory, to go back to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float64

from .live_training import LiveTraining

# As many states are kept; beyond, every second one but the first and the last is let go.
MOST_STATES = 300
# Steps are recorded that are later than the last one by this share, or by so many.
SHARE, STEPS = 0.05, 50


class TrainingRecord:
    """States of a `LiveTraining`, spaced evenly in the logarithm of the step, and later evenly.

    Examples
    --------
    >>> inputs = torch.linspace(-1, 1, 50)[:, None]
    >>> training, record = LiveTraining(nn.Linear(1, 1), inputs, 2 * inputs, loss="squared"), TrainingRecord()
    >>> for _ in range(100):
    ...     if training.steps >= record.next_due:
    ...         record.keep(training, training.measures())
    ...     training.run(1)
    >>> record.steps[:5], len(record)
    ([0, 1, 2, 3, 4], 47)
    >>> record.go_to(training, 3)
    >>> training.steps
    3
    """

    def __init__(self) -> None:
        self._states: list[dict[str, Any]] = []
        self._metrics: list[dict[str, float]] = []

    def __len__(self) -> int:
        """Number of states."""
        return len(self._states)

    @property
    def steps(self) -> list[int]:
        """The step of each state, increasing."""
        return [int(state["steps"]) for state in self._states]

    @property
    def metrics(self) -> dict[str, Float64[np.ndarray, "states"]]:
        """Each metric (len(record),), NaN where it was not recorded."""
        names = dict.fromkeys(name for metrics in self._metrics for name in metrics)
        return {name: np.array([metrics.get(name, np.nan) for metrics in self._metrics]) for name in names}

    @property
    def next_due(self) -> int:
        """The next step that is far enough from the last one."""
        if not self._states:
            return 0
        last = int(self._states[-1]["steps"])
        return last + max(1, min(STEPS, math.ceil(SHARE * last)))

    def keep(self, training: LiveTraining, metrics: Mapping[str, float]) -> None:
        """Keep a training's state with what was measured; a state of the same step is replaced."""
        if self._states and self._states[-1]["steps"] == training.steps:
            self._states.pop()
            self._metrics.pop()
        self._states.append(training.state())
        self._metrics.append(dict(metrics))
        if len(self._states) > MOST_STATES:
            stays = [*range(0, len(self._states) - 1, 2), len(self._states) - 1]
            self._states = [self._states[i] for i in stays]
            self._metrics = [self._metrics[i] for i in stays]

    def go_to(self, training: LiveTraining, index: int) -> None:
        """Bring a training back to a state, and forget what came after it."""
        training.restore(self._states[index])
        self.forget_after(training.steps)

    def forget_after(self, step: int) -> None:
        """Forget the states of later steps."""
        stay = sum(known <= step for known in self.steps)
        del self._states[stay:], self._metrics[stay:]

    def clear(self) -> None:
        """Forget all."""
        self._states, self._metrics = [], []
