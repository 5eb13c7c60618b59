"""The unit whose line is marked."""

from collections.abc import Callable
from typing import Any

import pytest
from explorers import from_browser, perceptron
from small_widgets import sentences
from torch import nn

from splinewidgets import HyperplaneEditor, SliceExplorer
from splinewidgets.geometry import Network
from splinewidgets.widgets.slice.live_explorer import LiveExplorer

Explore = Callable[..., SliceExplorer]


def test_a_unit_is_set_by_its_layer_and_number(explore: Explore) -> None:
    explorer = explore()
    assert explorer.unit is None
    explorer.unit = (1, 11)
    assert explorer.unit == [1, 11]
    from_browser(explorer, unit=[0, 3], _pointed_unit=[1, 2])
    assert (explorer.unit, explorer._pointed_unit) == ([0, 3], [1, 2])
    explorer.unit = None
    assert explorer.unit is None


@pytest.mark.parametrize("wrong", [(2, 0), (0, 12), (-1, 0), (0,), 3, "ab", (0.5, 1)])
def test_one_that_is_not_there_is_refused(explore: Explore, wrong: Any) -> None:
    explorer = explore()
    explorer.unit = (0, 1)
    with pytest.raises((ValueError, TypeError)) as refusal:
        explorer.unit = wrong
    assert sentences(str(refusal.value)) == 3 and str(refusal.value).startswith(("unit", "layer"))
    assert explorer.unit == [0, 1]
    from_browser(explorer, unit=[7, 0])
    assert explorer.unit == [0, 1] and "layer is 7" in explorer.error


def test_a_network_without_it_lets_it_go() -> None:
    explorer = LiveExplorer(perceptron(2))
    for unit, left in (((1, 11), None), ((0, 2), [0, 2])):
        explorer.show(Network(perceptron(2), [0.0, 0.0]), None, ())
        explorer.unit = unit
        smaller = Network(nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 1)), [0.0, 0.0])
        explorer.show(smaller, None, ())
        assert explorer.unit == left
    explorer.close()


def test_in_an_editor_it_is_the_chosen_one() -> None:
    editor = HyperplaneEditor(perceptron(2), chosen=(0, 3))
    assert editor.unit == [0, 3]
    editor.unit = (1, 2)
    assert editor.chosen == [1, 2]
    editor.chosen = None
    assert editor.unit is None
    editor.chosen = (0, 1)
    editor.remove_unit(0, 1)
    assert editor.unit is None and editor.chosen is None
    editor.close()
