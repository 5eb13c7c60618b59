"""One number for each tile, against autograd and the network itself; and functions of users, checked."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from degenerate_networks import StepsNetwork
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import perceptron, random_perceptron
from random_networks import drawn
from torch import nn

from splinewidgets.geometry import MEASURES, Measure, Slice, tessellate
from splinewidgets.geometry.tessellation.measures import TILE_MEASURES

UNIT = Slice.box((-1, 1), (-1, 1))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_the_frobenius_norm_is_that_of_autograds_jacobian(seed: int, outputs: int) -> None:
    model = random_perceptron([7, 8, 8, outputs], seed)
    tessellation = tessellate(model, Slice.through(*torch.randn(3, 7, dtype=torch.float64)))
    found, largest = tessellation.measure("frobenius"), tessellation.measure("norm")
    assert (found >= largest * (1 - 1e-9)).all() and (found <= largest * outputs**0.5 * (1 + 1e-9)).all()
    for tile in range(0, tessellation.tile_count, 5):
        inside = tessellation.slice.embed(tessellation.centroids()[[tile]])[0]
        jacobian = torch.autograd.functional.jacobian(model, inside)
        assert found[tile] == pytest.approx(float(torch.linalg.norm(jacobian)))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_active_units_are_those_of_the_pattern(seed: int) -> None:
    model = nn.Sequential(*random_perceptron([2, 6, 6], seed), nn.ReLU(), nn.Linear(6, 4).double(), nn.MaxPool1d(2))
    tessellation = tessellate(model, UNIT)
    found = tessellation.active_units()
    for tile in range(0, tessellation.tile_count, 4):
        first, second, pool = tessellation.activation_pattern(tile)
        assert found[tile].tolist() == [first.sum(), second.sum(), 0] and pool.dtype == np.int64
    assert (tessellation.measure("active") == found.sum(1) / 12).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 3))
def test_ancestors_are_what_is_left_without_the_edges_of_later_layers(seed: int, generic: bool, layer: int) -> None:
    model = random_perceptron([2, 8, 8, 8, 1], seed) if generic else StepsNetwork(drawn(seed)[1])
    tessellation = tessellate(model, UNIT)
    if layer < len(tessellation.layer_tile_counts):
        graph = tessellation.dual_graph()
        merged, ancestors = graph.components(graph.layer > layer), tessellation.ancestors(layer)
        assert len(np.unique(np.stack([merged, ancestors]), axis=1).T) == tessellation.layer_tile_counts[layer]
        assert merged.max() + 1 == tessellation.layer_tile_counts[layer]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 2))
def test_ancestors_are_the_tiles_of_the_network_that_ends_there(seed: int, layer: int) -> None:
    model = random_perceptron([2, 8, 8, 8, 1], seed)
    tessellation, before = tessellate(model, UNIT), tessellate(model[: 2 * layer + 2], UNIT)
    inside = before.locate(tessellation.centroids())
    assert before.tile_count == tessellation.layer_tile_counts[layer]
    pairs = np.unique(np.stack([inside, tessellation.ancestors(layer)]), axis=1).T
    assert len(pairs) == before.tile_count
    areas = np.bincount(inside, tessellation.areas())
    np.testing.assert_allclose(areas, before.areas(), rtol=1e-9, atol=1e-15)


def test_the_fiedler_vector_parts_tiles_in_a_row_in_their_middle() -> None:
    # Units that are steps: the graph is a path, whose vector is half a wave.
    model = perceptron([([[1.0, 0.0]] * 7, [0.75, 0.5, 0.25, 0.0, -0.25, -0.5, -0.75]), ([[1.0] * 7], [0.0])])
    tessellation = tessellate(model, UNIT)
    found = tessellation.measure("fiedler")[np.argsort(tessellation.centroids()[:, 0])]
    wave = np.cos(np.pi * (np.arange(8) + 0.5) / 8)
    assert found * np.sign(found[0]) == pytest.approx(wave / np.linalg.norm(wave))
    assert tessellate(nn.Linear(2, 1), UNIT).measure("fiedler").tolist() == [0.0]


def test_the_distance_is_that_of_the_middle_from_the_boundary() -> None:
    tessellation = tessellate(perceptron([([[3.0, 4.0]], [1.0])]), UNIT)
    assert tessellation.measure("distance") == pytest.approx([1 / 5])
    assert np.isinf(tessellate(perceptron([([[0.0, 0.0]], [1.0])]), UNIT).measure("distance")).all()


@pytest.mark.parametrize("name", TILE_MEASURES)
def test_each_measure_has_a_number_for_each_tile(name: str) -> None:
    tessellation = tessellate(random_perceptron([2, 8, 8, 3], 1), UNIT)
    assert (tessellation.measure(name) == TILE_MEASURES[name].of(tessellation)).all()
    assert tessellation.measure(TILE_MEASURES[name]).shape == (tessellation.tile_count,)


def test_what_widgets_color_by_is_among_them() -> None:
    assert MEASURES.keys() < TILE_MEASURES.keys()


def test_a_function_of_ones_own_is_a_measure() -> None:
    quadrants = tessellate(nn.ReLU(), UNIT)
    assert quadrants.measure(lambda tiles: list(range(tiles.tile_count))).tolist() == [0, 1, 2, 3]
    assert quadrants.measure(lambda tiles: torch.full((4,), torch.inf)).tolist() == [np.inf] * 4
    mine = Measure("Mine", "", "linear", False, lambda tiles: tiles.areas() * 2)
    assert quadrants.measure(mine).tolist() == [2.0] * 4

    def twice(tiles):
        return 2 * tiles.areas()

    frame = quadrants.to_frame(measures=["norm", twice, mine])
    assert frame["twice"].tolist() == frame["Mine"].tolist() == [2.0] * 4
    assert frame["norm"].tolist() == quadrants.measure("norm").tolist()
    ax = quadrants.plot(plt.figure().add_subplot(), color_by=twice)
    assert ax.figure.axes[-1].get_ylabel() == "twice"
    plt.close("all")


def test_without_a_boundary_a_picture_by_distance_is_drawn() -> None:
    ax = tessellate(perceptron([([[0.0, 0.0]], [1.0])]), UNIT).plot(plt.figure().add_subplot(), color_by="distance")
    ax.figure.canvas.draw()
    plt.close("all")


@pytest.mark.parametrize(
    ("of", "error", "said"),
    [
        (lambda tiles: np.ones(3), ValueError, r"has values of shape \(3,\)\. .* 4 tiles"),
        (lambda tiles: 1.0, ValueError, r"has values of shape \(\)"),
        (lambda tiles: [1.0, np.nan, 1.0, np.nan], ValueError, "NaN on 2 tiles, the first of them 1"),
        (lambda tiles: "text", TypeError, "cannot be read as an array"),
        (lambda tiles: [1j] * 4, TypeError, "cannot be read as an array"),
        ("steepness", ValueError, "is 'steepness'"),
        (3, TypeError, "is a int"),
        (None, TypeError, "is a NoneType"),
    ],
)
def test_what_is_no_measure_is_refused(of, error: type[Exception], said: str) -> None:
    quadrants = tessellate(nn.ReLU(), UNIT)
    for ask in (quadrants.measure, lambda of: quadrants.plot(None, of), lambda of: quadrants.to_frame([of])):
        with pytest.raises(error, match=said):
            ask(of)
    assert not plt.get_fignums()


def test_measures_of_a_table_are_a_list() -> None:
    with pytest.raises(TypeError, match="measures is a str"):
        tessellate(nn.ReLU(), UNIT).to_frame("norm")


def test_without_pandas_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pandas cannot be imported .*\. A table needs it\. Install it"):
        tessellate(nn.ReLU(), UNIT).to_frame()
