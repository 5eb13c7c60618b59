"""The subdivision by the first layers: a trait that a page alone shows, in explorers and beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from explorers import ANCHORS, from_browser, perceptron

from splinewidgets import SliceExplorer, SplineSurface

Explore = Callable[..., SliceExplorer]


@pytest.mark.parametrize("depth", [1, 2, None, np.int64(2)], ids=repr)
def test_as_many_layers_as_there_are(explore: Explore, depth: Any) -> None:
    explorer = explore(depth=depth)
    assert explorer.depth == depth and (depth is None or type(explorer.depth) is int)
    explorer.depth = None
    explorer.depth = depth
    assert explorer.depth == depth


@pytest.mark.parametrize("wrong", [0, 3, -1, 1.5, True, "1", [1]], ids=repr)
def test_another_depth_is_refused_and_the_one_before_stays(explore: Explore, wrong: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"depth is .*It must be a whole number from 1 to 2, as many"):
        SliceExplorer(perceptron(), ANCHORS, depth=wrong)
    explorer = explore(depth=1)
    with pytest.raises((TypeError, ValueError), match="depth is"):
        explorer.depth = wrong
    assert explorer.depth == 1


def test_it_needs_no_other_picture(explore: Explore) -> None:
    explorer = explore()
    tiles, picture, colors = explorer.tessellation, explorer._picture, explorer._colors
    explorer.depth = 1
    assert explorer._picture is picture and explorer._colors is colors and explorer.tessellation is tiles


def test_what_stands_beside_has_the_same(explore: Explore) -> None:
    explorer = explore(perceptron(inputs=2))
    surface = SplineSurface(explorer)
    explorer.depth = 1
    assert surface.depth == 1
    surface.depth = 2
    assert explorer.depth == 2
    surface.close()


def test_a_page_chooses_a_depth_and_all_layers_again(explore: Explore) -> None:
    explorer = explore()
    assert explorer.tessellation
    for depth in (1, None):
        from_browser(explorer, depth=depth)
        assert (explorer.depth, explorer.error) == (depth, "")
    from_browser(explorer, depth=3)
    assert explorer.depth is None and "depth is 3" in explorer.error
