"""What is recorded of loss landscapes: none of which needs training."""

from __future__ import annotations

import numpy as np
import torch

from recordings.asked import recorded
from splinewidgets import ExactLoss, LossLandscape, Slice, zoo
from splinewidgets.widgets.pages.questions import each
from splinewidgets.widgets.pages.recorder import Recording


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


def exact_landscape() -> Recording:
    """The exact loss in the weights of one layer, with its minima."""
    random = torch.Generator().manual_seed(3)
    inputs = torch.randn(12, 2, generator=random, dtype=torch.float64)
    model = zoo.mlp((2, 5, 4, 1), seed=2).double()
    weight = model.get_parameter("3.weight").detach()
    axes = torch.randn(2, *weight.shape, generator=random, dtype=torch.float64)
    exact = ExactLoss(model, "3.weight", inputs, inputs.prod(1, keepdim=True), Slice(weight, axes, (-2, 2, -2, 2)))
    with recorded(landscape=LossLandscape(exact, scale="linear", momentum=0.8)) as recorder:
        recorder.ask("landscape", each(selected=range(-1, len(exact.minima()))))
        return recorder.recording
