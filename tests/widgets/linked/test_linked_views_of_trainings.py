"""Surfaces and manifolds beside a training show the network of the checkpoint in all that they tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from explorers import data, perceptron, record
from manifolds import Show

from splinewidgets.learning import History
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Watch = Callable[..., TrainingExplorer]
SHAPE = {"inputs": 2, "outputs": 12}


@pytest.fixture
def trained(tmp_path: Path) -> History:
    return record(tmp_path / "history", range(3), **SHAPE)


def test_predictions_are_those_of_the_checkpoint(
    watch: Watch, trained: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SplineSurface, "_esm", "export default {}")
    inputs = data(30, inputs=2)
    explorer = watch(trained, None, perceptron(**SHAPE), data=inputs, class_names=())
    surface = SplineSurface(explorer, output=3)
    for checkpoint in (2, 0, 1):
        explorer.checkpoint = checkpoint
        with torch.no_grad():
            expected = perceptron(**SHAPE, seed=checkpoint)(torch.tensor(inputs, dtype=torch.float32))[:, 3]
        np.testing.assert_allclose(decode(surface._data["predictions"]), expected.numpy(), atol=1e-5)
    surface.close()


def test_principal_components_and_shades_are_those_of_the_checkpoint(
    manifold_of: Show, watch: Watch, trained: History
) -> None:
    explorer = watch(trained, None, perceptron(**SHAPE), class_names=())
    shown = manifold_of(explorer, output_shape=(3, 4))
    for checkpoint in (2, 1):
        explorer.checkpoint = checkpoint
        fresh = manifold_of(explorer, output_shape=(3, 4))
        assert shown._manifold["labels"] == fresh._manifold["labels"]
        np.testing.assert_array_equal(
            decode(shown._pointed["picture"]["pixels"]), decode(fresh._pointed["picture"]["pixels"])
        )


def test_where_there_are_no_classes_a_change_has_none(watch: Watch, trained: History) -> None:
    explorer = watch(trained, None, perceptron(**SHAPE), class_names=(), compare="difference", reference=1)
    assert explorer.tessellation and "class" not in [measure["name"] for measure in explorer._measures]
    explorer.compare = "single"
    assert "class" not in [measure["name"] for measure in explorer._measures]
