"""Cutting by the layers of a perceptron in one compiled call: as far as it goes, what each layer by itself does."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from perceptrons import lines, random_perceptron
from torch import nn

from splinewidgets.geometry import Network, Slice, TooManyTiles, tessellate
from splinewidgets.geometry.planar.rounding import PROBES, sample
from splinewidgets.geometry.subdivision.slice_walk import SliceWalk

BOX = Slice.box((-2.0, 2.0), (-1.0, 3.0))


class Absolute(nn.Module):
    """The size of each entry."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.abs()


class Skip(nn.Module):
    """A perceptron whose second layer is added to its result."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.third = nn.Linear(2, 12), nn.Linear(12, 12), nn.Linear(12, 12)
        self.last = nn.Linear(12, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.second(torch.relu(self.first(x))))
        return self.last(x + torch.relu(self.third(x)))


class SkippedKnot(nn.Module):
    """A layer whose pre-activations are needed again, to be added to what its knot makes of them."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.last = nn.Linear(2, 12), nn.Linear(12, 12), nn.Linear(12, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.second(torch.relu(self.first(x)))
        return self.last(x + torch.relu(x))


def alternating(*knots: nn.Module) -> nn.Sequential:
    """Layers of 12 with these knots, and a last one."""
    modules: list[nn.Module] = []
    for i, knot in enumerate(knots):
        modules += [nn.Linear(12 if i else 2, 12), knot]
    return nn.Sequential(*modules, nn.Linear(12, 3))


def drawn(model: nn.Module, seed: int = 0) -> nn.Module:
    """The model with normal weights, so that there are many tiles, and factors of both signs."""
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=draw))
    return model.eval()


# A model, and how many of its layers one call cuts by.
MODELS = {
    "relu": (alternating(nn.ReLU(), nn.ReLU(), nn.ReLU()), 3),
    "leaky_relu": (alternating(nn.LeakyReLU(0.2), nn.LeakyReLU(-0.5)), 2),
    "abs": (alternating(Absolute(), Absolute()), 2),
    "prelu": (alternating(nn.PReLU(12), nn.PReLU()), 2),
    "rrelu, dropout": (nn.Sequential(nn.Linear(2, 12), nn.RReLU(), nn.Dropout(), nn.Linear(12, 8), nn.ReLU()), 2),
    "no bias": (nn.Sequential(nn.Linear(2, 9, bias=False), nn.ReLU(), nn.Linear(9, 9, bias=False), nn.ReLU()), 2),
    "reshaped": (nn.Sequential(nn.Unflatten(1, (1, 2)), nn.Flatten(), nn.Linear(2, 12), nn.ReLU(), nn.Flatten()), 1),
    "until a hardtanh": (alternating(nn.ReLU(), nn.Hardtanh(), nn.ReLU()), 1),
    "until a skip": (Skip(), 2),
    "until a skip of a knot": (SkippedKnot(), 1),
    "two products": (nn.Sequential(nn.Linear(2, 9), nn.Linear(9, 9), nn.ReLU()), 0),
    "rows of two": (
        nn.Sequential(nn.Unflatten(1, (2, 1)), nn.Linear(1, 5), nn.ReLU(), nn.Flatten(), nn.Linear(10, 3)),
        0,
    ),
    "much": (nn.Sequential(nn.Linear(2, 12), nn.ReLU(), nn.Linear(12, 256), nn.ReLU(), nn.Linear(256, 1)), 1),
}


def watched(network: Network, window: Slice, **options):
    """The tessellation by one layer at a time, for who watches is told of each."""
    return tessellate(network, window, progress=lambda *_: None, **options)


def cut_ahead(network: Network, window: Slice, max_tiles: int | None = None) -> SliceWalk:
    """A walk that has begun."""
    walk = SliceWalk(network, window, max_tiles, None)
    with torch.no_grad():
        walk.start(ahead=True)
    return walk


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("name", MODELS)
def test_one_call_finds_what_each_layer_by_itself_does(name, dtype):
    model, layers = MODELS[name]
    network = Network(drawn(model), [0.0, 0.0]).to(dtype=dtype)
    walk = cut_ahead(network, BOX)
    ahead, whole = tessellate(network, BOX, dtype=dtype), watched(network, BOX, dtype=dtype)
    # In float32 crossings are known from positions alone, and each layer is cut by itself.
    expected = layers if dtype == torch.float64 else 0
    assert len(walk.complex.tile_counts) == expected
    assert tuple(walk.complex.tile_counts) == whole.layer_tile_counts[:expected]
    assert ahead.layer_tile_counts == whole.layer_tile_counts
    assert (ahead.merged, ahead.unresolved) == (whole.merged, whole.unresolved)
    for part in ("edges", "edge_tiles", "edge_layer", "edge_unit", "tile_vertices", "_parent"):
        np.testing.assert_array_equal(getattr(ahead, part), getattr(whole, part))
    roundoff = torch.finfo(dtype).eps
    np.testing.assert_allclose(ahead.vertices, whole.vertices, atol=1e4 * roundoff)
    torch.testing.assert_close(ahead.outputs, whole.outputs, rtol=1e4 * roundoff, atol=1e4 * roundoff)
    assert ahead.rounding == pytest.approx(whole.rounding, rel=1e-3)
    assert ahead.output_rounding == pytest.approx(whole.output_rounding, rel=1e-3)


