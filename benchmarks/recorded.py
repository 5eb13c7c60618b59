"""Widgets with many tiles and with many latents as recordings, which pages of the harness play."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch

from splinewidgets import PolarityExplorer, SplineSurface, zoo

sys.path.append(str(Path(__file__).parents[1] / "js"))

from recordings.shown import nothing

from splinewidgets.widgets.pages.recorder import Recorder
from splinewidgets.widgets.pages.recording_text import as_text

__all__ = ["explorer_of_nothing", "polarity", "surface"]

# Data beside what is generated, and beside a surface.
DATA, POINTS = 20_000, 60


def explorer_of_nothing() -> str:
    """States without anything to show."""
    return as_text(nothing())


def surface(width: int) -> str:
    """A surface over the tiles of three layers of so many units."""
    random = torch.Generator().manual_seed(0)
    inputs = 2 * torch.rand(POINTS, 2, generator=random) - 1
    model = zoo.mlp((2, width, width, width, 1), seed=1)
    with torch.no_grad():
        targets = model(inputs) + 0.01 * torch.randn(POINTS, 1, generator=random)
    # As many tiles as there are: none are sampled.
    limits: dict[str, Any] = {"max_tiles": 1_000_000, "max_seconds": 600.0}
    shown = SplineSurface(model, inputs, targets, class_names=(), view=(-1, 1, -1, 1), **limits)
    try:
        return as_text(Recorder(surface=shown, explorer=shown.explorer).recording)
    finally:
        shown.close()


def polarity(count: int, replace: bool) -> str:
    """So many latents of a generator, and data beside it."""
    random = torch.Generator().manual_seed(0)
    generator = zoo.mlp((2, 16, 16, 2), seed=4)
    latents = 2 * torch.rand(count, 2, generator=random) - 1
    with torch.no_grad():
        data = generator(2 * torch.rand(DATA, 2, generator=random) - 1)
    shown = PolarityExplorer(generator, latents, data, replace=replace)
    try:
        return as_text(Recorder(polarity=shown).recording)
    finally:
        shown.close()
