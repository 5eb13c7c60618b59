"""Small computations that call every compiled function with the types of arguments that it is used with.

Calling is what tells the types: nothing here names a function that is compiled, nor what it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np
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
# Enough for values to grow late, which is not worth it in smaller networks.
WIDE = 96


def tessellation() -> None:
    """Cut a window as pictures do, which are watched, of a small network and of a wide one."""
    tessellate(perceptron(), WINDOW, progress=watch)
    tessellate(wide(), WINDOW, progress=watch)


def first_picture() -> None:
    """What a picture asks of tiles, without cutting: of a square that is its own and only tile."""
    square = np.arange(4, dtype=np.int32)
    edges = np.stack([square, np.roll(square, -1)], 1)
    none = np.full(4, -1, np.int32)
    sides = np.stack([np.zeros(4, np.int32), none], 1)
    outputs = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], dtype=torch.float64)
    offsets = np.array([0, 4], np.int32)
    # No network is asked.
    network = cast(Network, None)
    ask(Tessellation(network, WINDOW, WINDOW.corners, edges, sides, none, none, offsets, square, square, outputs, ()))


def everything_else() -> None:
    """All layers in one call, where nobody watches; deciding in float32, as while a hand moves; and all the rest.

    That is maxima, segments, discs, local complexity, and networks in float64.
    """
    for dtype in (torch.float32, torch.float64):
        tessellate(wide(), WINDOW, dtype=dtype, progress=watch)
        model = perceptron().to(dtype)
        tessellate(model, WINDOW, dtype=dtype)
        ask(tessellate(model, WINDOW, dtype=dtype, progress=watch))
        ends = -torch.ones(2, dtype=dtype), torch.ones(2, dtype=dtype)
        tessellate(model, Segment(*ends), dtype=dtype).decision_changes()
        local_complexity(model, torch.zeros(1, 2, dtype=dtype), vertices=4)
        for network in (Network(maximum(), POINT), Network(perceptron(), POINT)):
            # In little memory values are computed in chunks, whose arrays are laid out otherwise.
            tessellate(network, WINDOW, dtype=dtype, memory=2e4)
            tessellate(network, Segment(-torch.ones(2), torch.ones(2)), dtype=dtype)
        found = tessellate(model, WINDOW, dtype=dtype)
        tiles_in_disc(found, [[0.0, 0.0]], 0.1)
        found.affine_pieces()


# In the order in which their results are waited for.
STAGES: dict[Stage, Callable[[], None]] = {
    Stage.TESSELLATION: tessellation,
    Stage.FIRST_PICTURE: first_picture,
    Stage.EVERYTHING: everything_else,
}


def watch(fraction: float, name: str) -> None:
    """Hear how far a tessellation is."""


def ask(tessellation: Tessellation) -> None:
    """All that compiled functions find out about tiles."""
    tessellation.locate(tessellation.centroids())
    tessellation.decision_boundary()
    tessellation.singular_values()
    MEASURES["slope"].of(tessellation)


def perceptron() -> nn.Sequential:
    """Two layers; a unit of the first is zero at two corners of the window."""
    first = nn.Linear(2, WIDTH)
    model = seeded(first, nn.ReLU(), nn.Linear(WIDTH, WIDTH), nn.ReLU(), nn.Linear(WIDTH, CLASSES))
    with torch.no_grad():
        first.weight[0], first.bias[0] = torch.tensor([1.0, -1.0]), 0.0
    return model


def wide() -> nn.Sequential:
    """Two layers of many units."""
    return seeded(nn.Linear(2, WIDE), nn.ReLU(), nn.Linear(WIDE, WIDE), nn.ReLU(), nn.Linear(WIDE, CLASSES))


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