def test_the_batch_goes_on_behind_the_layers_that_have_cut():
    """A row for each vertex, of what the network has there, and the probes that a walk by each layer has."""
    model = drawn(MODELS["until a hardtanh"][0])
    network = Network(model, [0.0, 0.0]).to(dtype=torch.float64)
    walk = SliceWalk(network, BOX, None, None)
    with torch.no_grad():
        layer, z = walk.start(ahead=True).to_knot()
        inputs = walk.inputs(np.arange(len(z) - PROBES))
        expected = model.double()[:3](inputs)
    assert layer == 1 and len(walk.complex.tile_counts) == 1
    assert len(inputs) == walk.complex.mesh.size[0] == walk.probed
    torch.testing.assert_close(z[:-PROBES], torch.cat([expected + 1, expected - 1], 1))
    moved = (z[-PROBES:] - z[sample(len(inputs))]).abs().amax(0)
    assert bool((moved > 0).all()) and bool((moved < 0.1 * z.abs().amax(0)).all())


@pytest.mark.parametrize("shape", [(2,), (1, 2), (1, 1, 2)])
def test_outputs_have_the_shape_that_inputs_give_them(shape):
    """Linear layers act on the last axis, and the others stay; one call is used where there is one row of them."""
    model = drawn(MODELS["relu"][0])
    axes = torch.eye(2).reshape(2, *shape)
    window = Slice(torch.zeros(shape), axes, BOX.bounds)
    network = Network(model, window.origin).to(dtype=torch.float64)
    assert len(cut_ahead(network, window).complex.tile_counts) == 3
    found, whole = tessellate(network, window), watched(network, window)
    assert found.outputs.shape == whole.outputs.shape == (len(found.vertices), *network.output_shape)
    assert network.output_shape == (*shape[:-1], 3)


def test_too_many_tiles_are_refused_alike():
    network = Network(random_perceptron([2, 12, 12, 12, 1], 3), [0.0, 0.0])
    counts = tessellate(network, BOX).layer_tile_counts
    for most in (1, counts[0], counts[1] - 1, counts[-1] - 1):
        with pytest.raises(TooManyTiles) as ahead:
            tessellate(network, BOX, max_tiles=most)
        with pytest.raises(TooManyTiles) as whole:
            watched(network, BOX, max_tiles=most)
        assert str(ahead.value) == str(whole.value)
    assert tessellate(network, BOX, max_tiles=counts[-1]).layer_tile_counts == counts


@pytest.mark.parametrize("reach", [1e-13, 1e13])
def test_a_window_that_a_layer_does_not_resolve_is_refused_alike(reach):
    model = drawn(alternating(nn.ReLU(), nn.ReLU())).double()
    with torch.no_grad():
        # Every unit of the second layer is zero at the origin, near which it hardly changes.
        model[2].bias -= model[:3](torch.zeros(2, dtype=torch.float64))
    network = Network(model, [0.0, 0.0])
    window = Slice.box((-reach, reach), (-reach, reach))
    with pytest.raises(ValueError, match="the values of layer") as ahead:
        tessellate(network, window)
    with pytest.raises(ValueError) as whole:
        watched(network, window)
    assert str(ahead.value) == str(whole.value)


def test_many_crossings_are_left_to_the_general_way():
    """So many lines may cross too often for all rows to be held at once."""
    network = Network(lines(256, 0), [0.0, 0.0])
    assert cut_ahead(network, BOX).complex.tile_counts == []
    assert int(cut_ahead(network, BOX).complex.mesh.size[2]) == 1


def test_little_memory_is_not_passed(monkeypatch):
    """What one call holds is not counted, so with less memory than it may take each layer is cut by itself."""
    network, told = Network(random_perceptron([2, 12, 12, 1], 3), [0.0, 0.0]), []
    start = SliceWalk.start
    monkeypatch.setattr(SliceWalk, "start", lambda walk, ahead: (told.append(ahead), start(walk, ahead))[1])
    counts = [tessellate(network, BOX, memory=memory).layer_tile_counts for memory in (None, 1e6)]
    assert told == [True, False] and counts[0] == counts[1]


def test_a_network_with_other_weights_has_other_layers():
    first = drawn(alternating(nn.ReLU(), nn.ReLU()), 0)
    network = Network(first, [0.0, 0.0])
    tessellate(network, BOX)
    second = drawn(alternating(nn.ReLU(), nn.ReLU()), 1)
    other = network.with_parameters(second.state_dict())
    assert tessellate(other, BOX).layer_tile_counts == watched(Network(second, [0.0, 0.0]), BOX).layer_tile_counts
