"""The search for the largest window that can be shown exactly at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.geometry.subdivision.resolution import Unresolved
from splinewidgets.pictures.budget.attempts import Stopped
from splinewidgets.pictures.budget.opening import ENOUGH, widest

MOST = 1000
CPU = torch.device("cpu")


@dataclass
class Tiles:
    """What the search asks of a tessellation."""

    tile_count: int


class Plane:
    """Windows whose tiles grow with a power of their width; remembers what was tried."""

    def __init__(self, whole: float, power: float, most: int = MOST) -> None:
        self.whole, self.power, self.most = whole, power, most
        self.tried: list[float] = []

    def count(self, scale: float) -> int:
        return 1 + int(self.whole * scale**self.power)

    def __call__(self, scale: float, seconds: float) -> Any:
        self.tried.append(scale)
        if self.count(scale) > self.most:
            raise Stopped(f"has more than {self.most} tiles", self.most)
        return Tiles(self.count(scale))


@given(whole=st.floats(1, 1e15), power=st.floats(1, 2))
def test_it_is_nearly_as_wide_as_allowed(whole: float, power: float) -> None:
    plane = Plane(whole, power)
    found = widest(plane, lambda: MOST, 1e3, CPU)
    assert plane.count(found.scale) <= MOST and found.tessellation.tile_count == plane.count(found.scale)
    assert found.scale == 1 or plane.count(found.scale) >= ENOUGH * MOST * 0.99
    assert (found.scale == 1) == (plane.count(1) <= MOST) == (found.words == "")
    assert len(plane.tried) < 25 and found.scale in plane.tried


def test_it_says_what_is_beyond() -> None:
    found = widest(Plane(1e9, 2), lambda: MOST, 1e3, CPU)
    assert found.words.startswith(f"{100 * found.scale:.3g}") and "of the whole slice's width" in found.words
    assert "has more than 1000 tiles" in found.words and "zoom out to see it sampled" in found.words


@pytest.mark.parametrize("most", [0, 1])
def test_where_no_window_shows_anything_the_whole_one_is_told(most: int) -> None:
    plane = Plane(1e30, 2, most)
    with pytest.raises(Stopped, match=f"has more than {most} tiles"):
        widest(plane, lambda: MOST, 1e3, CPU)
    assert plane.tried[0] == 1


def test_it_is_over_in_time() -> None:
    plane = Plane(1e15, 1)
    with pytest.raises(Stopped):
        widest(plane, lambda: MOST, 1e-9, CPU)
    assert len(plane.tried) == 1


def test_what_was_given_up_early_is_tried_again() -> None:
    """Before a first window was tessellated, one cannot tell how many tiles there is time for."""
    plane = Plane(1e6, 2, most=20)

    def attempt(scale: float, seconds: float) -> Any:
        found = plane(scale, seconds)
        plane.most = MOST
        return found

    found = widest(attempt, lambda: plane.most, 1e3, CPU)
    assert ENOUGH * MOST <= found.tessellation.tile_count <= MOST
    assert any(scale <= found.scale for scale in plane.tried[:-1])


def test_time_is_spent_on_what_can_be_shown() -> None:
    """Windows that are far too large take all the time that they may; the small one that is found, none."""
    given: list[float] = []

    def attempt(scale: float, seconds: float) -> Any:
        given.append(seconds)
        if scale > 2**-10:
            raise Stopped("takes long", None)
        return Tiles(MOST)

    found = widest(attempt, lambda: MOST, 1e3, CPU)
    assert sum(given[1:-1]) < given[0] and "all of it takes long" in found.words


def test_windows_too_small_for_numbers_end_the_search() -> None:
    def attempt(scale: float, seconds: float) -> Any:
        raise Stopped("takes long", None) if scale > 2**-9 else Unresolved("too small")

    with pytest.raises(Stopped, match="takes long"):
        widest(attempt, lambda: MOST, 1e3, CPU)


def test_a_whole_window_too_small_for_numbers_is_refused() -> None:
    def attempt(scale: float, seconds: float) -> Any:
        raise Unresolved("too small")

    with pytest.raises(Unresolved, match="too small"):
        widest(attempt, lambda: MOST, 1e3, CPU)
