"""Small computations that call every compiled function with the types of arguments that it is used with.

Calling is what tells the types: nothing here names a function that is compiled, nor what it takes.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from splinewidgets.geometry import (
    MEASURES,
    Network,
    Segment,
    Slice,
    Tessellation,
    local_complexity,
    tessellate,
    tiles_in_disc,
)

from .cache import Stage

WINDOW = Slice.box((-1.0, 1.0), (-1.0, 1.0))
POINT = torch.zeros(2)
# Enough for every layer to cut tiles that earlier ones have cut.
WIDTH, CLASSES = 8, 3


def first_picture() -> None:
    """What the first picture of a slice needs, with what can be asked of it."""
    network = Network(perceptron(), POINT)
    for dtype in (torch.float64, torch.float32):
        ask(tessellate(network, WINDOW, dtype=dtype))


def everything_else() -> None:
    """Maxima, segments, discs and local complexity, and networks in float64."""
    for dtype in (torch.float32, torch.float64):
        model = perceptron().to(dtype)
        segment = tessellate(model, Segment(-torch.ones(2, dtype=dtype), torch.ones(2, dtype=dtype)), dtype=dtype)
        segment.decision_changes()
        local_complexity(model, torch.zeros(1, 2, dtype=dtype), vertices=4)
        for network in (Network(maximum(), POINT), Network(perceptron(), POINT)):
            # In little memory values are computed in chunks, whose arrays are laid out otherwise.
            ask(tessellate(network, WINDOW, dtype=dtype, memory=2e4))
            tessellate(network, Segment(-torch.ones(2), torch.ones(2)), dtype=dtype)
        tiles_in_disc(tessellate(model, WINDOW, dtype=dtype), [[0.0, 0.0]], 0.1)


# In the order in which their results are waited for.
STAGES: dict[Stage, Callable[[], None]] = {Stage.FIRST_PICTURE: first_picture, Stage.EVERYTHING: everything_else}


def ask(tessellation: Tessellation) -> None:
    """Everything that is computed of tiles by compiled functions."""
    tessellation.locate(tessellation.centroids())
    tessellation.decision_boundary()
    tessellation.singular_values()
    for measure in MEASURES.values():
        measure.of(tessellation)


def perceptron() -> nn.Sequential:
    """Two layers; a unit of the first is zero at two corners of the window."""
    first = nn.Linear(2, WIDTH)
    model = seeded(first, nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, CLASSES))
    with torch.no_grad():
        first.weight[0], first.bias[0] = torch.tensor([1.0, -1.0]), 0.0
    return model


def maximum() -> nn.Sequential:
    """A layer of maxima of four."""
    pool = (nn.Unflatten(1, (1, 4 * WIDTH)), nn.MaxPool1d(4), nn.Flatten())
    return seeded(nn.Linear(2, 4 * WIDTH), *pool, nn.Linear(WIDTH, CLASSES))


def seeded(*modules: nn.Module) -> nn.Sequential:
    """These in a row, in eval mode, with the same weights each time."""
    model = nn.Sequential(*modules).eval()
    draw = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=draw))
    return model
