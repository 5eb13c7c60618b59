"""Steps of sampling a window: at first as time allows, then finer and finer while the hand rests."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import torch

from splinewidgets.geometry.network.network import Network
from splinewidgets.geometry.slices.slice import Slice
from splinewidgets.pictures.budget.attempts import Attempts
from splinewidgets.pictures.budget.sampling import Sampling, sample, sampling_dtype
from splinewidgets.pictures.scene.scene import Scene

# Pixels of the canvas from one sample to the next, each half of the one before.
STEPS = (128, 64, 32, 16, 8, 4, 2)
# Samples farther apart show no picture. To come as near, the first sampling may take so many seconds, and a finer one
# at rest so many times as long as it otherwise might.
LEGIBLE, FIRST_LEGIBLE, WORTH = 16, 2.0, 20.0
# Seconds that the first sampling may take while a hand moves, and when none does; that a finer one may take before an
# exact picture is tried; and that the finest may take.
MOVING, FIRST, SOON, FINEST = 0.05, 0.3, 0.5, 20.0
# Samples come before tiles where they take less than this share of the time.
SOONER = 0.25
# A sampling of this many points tells how long a point takes.
TELLING = 200


class SamplingSteps:
    """Samples windows with steps that fit a time.

    Parameters
    ----------
    attempts
        Tells how long a network takes for a row.
    height
        Pixels of the canvas.
    """

    def __init__(self, attempts: Attempts, height: int) -> None:
        self._attempts, self._height = attempts, height
        self._seconds: dict[tuple[int, torch.dtype], float] = {}

    def grid(self, scene: Scene, window: Slice, step: int) -> tuple[int, int]:
        """Columns and rows of samples that are `step` pixels apart."""
        across, up = scene.share_of_canvas(window)
        width, height = self._height * scene.aspect * across, self._height * up
        return max(2, round(width / step)), max(2, round(height / step))

    def seconds(self, network: Network, scene: Scene, window: Slice, step: int) -> float:
        """About how long it takes to sample a window with a step."""
        columns, rows = self.grid(scene, window, step)
        network = network.to(dtype=sampling_dtype(network, window, columns))
        known = self._seconds.get((len(network.layers), network.dtype))
        return columns * rows * (known or self._attempts.row_seconds(network, window.origin))

    def first(self, network: Network, scene: Scene, window: Slice) -> int:
        """The finest step that is done at once."""
        quick = [
            step
            for step in STEPS
            if self.seconds(network, scene, window, step) <= (MOVING if scene.live else _first(step))
        ]
        return quick[-1] if quick else STEPS[0]

    def ahead(self, network: Network, scene: Scene, window: Slice, awaited: float) -> int | None:
        """The step to sample with before tiles that take so many seconds; None where it would not show them sooner."""
        step = self.first(network, scene, window)
        if step <= LEGIBLE or awaited == math.inf:
            return step
        return LEGIBLE if self.seconds(network, scene, window, LEGIBLE) < SOONER * awaited else None

    def finer(self, network: Network, scene: Scene, window: Slice, step: int, allowed: float) -> int | None:
        """The next finer step, where it takes no more than the seconds allowed, or is worth more."""
        finer = [other for other in STEPS if other < step]
        if not finer:
            return None
        patience = allowed * (WORTH if finer[0] >= LEGIBLE else 1)
        return finer[0] if self.seconds(network, scene, window, finer[0]) <= patience else None

    def sample(
        self, network: Network, scene: Scene, window: Slice, step: int, progress: Callable[[], None]
    ) -> Sampling:
        """The network at the points of a grid with a step."""
        started = time.perf_counter()
        columns, rows = self.grid(scene, window, step)
        found = sample(network, window, columns, rows, progress)
        if found.count >= TELLING:
            self._seconds[len(network.layers), found.dtype] = (time.perf_counter() - started) / found.count
        return found


def _first(step: int) -> float:
    """The seconds that the first sampling may take at rest."""
    return FIRST_LEGIBLE if step >= LEGIBLE else FIRST
