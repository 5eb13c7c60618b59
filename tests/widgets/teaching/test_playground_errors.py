"""`Playground`: what is refused, or goes wrong, is told, and all stays."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from explorers import from_browser
from playgrounds import shows_its_model
from torch import nn

from splinewidgets import Playground

Play = Callable[..., Playground]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("formula", "import os", r"'import' is no name that is known"),
        ("formula", "1 +", r"Something is missing in '1 \+'"),
        ("widths", [8] * 7, r"There are 7 hidden layers\. At most 6"),
        ("widths", [0], r"A width is 0\. It must be from 1 to 64"),
        ("rate", 0, r"rate"),
        ("rate", math.nan, r"rate"),
        ("samples", 3, r"samples is 3\. It must be from 10 to 5000"),
        ("noise", -1, r"noise is -1\. It must be from 0 to 1"),
        ("batch", -1, r"batch is -1"),
        ("drawn", [[0, 0]], r"A point of drawn has 2 numbers"),
        ("drawn", [[0, math.inf, 1]], r"Both must be finite"),
        ("drawn", [[0, 0, 4]], r"A class of drawn is 4\. There are 0 to 3"),
        ("drawn", [[0, 0, 0]] * 5001, r"drawn has 5001 points"),
    ],
)
def test_what_does_not_fit_is_refused_and_all_stays(play: Play, name: str, value: Any, words: str) -> None:
    playground = play("moons")
    before, picture = getattr(playground, name), playground.explorer._picture
    with pytest.raises(Exception, match=words):
        setattr(playground, name, value)
    assert getattr(playground, name) == before
    if value == value or not isinstance(value, float):  # JSON has no NaN
        from_browser(playground, **{name: value})
        assert playground.error
    assert getattr(playground, name) == before and playground.explorer._picture is picture
    playground.train(1)
    assert playground.step == 1 and playground.error == ""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"formula": "log(x1)", "data": "formula"}, r"NaN or infinite at \d+ of 60 points"),
        ({"loss": "squared", "batch_norm": True, "batch": 1}, r"Batches are of one point"),
    ],
    ids=str,
)
def test_what_cannot_be_trained_is_shown_and_the_last_picture_stays(
    play: Play, change: dict[str, Any], words: str
) -> None:
    playground = play("moons")
    for name, value in change.items():
        picture = playground.explorer._picture
        setattr(playground, name, value)
    assert playground.state == "error"
    assert re.search(words, playground.error)
    assert playground.explorer.error == "" and playground.explorer._picture["id"] == picture["id"]
    playground.train(3)
    playground.data, playground.batch_norm = "moons", False
    # Steps that could not be made are not made later.
    assert playground.error == "" and playground.step == 0 and shows_its_model(playground)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("mons",), "data is 'mons'"),
        ((3,), r"data is 3\. It must be the name of a data set, or \(inputs, targets\)"),
        (((np.zeros((5, 3)), np.zeros(5, int)),), r"shape \(5, 3\)\. A playground is of points in the plane"),
        (((np.zeros((5, 2)), np.zeros(4, int)),), r"There are 4 targets for 5 inputs"),
        (((np.zeros((5, 2)), np.zeros(5, int)),), r"The targets are of 1 classes"),
        (((np.zeros((1, 2)), np.zeros(1)),), r"There is 1 input"),
        (((np.full((5, 2), np.nan), np.zeros(5)),), "NaN"),
        (("moons", 7), r"model is 7\. It must be a torch.nn.Module"),
        (("moons", nn.Linear(3, 2)), r"The model fails on points of the plane.*TrainingExplorer, on the slice"),
        (("moons", nn.Linear(2, 1)), r"A class is 1\. The network has 1 outputs"),
    ],
)
def test_bad_arguments_are_refused_before_any_work(arguments: Any, words: str) -> None:
    with pytest.raises(Exception, match=words):
        Playground(*arguments)
