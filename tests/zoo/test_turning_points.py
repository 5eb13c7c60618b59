from __future__ import annotations

from math import nan
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.learning import History
from splinewidgets.zoo import mlp, turning_points


def made_up(path: Path, accuracies: dict[int, float]) -> History:
    history = History(path)
    for step, accuracy in accuracies.items():
        history.keep(mlp((2, 2)), step, train_accuracy=accuracy)
    return history


@settings(max_examples=20, deadline=None)
@given(before=st.lists(st.floats(0, 0.999), min_size=1, max_size=4), after=st.lists(st.floats(0, 1), max_size=4))
def test_interpolation_is_when_all_samples_are_first_right(
    tmp_path_factory: pytest.TempPathFactory, before: list[float], after: list[float]
) -> None:
    accuracies = dict(enumerate([*before, 1.0, *after]))
    found = turning_points(made_up(tmp_path_factory.mktemp("history"), accuracies))
    assert [checkpoint.step for checkpoint in found] == [0, len(before), len(accuracies) - 1]


def test_steps_without_the_metric_are_passed_over(tmp_path: Path) -> None:
    found = turning_points(made_up(tmp_path / "history", {0: nan, 1: nan, 4: 1.0, 9: nan}))
    assert (found.initialization.step, found.interpolation.step, found.late.step) == (0, 4, 9)


def test_a_training_that_shows_no_turning_points_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"The training accuracy is at most 0\.995\. At interpolation it is 1\. Train"):
        turning_points(made_up(tmp_path / "never", {0: 0.1, 5: 0.995, 9: 0.9}))
    with pytest.raises(ValueError, match=r"The history is empty\. Step 0 is the initialization\. Record"):
        turning_points(History(tmp_path / "empty"))
    with pytest.raises(ValueError, match=r"The history begins at step 3\. Step 0 is the initialization\. Record"):
        turning_points(made_up(tmp_path / "late", {3: 0.1, 5: 1.0}))
    with pytest.raises(ValueError, match=r'The history has no metric "train_accuracy"\. It tells'):
        history = History(tmp_path / "bare")
        history.record(mlp((2, 2)), 0)
        turning_points(history)
    with pytest.raises(ValueError, match=r'The history has no metric "train_accuracy"\. It tells'):
        turning_points(made_up(tmp_path / "nan", {0: nan, 5: nan}))
