"""What is recorded of the widgets for teaching: small ones, seeded."""

from __future__ import annotations

from math import cos, sin
from typing import Any

import torch
from torch import nn

from recordings.asked import PATIENT, recorded
from splinewidgets import DepthWidthExplorer, HyperplaneEditor, InitializationExplorer, Playground, SplineEditor
from splinewidgets.widgets.pages.questions import each
from splinewidgets.widgets.pages.recorder import Recording
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


def spline() -> Recording:
    """A hill, g(x + 1) - 2 g(x) of ReLUs, with a unit of w = 0 and a point; edits, each of which is undone."""
    hidden, output = nn.Linear(1, 3), nn.Linear(3, 1)
    model = nn.Sequential(hidden, nn.ReLU(), output).double()
    with torch.no_grad():
        hidden.weight.copy_(torch.tensor([[1.0], [1.0], [0.0]]))
        hidden.bias.copy_(torch.tensor([1.0, 0.0, 0.0]))
        output.weight.copy_(torch.tensor([[1.0, -2.0, 1.0]]))
        output.bias.zero_()
    edits: list[dict[str, Any]] = [
        {"act": "knot", "unit": 1, "at": [0.5, 1.5]},
        {"act": "weight", "unit": 0, "name": "b", "value": 1.5},
        {"act": "points", "points": [[], []]},
        {"act": "add"},
        {"act": "remove", "unit": 0},
        {"act": "fit"},
    ]
    undo = {"act": "undo", "steps": 1}
    with recorded(editor=SplineEditor(model, ([0], [0.5]), view=(-2, 2, -1, 2))) as recorder:
        done = [each for edit in edits for each in (edit, undo)]
        recorder.ask("editor", [{"_edit": {**edit, "gesture": gesture}} for gesture, edit in enumerate(done)])
        return recorder.recording


def initialization() -> Recording:
    """Two layers and twelve points, of which the fourth goes to the corner; lines and densities of each layer."""
    begun = [[1 + 0.4 * cos(i), 1 + 0.3 * sin(2 * i)] for i in range(12)]
    moved = [*begun[:3], [3.0, 3.0], *begun[4:]]
    with recorded(explorer=InitializationExplorer(begun, depth=2, width=12)) as recorder:
        recorder.ask("explorer", each(points=[begun, moved], look=["lines", "density"], layer=[1, 2]))
        return recorder.recording


def playground() -> Recording:
    """Forty points of two kinds, and a step; without the graph, for other points get another one."""
    shown = Playground("moons", widths=(4, 4), samples=40)
    parts = {"explorer": shown.explorer, "diagram": shown.diagram, "curves": shown.curves}
    with recorded(playground=shown, **parts) as recorder:
        orders = [{}, {"action": "step"}, {"action": "reset"}]
        recorder.ask("playground", each(data=["moons", "spirals"], _order=orders))
        return recorder.recording
