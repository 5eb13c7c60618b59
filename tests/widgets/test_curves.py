"""Curves of metrics: which are drawn, over what, and what a click does."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.learning import History
from splinewidgets.widgets.curves import Curves, Panel, colors_of, grouped, in_javascript, number_at, round_ticks, short
from splinewidgets.widgets.training_explorer import TrainingExplorer

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
    return [panel.box.children[0].children[0].value for panel in curves._panels]


def y_of(panel: Panel, line: int = 0) -> list[float]:
    return list(np.asarray(panel.figure.marks[line].y))


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
    assert draw().children == ()
    assert draw({"Mine": ["loss"]}).children == ()  # nothing was recorded yet


def test_what_is_not_a_number_is_a_gap(draw: Draw) -> None:
    curves = draw(loss=[3.0, NAN, float("inf"), 1.0], mine=[NAN] * 4)
    loss, mine = curves._panels
    np.testing.assert_array_equal(y_of(loss), [3, NAN, NAN, 1])
    np.testing.assert_array_equal(loss.figure.marks[0].x, range(4))
    assert (loss._y.min, loss._y.max) == (0, 3)
    assert mine._y.min < mine._y.max and np.isnan(y_of(mine)).all()


def test_the_axis_counts_checkpoints_and_tells_steps(draw: Draw) -> None:
    (panel,) = draw(loss=[4, 3, 2, 1])._panels
    labels = panel._x_axis.tick_labels
    assert labels == {"0": "0", "1": "1", "2": "10", "3": "100"}
    assert [in_javascript(tick) for tick in panel._x_axis.tick_values] == list(labels)


def test_accuracies_are_shares_of_all(draw: Draw) -> None:
    (panel,) = draw(train_accuracy=[0.5, 0.6, 0.7, 0.8])._panels
    assert (panel._y.min, panel._y.max) == (0, 1)
    assert set(panel._y_axis.tick_labels.values()) >= {"0%", "100%"}


def test_curves_that_were_chosen(draw: Draw) -> None:
    curves = draw({"Mine": ["loss", "b"], "Other": ["a"]}, a=[1] * 4, b=[2] * 4, loss=[3] * 4)
    assert titles(curves) == ["Mine", "Other"]
    assert [y_of(curves._panels[0], i)[0] for i in (0, 1)] == [3, 2]
    with pytest.raises(ValueError, match=r"curves asks for 'c'\. The history has a, b\. Choose among these\."):
        draw({"Mine": ["a", "c"]}, a=[1] * 4, b=[1] * 4)


def test_metrics_may_come_later(draw: Draw) -> None:
    curves = draw()
    curves.point_at(2, 1)
    curves.draw(STEPS, {"loss": np.arange(4.0)}, growing=True)
    (panel,) = curves._panels
    assert list(panel._cursor.x) == [2, 2] and panel._cursor.visible and panel._reference.visible
    chosen = draw({"Mine": ["loss", "later"]})
    chosen.draw(STEPS, {"loss": np.arange(4.0)}, growing=True)
    assert np.isnan(y_of(chosen._panels[0], 1)).all()
    panel = chosen._panels[0]
    chosen.draw(STEPS, {"loss": np.arange(4.0), "later": np.ones(4)}, growing=True)
    assert y_of(panel, 1) == [1] * 4 and chosen._panels == [panel]


def test_cursors_follow(draw: Draw) -> None:
    (panel,) = draw(loss=[4, 3, 2, 1])._panels
    assert not panel._cursor.visible and not panel._reference.visible
    panel.point_at(3, None)
    assert list(panel._cursor.x) == [3, 3] and panel._cursor.visible and not panel._reference.visible
    panel.point_at(1, 2)
    assert list(panel._cursor.x) == [1, 1] and list(panel._reference.x) == [2, 2] and panel._reference.visible


def test_a_click_jumps(draw: Draw, jumps: list[int]) -> None:
    (panel,) = draw(loss=[4, 3, 2, 1])._panels
    click(panel, 2)
    assert jumps == [2]


def click(panel: Panel, index: int) -> None:
    """What arrives when the column above a checkpoint is clicked."""
    panel._columns._handle_custom_msgs(None, {"event": "element_click", "data": {"index": index}})


def test_a_click_on_the_curves_of_an_explorer(watch: Callable[..., TrainingExplorer], history: History) -> None:
    explorer = watch(history)
    assert explorer.tessellation
    panel = explorer.curves._panels[0]
    click(panel, 4)
    assert explorer.tessellation and explorer.checkpoint == 4 and list(panel._cursor.x) == [4, 4]
    assert not panel._reference.visible
    explorer.compare = "side"
    assert panel._reference.visible and list(panel._reference.x) == [0, 0]


def test_names_stay_text(draw: Draw) -> None:
    curves = draw(**{"<b>x</b>": [1] * 4}, loss=[1] * 4, **{"<i>_loss": [2] * 4})
    boxes: list[Any] = list(curves.children)
    while boxes:
        widget = boxes.pop()
        assert not isinstance(widget, ipywidgets.HTML | ipywidgets.HTMLMath)
        boxes += getattr(widget, "children", ())
    assert "<b>x</b>" in titles(curves)


NUMBERS = st.floats(1e-200, 1e200) | st.floats(-1e200, -1e-200) | st.just(0.0)


@given(NUMBERS, NUMBERS)
def test_ticks_are_round_and_hold_what_is_drawn(a: float, b: float) -> None:
    low, high = min(a, b, 0.0), max(a, b, 0.0)
    ticks = round_ticks(low, high)
    steps = np.diff(ticks)
    assert 2 <= len(ticks) <= 7
    assert ticks[0] <= low + 1e-6 * steps[0] and ticks[-1] >= high - 1e-6 * steps[0]
    np.testing.assert_allclose(steps, steps[0], rtol=1e-9)
    digits = float(f"{steps[0]:e}".split("e")[0])
    assert min(abs(digits - factor) for factor in (1, 2, 2.5, 5, 10)) < 1e-6


@pytest.mark.parametrize("value", [-4.0, -1e9, 0.0, 7.0])
def test_a_constant_has_a_scale(draw: Draw, value: float) -> None:
    (panel,) = draw(mine=[value] * 4)._panels
    assert panel._y.min <= value <= panel._y.max and panel._y.min < panel._y.max


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
def test_numbers_are_written_as_by_javascript() -> None:
    numbers = [0.0, -0.0, 0.1 * 3, 0.2 * 3, 2.5e6, 1e-7, 1.5e-10, 1e21, 1e20, -2.5, 1e300, 5e-324, 1e-6, 123456789.0]
    program = f"console.log(JSON.stringify({json.dumps(numbers)}.map(String)))"
    written = json.loads(subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True).stdout)
    assert [in_javascript(number) for number in numbers] == written


@pytest.mark.parametrize(
    ("tick", "text"),
    [(0.25, "0.25"), (50_000.0, "50\u2009000"), (1.5e6, "1.5\u2009M"), (-2e9, "-2\u2009G"), (3e15, "3e+15")],
)
def test_large_numbers_fit_beside_the_axis(tick: float, text: str) -> None:
    assert number_at(tick, share=False) == text
