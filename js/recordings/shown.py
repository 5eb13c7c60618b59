"""What is recorded: small widgets of each kind, seeded; the list of all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np
import torch
from torch import nn

from recordings.asked import PATIENT, ask_tiles, recorded, through
from recordings.beside import (
    branching_diagram,
    diagram,
    fold,
    histograms,
    images,
    inspected_plane,
    inspector,
    manifold,
    robust,
    segment,
    summarized_diagram,
    surface,
)
from recordings.landscapes import exact_landscape, landscape
from recordings.live import live_digits, live_plane
from recordings.teaching import depth_width, editor, initialization, playground, spline
from splinewidgets import (
    PolarityExplorer,
    SliceExplorer,
    TrainingExplorer,
    zoo,
)
from splinewidgets.generation import pool
from splinewidgets.learning import History
from splinewidgets.widget_list import WIDGETS
from splinewidgets.widgets.host.remembered import plain
from splinewidgets.widgets.pages.questions import each
from splinewidgets.widgets.pages.recorder import RecordedWidget, Recording, shared

# A generator of which some tiles are stretched far more than others.
PLANE = (2, 16, 16, 2)
# Of which one is no markup.
CLASSES = ["a", "b", "c", "d", "<img src=x onerror=alert(1)>"]
# What there is to know of a picture, and of one beside it.
SEEN = ("_picture", "_colors", "_layers", "_measures", "tile_count", "sampled", "status")
BESIDE = ("_reference_picture", "_reference_colors")
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


WITHOUT_PARTS = (nothing, explorer, anchors, sampled, truncated, training, polarity, large_pool)
ALONE = (landscape, exact_landscape)
LIVE = (live_digits, live_plane)
TEACHING = (editor, depth_width, initialization, spline, playground)
DIAGRAMS = (diagram, branching_diagram, summarized_diagram)
INSPECTORS = (inspector, inspected_plane)
BESIDE_EXPLORERS = (segment, robust, surface, histograms, manifold, fold, images, *DIAGRAMS, *INSPECTORS)
ALL = (*WITHOUT_PARTS, *ALONE, *LIVE, *TEACHING, *BESIDE_EXPLORERS)
SHOWN: dict[str, Callable[[], Recording]] = {record.__name__: record for record in ALL}
