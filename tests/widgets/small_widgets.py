"""A small widget of each kind, all arguments by name, for tests of what all widgets do alike."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
from explorers import ANCHORS, LATENTS, perceptron, record

import splinewidgets
from splinewidgets.zoo import mlp

# However busy the machine is.
PATIENT = {"max_seconds": 60.0}

# What shows no tiles of an explorer.
WITHOUT_TILES = {"DepthWidthExplorer", "InitializationExplorer", "LossLandscape", "PolarityExplorer", "SplineEditor"}

_SLICE: dict[str, Any] = {
    "view": (0.0, 3.0, 0.0, 2.0),
    "color_by": "norm",
    "color_range": [0.5, 2.0],
    "color_scale": "linear",
    "colormap": "magma",
    "visible_layers": [1],
    "depth": 1,
    "visible_marks": ["anchors"],
    "visible_classes": [2],
    "selected": 3,
    "selection": [0, 2],
    "hovered": 2,
    "unit": [1, 2],
    "snap_to_data": True,
    "height": 300,
    "renderer": "canvas",
}
_OF_BOTH = (
    *("color_by", "color_range", "color_scale", "colormap", "visible_layers", "depth", "selected"),
    "selection",
    *("hovered", "height"),
)
_BESIDE = {name: _SLICE[name] for name in _OF_BOTH}
_BESIDE |= {"view": (0.0, 0.3, 0.0, 0.2), "visible": ["wire"]}
_BESIDE |= {"camera": {"azimuth": 0.5, "elevation": 0.5, "distance": 2.0, "target": [0.0, 0.0, 0.0]}}
_PLAIN = {name: value for name, value in _BESIDE.items() if name not in ("visible", "camera")}
# Another value for each trait that people set.
VALUES: dict[str, dict[str, Any]] = {
    "SliceExplorer": _SLICE,
    "TrainingExplorer": {
        **_SLICE,
        "checkpoint": 2,
        "reference": 1,
        "compare": "difference",
        "speed": 2.0,
        "loop": True,
    },
    "HyperplaneEditor": {
        **_SLICE,
        "view": (0.0, 0.3, 0.0, 0.2),
        "chosen": [1, 2],
        "overlays": ["signs"],
        "crossing": [0.5, 0.5],
    },
    "SplineSurface": {**_BESIDE, "output": 2, "vertical_scale": 2.0},
    "NetworkDiagram": _PLAIN,
    "TileHistograms": _PLAIN,
    "SegmentPlot": {**_PLAIN, "segment": [[0.0, 0.0], [0.2, 0.1]], "visible_outputs": [1]},
    "RobustnessView": {**_PLAIN, "point": [0.1, 0.1], "radius": 0.25, "snap": False},
    "TileInspector": _PLAIN,
    "ManifoldExplorer": {
        **_BESIDE,
        "projection": [2, 1, 0],
        "rho": 0.5,
        "samples": 7,
        "unfold": 0.5,
    },
    "Playground": {
        "data": "formula",
        "formula": "x1 x2",
        "drawn": [[0.5, 0.5, 1], [0.0, -0.5, 0]],
        "noise": 0.2,
        "samples": 30,
        "widths": [3, 2],
        "activation": "abs",
        "skip": True,
        "batch_norm": True,
        "loss": "squared",
        "optimizer": "sgd",
        "rate": 0.1,
        "weight_decay": 0.01,
        "batch": 5,
        "seed": 3,
        "height": 300,
    },
    "InitializationExplorer": {
        "points": [[0.0, 1.0], [1.0, 0.5]],
        "depth": 3,
        "width": 5,
        "seed": 7,
        "layer": 1,
        "look": "density",
        "height": 300,
    },
    "PolarityExplorer": {"rho": 0.5, "samples": 20, "replace": True, "height": 300},
    "DepthWidthExplorer": {"network": "square", "depth": 2, "width": 5, "seed": 3, "height": 300},
    "LossLandscape": {
        "visible": ["map"],
        "scale": "linear",
        "limits": [0.5, 2.0],
        "levels": 5,
        "colormap": "magma",
        "camera": _BESIDE["camera"],
        "marble": [0.5, 0.5],
        "step_size": 0.05,
        "momentum": 0.5,
        "steps": 20,
        "selected": 0,
        "depth": 2,
        "skip": 1.0,
        "height": 300,
    },
    "SplineEditor": {
        "activation": "abs",
        "points": [[0.0, 1.0], [1.0, 0.0]],
        "visible": ["units"],
        "selected": 2,
        "view": (0.0, 3.0, 0.0, 2.0),
        "height": 300,
    },
}


def bowl(depth: int, skip: float) -> Any:
    """A grid of 5 by 4 points that depends on both."""
    u, v = np.linspace(-1, 1, 5), np.linspace(-1, 1, 4)
    return u, v, skip + u**2 + depth * v[:, None] ** 2


def arguments(path: Path) -> dict[str, dict[str, Any]]:
    """Keywords that make a widget of each public name; a history is recorded at `path`."""
    if not path.exists():
        record(path, [0, 1, 2])
    return {
        "SliceExplorer": {"model": perceptron(), "anchors": ANCHORS, **PATIENT},
        "TrainingExplorer": {"model": perceptron(), "history": path, "anchors": ANCHORS, **PATIENT},
        "HyperplaneEditor": {"model": perceptron(2), **PATIENT},
        "SplineSurface": {"model": perceptron(2), **PATIENT},
        "NetworkDiagram": {"model": perceptron(2), **PATIENT},
        "TileHistograms": {"model": perceptron(2), **PATIENT},
        "SegmentPlot": {"model": perceptron(2), **PATIENT},
        "RobustnessView": {"model": perceptron(2), **PATIENT},
        "TileInspector": {"model": perceptron(2), **PATIENT},
        "ManifoldExplorer": {"generator": perceptron(2), "latents": LATENTS[:50], "samples": 10, **PATIENT},
        "Playground": {"data": "circles", "widths": (4,), "samples": 40},
        "InitializationExplorer": {"points": LATENTS[:20], "depth": 2, "width": 4},
        "PolarityExplorer": {"generator": perceptron(2), "latents": LATENTS[:50], "samples": 10},
        "DepthWidthExplorer": {"network": "random", "depth": 3},
        "LossLandscape": {"make": bowl, "depths": (1, 2), "skips": (0.0, 1.0)},
        "SplineEditor": {"model": mlp((1, 4, 1))},
    }


def set_by_people(widget: Any) -> set[str]:
    """The traits that people set, of the widget and of the explorer beside it."""
    sent = {name for name in widget.keys if name[0] != "_" and not widget.trait_metadata(name, "told")}
    return sent | set(getattr(widget, "_shared", ()))


def sentences(text: str) -> int:
    """Number of sentences; an error has three."""
    return len(re.findall(r"[.?!](?=\s|$)", text))


def small(name: str, path: Path, **more: Any) -> Any:
    """A widget of a public name."""
    return getattr(splinewidgets, name)(**{**arguments(path)[name], **more})
