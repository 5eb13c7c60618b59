"""Curves of metrics: which are drawn, over what, and what a click does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.learning import History
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.training.metric_curves import Curves, colors_of, grouped, short
from splinewidgets.widgets.training.training_explorer import TrainingExplorer

Draw = Callable[..., Curves]
STEPS = [0, 1, 10, 100]
NAN = float("nan")


@pytest.fixture
def jumps() -> list[int]:
    return []


@pytest.fixture
def draw(jumps: list[int]) -> Iterator[Draw]:
    made: list[Curves] = []

    def make(groups: Any = None, **metrics: list[float]) -> Curves:
        made.append(Curves(groups, jumps.append))
        made[-1].draw(STEPS, {name: np.array(values) for name, values in metrics.items()})
        return made[-1]

    yield make
    for curves in made:
        curves.close()


def titles(curves: Curves) -> list[str]:
    return [figure["title"] for figure in curves._figures]


def values_of(curves: Curves, figure: int = 0) -> npt.NDArray[np.float64]:
    return decode(curves._figures[figure]["values"])


def test_what_progress_measures_is_grouped() -> None:
    names = "loss train_accuracy test_accuracy adversarial_accuracy_0.1 lc_train lc_test lc_random lc_train_1 tiles"
    metrics = {name: np.zeros(1) for name in [*names.split(), "norm_train", "mine", "val_loss"]}
    groups = grouped(metrics)
    assert groups["Accuracy"] == ["train_accuracy", "test_accuracy", "adversarial_accuracy_0.1"]
    assert groups["Local complexity"] == ["lc_train", "lc_test", "lc_random"]
    assert groups["Tiles in the slice"] == ["tiles"] and groups["Loss"] == ["loss", "val_loss"]
    assert groups["mine"] == ["mine"]
    drawn = [name for names in groups.values() for name in names]
    assert len(drawn) == len(set(drawn)) and set(metrics) - set(drawn) == {"lc_train_1"}
    assert short("adversarial_accuracy_0.1") == "ε=0.1" and short("lc_test") == "test"


@given(st.lists(st.sampled_from(["train", "test", "random", "a", "b", "c", "d"]), unique=True))
def test_curves_of_a_panel_are_told_apart(labels: list[str]) -> None:
    assert len(set(colors_of(labels))) == len(labels)


def test_nothing_is_drawn_of_nothing(draw: Draw) -> None:
    assert draw()._figures == []
    assert draw({"Mine": ["loss"]})._figures == []  # nothing was recorded yet


def test_what_is_not_a_number_is_a_gap(draw: Draw) -> None:
    curves = draw(loss=[3.0, NAN, float("inf"), 1.0], mine=[NAN] * 4)
    np.testing.assert_array_equal(values_of(curves), [[3, NAN, NAN, 1]])
    np.testing.assert_array_equal(values_of(curves, 1), [[NAN] * 4])
    assert curves.steps == STEPS


def test_accuracies_are_shares_of_all(draw: Draw) -> None:
    curves = draw(train_accuracy=[0.5] * 4, adversarial_accuracy_1=[0.5] * 4, loss=[1] * 4)
    assert [figure["share"] for figure in curves._figures] == [True, False]
    assert curves._figures[0]["labels"] == ["train", "ε=1"]


def test_curves_that_were_chosen(draw: Draw) -> None:
    curves = draw({"Mine": ["loss", "b"], "Other": ["a"]}, a=[1] * 4, b=[2] * 4, loss=[3] * 4)
    assert titles(curves) == ["Mine", "Other"]
    np.testing.assert_array_equal(values_of(curves), [[3] * 4, [2] * 4])
    with pytest.raises(ValueError, match=r"curves asks for 'c'\. The history has a, b\. Choose among these\."):
        draw({"Mine": ["a", "c"]}, a=[1] * 4, b=[1] * 4)


def test_metrics_may_come_later(draw: Draw) -> None:
    chosen = draw({"Mine": ["loss", "later"]})
    chosen.draw(STEPS, {"loss": np.arange(4.0)}, growing=True)
    np.testing.assert_array_equal(values_of(chosen), [[0, 1, 2, 3], [NAN] * 4])
    chosen.draw([*STEPS, 200], {"loss": np.arange(5.0), "later": np.ones(5)}, growing=True)
    np.testing.assert_array_equal(values_of(chosen), [[0, 1, 2, 3, 4], [1] * 5])
    assert chosen.steps == [*STEPS, 200]


def click(curves: Curves, index: Any, seq: int = 1) -> None:
    """What arrives when the place of a checkpoint is clicked."""
    curves.set_state({"_clicked": {"index": index, "seq": seq}})


def test_a_click_jumps_and_nonsense_does_not(draw: Draw, jumps: list[int]) -> None:
    curves = draw(loss=[4, 3, 2, 1])
    click(curves, 2)
    click(curves, 2, seq=2)
    assert jumps == [2, 2] and curves.error == ""
    for wrong in (4, -1, 1.5, "2", None):
        click(curves, wrong, seq=3)
    assert jumps == [2, 2] and "from 0 to 3" in curves.error
    curves.set_state({"checkpoint": 1})
    assert curves.checkpoint is None


def test_a_click_on_the_curves_of_an_explorer(watch: Callable[..., TrainingExplorer], history: History) -> None:
    explorer = watch(history)
    curves = explorer.curves
    assert explorer.tessellation
    click(curves, 4)
    assert explorer.tessellation and (explorer.checkpoint, curves.checkpoint, curves.reference) == (4, 4, None)
    explorer.compare = "side"
    assert curves.reference == 0


def test_an_explorer_holds_its_curves_and_can_do_without(
    watch: Callable[..., TrainingExplorer], history: History
) -> None:
    explorer = watch(history)
    assert explorer.tessellation
    assert explorer.get_state("part") == {"part": f"anywidget:{explorer.curves.model_id}"}
    explorer.part = None
    assert explorer.get_state("part") == {"part": None}
    explorer.set_state({"part": f"anywidget:{explorer.curves.model_id}"})
    assert explorer.part is None and "Python alone" in explorer.error
