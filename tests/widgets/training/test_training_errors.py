"""What goes wrong with the checkpoints of a training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, from_browser, perceptron, record, seek, truncate
from torch import nn

from splinewidgets.geometry import Network
from splinewidgets.learning import History
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Watch = Callable[..., TrainingExplorer]


@pytest.mark.parametrize(("name", "value"), [("checkpoint", 6), ("checkpoint", -7), ("reference", 99)])
def test_an_index_that_is_not_there(watch: Watch, history: History, name: str, value: int) -> None:
    explorer = watch(history, checkpoint=2, reference=1)
    picture = explorer.tessellation and explorer._picture
    sentences = f"{name} is {value}. There are 6 checkpoints. Pass an index from -6 to 5."
    with pytest.raises(ValueError, match=sentences):
        setattr(explorer, name, value)
    assert explorer.error == ""
    from_browser(explorer, **{name: value})
    assert explorer.error == sentences
    assert (explorer.checkpoint, explorer.reference, explorer._picture) == (2, 1, picture)
    explorer.checkpoint = 3
    assert explorer.error == "" and explorer.state == "ready"
    with pytest.raises(ValueError, match=f"{name} is {value}"):
        watch(history, **{name: value})


@pytest.mark.parametrize(
    "message",
    [
        *({"which": "checkpoint", **index} for index in ({"index": 9}, {}, {"index": "x"})),
        {"which": "reference", "index": 9},
        {"which": "curve", "index": 1},
        {"which": ["checkpoint"], "index": 1},
    ],
)
def test_a_seek_that_is_refused_is_answered(watch: Watch, history: History, message: dict[str, Any]) -> None:
    explorer = watch(history)
    seek(explorer, 2, 4)
    explorer.playing = True
    from_browser(explorer, _seek={**message, "seq": 5})
    assert explorer._answered == 5 and explorer.error and explorer.checkpoint == 2
    explorer.view = (0, 3, 0, 2)
    # An answer is not taken back: playing would wait for it.
    assert explorer._answered == 5 and explorer.error == ""


@pytest.mark.parametrize("compare", ["single", "side", "difference"])
def test_a_damaged_checkpoint_in_the_middle(watch: Watch, history: History, compare: str) -> None:
    truncate(history, 3)
    explorer = watch(history, compare=compare)
    seek(explorer, 2, 1)
    tessellation, picture = explorer.tessellation, explorer._picture
    explorer.playing = True
    seek(explorer, 3, 2)
    assert "step-00000030.safetensors is truncated or damaged" in explorer.error and explorer.state == "error"
    assert explorer.tessellation is tessellation and explorer._picture["id"] == picture["id"]
    assert (explorer.checkpoint, explorer._answered, explorer.playing) == (2, 2, False)
    seek(explorer, 4, 3)
    assert explorer.error == "" and explorer.checkpoint == 4
    explorer.reference = 3
    assert ("truncated" in explorer.error) == (compare != "single")
    assert explorer.reference == (3 if compare == "single" else 0)


def test_a_pickled_checkpoint_is_not_loaded(watch: Watch, history: History) -> None:
    torch.save(perceptron(), history[2].file)  # a pickle, which would run code
    explorer = watch(history)
    assert explorer.tessellation
    explorer.checkpoint = 2
    assert "damaged" in explorer.error and explorer.checkpoint == 0


@pytest.mark.parametrize("damage", [np.nan, np.inf])
def test_a_training_that_has_diverged(watch: Watch, tmp_path: Path, damage: float) -> None:
    model = perceptron()
    with History(tmp_path / "history") as history:
        history.keep(model, 0)
        with torch.no_grad():
            model[2].bias[3] = damage
        history.keep(model, 1, loss=damage)
    explorer = watch(history)
    assert explorer.tessellation
    explorer.checkpoint = 1
    assert "2.bias" in explorer.error and explorer.checkpoint == 0


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (perceptron(width=11), r"0\.weight of shape \(12, 6\) instead of \(11, 6\)"),
        (nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 4)), "4.weight"),
    ],
)
def test_a_history_of_another_architecture(watch: Watch, history: History, model: nn.Module, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        watch(history, model=model)


def test_another_architecture_to_follow_shows(watch: Watch, history: History, tmp_path: Path) -> None:
    explorer = watch(history)
    tessellation = explorer.tessellation
    explorer.follow(record(tmp_path / "other", range(2), width=11))
    assert "0.weight of shape (11, 6) instead of (12, 6)" in explorer.error
    assert explorer.tessellation is tessellation


def test_a_history_without_checkpoints(watch: Watch, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"has no checkpoints\. There is nothing to show\. Record one"):
        watch(tmp_path / "none")


def test_a_model_that_is_no_module(watch: Watch, history: History) -> None:
    with pytest.raises(TypeError, match="The model is a Network"):
        watch(history, model=Network(perceptron(), ANCHORS[0]))


@pytest.mark.parametrize("speed", [0, -1.0, np.nan, np.inf])
def test_a_speed_at_which_nothing_comes(watch: Watch, history: History, speed: float) -> None:
    explorer = watch(history)
    with pytest.raises(ValueError, match="speed is"):
        explorer.speed = speed
    assert explorer.speed == 5
    with pytest.raises(ValueError, match="speed is"):
        watch(history, speed=speed)


def test_unknown_keywords_are_rejected(watch: Watch, history: History) -> None:
    with pytest.raises(TypeError, match=r"TrainingExplorer has no keyword 'referense'.* history, .*mean reference\?"):
        watch(history, referense=1)
