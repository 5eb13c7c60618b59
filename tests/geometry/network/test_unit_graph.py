"""The paths through active units add up to the affine map that autograd finds, whatever the network is made of."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from splinewidgets.geometry import Network, Slice, linearize, tessellate
from splinewidgets.geometry.network.unit_graph import Activity, UnitGraph
from splinewidgets.zoo import mlp
from splinewidgets.zoo.architecture import Architecture

# Sums of some hundred products of numbers of about 1, in float64.
ROUNDING = 1e-11


class TwoBranches(nn.Module):
    """Adds, subtracts and joins what two branches make of one input."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.other = nn.Linear(2, 4), nn.Linear(2, 4)

    def forward(self, x: Tensor) -> Tensor:
        one, other = self.one(x).relu(), self.other(x)
        both = torch.cat([one - other, (one + other).abs()], 1)
        return torch.stack([both.amax(1), both.amin(1), both.sum(1)], 1)


class Jumpless(nn.Module):
    """A choice by a comparison, which is no unit of one number."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.where(x > x.flip(1), x, x.flip(1))


def settled(model: nn.Module, inputs: int = 2) -> nn.Module:
    """A model in float64 whose normalizations have seen some data."""
    model.double().train()(torch.randn(50, inputs, dtype=torch.float64, generator=torch.Generator().manual_seed(0)))
    return model.eval()


def convolutional() -> nn.Module:
    torch.manual_seed(1)
    layers = [
        nn.Unflatten(1, (1, 6, 6)),
        nn.Conv2d(1, 3, 3),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
    ]
    return nn.Sequential(*layers, nn.Linear(12, 5), nn.PReLU(5), nn.Linear(5, 3))


def bounded() -> nn.Module:
    torch.manual_seed(2)
    return nn.Sequential(
        nn.Linear(2, 5), nn.ReLU6(), nn.Linear(5, 4), nn.Hardtanh(-0.3, 0.2), nn.Linear(4, 4), nn.Softshrink(0.1)
    )


ARCHITECTURES = [
    Architecture((5, 5, 4), activation=activation, skip=skip, batch_norm=batch_norm)
    for activation, skip, batch_norm in product(("relu", "leaky", "abs", "maxout"), (False, True), (False, True))
]
MODELS = {
    **{f"{a.activation} {a.skip} {a.batch_norm}": (lambda a=a: settled(a.module(3)), 2) for a in ARCHITECTURES},
    "convolutional": (lambda: settled(convolutional(), 36), 36),
    "bounded": (lambda: bounded().double(), 2),
    "branches": (lambda: TwoBranches().double(), 2),
    "chords": (lambda: linearize(Architecture((4, 4), activation="gelu").module(1).double()), 2),
    "activation alone": (lambda: nn.ReLU(), 3),
    "affine": (lambda: nn.Linear(3, 2).double(), 3),
}


@pytest.mark.parametrize("name", MODELS)
def test_paths_add_up_to_the_jacobian_and_the_value(name: str) -> None:
    make, inputs = MODELS[name]
    torch.manual_seed(0)
    network = Network(make(), torch.zeros(inputs, dtype=torch.float64))
    graph = network.unit_graph
    assert graph.whole
    for x in torch.randn(8, inputs, dtype=torch.float64):
        jacobian = torch.autograd.functional.jacobian(lambda z: network(z[None])[0].reshape(-1), x).numpy()
        found = graph.activity(x.numpy())[graph.output]
        np.testing.assert_allclose(found.maps, jacobian, atol=ROUNDING)
        value = network(x[None])[0].reshape(-1).detach().numpy()
        np.testing.assert_allclose(found.values, value, atol=ROUNDING)
        np.testing.assert_allclose(found.maps @ x.numpy() + found.offsets, value, atol=ROUNDING)


@given(st.integers(0, 10**6), st.lists(st.integers(1, 5), min_size=1, max_size=4), st.booleans())
@settings(max_examples=25, deadline=None)
def test_every_path_counted_one_by_one(seed: int, widths: list[int], degenerate: bool) -> None:
    """Entry (i, j) of a tile's A is the sum over active paths from j to i of the products along them."""
    model = mlp((2, *widths, 2), seed=seed % 1000).double()
    if degenerate:
        with torch.no_grad():
            model[1].weight[0] = 0
            model[1].bias[0] = 0
    tessellation = tessellate(model, Slice.box((-2, 2), (-2, 2)))
    tile = seed % tessellation.tile_count
    graph = tessellation.network.unit_graph
    activity = graph.activity(tessellation.slice.embed(tessellation.centroids()[[tile]])[0].numpy())
    enumerated = np.zeros((2, 2))
    for i in range(2):
        for j, worth in paths_to(graph, activity, len(graph.columns) - 1, i):
            enumerated[i, j] += worth
    np.testing.assert_allclose(enumerated, tessellation.affine_map(tile)[0], atol=ROUNDING)
    np.testing.assert_allclose(activity[graph.output].maps, enumerated, atol=ROUNDING)


