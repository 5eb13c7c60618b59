"""Statistics of an explorer's tiles, and the selection in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from explorers import perceptron
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from splinewidgets import TileHistograms, TrainingExplorer
from splinewidgets.pictures.figures.statistics_figure import MOST_BINS, binned
from splinewidgets.pictures.wire import decode

Beside = Callable[..., TileHistograms]


@pytest.fixture
def beside() -> Iterator[Beside]:
    made: list[TileHistograms] = []

    def make(*args: Any, **keywords: Any) -> TileHistograms:
        made.append(TileHistograms(*args, **keywords))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_what_is_told_is_what_the_tessellation_says(beside: Beside) -> None:
    view = beside(perceptron(2))
    for window in (None, (-0.5, 0.5, -0.5, 0.5)):
        view.view = window
        tiles = view.explorer.tessellation
        told = view._statistics
        assert told["id"] == view.explorer._picture["id"]
        np.testing.assert_allclose(10.0 ** decode(told["log_areas"]), tiles.areas(), rtol=1e-5)
        np.testing.assert_allclose(decode(told["active"]) * told["unit_count"], tiles.active_units().sum(1), rtol=1e-5)
        assert told["boundary_length"] == tiles.decision_boundary().length()
        regions = tiles.class_regions()
        assert sum(each["components"] for each in told["classes"]) == len(regions.classes)
        assert sum(each["holes"] for each in told["classes"]) == regions.holes.sum()
        assert sum(each["share"] for each in told["classes"]) == pytest.approx(1)


def test_outputs_that_are_no_scores_have_no_boundary(beside: Beside) -> None:
    view = beside(perceptron(2), class_names=())
    assert view.explorer.tessellation
    told = view._statistics
    assert told["boundary_length"] is None and told["classes"] == []


def test_a_sampled_window_has_no_statistics_and_says_so(beside: Beside) -> None:
    view = beside(perceptron(2), view=(-0.2, 0.2, -0.2, 0.2), max_tiles=60)
    assert view.explorer.tessellation and view._statistics
    view.view = (-50.0, 50.0, -50.0, 50.0)
    assert view.explorer.sampled and view._statistics == {} and "no tessellation" in view.error
    view.view = (-0.2, 0.2, -0.2, 0.2)
    assert view._statistics and not view.error


def test_the_selection_is_that_of_the_explorer(beside: Beside) -> None:
    view = beside(perceptron(2))
    view.selection = view.explorer.tessellation.areas() > 0.01
    assert len(view.selection) and view.explorer.selection is view.selection
    view.explorer.selection = [1]
    assert view.selection == [1]
    bins = view._bins()
    assert all(each.chosen.sum() == 1 and (each.chosen <= each.all).all() for each in bins.values())


@given(st.lists(st.integers(3, 200), min_size=1, max_size=20))
def test_each_value_is_in_the_bin_around_it(values: list[int]) -> None:
    array = np.array(values, np.float64)
    bins = binned(array, np.arange(len(array)), 1.0)
    assert bins.all.sum() == len(values) and len(bins.all) <= MOST_BINS
    edges = bins.low + bins.width * np.arange(len(bins.all) + 1)
    assert bins.all.tolist() == np.histogram(array, edges)[0].tolist() == bins.chosen.tolist()
    assert edges[0] == array.min() - 0.5 and bins.width == round(bins.width)


def test_a_network_that_is_trained_is_followed(beside: Beside, tmp_path: Any) -> None:
    from explorers import record

    record(tmp_path / "run", [0, 1, 2])
    explorer = TrainingExplorer(perceptron(), tmp_path / "run", anchors=np.eye(3, 6))
    view = beside(explorer)
    seen = set()
    for checkpoint in (0, 1, 2):
        explorer.checkpoint = checkpoint
        assert explorer.tessellation.tile_count == view._statistics["log_areas"]["shape"][0]
        seen.add(bytes(view._statistics["log_areas"]["buffer"]))
    assert len(seen) == 3
    explorer.close()


def test_a_figure_has_a_histogram_for_each(beside: Beside, tmp_path: Any) -> None:
    view = beside(nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2)))
    assert view.explorer.tessellation
    view.selection = [0]
    file = tmp_path / "figure.svg"
    view.save(file)
    text = file.read_text()
    for caption in ("Area, log₁₀", "Sides", "Active units, share", "Tiles after each layer"):
        assert caption in text
