"""What a `ManifoldExplorer` and the explorer beside it send, in units of latents and outputs again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.linked.linked_view import LinkedView
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer

Show = Callable[..., ManifoldExplorer]


def steep() -> nn.Sequential:
    """Outputs larger than float32 can hold where u is above 5/6 or so."""
    model = nn.Sequential(nn.Linear(2, 1), nn.ReLU(), nn.Linear(1, 3))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0, 0.0]]))
        model[0].bias.fill_(-0.5)
        model[2].weight.copy_(torch.tensor([[1.0], [1.0], [3e38]]))
        model[2].bias.fill_(2.5e38)
    return model


def outputs_of(points: NDArray[Any], manifold: dict[str, Any]) -> NDArray[np.float64]:
    """Points of the world (n, 3), as outputs along the axes that are drawn."""
    axes = len(manifold["labels"])
    outputs: NDArray[np.float64] = manifold["center"] + manifold["extent"] * points.astype(float)
    return outputs[:, :axes]


def vertices_of(shown: LinkedView) -> NDArray[np.float64]:
    """The points (u, v) of the slice that are the corners of what is drawn, as a page has them from the explorer."""
    picture = shown.explorer._picture
    u0, u1, v0, v1 = picture["window"]
    vertices: NDArray[np.float64] = decode(picture["positions"]) * (u1 - u0, v1 - v0) + (u0, v0)
    return vertices
