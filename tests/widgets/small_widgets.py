"""A small widget of each kind, all arguments by name, for tests of what all widgets do alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from explorers import ANCHORS, LATENTS, perceptron, record

import splinewidgets

# However busy the machine is.
PATIENT = {"max_seconds": 60.0}


def arguments(path: Path) -> dict[str, dict[str, Any]]:
    """Keywords that make a widget of each public name; a history is recorded at `path`."""
    if not path.exists():
        record(path, [0, 1, 2])
    return {
        "SliceExplorer": {"model": perceptron(), "anchors": ANCHORS, **PATIENT},
        "TrainingExplorer": {"model": perceptron(), "history": path, "anchors": ANCHORS, **PATIENT},
        "SplineSurface": {"model": perceptron(2), **PATIENT},
        "ManifoldExplorer": {"generator": perceptron(2), "latents": LATENTS[:50], "samples": 10, **PATIENT},
        "PolarityExplorer": {"generator": perceptron(2), "latents": LATENTS[:50], "samples": 10},
    }


def small(name: str, path: Path, **more: Any) -> Any:
    """A widget of a public name."""
    return getattr(splinewidgets, name)(**{**arguments(path)[name], **more})
