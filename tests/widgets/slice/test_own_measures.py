"""Coloring by outputs, by layers, and by functions of the user's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, perceptron, wait_until

from splinewidgets import SliceExplorer, SplineSurface, Tessellation, TrainingExplorer
from splinewidgets.geometry import Measure
from splinewidgets.geometry.tessellation.measures import TILE_MEASURES
from splinewidgets.pictures.wire import decode

Explore = Callable[..., SliceExplorer]


def colored(explorer: SliceExplorer, name: str) -> np.ndarray[Any, Any]:
    """The values by which the tiles are colored, once they are there."""
    wait_until(lambda: explorer._colors.get("name") == name)
    return decode(explorer._colors["values"])


def test_the_menu_has_those_of_every_network_of_its_outputs_and_of_its_layers(explore: Explore) -> None:
    explorer = explore(class_names=["a", "b", "c", "d"])
    menu = {entry["name"]: entry for entry in explorer._measures}
    assert menu.keys() >= {*TILE_MEASURES, "output 3", "active 0", "active 1"}
    assert menu["output 3"] == {"name": "output 3", "label": "Output d", "group": "Outputs"}
    for name in ("output 3", "active 1", "frobenius", "distance"):
        explorer.color_by = name
        values = colored(explorer, name)
        assert len(values) == explorer.tile_count and explorer._colors["label"] == menu[name]["label"]
    exact = explorer.tessellation.outputs.reshape(-1, 4)[:, 3]
    explorer.color_by = "output 3"
    values = colored(explorer, "output 3")
    assert exact.min() <= values.min() < values.max() <= exact.max()


def test_without_classes_there_is_no_boundary_to_be_far_from(explore: Explore) -> None:
    explorer = explore(class_names=())
    assert {"class", "distance"}.isdisjoint(entry["name"] for entry in explorer._measures)
    with pytest.raises(ValueError, match=r"There are slope, .*, 'output 0', ..., 'active 0', .... Pass one of these"):
        explorer.color_by = "distance"


def test_a_function_of_ones_own_is_a_measure(explore: Explore) -> None:
    def sides(tessellation: Tessellation) -> torch.Tensor:
        return torch.from_numpy(np.diff(tessellation.tile_offsets))

    explorer = explore(measures={"sides": sides}, color_by="sides")
    assert explorer._measures[-1] == {"name": "sides", "label": "sides", "group": "Own"}
    np.testing.assert_array_equal(colored(explorer, "sides"), np.diff(explorer.tessellation.tile_offsets))
    explorer.selected = 3
    facts = dict(explorer._selected_facts["rows"])
    assert float(facts["sides"]) == np.diff(explorer.tessellation.tile_offsets)[3]


def test_it_may_have_a_label_a_unit_and_a_scale(explore: Explore) -> None:
    measure = Measure("Side of a square as large", "slice units", "log", False, lambda found: found.areas() ** 0.5)
    explorer = explore(measures={"side": measure}, color_by="side")
    np.testing.assert_allclose(colored(explorer, "side"), explorer.tessellation.areas() ** 0.5, rtol=1e-6)
    assert (explorer._colors["label"], explorer._colors["unit"]) == ("Side of a square as large", "slice units")
    assert explorer._colors["scale"] == "log"


def raising(_: Tessellation) -> Any:
    raise KeyError("no such thing")


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (raising, "The measure 'mine' raised KeyError: 'no such thing'. It takes a tessellation"),
        (lambda found: np.zeros(3), "has values of shape (3,)"),
        (lambda found: 1.0, "has values of shape ()"),
        (lambda found: np.where(np.arange(found.tile_count) < 2, np.nan, 1), "is NaN on 2 tiles"),
        (lambda found: "red", "values of the measure"),
        (lambda found: None, "has values of shape ()"),
    ],
    ids=["raises", "short", "scalar", "nan", "text", "nothing"],
)
def test_one_that_fails_is_told_and_the_last_colors_stay(explore: Explore, function: Any, said: str) -> None:
    explorer = explore(measures={"mine": function})
    assert explorer.tessellation
    before = explorer._colors
    explorer.color_by = "mine"
    wait_until(lambda: explorer.error != "")
    assert said in explorer.error and explorer.state == "error"
    assert len(re.findall(r"[.] ", explorer.error)) >= 2
    assert explorer._colors is before
    explorer.color_by = "area"
    colored(explorer, "area")
    assert explorer.error == ""


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([np.mean], "It must be a dict of functions by their names"),
        ({"mine": 3}, "measures has 3 by the name 'mine'"),
        ({3: np.mean}, "by the name 3"),
        ({"area": np.mean}, "measures has one by the name 'area'. That is the name of another"),
        ({"output 0": np.mean}, "one by the name 'output 0'"),
    ],
    ids=["no dict", "no function", "no name", "the name of another", "the name of an output"],
)
def test_what_is_no_function_is_refused_at_once(wrong: Any, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=re.escape(said)):
        SliceExplorer(perceptron(), ANCHORS, measures=wrong)


def test_a_view_beside_colors_by_it_too(explore: Explore) -> None:
    explorer = explore(perceptron(inputs=2), measures={"sides": lambda found: np.diff(found.tile_offsets)})
    surface = SplineSurface(explorer)
    surface.color_by = "sides"
    assert explorer.color_by == "sides" and len(colored(explorer, "sides")) == explorer.tile_count
    with pytest.raises(ValueError, match="color_by is 'none'"):
        surface.color_by = "none"
    surface.close()


def test_a_training_goes_on_past_checkpoints_at_which_it_fails(
    watch: Callable[..., TrainingExplorer], history: Any
) -> None:
    """The checkpoint is shown, without colors, and what went wrong is told."""
    explorer = watch(history, measures={"mine": raising})
    explorer.color_by = "mine"
    for index in (1, 2):
        explorer.checkpoint = index
        assert explorer.tessellation.tile_count == explorer.tile_count
        wait_until(lambda: "'mine' raised KeyError" in explorer.error)
