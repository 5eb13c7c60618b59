"""The dual graph, against networkx, linear algebra, and what holds of arrangements of lines."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
import torch
from degenerate_networks import StepsNetwork
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import folding_network, lines, perceptron, random_perceptron
from random_networks import drawn
from torch import nn

from splinewidgets.geometry import DualGraph, Slice, Tessellation, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))


@st.composite
def tessellations(draw) -> Tessellation:
    """Generic or degenerate."""
    seed = draw(st.integers(0, 10**6))
    if draw(st.booleans()):
        return tessellate(random_perceptron([2, 10, 10, 2], seed), UNIT)
    return tessellate(StepsNetwork(drawn(seed)[1]), UNIT)


def strips(count: int) -> Tessellation:
    """Vertical ones of equal width, whose graph is a path."""
    places = np.linspace(-1, 1, count + 1)[1:-1]
    return tessellate(
        perceptron([(np.tile([[1.0, 0.0]], (count - 1, 1)), -places), (np.ones((1, count - 1)), [0.0])]), UNIT
    )


@settings(max_examples=50, deadline=None)
@given(tessellations())
def test_neighbors_are_tiles_that_have_an_edge_at_both_sides(tessellation: Tessellation) -> None:
    graph = tessellation.dual_graph()
    lengths: dict[tuple[int, int], float] = {}
    labels: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for ends, sides, layer, unit in zip(
        tessellation.edges, tessellation.edge_tiles, tessellation.edge_layer, tessellation.edge_unit, strict=True
    ):
        if layer >= 0:
            pair = (min(sides), max(sides))
            lengths[pair] = lengths.get(pair, 0.0) + np.hypot(*np.diff(tessellation.vertices[ends], axis=0)[0])
            labels.setdefault(pair, set()).add((layer, unit))
    assert [tuple(pair) for pair in graph.pairs] == sorted(lengths)
    np.testing.assert_allclose(graph.lengths, [lengths[pair] for pair in sorted(lengths)])
    for pair, layer, unit in zip(sorted(lengths), graph.layer, graph.unit, strict=True):
        assert (layer, unit) in labels[pair]
    assert (graph.components() == 0).all()


@settings(max_examples=30, deadline=None)
@given(tessellations(), st.integers(0, 10**6))
def test_paths_are_as_short_as_those_of_networkx(tessellation: Tessellation, seed: int) -> None:
    graph, theirs = tessellation.dual_graph(), tessellation.to_networkx()
    joined = {frozenset(pair) for pair in graph.pairs.tolist()}
    for one, other in np.random.default_rng(seed).integers(0, tessellation.tile_count, (10, 2)):
        path = graph.path(one, other)
        assert path[0] == one and path[-1] == other
        assert all(frozenset(step) in joined for step in zip(path[:-1].tolist(), path[1:].tolist(), strict=True))
        assert len(path) - 1 == networkx.shortest_path_length(theirs, one, other)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 14), st.integers(0, 10**6), st.booleans())
def test_of_lines_a_shortest_path_crosses_each_that_separates_once(count: int, seed: int, central: bool) -> None:
    tessellation = tessellate(lines(count, seed, central), UNIT)
    graph = tessellation.dual_graph()
    for one, other in np.random.default_rng(seed).integers(0, tessellation.tile_count, (10, 2)):
        assert len(graph.path(one, other)) - 1 == len(tessellation.separating_units(one, other))


@settings(max_examples=40, deadline=None)
@given(tessellations())
def test_neighbors_are_separated_by_the_unit_of_their_edge(tessellation: Tessellation) -> None:
    graph = tessellation.dual_graph()
    for (one, other), layer, unit in list(zip(graph.pairs, graph.layer, graph.unit, strict=True))[:30]:
        separating = tessellation.separating_units(one, other).tolist()
        assert [layer, unit] in separating
        patterns = [tessellation.activation_pattern(tile) for tile in (one, other)]
        differing = [np.flatnonzero(a != b) for a, b in zip(*patterns, strict=True)]
        naive = [[i, int(k)] for i, units in enumerate(differing) for k in units]
        # The state of a unit that is zero all over one of the tiles is a matter of rounding.
        naive, separating = (
            [label for label in labels if size(tessellation, [one, other], *label) > 1e3 * tessellation.rounding]
            for labels in (naive, separating)
        )
        assert naive == separating


def size(tessellation: Tessellation, tiles: list[int], layer: int, unit: int) -> float:
    """The smallest value of a unit in the middle of some tiles."""
    found: list[float] = []

    def look(number: int, z: torch.Tensor) -> None:
        if number == layer:
            found.append(float(z[:, unit].abs().min()))

    inputs = tessellation.slice.embed(tessellation.centroids()[tiles])
    tessellation.network.evaluate(inputs, at_knot=look)
    return found[0]


def test_a_tile_is_not_separated_from_itself() -> None:
    assert tessellate(nn.MaxPool1d(2), Slice.box((-1, 1), (-1, 1))).separating_units(1, 1).shape == (0, 2)


def test_a_max_pooling_separates_by_the_entry_that_it_takes() -> None:
    tessellation = tessellate(nn.MaxPool1d(2), UNIT)
    assert tessellation.separating_units(0, 1).tolist() == [[0, 0]]


@settings(max_examples=30, deadline=None)
@given(tessellations(), st.integers(0, 2))
def test_components_are_those_of_networkx(tessellation: Tessellation, layer: int) -> None:
    graph = tessellation.dual_graph()
    kept = graph.layer != layer
    theirs = networkx.Graph(graph.pairs[kept].tolist())
    theirs.add_nodes_from(range(tessellation.tile_count))
    found = graph.components(kept)
    wanted = sorted(sorted(part) for part in networkx.connected_components(theirs))
    assert wanted == [np.flatnonzero(found == k).tolist() for k in range(found.max() + 1)]


@settings(max_examples=30, deadline=None)
@given(tessellations(), st.booleans())
def test_the_laplacian_and_its_second_eigenvector(tessellation: Tessellation, by_length: bool) -> None:
    graph = tessellation.dual_graph()
    weights = graph.lengths if by_length else None
    matrix, vector = graph.laplacian(weights), graph.fiedler_vector(weights)
    if tessellation.tile_count > 1:
        theirs = networkx.laplacian_matrix(
            tessellation.to_networkx(), range(tessellation.tile_count), "length" if by_length else None
        )
        np.testing.assert_allclose(matrix.toarray(), theirs.toarray(), atol=1e-12)
        second = np.linalg.eigvalsh(matrix.toarray())[1]
        scale = abs(matrix).max()
        assert np.linalg.norm(matrix @ vector - second * vector) < 1e-6 * scale
        assert np.linalg.norm(vector) == pytest.approx(1) and abs(vector.sum()) < 1e-6
    else:
        assert vector.tolist() == [0.0]


@pytest.mark.parametrize("count", [2, 7, 300])
def test_of_a_path_the_fiedler_vector_is_a_half_wave(count: int) -> None:
    tessellation = strips(count)
    order = np.argsort(tessellation.centroids()[:, 0])
    wave = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    found = tessellation.dual_graph().fiedler_vector()[order]
    np.testing.assert_allclose(found * np.sign(found[0]), wave / np.linalg.norm(wave), atol=1e-6)
    assert found[np.abs(found).argmax()] > 0


def test_the_iteration_finds_what_all_eigenvectors_tell() -> None:
    graph = tessellate(random_perceptron([2, 24, 24, 1], 3), UNIT).dual_graph()
    assert graph.tile_count > 200
    values, vectors = np.linalg.eigh(graph.laplacian().toarray())
    found = graph.fiedler_vector()
    assert values[2] > 1.01 * values[1]
    assert abs(found @ vectors[:, 1]) == pytest.approx(1, abs=1e-9)


def test_each_component_has_a_vector_of_its_own() -> None:
    whole = strips(6).dual_graph()
    order = np.argsort(strips(6).centroids()[:, 0])
    cut = whole.lengths > 0
    middle = {order[2], order[3]}
    cut[[set(pair) == middle for pair in whole.pairs.tolist()]] = False
    parts = DualGraph(6, whole.pairs[cut], whole.layer[cut], whole.unit[cut], whole.lengths[cut])
    found = parts.fiedler_vector()[order]
    wave = np.cos(np.pi * (np.arange(3) + 0.5) / 3)
    for part in (found[:3], found[3:]):
        np.testing.assert_allclose(np.abs(part), np.abs(wave / np.linalg.norm(wave)), atol=1e-9)
    assert len(set(parts.components())) == 2
    with pytest.raises(ValueError, match=r"There is no path from tile \d to tile \d\."):
        parts.path(order[0], order[5])


def test_networkx_has_all_tiles_and_edges_with_what_belongs_to_them() -> None:
    tessellation = tessellate(folding_network(2), UNIT)
    graph, theirs = tessellation.dual_graph(), tessellation.to_networkx()
    assert list(theirs.nodes) == list(range(tessellation.tile_count)) and theirs.number_of_edges() == len(graph.pairs)
    assert [theirs.nodes[i]["area"] for i in theirs] == tessellation.areas().tolist()
    assert [[theirs.nodes[i]["u"], theirs.nodes[i]["v"]] for i in theirs] == tessellation.centroids().tolist()
    for (one, other), layer, unit, length in zip(graph.pairs, graph.layer, graph.unit, graph.lengths, strict=True):
        assert theirs[one][other] == {"layer": layer, "unit": unit, "length": length}
        assert {type(value) for value in theirs[one][other].values()} == {int, float}


def test_without_networkx_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "networkx", None)
    with pytest.raises(ImportError, match=r"networkx cannot be imported .*\. to_networkx needs it\. Install it"):
        strips(2).to_networkx()


def test_what_is_no_tile_no_mask_and_no_weight_is_refused() -> None:
    graph = strips(3).dual_graph()
    for ask in (lambda: graph.path(0, 3), lambda: graph.path(-1, 0)):
        with pytest.raises(ValueError, match=r"The tile is .* from 0 to 2"):
            ask()
    for kept in ([True], [0, 1]):
        with pytest.raises(ValueError, match="The mask of pairs is"):
            graph.components(kept)
    for weights in ([1.0], [1.0, 0.0], [1.0, -1.0]):
        with pytest.raises(ValueError, match="The weights have shape"):
            graph.fiedler_vector(weights)
    with pytest.raises(IndexError, match="Tile 3 was asked for"):
        strips(3).separating_units(0, 3)
