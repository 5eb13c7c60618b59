"""What is recorded: small widgets of each kind, seeded; the list of all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from recordings.asked import PATIENT, recorded
from recordings.landscapes import exact_landscape, landscape
from recordings.teaching import depth_width, editor, initialization, playground, spline
from splinewidgets import (
    ManifoldExplorer,
    NetworkDiagram,
    PolarityExplorer,
    RobustnessView,
    SegmentPlot,
    SliceExplorer,
    SplineSurface,
    TileHistograms,
    TileInspector,
    TrainingExplorer,
    zoo,
)
from splinewidgets.generation import pool
from splinewidgets.learning import History
from splinewidgets.widget_list import WIDGETS
from splinewidgets.widgets.host.remembered import plain
from splinewidgets.widgets.pages.questions import each
from splinewidgets.widgets.pages.recorder import RecordedWidget, Recorder, Recording, shared
from splinewidgets.zoo import Dataset
from splinewidgets.zoo.architecture import Architecture

# A generator of which some tiles are stretched far more than others.
PLANE = (2, 16, 16, 2)
# Of which one is no markup.
CLASSES = ["a", "b", "c", "d", "<img src=x onerror=alert(1)>"]
# What there is to know of a picture, and of one beside it.
SEEN = ("_picture", "_colors", "_layers", "_measures", "tile_count", "sampled", "status")
BESIDE = ("_reference_picture", "_reference_colors")
# Of so many tiles all is recorded that is known.
FEW = 8
# About a tile, which in another picture is not there.
POINTED = ("hovered", "selected", "_facts", "_selected_facts")


def nothing() -> Recording:
    """Each widget by its bundle, before it has anything to show: what its traits hold by themselves."""
    widgets: dict[str, RecordedWidget] = {}
    for bundle, listed in WIDGETS.items():
        kind = getattr(import_module(f"splinewidgets.widgets.{listed.module}"), listed.widget)
        bare = kind.__new__(kind)
        widgets[bundle] = {"bundle": bundle, "state": {name: plain(getattr(bare, name)) for name in shared(kind)}}
    return {"widgets": widgets, "tables": []}


def explorer() -> Recording:
    """Digits: three anchors among data that stand on a map."""
    digits = zoo.digits()
    model = zoo.train(zoo.mlp((64, 12, 12, 10)), digits, epochs=8, progress=False, cache=False)
    shown = SliceExplorer(model, **through(digits))
    with recorded(explorer=shown) as recorder:
        recorder.ask("explorer", each(color_by=[measure["name"] for measure in shown._measures]))
        ask_tiles(recorder, "explorer", shown.tile_count)
        return recorder.recording


def anchors() -> Recording:
    """A plane through three anchors, without data: it can be tilted."""
    model = zoo.mlp((6, 10, 10, 4))
    three = torch.randn(3, 6, generator=torch.Generator().manual_seed(1))
    with recorded(explorer=SliceExplorer(model, three, **PATIENT)) as recorder:
        return recorder.recording


def sampled() -> Recording:
    """A network with more tiles in a wide window than may be shown."""
    model = zoo.mlp((2, 30, 30, 3))
    home, wide = [-0.2, 0.2, -0.2, 0.2], [-50.0, 50.0, -50.0, 50.0]
    shown = SliceExplorer(model, view=home, max_tiles=400, height=120, **PATIENT)
    with recorded(explorer=shown) as recorder:
        recorder.ask("explorer", each(view=[home, wide]), {"explorer": SEEN})
        recorder.ask("explorer", each(view=[wide], pointer=[None, [3.0, 4.0]]), {"explorer": ["_facts"]})
        return recorder.recording


def truncated() -> Recording:
    """A network of three layers, and the networks that are left of it when its last layers are taken away."""
    model, window = zoo.mlp((2, 9, 9, 9, 3), seed=5), [-1.0, 1.2, -0.8, 1.0]
    networks = {"all": model, "after_1": model[:3], "after_2": model[:5], "after_3": model[:7]}
    shown = {name: SliceExplorer(network, view=window, **PATIENT) for name, network in networks.items()}
    with recorded(**shown) as recorder:
        return recorder.recording


def training() -> Recording:
    """A training on digits: each checkpoint alone, and the first and the last of them compared to others."""
    digits = zoo.digits()
    model = zoo.mlp((64, 9, 9, 10))
    with tempfile.TemporaryDirectory() as folder, History(Path(folder) / "digits", per_decade=3) as history:
        zoo.train(model, digits, steps=1200, progress=False, history=history)
        last = len(history) - 1
        shown = TrainingExplorer(model, history, **through(digits))
        every = range(last + 1)
        alone = each(color_by=["slope", "area"], compare=["single"], checkpoint=every)
        compared = each(color_by=["slope"], compare=["side", "difference"], checkpoint=[0, last], reference=every)
        told = {"training": (*SEEN, *BESIDE, *POINTED), "curves": ("checkpoint", "reference")}
        with recorded(training=shown, curves=shown.curves) as recorder:
            for which in ("checkpoint", "reference"):
                sought = [{"which": which, "index": index} for index in every]
                recorder.ask("training", each(_seek=sought), {"training": [which]})
            clicked = [{"index": index} for index in every]
            recorder.ask("curves", each(_clicked=clicked), {"training": ["checkpoint"]})
            # A change has the layers of both networks.
            ways = each(compare=["single", "side", "difference"])
            recorder.ask("training", ways, {"training": ["visible_layers"]})
            recorder.ask("training", alone, told)
            recorder.ask("training", compared, told)
            return recorder.recording


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


def polarity() -> Recording:
    """Of two latents, with tiles by which uniformity is counted, and pictures of what is made."""
    # Pictures that are a plane of two outputs, turned into 64: volumes are those of the plane.
    turned = nn.init.orthogonal_(torch.empty(64, 2), generator=torch.Generator().manual_seed(0))
    pictures = nn.Linear(2, 64, bias=False)
    with torch.no_grad():
        pictures.weight.copy_(turned)
    return pool_of(nn.Sequential(*zoo.mlp(PLANE, seed=4), pictures, nn.Unflatten(1, (8, 8))), 4000)


def large_pool() -> Recording:
    """As many latents as it takes to see that samples are uniform."""
    return pool_of(zoo.mlp(PLANE, seed=4), 60_000)


def pool_of(generator: nn.Module, count: int) -> Recording:
    """Of the manifold each class has a fifth; the first is where the generator shrinks most, the last stretches."""
    random = torch.Generator().manual_seed(1)
    latents = pool(generator, 2 * torch.rand(count, 2, generator=random) - 1)
    volumes = np.exp(latents.log_volumes)
    order = volumes.argsort()
    labels = np.empty(count, np.int64)
    labels[order] = np.minimum(4, 5 * volumes[order].cumsum() // volumes.sum())
    with torch.no_grad():
        data = generator(2 * torch.rand(100, 2, generator=random) - 1)
    shown = PolarityExplorer(generator, latents, data, labels=labels, class_names=CLASSES, samples=1000)
    with recorded(polarity=shown) as recorder:
        return recorder.recording


def through(digits: Dataset) -> dict[str, Any]:
    """Arguments of an explorer: three digits as anchors among all of them."""
    names = ["0", "4", "7"]
    return {
        "anchors": [digits.first(int(name)) for name in names],
        "anchor_names": names,
        "data": digits.inputs,
        "labels": digits.labels,
        "class_names": digits.class_names,
        **PATIENT,
    }


def ask_tiles(recorder: Recorder, name: str, count: int) -> None:
    """What there is to know of each tile, pointed at and selected."""
    recorder.ask(name, each(hovered=range(-1, count)))
    recorder.ask(name, each(selected=range(-1, count)))


def ask_beside(recorder: Recorder, explorer: SliceExplorer) -> None:
    """The tiles and the colors of an explorer beside something."""
    recorder.ask("explorer", each(color_by=[measure["name"] for measure in explorer._measures]))
    ask_tiles(recorder, "explorer", explorer.tile_count)


WITHOUT_PARTS = (nothing, explorer, anchors, sampled, truncated, training, polarity, large_pool)
ALONE = (landscape, exact_landscape)
TEACHING = (editor, depth_width, initialization, spline, playground)
DIAGRAMS = (diagram, branching_diagram, summarized_diagram)
INSPECTORS = (inspector, inspected_plane)
BESIDE_EXPLORERS = (segment, robust, surface, histograms, manifold, fold, images, *DIAGRAMS, *INSPECTORS)
ALL = (*WITHOUT_PARTS, *ALONE, *TEACHING, *BESIDE_EXPLORERS)
SHOWN: dict[str, Callable[[], Recording]] = {record.__name__: record for record in ALL}
