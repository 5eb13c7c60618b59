"""What is recorded of views beside an explorer, together with it."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from recordings.asked import PATIENT, ask_beside, recorded, through
from splinewidgets import (
    ManifoldExplorer,
    NetworkDiagram,
    RobustnessView,
    SegmentPlot,
    SplineSurface,
    TileHistograms,
    TileInspector,
    zoo,
)
from splinewidgets.widgets.pages.questions import each
from splinewidgets.widgets.pages.recorder import Recording
from splinewidgets.zoo.architecture import Architecture

# Of so many tiles all is recorded that is known.
FEW = 8


def surface() -> Recording:
    """Two outputs over the plane, near noisy targets."""
    random = torch.Generator().manual_seed(11)
    inputs = 4 * torch.rand(20, 2, generator=random) - 2
    model = zoo.mlp((2, 10, 10, 2), seed=3)
    with torch.no_grad():
        targets = model(inputs) + 0.1 * torch.randn(20, 2, generator=random)
    shown = SplineSurface(model, inputs, targets, class_names=(), **PATIENT)
    with recorded(surface=shown, explorer=shown.explorer) as recorder:
        recorder.ask("surface", each(output=[0, 1]))
        ask_beside(recorder, shown.explorer)
        return recorder.recording


def diagram() -> Recording:
    """Two hidden layers of few units."""
    return diagrammed(zoo.mlp((2, 5, 4, 3), seed=7))


def branching_diagram() -> Recording:
    """MaxOut units with normalization and a skip connection."""
    model = Architecture((4, 4), activation="maxout", skip=True, batch_norm=True).module(seed=2)
    model.train()(torch.randn(50, 2, generator=torch.Generator().manual_seed(3)))
    return diagrammed(model.eval())


def summarized_diagram() -> Recording:
    """Convolutions, and a layer of many units."""
    torch.manual_seed(4)
    convolutions = nn.Sequential(nn.Unflatten(1, (1, 6, 6)), nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten())
    model = nn.Sequential(convolutions, *zoo.mlp((64, 160, 3), seed=5))
    anchors = torch.randn(3, 36, generator=torch.Generator().manual_seed(6))
    return diagrammed(model, anchors=anchors, view=(-0.06, 0.06, -0.04, 0.04))


def diagrammed(model: nn.Module, **keywords: Any) -> Recording:
    """A diagram beside an explorer."""
    shown = NetworkDiagram(model, **keywords, **PATIENT)
    with recorded(diagram=shown, explorer=shown.explorer) as recorder:
        ask_beside(recorder, shown.explorer)
        return recorder.recording


def histograms() -> Recording:
    """Histograms beside an explorer of three classes."""
    shown = TileHistograms(zoo.mlp((2, 8, 8, 3), seed=8), **PATIENT)
    with recorded(histograms=shown, explorer=shown.explorer) as recorder:
        ask_beside(recorder, shown.explorer)
        return recorder.recording


def segment() -> Recording:
    """Three scores along a segment that crosses decision boundaries."""
    shown = SegmentPlot(zoo.mlp((2, 12, 12, 3), seed=9), **PATIENT)
    assert shown.tessellation.piece_count > 1  # once it is there
    with recorded(segment=shown, explorer=shown.explorer) as recorder:
        return recorder.recording


def robust() -> Recording:
    """Digits: a point of a plane of images, with the attacks that start there."""
    digits = zoo.digits()
    model = zoo.train(zoo.mlp((64, 12, 12, 10)), digits, epochs=8, progress=False, cache=False)
    shown = RobustnessView(model, **through(digits))
    assert shown.result.certified_radius > 0  # once it is there
    with recorded(robust=shown, explorer=shown.explorer) as recorder:
        return recorder.recording


def inspector() -> Recording:
    """Digits as images, and what is known of some tiles."""
    digits = zoo.digits()
    model = zoo.train(zoo.mlp((64, 12, 12, 10)), digits, epochs=8, progress=False, cache=False)
    return inspected(TileInspector(model, input_shape=(8, 8), **through(digits)))


def inspected_plane() -> Recording:
    """Two inputs and three outputs, which are no classes."""
    return inspected(TileInspector(zoo.mlp((2, 6, 5, 3), seed=3), class_names=(), **PATIENT))


def inspected(shown: TileInspector) -> Recording:
    """An inspector beside an explorer, of which the first tiles are pointed at, and selected alone and two together."""
    assert shown.explorer.tessellation
    shown.explorer.selection = [0]  # so that what a page selects is of the picture that is shown
    shown.explorer.selection = []
    with recorded(inspector=shown, explorer=shown.explorer) as recorder:
        recorder.ask("explorer", each(hovered=range(-1, FEW)))
        recorder.ask("explorer", each(selected=range(-1, FEW)))
        recorder.ask("explorer", each(selection=[[0, FEW - 1]]))
        return recorder.recording


def manifold() -> Recording:
    """A curved sheet of three outputs, still where a latent is small: there tiles are segments, or points."""
    still = nn.Linear(2, 2)
    with torch.no_grad():
        still.weight.copy_(torch.eye(2))
        still.bias.fill_(0.75)
    return generated(nn.Sequential(still, nn.ReLU(), *zoo.mlp((2, 12, 12, 3), seed=1)))


def fold() -> Recording:
    """A sheet in the plane of two outputs."""
    return generated(zoo.mlp((2, 12, 12, 2), seed=2))


def images() -> Recording:
    """Small pictures."""
    return generated(nn.Sequential(*zoo.mlp((2, 12, 64), seed=4), nn.Unflatten(1, (8, 8))))


def generated(generator: nn.Module) -> Recording:
    """A manifold beside its latents."""
    random = torch.Generator().manual_seed(5)
    with torch.no_grad():
        data = generator(2 * torch.rand(30, 2, generator=random) - 1)
    data = data + 0.02 * torch.randn(data.shape, generator=random)
    shown = ManifoldExplorer(generator, data=data, samples=20, **PATIENT)
    with recorded(manifold=shown, explorer=shown.explorer) as recorder:
        ask_beside(recorder, shown.explorer)
        recorder.ask("manifold", each(rho=[-0.5, 0.0, 0.5, 1.0]), {"manifold": ["_samples"], "explorer": ["_dots"]})
        recorder.ask("explorer", each(pointer=[None, [0.1, 0.2]]), {"manifold": ["_pointed"]})
        if shown._output_count > 3:
            recorder.ask("manifold", each(projection=["pca", [0, 1, 2]]))
        return recorder.recording
