"""Tiles whose measure is zero have no place on a logarithmic color bar."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from explorers import quadrants, wait_until

from splinewidgets.geometry.tessellation.measures import MEASURES
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Explore = Callable[..., SliceExplorer]


@pytest.mark.parametrize(
    ("measure", "zeros", "said"), [("volume", 3, "no volume"), ("slope", 1, "0"), ("norm", 1, "0")]
)
def test_what_is_zero_has_no_color_and_the_bar_is_told(explore: Explore, measure: str, zeros: int, said: str) -> None:
    explorer = explore(quadrants(), view=(-1, 1, -1, 1), color_by=measure)
    assert explorer.tessellation
    wait_until(lambda: explorer._colors.get("name") == measure)
    exact = MEASURES[measure].of(explorer.tessellation)
    sent = decode(explorer._colors["values"])
    np.testing.assert_array_equal(sent == 0, exact == 0)
    np.testing.assert_allclose(sent[exact > 0], 1, rtol=1e-6)
    assert (sent == 0).sum() == zeros and explorer._colors["zero"] == said


def test_nothing_is_said_where_all_have_a_color(explore: Explore) -> None:
    """Zero is a number like others on a linear scale."""
    explorer = explore(quadrants(), view=(-1, 1, -1, 1), color_by="active")
    wait_until(lambda: explorer._colors.get("name") == "active")
    assert decode(explorer._colors["values"]).min() == 0 and "zero" not in explorer._colors
    explorer.color_by = "area"
    assert "zero" not in explorer._colors and np.isfinite(decode(explorer._colors["values"])).all()


def test_facts_tell_the_volume_factor_once_it_is_known(explore: Explore) -> None:
    explorer = explore(quadrants(), view=(-1, 1, -1, 1))
    assert explorer.tessellation
    full, flat, dead = (int(tile) for tile in explorer.tessellation.locate(np.array([[1, 1], [1, -1], [-1, -1]]) / 2))

    def told(tile: int) -> str | None:
        explorer.selected = tile
        return dict(explorer._selected_facts["rows"]).get("Volume factor")

    assert told(full) is None
    explorer.color_by = "volume"
    wait_until(lambda: explorer._colors.get("name") == "volume")
    assert [told(tile) for tile in (full, flat, dead)] == ["1.00", "0, degenerate", "0, degenerate"]
