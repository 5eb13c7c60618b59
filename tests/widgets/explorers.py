"""Small networks and explorers for the widgets' tests, which need no browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from splinewidgets.geometry import Network, tessellate
from splinewidgets.learning import History
from splinewidgets.pictures.scene.scene import Scene
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

CLASSES = 4
INPUTS = 6


def perceptron(inputs: int = INPUTS, width: int = 12, outputs: int = CLASSES, seed: int = 0) -> nn.Sequential:
    """A random network of two hidden layers."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, outputs)
    )


def quadrants() -> nn.Sequential:
    """Both inputs where they are positive: maps of rank 0, 1, 1 and 2."""
    layer = nn.Linear(2, 2)
    with torch.no_grad():
        layer.weight.copy_(torch.eye(2))
        layer.bias.zero_()
    return nn.Sequential(layer, nn.ReLU())


def data(count: int = 40, inputs: int = INPUTS, seed: int = 0) -> NDArray[np.float64]:
    """Random inputs that spread differently along each axis."""
    return np.random.default_rng(seed).normal(size=(count, inputs)) * (1 + np.arange(inputs))


ANCHORS = data(3, seed=1)
LATENTS = 2 * torch.rand(3000, 2, generator=torch.Generator().manual_seed(0)) - 1


def record(path: Path, seeds: Sequence[int], after: int = -10, **network: int) -> History:
    """Goes on with a history: random networks at steps 0, 10, 20, ..., or 10 apart after a step."""
    with History(path) as history:
        for i, seed in enumerate(seeds, 1):
            history.keep(perceptron(**network, seed=seed), after + 10 * i, loss=1 / (1 + seed), train_accuracy=i / 50)
    return history


def from_browser(explorer: SliceExplorer, **state: Any) -> None:
    """What arrives when the browser sets traits and saves them; after a gesture's message it waits for the answer."""
    explorer.set_state(state)
    if {"_drag", "_tilt", "_undo", "_seek"} & state.keys():
        assert explorer._work.wait(10)


def window(explorer: SliceExplorer) -> list[float]:
    """The window of the picture, once there is one."""
    assert explorer.tessellation
    return list(explorer._picture["window"])


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for work that is done when nothing else is asked."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.005)


def seek(explorer: SliceExplorer, index: int, seq: int) -> None:
    """The time slider is moved in the browser."""
    from_browser(explorer, _seek={"which": "checkpoint", "index": index, "seq": seq})


def truncate(history: History, index: int) -> None:
    """Damage the file of a checkpoint."""
    file = history[index].file
    file.write_bytes(file.read_bytes()[:100])


def tiles(history: History, index: int, view: Any = None) -> int:
    """The number of tiles at a checkpoint in the explorer's home window."""
    window = Scene.through(ANCHORS.copy(), 0.3).seen_in(view, 1.5).window()
    return tessellate(Network(history[index].load_into(perceptron()), ANCHORS[0]), window).tile_count
