from __future__ import annotations

import doctest
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from sweep_functions import Failing, weighted
from sweep_rows import FACTORS, computed, expected
from torch import nn

import splinewidgets.learning
from splinewidgets.geometry import Slice
from splinewidgets.learning import History, sweep


def test_there_is_a_row_for_each_pair(history: History) -> None:
    frame = sweep(weighted, history, FACTORS, progress=False)
    pd.testing.assert_frame_equal(frame, expected(history))
    some = sweep(weighted, history[2:4], FACTORS, progress=False)
    pd.testing.assert_frame_equal(some, frame[frame.step.isin([2, 3])].reset_index(drop=True))


def test_of_nothing_there_are_no_rows(tmp_path: Path, history: History) -> None:
    for frame in (sweep(weighted, [], FACTORS, progress=False), sweep(weighted, history, [], progress=False)):
        assert len(frame) == 0 and list(frame) == ["step", "slice", "error"]


def test_the_example_of_its_docstring_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = {"nn": nn, "Slice": Slice, **vars(splinewidgets.learning)}
    (example,) = doctest.DocTestFinder().find(sweep, "sweep", globs=names)
    assert doctest.DocTestRunner().run(example) == (0, len(example.examples))


def test_an_error_is_retried(history: History, marks: Path) -> None:
    frame = sweep(Failing(marks, step=2, times=3), history, FACTORS, progress=False)
    pd.testing.assert_frame_equal(frame, expected(history))
    assert computed(marks) == 18 + 3


def test_an_error_that_stays_is_the_row_s(history: History, marks: Path) -> None:
    frame = sweep(Failing(marks, step=2, times=9), history, FACTORS, progress=False, retries=1)
    assert computed(marks) == 18 + 1
    failed = (frame.step == 2) & (frame.slice == 1)
    assert frame[failed]["error"].tolist() == ["ArithmeticError: no luck"]
    assert frame[failed]["sum"].isna().all()
    pd.testing.assert_frame_equal(frame[~failed], expected(history)[~failed])


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda c, s: 3, "TypeError: The function returned a int. It must return a mapping"),
        (lambda c, s: {"step": 3}, "ValueError: The function returned a value named 'step'. The columns"),
        (lambda c, s: {"a": "3"}, "TypeError: The metric 'a' is a str."),
    ],
)
def test_what_is_no_number_is_an_error(history: History, function: Callable[..., Any], message: str) -> None:
    frame = sweep(function, history[:1], [None], progress=False)
    assert frame["error"][0].startswith(message)


def test_values_are_numbers_of_any_kind(history: History, tmp_path: Path) -> None:
    values = {"nan": float("nan"), "up": torch.tensor(float("inf")), "one": np.float32(1)}
    for _ in range(2):
        frame = sweep(partial(dict_of, values), history[:2], [None], store=tmp_path / "rows", progress=False)
        assert np.isnan(frame["nan"]).all() and (frame["up"] == np.inf).all() and (frame["one"] == 1).all()


def dict_of(values: dict[str, Any], *_: Any) -> dict[str, Any]:
    return values


def test_columns_may_differ_from_pair_to_pair(history: History) -> None:
    frame = sweep(lambda c, s: {f"c{s}": c.step}, history[:1], [0, 1], progress=False)
    assert list(frame) == ["step", "slice", "c0", "c1", "error"]
    assert frame.c0.isna().tolist() == [False, True] and frame.c1.isna().tolist() == [True, False]


def test_the_progress_bar_counts_pairs(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    sweep(weighted, history, FACTORS)
    assert "18/18" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"function": 3}, TypeError, r"The function is a int\. It must take a checkpoint and a slice\."),
        ({"checkpoints": "runs"}, TypeError, r"The checkpoints are a str\. They must be a History"),
        ({"checkpoints": [1]}, TypeError, r"The checkpoints are a list\. They must be a History"),
        ({"slices": torch.zeros(3)}, TypeError, r"The slices are a Tensor\. They must be a list"),
        ({"slices": Slice.box((0, 1), (0, 1))}, TypeError, r"The slices are a Slice\. They must be a list"),
        ({"scheduler": "tcp://host"}, TypeError, r"The scheduler is a str\. It must be a dask\.distributed\.Client"),
        ({"retries": -1}, ValueError, r"There are -1 retries\. There must be 0 or more"),
        ({"store": "."}, ValueError, r"The store \. is a directory\. It must be a file"),
    ],
)
def test_bad_input(history: History, arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    good = {"function": weighted, "checkpoints": history, "slices": FACTORS, "progress": False}
    with pytest.raises(error, match=message):
        sweep(**{**good, **arguments})
