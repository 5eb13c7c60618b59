"""What an exact loss refuses, before it looks for tiles."""

from __future__ import annotations

import pytest
import torch
from torch import nn

import splinewidgets.learning.loss.exact_loss as module
from splinewidgets import ExactLoss, Slice, TooManyTiles, UnsupportedOperation

MODEL = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
DATA = torch.linspace(-1, 1, 10).reshape(5, 2)


def window(model=MODEL, name="0.weight"):
    value = model.get_parameter(name).detach()
    return Slice(value, torch.eye(2, value.numel()).reshape(2, *value.shape), (-1, 1, -1, 1))


RIGHT = {"model": MODEL, "parameter": "0.weight", "data": DATA, "targets": DATA, "slice": window()}
CLASSES = {**RIGHT, "targets": [0, 1, 0, 1, 1], "loss": "cross_entropy"}
NORMED = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2))
WRONG = {
    "another loss": ({**RIGHT, "loss": "l1"}, ValueError, r"The loss is 'l1'. It must be \"squared\" or"),
    "no such parameter": ({**RIGHT, "parameter": "0.weights"}, ValueError, "It has 0.weight, 0.bias, 2.weight, 2.bias"),
    "a slice of another shape": (
        {**RIGHT, "slice": window(name="2.weight")},
        ValueError,
        r"shape \(2, 3\), and '0.weight' has the shape \(3, 2\)",
    ),
    "no slice": ({**RIGHT, "slice": window().bounds}, TypeError, "The slice is a tuple"),
    "targets of another shape": ({**RIGHT, "targets": DATA[:, :1]}, ValueError, r"targets have shape \(5, 1\)"),
    "targets for other data": ({**RIGHT, "targets": DATA[:4]}, ValueError, r"targets have shape \(4, 2\)"),
    "NaN targets": ({**RIGHT, "targets": DATA * float("nan")}, ValueError, "NaN or infinite entries in the targets"),
    "data of another shape": ({**RIGHT, "data": DATA.T}, ValueError, r"fails on data of shape \(2, 5\)"),
    "classes out of range": ({**CLASSES, "targets": [0, 1, 2, 1, 1]}, ValueError, "The model has the classes 0 to 1"),
    "fractional classes": ({**CLASSES, "targets": [0, 1, 0.5, 1, 1]}, ValueError, "must be whole numbers from 0"),
    "too few classes": ({**CLASSES, "targets": [0, 1]}, ValueError, r"labels have shape \(2,\)"),
    "no scores of classes": (
        {**CLASSES, "model": nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))},
        ValueError,
        r"outputs have the shape \(5, 1\).*Cross-entropy needs a score",
    ),
    "batch normalization in training": ({**RIGHT, "model": NORMED}, UnsupportedOperation, r"Call model.eval\(\) first"),
    "a softmax before the squared loss": (
        {**RIGHT, "model": nn.Sequential(*MODEL, nn.Softmax(1))},
        UnsupportedOperation,
        "ends in softmax",
    ),
    "a softmax before cross-entropy": (
        {**CLASSES, "model": nn.Sequential(*MODEL, nn.Softmax(1))},
        UnsupportedOperation,
        "takes the scores before a softmax",
    ),
    "smooth": (
        {**RIGHT, "model": nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2))},
        UnsupportedOperation,
        "tanh",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_it_is_refused_before_any_tile_is_cut(name, monkeypatch) -> None:
    arguments, kind, message = WRONG[name]
    monkeypatch.setattr(module, "tessellate", None)
    with pytest.raises(kind, match=f"(?s){message}"):
        ExactLoss(**arguments)


def test_a_log_softmax_changes_nothing_of_the_cross_entropy() -> None:
    points = [[0.3, -0.4], [0.9, 0.9]]
    one = ExactLoss(**CLASSES)
    other = ExactLoss(**{**CLASSES, "model": nn.Sequential(*MODEL, nn.LogSoftmax(1))})
    assert (abs(one.at(points) - other.at(points)) < 1e-12).all()


def test_too_many_tiles() -> None:
    with pytest.raises(TooManyTiles, match="max_tiles is 1"):
        ExactLoss(**RIGHT, max_tiles=1)


def test_minima_are_numbered() -> None:
    tree = ExactLoss(**RIGHT).merge_tree()
    with pytest.raises(ValueError, match=r"minimum is -1\. It must be from 0 to"):
        tree.barrier(-1, 0)
    with pytest.raises(TypeError, match=r"minimum is 0\.5"):
        tree.barrier(0, 0.5)
