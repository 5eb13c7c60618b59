"""Explorers of networks that do not classify, and of those whose inputs have limits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from explorers import ANCHORS, data, from_browser, perceptron, window

from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


def test_nothing_is_shown_beyond_the_domain(explore: Explore) -> None:
    explorer = explore(perceptron(2), domain=(-1, 2))
    assert window(explorer) == [-1, 2, -1, 2]
    explorer.view = (0, 3, 0, 2)
    assert window(explorer) == [0, 2, 0, 2]
    from_browser(explorer, _aspect=3.0)
    assert window(explorer) == [-1, 2, 0, 2]
    assert explorer.tessellation.areas().sum() == pytest.approx(6)


def test_a_view_beside_the_domain_is_refused(explore: Explore) -> None:
    explorer = explore(perceptron(2), domain=(-1, 2))
    before = explorer._picture if explorer.tessellation else None
    explorer.view = (5, 8, 0, 2)
    assert explorer.error.startswith("No inputs from -1 to 2 lie in the window") and explorer._picture is before
    assert explorer.view is None
    explorer.view = (0, 3, 0, 2)
    assert explorer.error == ""


def test_of_a_plane_in_a_cube_a_polygon_is_shown(explore: Explore) -> None:
    low, high = -1.5, 2.0
    explorer = explore(anchors=ANCHORS / 4, domain=(low, high))
    whole = explore(anchors=ANCHORS / 4).tessellation
    tessellation = explorer.tessellation
    inputs = tessellation.slice.embed(tessellation.vertices).numpy()
    assert inputs.min() > low - 1e-9 and inputs.max() < high + 1e-9
    assert 0 < tessellation.areas().sum() < whole.areas().sum()
    inside = (np.abs(whole.slice.embed(whole.centroids()).numpy() - (low + high) / 2) < (high - low) / 2).all(1)
    assert (tessellation.locate(whole.centroids()) >= 0).sum() == inside.sum() > 0


def test_outputs_that_are_no_classes_have_no_boundary(explore: Explore) -> None:
    model, options = perceptron(2, outputs=3), {"data": data(30, inputs=2), "labels": np.arange(30) % 2}
    classifier, other = explore(model, **options), explore(model, **options, class_names=())
    assert classifier.tessellation.tile_count == other.tessellation.tile_count
    assert len(decode(classifier._picture["boundary"])) > 0 == len(decode(other._picture["boundary"]))
    assert "class" in {measure["name"] for measure in classifier._measures}
    assert "class" not in {measure["name"] for measure in other._measures}
    for explorer in (classifier, other):
        explorer.hovered = 0
    assert classifier._facts["rows"][1:] == other._facts["rows"]
    with pytest.raises(ValueError, match="color_by is 'class'"):
        other.color_by = "class"
    assert other.color_by == "slope"


def test_a_model_in_half_precision_is_decided_in_float64(explore: Explore) -> None:
    half = perceptron(2).half()
    explorer = explore(half)
    assert explorer.tessellation.tile_count == explore(half.float()).tessellation.tile_count
    assert explorer.tessellation.outputs.dtype == torch.float64 and explorer.error == ""
