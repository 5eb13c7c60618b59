"""Max-pooling, MaxOut and maxima along axes: exact counts, also where entries tie on whole faces."""

from __future__ import annotations

from fractions import Fraction

import envelope_oracle
import numpy as np
import torch
from envelope_oracle import Affine, Largest, Relu
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.geometry import Slice, tessellate


class Windows(nn.Module):
    """The largest of the entries at each of the windows' positions, by amax or amin."""

    def __init__(self, layer: Largest) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x):
        entries = torch.stack([x[:, list(window)] for window in self.layer.windows], 1)
        return entries.amax(2) if self.layer.sign > 0 else entries.amin(2)


def as_model(layers) -> nn.Sequential:
    modules: list[nn.Module] = []
    for layer in layers:
        if isinstance(layer, Affine):
            linear = nn.Linear(len(layer.weight[0]), len(layer.weight), dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(
                    torch.tensor([[float(w) for w in row] for row in layer.weight], dtype=torch.float64)
                )
                linear.bias.copy_(torch.tensor([float(b) for b in layer.bias], dtype=torch.float64))
            modules.append(linear)
        else:
            modules.append(nn.ReLU() if isinstance(layer, Relu) else Windows(layer))
    return nn.Sequential(*modules)


WINDOWS = [(-2, 2, -2, 2), (-1, 1, -1, 1), (0, 1, 0, 1), (-1.5, 1.25, -0.75, 2.5)]


@st.composite
def small_integer_layers(draw):
    """Small integer weights, so that entries tie at corners, along edges and on whole faces."""
    width, layers = 2, []
    largest = draw(st.integers(1, 3))
    scale = draw(st.sampled_from([0, 1, Fraction(1, 3)]))
    weights = st.integers(-largest, largest)
    for _ in range(draw(st.integers(1, 2))):
        after = draw(st.integers(2, 6))
        weight = [draw(st.lists(weights, min_size=width, max_size=width)) for _ in range(after)]
        bias = [scale * b for b in draw(st.lists(weights, min_size=after, max_size=after))]
        layers.append(Affine(tuple(map(tuple, weight)), tuple(bias)))
        if draw(st.booleans()):
            layers.append(Relu())
        k = draw(st.integers(2, min(5, after)))
        entries = st.lists(st.integers(0, after - 1), min_size=k, max_size=k)
        windows = draw(st.lists(entries, min_size=1, max_size=3))
        layers.append(Largest(tuple(map(tuple, windows)), draw(st.sampled_from([1, 1, -1]))))
        width = len(windows)
    return [*layers, Affine((tuple(range(1, width + 1)),), (0,))]


@settings(max_examples=60, deadline=None)
@given(small_integer_layers(), st.sampled_from(WINDOWS))
def test_tiles_equal_the_exact_ones(layers, window):
    exact = [polygon for polygon, _ in envelope_oracle.tessellate(layers, window)]
    tessellation = tessellate(as_model(layers), Slice.box(window[:2], window[2:]))
    tessellation.verify()
    assert tessellation.tile_count == len(exact)
    areas = sorted(float(envelope_oracle.area(polygon)) for polygon in exact)
    np.testing.assert_allclose(np.sort(tessellation.areas()), areas, rtol=0, atol=1e-9 * sum(areas))
