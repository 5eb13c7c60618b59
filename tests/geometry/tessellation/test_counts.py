"""Affine pieces and activation patterns: closed forms, and counts in exact rational arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import rational_oracle
import torch
from architectures import architecture
from degenerate_networks import StepsNetwork, dead, folded, layers, repeated, residual, sawteeth
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import lines, perceptron, random_perceptron, tent_map
from rational_oracle import rectangle
from torch import nn

from splinewidgets.geometry import Layer, Slice, tessellate
from splinewidgets.geometry.operations.windows import Windows
from splinewidgets.geometry.tessellation.patterns import _states

UNIT = Slice.box((-1, 1), (-1, 1))


def count(labels) -> int:
    """How many labels there are, which must be 0, 1, ... in the order of their first tiles."""
    distinct, first = np.unique(labels, return_index=True)
    assert (distinct == np.arange(len(distinct))).all() and (np.diff(first) > 0).all()
    assert labels.dtype == np.int64
    return len(distinct)


def test_a_random_network_bends_at_every_edge():
    for seed in range(3):
        tessellation = tessellate(random_perceptron([2, 16, 16, 16, 3], seed), UNIT)
        assert count(tessellation.affine_pieces()) == count(tessellation.patterns()) == tessellation.tile_count > 20


def test_a_dead_last_layer_leaves_one_piece():
    model = random_perceptron([2, 16, 16, 3], 0)
    with torch.no_grad():
        model[2].bias.fill_(-1e3)
    tessellation = tessellate(model, UNIT)
    assert tessellation.tile_count == tessellation.layer_tile_counts[0] > 10
    assert count(tessellation.affine_pieces()) == 1
    assert count(tessellation.patterns()) == tessellation.tile_count


@pytest.mark.parametrize("silent", [0, 3, 9])
def test_units_of_output_weight_zero_do_not_separate_pieces(silent):
    model = lines(9, 4)
    with torch.no_grad():
        model[2].weight[:, :silent] = 0
    heard = lines(9, 4)
    with torch.no_grad():
        for parameter in (heard[0].weight, heard[0].bias):
            parameter[:silent] = 0
    tessellation = tessellate(model, UNIT)
    assert count(tessellation.affine_pieces()) == tessellate(heard, UNIT).tile_count
    assert silent == 0 or count(tessellation.affine_pieces()) < tessellation.tile_count


@pytest.mark.parametrize(
    ("first", "second", "pieces"),
    [
        ([1, 1], [1, 1], 2),  # 2 relu(x)
        ([1, 1], [1, -1], 1),  # relu(x) - relu(x)
        ([1, -1], [1, 1], 2),  # relu(x) + relu(-x) = |x|
        ([1, -1], [1, -1], 1),  # relu(x) - relu(-x) = x
        ([1, 1, 1], [0.1, 0.2, -0.3], 1),  # cancels but for rounding
        ([1, 1], [1, -1 + 1e-9], 2),  # what is left is far above rounding
    ],
)
def test_units_that_cancel(first, second, pieces):
    model = perceptron([([[w, w / 3] for w in first], [w / 7 for w in first]), ([second], [0.0])])
    tessellation = tessellate(model, UNIT)
    assert tessellation.tile_count == 2
    assert count(tessellation.affine_pieces()) == pieces


def test_one_output_that_bends_is_enough():
    weight = [[1.0, 0.0], [0.0, 1.0]]
    silent = perceptron([(weight, [0.0, 0.0]), ([[1.0, 0.0]], [0.0])])
    both = perceptron([(weight, [0.0, 0.0]), ([[1.0, 0.0], [0.0, 1e-12]], [0.0, 0.0])])
    for model, pieces in ((silent, 2), (both, 4)):
        tessellation = tessellate(model, UNIT)
        assert tessellation.tile_count == 4 and count(tessellation.affine_pieces()) == pieces


def test_pieces_that_meet_at_a_corner_or_lie_apart_are_two():
    # relu(1 - |x| - |y|) in a diamond's window corners: four corners with the map zero, none beside another.
    model = perceptron([([[1, 0], [-1, 0], [0, 1], [0, -1]], [0.0] * 4), ([[-1, -1, -1, -1]], [1.0]), ([[1]], [0.0])])
    tessellation = tessellate(model, UNIT)
    assert tessellation.tile_count == 8 and count(tessellation.affine_pieces()) == 8
    tents = tessellate(tent_map(3), Slice.box((0, 1), (0, 1)))
    assert count(tents.affine_pieces()) == tents.tile_count == 8


@pytest.mark.parametrize("name", ["vgg", "maxout", "generator", "resnet"])
def test_patterns_are_those_at_the_tiles_centers(name):
    model, inputs = architecture(name)
    tessellation = tessellate(model, Slice.through(*inputs, margin=-0.3))
    rows = [
        np.concatenate([states.astype(np.int64) for states in tessellation.activation_pattern(i)])
        for i in range(tessellation.tile_count)
    ]
    _, wanted = np.unique(rows, axis=0, return_inverse=True)
    labels = tessellation.patterns()
    assert count(labels) == wanted.max() + 1 == tessellation.tile_count
    # The same tiles together, whatever their numbers are.
    assert len(set(zip(labels.tolist(), wanted.ravel().tolist(), strict=True))) == count(labels)


def test_units_that_are_zero_everywhere_have_one_state():
    # The second layer's only unit is 0.1 x + 0.2 x - 0.3 x, of which rounding leaves something.
    model = perceptron(
        [([[1, 0], [1, 0], [1, 0], [0, 1]], [3.0, 3.0, 3.0, 0.1]), ([[0.1, 0.2, -0.3, 0]], [0.0]), ([[1]], [0.0])]
    )
    tessellation = tessellate(model, UNIT)
    assert tessellation.tile_count == count(tessellation.patterns()) == 2


def test_what_differs_by_rounding_alone_is_in_one_state():
    tolerance = torch.tensor([1.0, 1.0, 1.0])
    z = torch.tensor([[0.5, -9.0, 9.0], [-0.5, -0.5, 8.5], [9.0, 0.0, 8.0]])
    assert _states(Layer("0", "relu", 3), z, tolerance).tolist() == [
        [False, False, True],
        [False, False, True],
        [True, False, True],
    ]
    largest = Layer("0", "amax", 1, Windows(np.array([[2, 0, 1]]), 1))
    assert _states(largest, z, tolerance).tolist() == [[0], [0], [0]]
    assert _states(largest, z, 0.1 * tolerance).tolist() == [[0], [0], [1]]
    assert _states(largest, torch.tensor([[9.5, 0.0, 9.0]]), tolerance).tolist() == [[0]]
    assert _states(largest, torch.tensor([[9.5, 0.0, 9.0]]), 0.1 * tolerance).tolist() == [[1]]


def _neighbors(one, other) -> bool:
    """Whether two convex polygons share more than a point of their borders."""
    for p, q in zip(one, one[1:] + one[:1], strict=True):
        along = (q[0] - p[0], q[1] - p[1])
        square = along[0] ** 2 + along[1] ** 2
        for a, b in zip(other, other[1:] + other[:1], strict=True):
            if all(along[0] * (c[1] - p[1]) == along[1] * (c[0] - p[0]) for c in (a, b)):
                t = [(along[0] * (c[0] - p[0]) + along[1] * (c[1] - p[1])) / square for c in (a, b)]
                if min(1, max(t)) > max(0, min(t)):
                    return True
    return False


def exact_pieces(steps, window) -> int:
    """The number of affine pieces: tiles as vertices of a graph, joined where neighbors have one form."""
    tiles = rational_oracle.tiles(steps, rectangle(window))
    group = list(range(len(tiles)))

    def find(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for i, j in combinations(range(len(tiles)), 2):
        if tiles[i][1] == tiles[j][1] and find(i) != find(j) and _neighbors(tiles[i][0], tiles[j][0]):
            group[find(j)] = find(i)
    return len({find(i) for i in range(len(tiles))})


NETWORKS = st.one_of(
    *(
        drawn.map(rational_oracle.perceptron)
        for drawn in (layers(), layers(biases=False), repeated(), dead(), sawteeth())
    ),
    folded(),
    residual(),
)


@settings(max_examples=120, deadline=None)
@given(NETWORKS, st.sampled_from([(-1, 1, -1, 1), (-2, 1, -1, 3)]))
def test_pieces_and_patterns_of_degenerate_networks_are_the_exact_ones(steps, window):
    tessellation = tessellate(StepsNetwork(steps), Slice.box(window[:2], window[2:]))
    assert count(tessellation.patterns()) == tessellation.tile_count
    if tessellation.tile_count <= 150:
        assert count(tessellation.affine_pieces()) == exact_pieces(steps, tuple(map(Fraction, window)))


def test_the_labels_of_float32_tiles_and_of_other_axes():
    model = nn.Sequential(nn.Linear(5, 12), nn.ReLU(), nn.Linear(12, 12), nn.ReLU(), nn.Linear(12, 2))
    with torch.no_grad():
        model[4].weight[:, :6] = 0
    generator = torch.Generator().manual_seed(0)
    origin, *axes = torch.randn(3, 5, generator=generator)
    plain = tessellate(model, Slice(origin, torch.stack(axes), (-1, 1, -1, 1)))
    scaled = tessellate(model, Slice(origin, torch.stack([1e3 * axes[0], axes[1] / 8]), (-1e-3, 1e-3, -8, 8)))
    single = tessellate(model, plain.slice, dtype=torch.float32)
    assert count(plain.affine_pieces()) < plain.tile_count
    for other in (scaled, single):
        assert count(other.affine_pieces()) == count(plain.affine_pieces())
        assert count(other.patterns()) == plain.tile_count
