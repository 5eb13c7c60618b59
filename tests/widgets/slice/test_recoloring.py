"""The range and the scale of the color bar: looks, for which nothing is computed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from explorers import perceptron

from splinewidgets import SliceExplorer, SplineSurface
from splinewidgets.geometry.tessellation.measures import pattern_colors
from splinewidgets.pictures.wire import decode

Explore = Callable[..., SliceExplorer]


def test_they_change_no_picture_and_no_values(explore: Explore) -> None:
    explorer = explore()
    tiles, picture, colors = explorer.tessellation, explorer._picture, explorer._colors
    explorer.color_range, explorer.color_scale = np.array([0.5, 2]), "linear"
    assert explorer.color_range == [0.5, 2.0]
    assert explorer._picture is picture and explorer._colors is colors and explorer.tessellation is tiles


def test_another_measure_begins_with_its_own(explore: Explore) -> None:
    explorer = explore(color_range=(0.5, 2), color_scale="linear")
    assert (explorer.color_range, explorer.color_scale) == ([0.5, 2.0], "linear")
    explorer.color_by = "area"
    assert (explorer.color_range, explorer.color_scale) == (None, "auto")
    explorer.color_range = (1, 2)
    explorer.color_by = "area"
    assert explorer.color_range == [1.0, 2.0]


def test_what_is_no_range_is_refused_and_the_one_before_stays(explore: Explore) -> None:
    explorer = explore(color_range=(0.5, 2))
    with pytest.raises(ValueError, match="color_range is"):
        explorer.color_range = (2, 1)
    with pytest.raises(Exception, match="color_scale is 'log10'"):
        explorer.color_scale = "log10"
    assert (explorer.color_range, explorer.color_scale) == ([0.5, 2.0], "auto")


def test_a_still_picture_is_in_the_same_range(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation

    def seen() -> bytes:
        return explorer._still_pixels(10_000).tobytes()

    before = seen()
    low, high = explorer._colors["range"]
    explorer.color_range = (low + (high - low) / 2, 2 * high)
    chosen = seen()
    assert chosen != before
    explorer.color_range = None
    assert seen() == before
    explorer.depth = 1
    assert seen() not in (before, chosen)


def test_what_stands_beside_has_the_same(explore: Explore) -> None:
    explorer = explore(perceptron(inputs=2))
    surface = SplineSurface(explorer)
    surface.color_range, surface.color_scale = (0.5, 2), "linear"
    assert (explorer.color_range, explorer.color_scale) == ([0.5, 2.0], "linear")
    explorer.color_by = "area"
    assert (surface.color_range, surface.color_scale) == (None, "auto")
    surface.close()


def test_patterns_are_sent_after_each_layer_and_come_with_the_picture(explore: Explore) -> None:
    explorer = explore(color_by="pattern")
    tessellation = explorer.tessellation
    assert explorer._colors["picture"] == explorer._picture["id"]  # at once, also while a hand moves it
    sent = decode(explorer._colors["patterns"])
    np.testing.assert_array_equal(sent, pattern_colors(tessellation))
    np.testing.assert_array_equal(decode(explorer._colors["values"]), sent[-1])
    for layer in range(2):
        ancestors = tessellation.ancestors(layer)
        assert len({*zip(ancestors.tolist(), sent[layer].tolist(), strict=True)}) == len(np.unique(ancestors))
    explorer.depth = 1
    shown = explorer._recolored(explorer._colors)
    assert "values" in shown
    np.testing.assert_array_equal(decode(shown["values"]), sent[0])
