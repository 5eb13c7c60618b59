"""What the legend names: marks, classes, axes, and which of the data the network is wrong about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, CLASSES, data, perceptron, record

from splinewidgets.geometry.smooth.linearize import linearize
from splinewidgets.pictures.scene.legend import MARKS
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Explore = Callable[..., SliceExplorer]


def decoded(entry: dict[str, Any]) -> np.ndarray:
    """An array as the browser reads it."""
    return np.frombuffer(entry["buffer"], entry["dtype"]).reshape(entry["shape"])


@pytest.mark.parametrize("outputs", [CLASSES, 1], ids=["several scores", "one score"])
def test_data_are_missed_where_the_model_says_another_class(explore: Explore, outputs: int) -> None:
    model, points = perceptron(inputs=2, outputs=outputs, seed=4), data(60, inputs=2)
    labels = np.random.default_rng(3).integers(0, max(outputs, 2), 60)
    explorer = explore(model, data=points, labels=labels, view=(-9, 9, -9, 9))
    scores = model(torch.tensor(points, dtype=torch.float32)).detach().numpy()
    predicted = scores.argmax(1) if outputs > 1 else (scores[:, 0] > 0).astype(int)
    assert explorer.tessellation
    drawn = decoded(explorer._picture["points"])
    u0, u1, v0, v1 = explorer._picture["window"]
    places = drawn * [u1 - u0, v1 - v0] + [u0, v0]
    rows = np.abs(points[None] - places[:, None]).sum(2).argmin(1)
    assert len(np.unique(rows)) == len(rows) > 30
    missed = decoded(explorer._picture["point_missed"])
    assert (missed == (predicted != labels)[rows]).all() and 0 < missed.sum() < len(missed)


def test_after_a_sigmoid_it_is_what_goes_into_it_that_counts(explore: Explore) -> None:
    model, points = torch.nn.Sequential(perceptron(inputs=2, outputs=1, seed=4), torch.nn.Sigmoid()), data(40, inputs=2)
    truth = (model(torch.tensor(points, dtype=torch.float32))[:, 0] > 0.5).int().numpy()
    explorer = explore(linearize(model.eval()), data=points, labels=truth, view=(-9, 9, -9, 9))
    assert explorer.tessellation and 0 < truth.sum() < 40
    assert not decoded(explorer._picture["point_missed"]).any()


def test_each_checkpoint_has_mistakes_of_its_own_also_where_its_change_is_looked_at(tmp_path: Any) -> None:
    points = data(50, inputs=2)
    history = record(tmp_path / "history", [0, 1], inputs=2)
    truth = perceptron(inputs=2, seed=1)(torch.tensor(points, dtype=torch.float32)).argmax(1).numpy()
    explorer = TrainingExplorer(perceptron(inputs=2), history, data=points, labels=truth, view=(-9, 9, -9, 9))
    missed = {}
    for compare in ("single", "difference"):
        explorer.compare = compare
        for checkpoint in (0, 1):
            explorer.checkpoint = checkpoint
            assert explorer.tessellation
            missed[compare, checkpoint] = decoded(explorer._picture["point_missed"]).sum()
    explorer.close()
    assert missed["single", 0] == missed["difference", 0] > 0 == missed["single", 1] == missed["difference", 1]


@pytest.mark.parametrize(
    ("given", "marks", "classes"),
    [
        ({}, ["boundary", "anchors"], ["0", "1", "2", "3"]),
        ({"data": data()}, ["boundary", "data", "anchors"], ["0", "1", "2", "3"]),
        ({"data": data(), "labels": np.arange(40) % 4}, list(MARKS), ["0", "1", "2", "3"]),
        ({"data": data(), "labels": ["a", "b"] * 20}, ["boundary", "data", "anchors"], ["a", "b"]),
        ({"class_names": ()}, ["anchors"], []),
    ],
    ids=["nothing", "data", "classes", "other classes", "no classes"],
)
def test_only_what_there_is_has_an_entry(
    explore: Explore, given: dict[str, Any], marks: list[str], classes: list[str]
) -> None:
    explorer = explore(**given)
    assert (explorer._marks, explorer._classes) == (marks, classes)
    assert explorer.visible_marks == list(MARKS) and explorer.visible_classes == list(range(len(classes)))


@pytest.mark.parametrize("kind", [list, tuple, np.array, set], ids=str)
def test_marks_and_classes_come_in_anything_that_holds_them(explore: Explore, kind: Callable[[Any], Any]) -> None:
    explorer = explore(visible_marks=kind(["data", "anchors"]), visible_classes=kind([3, 1]))
    assert (explorer.visible_marks, explorer.visible_classes) == (["data", "anchors"], [1, 3])
    explorer.visible_marks, explorer.visible_classes = kind(["boundary"]), kind([0])
    assert (explorer.visible_marks, explorer.visible_classes) == (["boundary"], [0])


def test_two_inputs_have_axes_and_others_a_scale(explore: Explore) -> None:
    flat = explore(perceptron(inputs=2), axis_names=["width", "height"])
    assert flat.axis_names == ["width", "height"]
    assert explore(perceptron(inputs=2)).axis_names == ["x₁", "x₂"]
    assert explore(perceptron(), ANCHORS).axis_names == []


@pytest.mark.parametrize(
    ("inputs", "given", "message"),
    [
        (2, {"axis_names": ["x"]}, "axis_names is .'x'.. Two inputs have two axes"),
        (2, {"axis_names": "xy"}, "axis_names is 'xy'"),
        (6, {"axis_names": ["x", "y"]}, "Only a network of two inputs"),
        (6, {"visible_marks": ["dots"]}, "visible_marks is .'dots'.. There are boundary"),
        (6, {"visible_marks": "data"}, "visible_marks is 'data'"),
        (6, {"visible_classes": [4]}, "visible_classes is .4.. There are classes 0 to 3"),
        (6, {"visible_classes": [0.5]}, r"visible_classes is \[0\.5\]. It must be indices of classes, whole numbers"),
        (6, {"visible_classes": [0], "class_names": ()}, "There are no classes"),
    ],
)
def test_what_is_wrong_is_said_at_once(inputs: int, given: dict[str, Sequence[Any]], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        SliceExplorer(perceptron(inputs=inputs), ANCHORS if inputs > 2 else None, **given)
