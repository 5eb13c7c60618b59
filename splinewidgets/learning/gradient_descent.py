"""Gradient descent with momentum in a window of the plane, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from jaxtyping import Float64

Ending = Literal["rest", "left", "diverged", "hole", "outside", "steps"]
Floats = npt.NDArray[np.float64]
Measure = Callable[[Floats], Floats]

# A move shorter than this, in widths of the window, is none: a hundred thousand of them are not seen.
STILL = 1e-7
# A step that leaves the window is a divergence where it is longer than this, in widths of the window.
THROW = 0.5


@dataclass(frozen=True)
class Descent:
    """The way of gradient descent.

    Attributes
    ----------
    places : (steps + 1, 2)
        Each iterate within the window, from the start on.
    losses : (steps + 1,)
    ending : {"rest", "left", "diverged", "hole", "outside", "steps"}
        It came to rest; it left the window; it left the window by a step longer than half of it, or with a larger loss
        than at the start; it came where the loss is not known; it began outside of the window; or the steps were over.
    """

    places: Float64[np.ndarray, "iterates 2"]
    losses: Float64[np.ndarray, "iterates"]
    ending: Ending

    @property
    def step_count(self) -> int:
        """Number of steps taken."""
        return len(self.losses) - 1


def descend(
    losses_at: Measure,
    gradients_at: Measure,
    start: npt.ArrayLike,
    bounds: tuple[float, float, float, float],
    *,
    step_size: float,
    momentum: float = 0.0,
    steps: int = 100,
) -> Descent:
    """Gradient descent with heavy-ball momentum.

    Parameters
    ----------
    losses_at, gradients_at
        The loss (k,) and its gradient (k, 2) at places (k, 2); NaN where they are not known.
    start : (2,)
    bounds : (u0, u1, v0, v1)
        The window, which is not left.
    step_size, momentum
        A move is `momentum` times the move before, less `step_size` times the gradient.
    steps
        No more than so many.
    """
    u0, u1, v0, v1 = bounds
    width = max(u1 - u0, v1 - v0)
    place, move = np.array(start, np.float64), np.zeros(2)
    places, losses = [place], [_one(losses_at, place)]
    ending: Ending = "hole" if np.isnan(losses[0]) else "steps"
    if not _within(place, bounds):
        ending = "outside"
    while ending == "steps" and len(places) <= steps:
        gradient = gradients_at(place[None])[0]
        if not np.isfinite(gradient).all():
            ending = "hole"
            break
        move = momentum * move - step_size * gradient
        length = float(np.hypot(*move))
        if length < STILL * width:
            ending = "rest"
            break
        place = place + move
        if not _within(place, bounds):
            ending = "diverged" if length > THROW * width or losses[-1] > losses[0] else "left"
            break
        loss = _one(losses_at, place)
        if np.isnan(loss):
            ending = "hole"
            break
        places.append(place)
        losses.append(loss)
    return Descent(np.array(places), np.array(losses), ending)


def _within(place: Floats, bounds: tuple[float, float, float, float]) -> bool:
    u0, u1, v0, v1 = bounds
    return bool(u0 <= place[0] <= u1 and v0 <= place[1] <= v1)


def _one(losses_at: Measure, place: Floats) -> float:
    return float(losses_at(place[None])[0])
