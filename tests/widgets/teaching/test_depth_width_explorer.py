"""Depth against width: counts are those of tessellations, and errors those of closed forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from misfits import misfits_of

from splinewidgets import DepthWidthExplorer, Slice, count_bounds, tessellate, zaslavsky
from splinewidgets.pictures.wire import decode
from splinewidgets.zoo import mlp

Explore = Callable[..., DepthWidthExplorer]


@pytest.fixture
def explore() -> Iterator[Explore]:
    """Makes explorers; closes them."""
    made: list[DepthWidthExplorer] = []

    def make(*args: Any, **keywords: Any) -> DepthWidthExplorer:
        made.append(DepthWidthExplorer(*args, **keywords))
        assert misfits_of(made[-1]) == []
        return made[-1]

    yield make
    for explorer in made:
        assert misfits_of(explorer) == []
        explorer.close()


def series(explorer: DepthWidthExplorer, name: str) -> Any:
    (found,) = (each for each in explorer._curves["series"] if each["name"] == name)
    return found


def test_the_folding_net_has_the_counts_of_its_closed_form(explore: Explore) -> None:
    explorer = explore(depth=5)
    assert explorer.tile_counts == [11, 44, 176, 704, 2816]
    assert explorer.bounds.montufar_lower == 2816 and explorer.bounds == count_bounds((2, 4, 4, 4, 4, 4))
    assert decode(explorer._cells["tile_sizes"]).shape == (2816,)
    explorer.width = 6
    explorer.depth = 2
    assert explorer.tile_counts == [22, 9 * 22]
    explorer.width = 5
    assert explorer.tile_counts == [16, 4 * 16] and explorer.bounds.widths == (2, 4, 5)


def test_the_plot_has_the_counts_and_the_bounds_of_every_depth(explore: Explore) -> None:
    explorer = explore(depth=3, width=4)
    for name, values in {
        "measured": [11, 44, 176],
        "lower": [count_bounds((2, *[4] * depth)).montufar_lower for depth in range(1, 9)],
        "upper": [count_bounds((2, *[4] * depth)).serra_upper for depth in range(1, 9)],
        "one layer": [zaslavsky(4 * depth, 2) for depth in range(1, 9)],
        "growth": [(4 * depth) ** 2 // 2 for depth in range(1, 9)],
    }.items():
        found = series(explorer, name)
        logarithms = decode(found["logarithms"])
        assert np.allclose(logarithms[: len(values)], np.log10(values)) and np.isnan(logarithms[len(values) :]).all()
        assert [text.replace("\u2009", "") for text in found["texts"] if text] == list(map(str, values))


def test_a_random_network_is_that_of_its_seed_and_counted_in_the_window(explore: Explore) -> None:
    explorer = explore("random", depth=2, width=8, seed=4)
    window = Slice.box((-10, 10), (-10, 10))
    counts = [tessellate(mlp((2, *[8] * depth, 1), 4).double(), window).tile_count for depth in (1, 2)]
    assert explorer.tile_counts == counts
    assert all(count <= count_bounds((2, *[8] * depth)).serra_upper for depth, count in enumerate(counts, 1))
    explorer.seed = 5
    assert explorer.tile_counts != counts


def test_the_tent_map_doubles_and_the_square_is_off_by_a_power_of_4(explore: Explore) -> None:
    explorer = explore("tent", depth=8)
    assert explorer.tile_counts == [2**depth for depth in range(1, 9)] and explorer._cells == {}
    assert decode(explorer._graph["vertices"])[:, 1].tolist() == [0, 1] * 128 + [0]
    explorer.network = "square"
    assert explorer.errors == [4.0 ** -(depth + 1) for depth in range(1, 9)]
    x, y = decode(explorer._graph["vertices"]).T
    assert (y == x**2).all() and len(x) == 257 and "target" in explorer._graph
    assert np.allclose(decode(series(explorer, "closed form")["logarithms"]), -np.log10(4) * np.arange(2, 10))
    explorer.network = "folding"
    assert explorer.errors == [] and explorer._graph == {}


def test_too_many_tiles_are_said_and_leave_a_gap(explore: Explore) -> None:
    explorer = explore("folding", depth=5, width=8)
    assert explorer.tile_counts == [37, 592, 9472, None, None]
    assert explorer.status.endswith("more than 15\u2009000 tiles, which are neither drawn nor counted")
    assert explorer._cells == {} and not explorer._has_picture() and explorer.state == "ready"
    explorer.depth = 3
    assert explorer.tile_counts == [37, 592, 9472] and explorer._has_picture()


def test_the_model_computes_what_is_shown(explore: Explore) -> None:
    explorer = explore("tent", depth=3)
    x = torch.linspace(0, 1, 33, dtype=torch.float64)
    vertices = decode(explorer._graph["vertices"])
    assert np.allclose(explorer.model(x[:, None])[:, 0].detach(), np.interp(x, *vertices.T))


def test_values_beyond_the_sliders_are_refused(explore: Explore) -> None:
    explorer = explore()
    for name, wrong in (("depth", 9), ("depth", 0), ("width", 1), ("width", 9), ("seed", -1)):
        with pytest.raises(Exception, match=rf"{name} is {wrong}. It must be a whole number from"):
            setattr(explorer, name, wrong)
    explorer.set_state({"depth": 99})
    assert explorer.depth == 3 and "It must be a whole number from 1 to 8." in explorer.error
    explorer.set_state({"depth": 2})
    assert explorer.depth == 2 and not explorer.error
    with pytest.raises(Exception, match="network is 'wide'"):
        DepthWidthExplorer("wide")  # type: ignore[arg-type]


@pytest.mark.parametrize("network", ["folding", "square"])
def test_what_a_notebook_keeps(explore: Explore, network: str) -> None:
    explorer = explore(network)
    pixels = explorer._still_pixels(40_000)
    assert pixels.ndim == 3 and len(np.unique(pixels.reshape(-1, 3), axis=0)) > 3
    assert explorer._sentence().startswith("DepthWidthExplorer: a network of depth 3 (")
