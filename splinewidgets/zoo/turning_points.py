"""The three times at which a training is looked at."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from splinewidgets.learning import Checkpoint, History


class TurningPoints(NamedTuple):
    """Three checkpoints of a training, as in Figure 9 of [balestriero2025geometry].

    Attributes
    ----------
    initialization
        Before the first step.
    interpolation
        The first recorded one at which all training samples are right.
    late
        The last one, long after.

    Examples
    --------
    >>> with History("runs/moons") as history:
    ...     for step, share in enumerate([0.5, 1.0, 1.0]):
    ...         history.keep(mlp((2, 16, 2)), step, train_accuracy=share)
    >>> turning_points(history).interpolation.step
    1
    """

    initialization: Checkpoint
    interpolation: Checkpoint
    late: Checkpoint


def turning_points(history: History) -> TurningPoints:
    """Find the three times in a history from step 0 on with the metric "train_accuracy".

    Raises
    ------
    ValueError
        If step 0 or the metric was not recorded, or never were all training samples right.

    Examples
    --------
    >>> with History("runs/moons") as history:
    ...     for step, share in enumerate([0.5, 1.0, 1.0]):
    ...         history.keep(mlp((2, 16, 2)), step, train_accuracy=share)
    >>> [checkpoint.step for checkpoint in turning_points(history)]
    [0, 1, 2]
    """
    if not len(history) or history[0].step != 0:
        begins = f"begins at step {history[0].step}" if len(history) else "is empty"
        raise ValueError(f"The history {begins}. Step 0 is the initialization. Record the model before it is trained.")
    accuracies = history.metrics.get("train_accuracy", np.full(len(history), np.nan))
    if np.isnan(accuracies).all():
        raise ValueError(
            'The history has no metric "train_accuracy". It tells when training interpolates. '
            "Record it, as ProgressMeasures does."
        )
    found = np.flatnonzero(accuracies == 1)
    if not len(found):
        raise ValueError(
            f"The training accuracy is at most {np.nanmax(accuracies):.4g}. At interpolation it is 1. "
            "Train longer, or on fewer samples."
        )
    return TurningPoints(history[0], history[int(found[0])], history[-1])
