"""Path of a training in the space of all parameters, and its projection on a plane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float64
from torch import Tensor

from splinewidgets.geometry.model.fitting_tensors import fitting
from splinewidgets.geometry.model.state_dict_check import check_finite

from ..checkpoint import Checkpoint
from ..state_dict_file import shapes_of

# Singular values below this share of the largest are rounding: states are kept in float32 as a rule.
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Trajectory:
    """States of a training beside a plane.

    Attributes
    ----------
    checkpoints : tuple of Checkpoint
    path : (steps, 2) float64
        Coordinates of the point of the plane that is nearest to each state.
    distances : (steps,) float64
        Euclidean distance of each state from that point, in the space of the plane's parameters.

    Examples
    --------
    >>> with History("runs/moves") as history:
    ...     for step in range(3):
    ...         history.keep(zoo.mlp((2, 4, 2), seed=step), step)
    >>> model = zoo.mlp((2, 4, 2), seed=0)
    >>> trajectory = ParameterPlane.random(model).with_path(history).trajectory
    >>> trajectory.steps, trajectory.path[0].tolist(), float(trajectory.distances[0])
    ([0, 1, 2], [0.0, 0.0], 0.0)
    """

    checkpoints: tuple[Checkpoint, ...]
    path: Float64[np.ndarray, "steps 2"]
    distances: Float64[np.ndarray, "steps"]

    @property
    def steps(self) -> list[int]:
        """How many steps of training came before each state."""
        return [checkpoint.step for checkpoint in self.checkpoints]


def fitted(checkpoint: Checkpoint, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of a checkpoint under the names of a state; raises ValueError if it is of another architecture."""
    what = f"The checkpoint of step {checkpoint.step}"
    found = fitting(checkpoint.state_dict(), shapes_of(state), what, "Pass the history of a model of one architecture.")
    check_finite(found)
    return found


def flat(state: Mapping[str, Tensor], names: Iterable[str]) -> Tensor:
    """Tensors of these names as one vector, float64 on the CPU."""
    return torch.cat([state[name].detach().cpu().double().reshape(-1) for name in names])


def projected(
    checkpoints: Iterable[Checkpoint], state: Mapping[str, Tensor], names: tuple[str, ...], axes: Tensor
) -> Trajectory:
    """The states as seen from the plane through `state` along the axes (2, n)."""
    kept, path, distances = tuple(checkpoints), [], []
    origin, gram = flat(state, names), axes @ axes.T
    for checkpoint in kept:
        away = flat(fitted(checkpoint, state), names) - origin
        coordinates = torch.linalg.solve(gram, axes @ away)
        path.append(coordinates.numpy())
        distances.append(float((away - coordinates @ axes).norm()))
    return Trajectory(kept, np.array(path).reshape(-1, 2), np.array(distances))


def principal_axes(
    checkpoints: Iterable[Checkpoint], state: Mapping[str, Tensor], names: tuple[str, ...]
) -> tuple[Tensor, tuple[float, float]]:
    """Two orthonormal axes (2, n) along which the states lie farthest from `state`, and the shares of squared distance.

    The first state has no negative coordinate.

    Raises
    ------
    ValueError
        If there are fewer than three distinct states, or all lie on one line.
    """
    origin = flat(state, names)
    away = torch.stack([flat(fitted(checkpoint, state), names) - origin for checkpoint in checkpoints])
    distinct = len({row.numpy().tobytes() for row in away})
    if distinct < 3:
        raise ValueError(
            f"The history has {distinct} distinct state{'s' if distinct != 1 else ''}. A plane of principal components "
            "needs three or more. Record more steps of the training."
        )
    _, lengths, axes = torch.linalg.svd(away, full_matrices=False)
    if len(lengths) < 2 or lengths[1] <= ROUNDING * lengths[0]:
        raise ValueError(
            "All states of the history lie on one line. A plane needs a second direction. "
            "Use ParameterPlane.through with two of the checkpoints, which draws one."
        )
    ways = torch.where(axes[:2] @ away[0] < 0, -1.0, 1.0)
    first, second = (float(length**2 / lengths.square().sum()) for length in lengths[:2])
    return ways[:, None] * axes[:2], (first, second)
