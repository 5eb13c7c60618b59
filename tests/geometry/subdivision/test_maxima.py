"""Max-pooling, MaxOut and maxima along axes: exact counts, also where entries tie on whole faces."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import envelope_oracle
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from envelope_oracle import Affine, Largest, Relu
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.geometry import Slice, TooManyTiles, tessellate


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


@settings(max_examples=40, deadline=None)
@given(small_integer_layers(), st.sampled_from(WINDOWS))
def test_tiles_equal_the_exact_ones(layers, window):
    exact = [polygon for polygon, _ in envelope_oracle.tessellate(layers, window)]
    tessellation = tessellate(as_model(layers), Slice.box(window[:2], window[2:]))
    tessellation.verify()
    assert tessellation.tile_count == len(exact)
    areas = sorted(float(envelope_oracle.area(polygon)) for polygon in exact)
    np.testing.assert_allclose(np.sort(tessellation.areas()), areas, rtol=0, atol=1e-9 * sum(areas))


UNIT = Slice.box((-1, 1), (-1, 1))


def module(function) -> nn.Module:
    class Call(nn.Module):
        def forward(self, x):
            return function(x)

    return Call()


@pytest.mark.parametrize("pieces", [2, 3, 7, 40])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_maxout_unit_has_the_tiles_of_a_power_diagram(pieces, dtype) -> None:
    """max(a . x + b) is largest where |x - a|^2 - |a|^2 - 2 b is least: at most one cell for each piece.

    With b = -|a|^2 / 2 the cells are those of the Voronoi diagram of the points a, so each point is in its own.
    """
    sites = np.random.default_rng(pieces).uniform(-0.9, 0.9, (pieces, 2))
    linear = nn.Linear(2, pieces, dtype=torch.float64)
    with torch.no_grad():
        linear.weight.copy_(torch.from_numpy(sites))
        linear.bias.copy_(torch.from_numpy(-(sites**2).sum(1) / 2))
    model = nn.Sequential(linear, module(lambda x: x.amax(1, keepdim=True)))
    tessellation = tessellate(model.to(dtype), UNIT)
    tessellation.verify()
    assert tessellation.tile_count == pieces
    assert len(set(tessellation.locate(sites))) == pieces
    owner = {tile: site for site, tile in enumerate(tessellation.locate(sites))}
    points = np.random.default_rng(0).uniform(-1, 1, (500, 2))
    nearest = ((points[:, None] - sites) ** 2).sum(2).argmin(1)
    assert [owner[tile] for tile in tessellation.locate(points)] == nearest.tolist()


def test_losers_that_tie_leave_nothing_behind() -> None:
    """Of x, -x and 5 + y only the last is ever the largest: one tile, without the line x = 0."""
    tessellation = tessellate(module(lambda x: torch.stack([x[:, 0], -x[:, 0], 5 + x[:, 1]], 1).amax(1)), UNIT)
    tessellation.verify()
    assert tessellation.tile_count == 1 and len(tessellation.vertices) == 4


def test_what_a_chain_draws_in_vain_does_not_count_as_too_many() -> None:
    torch.manual_seed(0)
    linear = nn.Linear(2, 64, dtype=torch.float64)
    model = nn.Sequential(linear, module(lambda x: x.unflatten(1, (16, 4)).amax(2)))
    count = tessellate(model, UNIT).tile_count
    assert tessellate(model, UNIT, max_tiles=count).tile_count == count
    with pytest.raises(TooManyTiles, match="at layer 0"):
        tessellate(model, UNIT, max_tiles=count - 1)


def test_a_line_that_ends_inside_leaves_no_corner_on_the_far_side() -> None:
    """Max(x, -x, y): three tiles that meet at the origin, with 4 + 3 + 1 vertices."""
    tessellation = tessellate(module(lambda x: torch.stack([x[:, 0], -x[:, 0], x[:, 1]], 1).amax(1)), UNIT)
    tessellation.verify()
    assert tessellation.tile_count == 3
    assert tessellation.vertices[4:].tolist() in ([[0, -1], [0, 0]], [[0, 0], [0, -1]])


def test_entries_that_tie_on_whole_faces_are_one() -> None:
    """Two ReLUs in one window are both 0 on a whole face, and a third equals the first everywhere."""

    def forward(x):
        a, b = F.relu(x[:, 0]), F.relu(x[:, 1])
        return torch.stack([a, b, a], 1).amax(1)

    tessellation = tessellate(module(forward), UNIT)
    tessellation.verify()
    # Four quadrants, of which the diagonal splits the one where both are positive.
    assert tessellation.layer_tile_counts[-1] == tessellation.tile_count == 5
    assert tessellation.activation_pattern(0)[-1].dtype == np.int64


def test_a_unit_that_bends_along_the_edge_of_another_keeps_it() -> None:
    """The first window draws x = 0, where x and -x tie below 1/2, in vain; the second bends there."""

    def forward(x):
        u, v = x[:, 0], x[:, 1]
        return torch.stack([torch.stack([u, -u, 0.5 + 0 * u], 1), torch.stack([u, 2 * u, v - 9], 1)], 1).amax(2)

    tessellation = tessellate(module(forward), UNIT)
    tessellation.verify()
    assert tessellation.tile_count == 4
    (edge,) = np.flatnonzero((np.abs(tessellation.vertices[tessellation.edges, 0]) < 1e-12).all(1))
    assert tessellation.edge_unit[edge] == 1


@pytest.mark.parametrize(
    ("shape", "pool"),
    [
        ((2, 7), lambda x: F.max_pool1d(x, 3, stride=2, padding=1)),
        ((2, 7), lambda x: F.max_pool1d(x, 2, dilation=3, ceil_mode=True)),
        ((2, 5, 6), lambda x: F.max_pool2d(x, (2, 3), stride=(1, 2), padding=(1, 1), ceil_mode=True)),
        ((2, 4, 4), lambda x: F.max_pool2d(x, 2, return_indices=True)[0]),
        ((1, 3, 4, 4), lambda x: F.max_pool3d(x, 2, stride=1, padding=1)),
        ((2, 7), lambda x: F.adaptive_max_pool1d(x, 3)),
        ((2, 5, 7), lambda x: F.adaptive_max_pool2d(x, (2, 3))),
        ((1, 3, 4, 5), lambda x: F.adaptive_max_pool3d(x, (2, 3, 2))),
        ((3, 4), lambda x: x.amax((1, 2), keepdim=True)),
        ((3, 4), lambda x: x.amin(1)),
        ((3, 4), lambda x: x.max(-1).values),
        ((3, 4), lambda x: x.min(dim=1, keepdim=True)[0]),
    ],
)  # fmt: skip
def test_pooling_has_the_maximum_over_its_windows(shape, pool) -> None:
    """The windows that the cuts go by are those that torch pools over."""
    random = torch.Generator().manual_seed(0)
    inputs = torch.randn((3, *shape), generator=random, dtype=torch.float64)
    tessellation = tessellate(module(pool), Slice.through(*inputs))
    tessellation.verify()
    (layer,) = tessellation.network.layers
    index, sign = torch.from_numpy(layer.windows.entries), layer.windows.sign
    wanted = sign * (sign * inputs.reshape(3, -1))[:, index].amax(2)
    assert torch.equal(pool(inputs).reshape(3, -1), wanted)
    assert layer.units == prod(tessellation.network.output_shape)
    assert (tessellation.edge_unit[tessellation.edge_layer == 0] < layer.units).all()
