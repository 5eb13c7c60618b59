"""Measures of outputs and layers, against the network itself at the tiles' middles."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.geometry import MEASURES, Network, Slice, Tessellation, tessellate
from splinewidgets.geometry.tessellation.network_measures import network_measures
from splinewidgets.zoo import mlp


def random_tessellation(seed: int, widths: tuple[int, ...] = (3, 7, 6, 4)) -> Tessellation:
    points = torch.randn(3, widths[0], dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    return tessellate(mlp(widths, seed=seed).double(), Slice.through(*points, margin=0.5))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_an_output_is_the_networks_at_the_middle_of_the_corners(seed: int) -> None:
    tessellation = random_tessellation(seed)
    corners = np.split(tessellation.tile_vertices, tessellation.tile_offsets[1:-1])
    middles = np.array([tessellation.vertices[loop].mean(0) for loop in corners])
    exact = tessellation.network(tessellation.slice.embed(middles)).detach().numpy()
    measures = network_measures(tessellation.network, ["a", "b"])
    for i in range(exact.shape[1]):
        np.testing.assert_allclose(measures[f"output {i}"].of(tessellation), exact[:, i], atol=1e-10)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_active_units_of_all_layers_are_the_active_share(seed: int) -> None:
    tessellation = random_tessellation(seed)
    measures = network_measures(tessellation.network, ["a", "b"])
    counts = np.array([measures[f"active {i}"].of(tessellation) for i in range(2)])
    for tile in range(0, tessellation.tile_count, 5):
        pattern = tessellation.activation_pattern(tile)
        assert counts[:, tile].tolist() == [layer.sum() for layer in pattern]
    np.testing.assert_allclose(counts.sum(0) / 13, MEASURES["active"].of(tessellation))


def test_names_are_those_of_outputs_and_of_layers_whose_units_are_on_or_off() -> None:
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2, 3))
    network = Network(model, torch.zeros(1, 4, 4))
    measures = network_measures(network, ["relu", "pool"], ["cat", "dog", "owl"])
    assert list(measures) == ["output 0", "output 1", "output 2", "active 0"]
    assert [measures[name].label for name in ("output 1", "active 0")] == ["Output dog", "Active units of relu"]
    assert network_measures(network, ["relu", "pool"], ["no", "yes"])["output 1"].label == "Output 1"
