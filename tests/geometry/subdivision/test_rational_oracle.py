"""Agreement with a slow tessellation in exact rational arithmetic, above all in degenerate position."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import rational_oracle
import torch
from degenerate_networks import (
    Steps,
    StepsNetwork,
    dead,
    folded,
    layers,
    repeated,
    residual,
    sawteeth,
    scaled,
    touching,
)
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rational_oracle import perceptron, rectangle

from splinewidgets.geometry import Network, Slice, tessellate
from splinewidgets.geometry.subdivision import slice_walk

WINDOWS = st.sampled_from([(-2, 2, -2, 2), (-1, 1, -1, 1), (0, 1, 0, 1), (-1, 3, -2, 1), (-1.5, 1.25, -0.75, 2.5)])


def check(steps, window, area=1e-9):
    """Count, areas and places of all tiles, however layers are cut; the fixture of conftest.py checks the rest."""
    exact = rational_oracle.tessellate(steps, rectangle(window))
    network, box = StepsNetwork(steps), Slice.box(window[:2], window[2:])
    agree(tessellate(network, box), exact, area)
    for worth in (0.0, np.inf):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(slice_walk, "WORTH", worth)
            patch.setattr(slice_walk, "LEAST_NUMBERS", 0)
            # Who watches is told of each layer, so each is cut by itself.
            agree(tessellate(network, box, progress=lambda *_: None), exact, area)


def agree(tessellation, exact, area=1e-9):
    """The tiles are those of the oracle, with their areas to this share of the window's."""
    assert tessellation.tile_count == len(exact)
    middles = np.array([np.mean([[float(u), float(v)] for u, v in polygon], 0) for polygon in exact])
    tiles = tessellation.locate(middles)
    assert sorted(tiles) == list(range(len(exact)))
    areas = np.array([float(rational_oracle.area(polygon)) for polygon in exact])
    np.testing.assert_allclose(tessellation.areas()[tiles], areas, rtol=0, atol=area * areas.sum())


THIRD = Fraction(1, 3)
# All sampled vertices had zero inputs to the last layer, so that its rounding, which is relative to its biases, was
# taken to be zero and units that coincide cut twice.
UNSEEN_BIASES = perceptron(
    [
        (
            [[4, 2], [-1, 0], [2, 1], [-1, 0], [3, 0], [-2, 0]],
            [-4 * THIRD, 0, -2 * THIRD, -2 * THIRD, 0, THIRD],
        ),
        ([[-2, -1, -2, -1, 1, 0], [-1, -1, 0, -1, 1, -2], [-2, -2, 0, -2, 2, -4]], [-2 * THIRD, -THIRD, -2 * THIRD]),
        ([[1, -2, 1], [6, -3, -3]], [0, -2]),
        (
            [[0, Fraction(-8, 7)], [-1, 2], [0, Fraction(-4, 7)], [-1, -2], [3, 3], [-1, -1]],
            [0, 2 * THIRD, 0, THIRD, -1, THIRD],
        ),
        ([[1, -1, 0, 0, -1, 2]], [0]),
    ]
)
# The first unit of the first knot is zero everywhere, as a sum of the results of another affine operation that cancel;
# its rounding, which is relative to them, was taken to be relative to x and y.
CANCELING_SUM = [
    ("affine", [[-1, -1], [0, 1], [1, 1]], [-THIRD, 0, 0]),
    ("save",),
    ("affine", [[1, 0, 1], [1, -1, 0]], [THIRD, -THIRD]),
    ("knot", [-1, -1]),
    ("affine", [[-1, 1], [0, 0], [-1, 0]], [0, -THIRD, 0]),
    ("add",),
    ("knot", [Fraction(1, 100)] * 3),
    ("affine", [[-1, 1, 0]], [THIRD]),
]
# One unit is a difference of 2e18 that cancels, and later layers multiply its rounding by 1e18: verify took that for
# a fault of the outputs.
DIFFERENCES = [
    [[1, -1], [0, -1], [0, -1], [0, -1]],
    [[-1, 1, -1, 1], [0, 1, 1, -1]],
    [[1, -1], [0, 1], [0, -1], [0, -1], [0, 0]],
    [[1, 0, -1, -1, 1]],
    [[1]],
]
LARGE_DIFFERENCE = perceptron([([[10**9 * w for w in row] for row in rows], [0] * len(rows)) for rows in DIFFERENCES])


def examples(count: int):
    return settings(max_examples=count, deadline=None)


@examples(200)
@given(layers().map(perceptron), WINDOWS)
@example(UNSEEN_BIASES, (-2, 2, -2, 2))
def test_integer_weights(steps, window):
    check(steps, window)


@examples(60)
@given(layers(biases=False, largest=5).map(perceptron), WINDOWS)
def test_zero_biases(steps, window):
    check(steps, window)


@examples(100)
@given(repeated().map(perceptron), WINDOWS)
def test_duplicated_and_mirrored_units(steps, window):
    check(steps, window)


@examples(60)
@given(dead().map(perceptron), WINDOWS)
def test_dead_units_and_layers(steps, window):
    check(steps, window)


@examples(60)
@given(sawteeth().map(perceptron), WINDOWS)
def test_sawteeth(steps, window):
    check(steps, window)


@examples(100)
@given(WINDOWS.flatmap(lambda w: st.tuples(touching(rectangle(w)).map(perceptron), st.just(w))))
def test_hyperplanes_through_the_windows_corners_and_along_its_edges(drawn):
    check(*drawn)


@examples(100)
@given(scaled(st.one_of(layers(), layers(biases=False), repeated(), sawteeth())).map(perceptron), WINDOWS)
@example(LARGE_DIFFERENCE, (-2, 2, -2, 2))
def test_weights_of_any_scale(steps, window):
    check(steps, window)


@examples(100)
@given(residual(), WINDOWS)
@example(CANCELING_SUM, (0, 2, 0, 3))
def test_residual_additions(steps, window):
    check(steps, window)


@examples(100)
@given(folded(), WINDOWS)
def test_leaky_and_absolute_units(steps, window):
    check(steps, window)


@examples(5)
@given(st.one_of(residual(), folded()))
def test_the_networks_of_these_tests_are_what_is_exported(steps):
    model = Steps(steps)
    exported, direct = Network(model, torch.zeros(2, dtype=torch.float64)), StepsNetwork(steps)
    x = torch.randn(7, 2, dtype=torch.float64)
    torch.testing.assert_close(direct(x), exported(x))
    one, two = (tessellate(network, Slice.box((-2, 2), (-2, 2))) for network in (exported, direct))
    np.testing.assert_allclose(np.sort(one.areas()), np.sort(two.areas()), atol=1e-12)
