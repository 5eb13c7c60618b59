"""What is recorded of the widgets for teaching: small ones, seeded."""

from __future__ import annotations

import torch
from torch import nn

from recordings.asked import PATIENT, each, recorded
from recordings.recording import Recording
from splinewidgets import DepthWidthExplorer, HyperplaneEditor
from splinewidgets.widgets.teaching.depth_width_explorer import NETWORKS


def editor() -> Recording:
    """Three lines of one layer, in a window of the shape of the canvas."""
    first = nn.Linear(2, 3)
    model = nn.Sequential(first, nn.ReLU(), nn.Linear(3, 1)).double()
    with torch.no_grad():
        first.weight.copy_(torch.tensor([[1, 0.4], [-0.3, 1], [0.8, -1]]))
        first.bias.copy_(torch.tensor([0.3, 0.1, 0.2]))
    with recorded(editor=HyperplaneEditor(model, view=(-1.5, 1.5, -1, 1), **PATIENT)) as recorder:
        overlays = [[], ["half-planes"], ["half-planes", "power diagram"]]
        units = [None, [0, 0], [0, 1], [0, 2]]
        recorder.ask("editor", each(chosen=units, overlays=overlays), {"editor": ["_arrangement"]})
        return recorder.recording


def depth_width() -> Recording:
    """The tent map of depth 2; and each network, of few layers and units."""
    with recorded(explorer=DepthWidthExplorer("tent", depth=2, width=4)) as recorder:
        recorder.ask("explorer", each(network=NETWORKS, depth=[1, 2, 3], width=[2, 3, 4]))
        return recorder.recording
