"""Agreement with a slow tessellation in exact rational arithmetic, above all in degenerate position."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import rational_oracle
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import perceptron

from splinewidgets.geometry import Slice, tessellate

WINDOWS = [(-2, 2, -2, 2), (-1, 1, -1, 1), (0, 1, 0, 1), (-1, 3, -2, 1), (-1.5, 1.25, -0.75, 2.5)]


@st.composite
def small_integer_layers(draw):
    """Small integer weights: lines through corners, through each other's crossings, twice, and not at all."""
    widths = [2, *draw(st.lists(st.integers(1, 6), min_size=1, max_size=4)), 1]
    largest = draw(st.integers(1, 3))
    scale = draw(st.sampled_from([0, 1, Fraction(1, 3), Fraction(1, 7)]))
    weights = st.integers(-largest, largest)
    layers = []
    for before, after in pairwise(widths):
        weight = [draw(st.lists(weights, min_size=before, max_size=before)) for _ in range(after)]
        bias = [scale * b for b in draw(st.lists(weights, min_size=after, max_size=after))]
        if after > 1 and draw(st.booleans()):
            factor = draw(st.sampled_from([-3, -1, 1, 2]))
            weight[1], bias[1] = [factor * w for w in weight[0]], factor * bias[0]
        layers.append((weight, bias))
    return layers


@settings(max_examples=300, deadline=None)
@given(small_integer_layers(), st.sampled_from(WINDOWS))
def test_tiles_equal_the_exact_ones(layers, window):
    exact = rational_oracle.tessellate(layers, window)
    model = perceptron([(w, [float(b) for b in bias]) for w, bias in layers])
    tessellation = tessellate(model, Slice.box(window[:2], window[2:]))
    tessellation.verify()
    assert tessellation.tile_count == len(exact)
    areas = sorted(float(rational_oracle.area(polygon)) for polygon in exact)
    np.testing.assert_allclose(np.sort(tessellation.areas()), areas, rtol=0, atol=1e-9 * sum(areas))
