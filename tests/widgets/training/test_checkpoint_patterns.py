"""Checkpoints that another program writes, shown and followed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from explorers import ANCHORS, perceptron, wait_until

from splinewidgets.geometry import Network, tessellate
from splinewidgets.widgets.training.training_explorer import TrainingExplorer


def shows(explorer: TrainingExplorer, seed: int) -> bool:
    """Whether the picture is of the network with a seed."""
    shown = explorer.tessellation
    expected = tessellate(Network(perceptron(seed=seed), ANCHORS[0]), shown.slice, progress=lambda *_: None)
    return shown.tile_count == expected.tile_count and np.array_equal(shown.vertices, expected.vertices)


def test_files_are_followed_as_they_come(
    watch: Callable[..., TrainingExplorer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("splinewidgets.widgets.training.history_watcher.PAUSE", 0.01)
    explorer = watch(model=perceptron(seed=99))
    explorer.follow(tmp_path / "epoch-*.pt")
    assert explorer.following and explorer.steps == [] and shows(explorer, 99)
    for seed in range(3):
        file = tmp_path / f"epoch-{seed}.pt"
        torch.save({"model": torch.nn.DataParallel(perceptron(seed=seed)).state_dict(), "epoch": seed}, file)
        os.utime(file, (0, 0))  # long ago, and so whole
        wait_until(lambda seed=seed: len(explorer.steps) == seed + 1)
        wait_until(lambda seed=seed: explorer.checkpoint == seed and shows(explorer, seed))
    assert explorer.error == ""
    beside = TrainingExplorer(perceptron(), str(tmp_path / "epoch-*.pt"), anchors=ANCHORS, checkpoint=1)
    assert shows(beside, 1)
    beside.close()
