"""Trainings of models whose forward does not stay the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from explorers import ANCHORS, INPUTS, perceptron
from torch import Tensor, nn

from splinewidgets.geometry import Network, Slice, tessellate
from splinewidgets.learning import History, TileStatistics
from splinewidgets.widgets.training.training_explorer import TrainingExplorer


class Steered(nn.Module):
    """Does what a buffer says."""

    def __init__(self, on: int) -> None:
        super().__init__()
        self.body = perceptron()
        self.register_buffer("on", torch.tensor(on))

    def forward(self, x: Tensor) -> Tensor:
        if self.on == 2:
            return self.body(self.body(x)[:, :1].expand(-1, INPUTS))
        return self.body(x) if self.on == 1 else self.body(-x)


@pytest.fixture
def steered(tmp_path: Path) -> History:
    with History(tmp_path / "steered") as history:
        for step, on in enumerate((1, 0, 2)):
            history.keep(Steered(on), step)
    return history


def areas(found) -> np.ndarray:
    return np.sort(found.areas())


def test_a_branch_on_a_buffer_is_that_of_the_checkpoint(steered: History) -> None:
    explorer = TrainingExplorer(Steered(1).eval(), steered, ANCHORS, checkpoint=1)
    try:
        for step in (1, 0):
            explorer.checkpoint = step
            exact = tessellate(Network(Steered(1 - step).eval(), ANCHORS[0]), explorer.tessellation.slice)
            np.testing.assert_allclose(areas(explorer.tessellation), areas(exact))
        explorer.compare, explorer.checkpoint = "difference", 1
        both = tessellate(nn.Sequential(Steered(1), nn.Identity()), explorer.tessellation.slice)
        assert explorer.tessellation.tile_count > both.tile_count and explorer.error == ""
        explorer.compare, explorer.checkpoint = "single", 2
        assert "The checkpoint of step 2 steers the model's forward to other layers" in explorer.error
    finally:
        explorer.close()


def test_statistics_of_a_branch_on_a_buffer_are_those_of_the_checkpoint(steered: History) -> None:
    window = Slice.through(*torch.as_tensor(ANCHORS))
    used = TileStatistics(Steered(1))
    for step, on in enumerate((1, 0, 2)):
        assert used(steered[step], window)["tiles"] == tessellate(Steered(on).eval(), window).tile_count


class Flagged(nn.Module):
    """Does what its settings say."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.act = perceptron(), nn.LeakyReLU(0.1)
        self.residual, self.calls, self.mask = False, 0, torch.ones(INPUTS)

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        found = self.act(self.body(x * self.mask))
        return found + x[:, : found.shape[1]].abs() if self.residual else found


CHANGES = {
    "a flag": lambda model: setattr(model, "residual", True),
    "another slope": lambda model: setattr(model.act, "negative_slope", 0.3),
    "another activation": lambda model: setattr(model, "act", nn.Hardtanh()),
    "a mask": lambda model: setattr(model, "mask", (torch.arange(INPUTS) % 2).float()),
    "a hook": lambda model: model.body.register_forward_hook(lambda _, __, found: -found),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_anything_but_weights_is_refused_for_what_is_not_read_yet(tmp_path: Path, name: str) -> None:
    model = Flagged().eval()
    with History(tmp_path / "history") as history:
        history.keep(model, 0)
        explorer = TrainingExplorer(model, history, ANCHORS)
        try:
            assert explorer.tessellation and explorer.error == ""
            model.train()
            with torch.no_grad():
                model.body[0].weight.mul_(1.5)
                model(torch.zeros(1, INPUTS))
            history.keep(model, 1)
            explorer.follow(history)
            explorer.checkpoint = 1  # other weights, the other mode and a counter are no change
            assert explorer.tessellation and explorer.error == ""
            CHANGES[name](model)
            history.keep(model, 2)
            explorer.follow(history)
            explorer.checkpoint = 2
            assert "than when the explorer was made" in explorer.error
        finally:
            explorer.close()


def test_other_modules_are_noticed(tmp_path: Path) -> None:
    model = perceptron()
    with History(tmp_path / "history") as history:
        for step in range(4):
            history.keep(model, step)
    explorer = TrainingExplorer(model, history, ANCHORS)
    try:
        assert explorer.tessellation and explorer.error == ""
        model[1] = nn.Identity()
        with History(tmp_path / "history") as writer:
            writer.keep(model, 4)
        explorer.follow(history)
        explorer.checkpoint = 4
        assert "The model has other modules than when the explorer was made, at 1." in explorer.error
    finally:
        explorer.close()
