"""What is recorded of loss landscapes: bowls and ripples, which need no training."""

from __future__ import annotations

import numpy as np

from recordings.asked import each, recorded
from recordings.recording import Recording
from splinewidgets import LossLandscape


def landscape() -> Recording:
    """Two grids side by side, the second with a hole; marbles, scales and selections."""
    u = np.linspace(-1, 1, 41)
    x, y = np.meshgrid(u, u)
    bowl = 0.05 + x**2 + 2 * y**2
    rippled = bowl + 0.6 * np.exp(3 * y) * np.sin(4 * x + 1) ** 2
    rippled[30:35, 8:13] = np.nan
    values = {"skip": 0.9 ** np.arange(16), "plain": 0.4 ** np.arange(16)}
    shown = LossLandscape(
        (u, u, bowl), (u, u, rippled), names=("skip", "plain"), spectra=values, marble=[0.75, 0.5], step_size=0.02
    )
    with recorded(landscape=shown) as recorder:
        marbles = [None, [0.75, 0.5], [-0.5, 0.25]]
        recorder.ask("landscape", each(marble=marbles, scale=["log", "linear"]))
        recorder.ask("landscape", each(_pointed=[{"landscape": 1, "at": [0.5, 0.25]}, {}]))
        return recorder.recording
