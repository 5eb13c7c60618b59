"""A notebook that shows the smallest image network, whose whole slice has more tiles than can be shown."""

from __future__ import annotations

from pathlib import Path

import notebook_file

LENET = """import torch
from torch import nn
torch.set_num_threads(1)
from splinewidgets import SliceExplorer
torch.manual_seed(0)
lenet = nn.Sequential(
    nn.Conv2d(3, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
    nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
)
explorer = SliceExplorer(lenet, anchors=torch.rand(3, 3, 32, 32), max_tiles=3000)
explorer"""


def write(path: Path) -> None:
    """Write it."""
    notebook_file.write(path, LENET)
