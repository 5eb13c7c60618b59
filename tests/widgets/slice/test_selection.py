"""Tiles that are chosen together: as numbers and as masks, by their places, and by a hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from explorers import from_browser, perceptron
from hypothesis import given
from hypothesis import strategies as st
from small_widgets import sentences

from splinewidgets.pictures.scene.tile_numbers import numbered, read_tiles
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_numbers_in_any_order_and_a_mask_of_them_are_the_same(mask: list[bool]) -> None:
    numbers = np.flatnonzero(mask)
    for given_ in (mask, np.array(mask), numbers, set(numbers.tolist()), [*numbers[::-1], *numbers]):
        np.testing.assert_array_equal(numbered(read_tiles(given_, "selection"), "selection", len(mask)), numbers)


def test_a_mask_chooses_and_the_frame_has_these_rows(explore: Explore) -> None:
    explorer = explore(perceptron(2))
    areas = explorer.tessellation.areas()
    explorer.selection = areas > np.median(areas)
    assert explorer.selection.tolist() == np.flatnonzero(areas > np.median(areas)).tolist()
    frame = explorer.selection.to_frame(["norm"])
    assert frame.index.tolist() == explorer.selection.tolist()
    np.testing.assert_array_equal(frame["area"], areas[explorer.selection])
    np.testing.assert_array_equal(frame["norm"], explorer.tessellation.measure("norm")[explorer.selection])
    with pytest.raises(ValueError, match="read-only"):
        explorer.selection[0] = 0


@pytest.mark.parametrize("wrong", [[10**6], [-1], [True], "all", 3, None, [[1]], [0.5]], ids=str)
def test_what_does_not_fit_is_refused_and_the_selection_stays(explore: Explore, wrong: Any) -> None:
    explorer = explore(perceptron(2))
    explorer.selection = [2, 1]
    with pytest.raises((ValueError, TypeError), match="selection") as told:
        explorer.selection = wrong
    assert sentences(str(told.value)) == 3
    assert explorer.selection == [1, 2] and not explorer.error


def test_a_zoom_keeps_the_places_and_brings_back_what_was_out_of_the_window(explore: Explore) -> None:
    explorer = explore(perceptron(2))
    home = explorer.tessellation
    explorer.selection = chosen = np.arange(0, home.tile_count, 2)
    u0, u1, v0, v1 = home.slice.bounds
    explorer.view = ((u0 + u1) / 2, u1, (v0 + v1) / 2, v1)
    zoomed = explorer.tessellation
    places = zoomed.locate(home.centroids()[chosen])
    assert 0 < len(explorer.selection) < len(chosen)
    assert explorer.selection.tolist() == sorted({tile for tile in places.tolist() if tile >= 0})
    assert explorer.selection.is_of(zoomed) and explorer._selection_in == explorer._picture["id"]
    explorer.view = home.slice.bounds
    np.testing.assert_array_equal(
        np.sort(explorer.tessellation.centroids()[explorer.selection], axis=0),
        np.sort(home.centroids()[chosen], axis=0),
    )


def test_another_plane_has_no_selection(explore: Explore) -> None:
    explorer = explore()
    explorer.selection = [0, 1]
    from_browser(explorer, _drag={"index": 0, "where": "slice", "at": [1.5, -0.5], "seq": 1, "done": True})
    assert len(explorer.selection) == 2  # in the same plane
    from_browser(explorer, _tilt={"index": 1, "angle": 0.4, "gesture": 1, "seq": 2, "done": True})
    assert len(explorer.selection) == 0 and not explorer.error


@pytest.mark.parametrize("chosen", [[], [1, 3]], ids=str)
def test_a_page_that_sends_what_is_selected_changes_nothing(explore: Explore, chosen: list[int]) -> None:
    explorer = explore(perceptron(2))
    assert explorer.tessellation
    if chosen:
        explorer.selection = chosen
    before = explorer.selection
    from_browser(explorer, selection=chosen, _selection_in=explorer._picture["id"])
    assert explorer.selection is before and not explorer.error
    assert explorer.get_state("selection") == {"selection": chosen}
    assert len(explorer.selection.to_frame()) == len(chosen)


def test_a_page_chooses_in_its_picture_alone(explore: Explore) -> None:
    explorer = explore(perceptron(2))
    assert explorer.tessellation
    number = explorer._picture["id"]
    from_browser(explorer, selection=[3, 1], _selection_in=number)
    assert explorer.selection == [1, 3] and not explorer.error
    from_browser(explorer, selection=[5], _selection_in=number - 1)
    assert explorer.selection == [1, 3] and explorer._selection_in == number and not explorer.error
    from_browser(explorer, selection=[10**6], _selection_in=number)
    assert explorer.selection == [1, 3] and sentences(explorer.error) == 3


def test_a_sampled_window_has_no_selection_and_gives_it_back(explore: Explore) -> None:
    home = (-0.2, 0.2, -0.2, 0.2)
    few = explore(perceptron(2), view=home).tessellation.tile_count
    explorer = explore(perceptron(2), view=home, max_tiles=few)
    explorer.selection = [0, 1]
    found = explorer.selection.to_frame()["area"].tolist()
    explorer.view = (-500.0, 500.0, -500.0, 500.0)
    assert explorer.sampled and explorer.selection == []
    with pytest.raises(ValueError, match="sampled"):
        explorer.selection = [0]
    explorer.view = home
    assert explorer.selection.to_frame()["area"].tolist() == found