def paths_to(graph: UnitGraph, activity: list[Activity], column: int, entry: int) -> Iterator[tuple[int, float]]:
    """The input that each active path to an entry comes from, and the product along it."""
    if column == 0:
        yield entry, 1.0
        return
    slopes = activity[column].slopes
    slope = 1.0 if slopes is None else float(slopes[entry])
    for connection in graph.columns[column].connections if slope else ():
        assert connection.weights is not None
        for before, weight in enumerate(connection.weights[entry]):
            for source, worth in paths_to(graph, activity, connection.source, before):
                yield source, slope * weight * worth


def test_units_are_those_of_the_layers() -> None:
    """So that a unit has one number in a diagram and on the edges of a tessellation."""
    for make, inputs in MODELS.values():
        network = Network(make(), torch.zeros(inputs, dtype=torch.float64))
        layers = [column for column in network.unit_graph.columns if column.layer >= 0]
        assert [column.layer for column in layers] == list(range(len(network.layers)))
        for column, layer in zip(layers, network.layers, strict=True):
            assert layer.units % column.width == 0


@pytest.mark.parametrize("name", MODELS)
def test_parameters_are_what_the_weights_are_made_of(name: str) -> None:
    make, inputs = MODELS[name]
    network = Network(make(), torch.zeros(inputs, dtype=torch.float64))
    named = 0
    for column in network.unit_graph.columns:
        for connection in column.connections:
            if (parameter := connection.parameter) is None:
                continue
            named += 1
            raw = network.tensors[parameter.name].numpy()[np.ix_(parameter.rows, parameter.columns)]
            made = parameter.row_scale[:, None] * parameter.column_scale * raw
            np.testing.assert_allclose(made, connection.weights, atol=ROUNDING)
    assert named or name == "activation alone"


def test_skips_are_sums_of_what_comes_and_what_is_passed_by() -> None:
    graph = Network(Architecture((4, 4), skip=True).module(0), torch.zeros(2)).unit_graph
    (total,) = [column for column in graph.columns if column.name == "+"]
    assert [connection.source for connection in total.connections] == [1, 2]
    for connection in total.connections:
        np.testing.assert_array_equal(connection.weights, np.eye(4))


def test_what_is_computed_on_the_way_is_that_of_the_way_alone() -> None:
    """Beside the path of a skip there are others, with matrices of their own."""
    graph = Network(TwoBranches().double(), torch.zeros(2, dtype=torch.float64)).unit_graph
    sums = [column for column in graph.columns if column.name == "+"]
    assert len(sums) == 2
    for connection in (connection for column in sums for connection in column.connections):
        assert ("linear" in connection.operations) == (connection.source == 0)
        assert len(connection.numbers) == (8 if connection.source == 0 else 0)


def test_a_choice_that_is_no_maximum_is_told_as_such() -> None:
    graph = Network(Jumpless(), torch.zeros(2)).unit_graph
    assert not graph.whole and [column.sign for column in graph.columns if column.kind == "choice"] == [0]
    with pytest.raises(ValueError, match="The graph has columns") as refusal:
        graph.activity([0.0, 1.0])
    assert str(refusal.value).count(". ") == 2


def test_large_matrices_are_counted_alone() -> None:
    model = nn.Sequential(nn.Linear(2, 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(), nn.Linear(200, 1))
    graph = Network(model, torch.zeros(2)).unit_graph
    (large,) = [c for column in graph.columns for c in column.connections if c.weights is None]
    assert len(large.numbers) == 200 * 200 and large.operations == ("linear",)
    assert np.sort(large.numbers).tolist() == np.sort(model[2].weight.detach().double().numpy().ravel()).tolist()


@pytest.mark.parametrize("wrong", [[0.0], [0.0, 1.0, 2.0]])
def test_an_input_of_another_size_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="The network has 2 inputs"):
        Network(mlp((2, 3, 1)), torch.zeros(2)).unit_graph.activity(wrong)
