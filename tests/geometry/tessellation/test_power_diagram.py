"""Centroids and radii: every point lies in the cell whose Laguerre distance is least."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Slice, UnsupportedOperation, centroids_and_radii, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))
ACTIVATIONS = {
    "relu": nn.ReLU(),
    "leaky": nn.LeakyReLU(0.1),
    "falling": nn.LeakyReLU(-0.4),
    "prelu": nn.PReLU(7, init=0.3),
    "abs": None,
}


class Net(nn.Module):
    """Two layers of seven units and a skip connection, for images of shape (2, 3)."""

    def __init__(self, seed: int, activation) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.first, self.second, self.last = nn.Linear(6, 7), nn.Linear(7, 7), nn.Linear(7, 2)
        self.act = activation or (lambda x: x.abs())
        self.double()

    def forward(self, x):
        y = self.act(self.first(x.flatten(1)))
        return self.last(y + self.act(self.second(y)))


def laguerre(points, centroids, squared_radii):
    """Distances (points, tiles)."""
    points, centroids = (np.asarray(a).reshape(len(a), -1) for a in (points, centroids))
    return ((points[:, None] - centroids) ** 2).sum(2) - squared_radii


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(sorted(ACTIVATIONS)), st.integers(0, 1), st.booleans())
def test_the_nearest_centroid_of_the_same_parent_names_the_tile(seed, activation, layer, orthonormal) -> None:
    model = Net(seed, ACTIVATIONS[activation])
    x = torch.randn(3, 2, 3, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    plane = Slice.through(*x) if orthonormal else Slice(x[0], torch.stack([x[1] - x[0], x[2]]), (-2, 1, -1, 3))
    tessellation = tessellate(model, plane)
    diagram = centroids_and_radii(tessellation, layer)
    assert diagram.centroids.shape == (tessellation.layer_tile_counts[layer], 2, 3)
    assert repr(diagram).startswith(f"<PowerDiagram: {len(diagram.parents):,} cells in ")
    u0, u1, v0, v1 = plane.bounds
    uv = np.random.default_rng(seed).uniform((u0, v0), (u1, v1), (500, 2))
    tiles = tessellation.ancestors(layer)[tessellation.locate(uv)]
    others = diagram.parents[tiles][:, None] != diagram.parents
    for distances in (
        laguerre(plane.embed(uv), diagram.centroids, diagram.squared_radii),
        laguerre(uv, diagram.slice_centroids, diagram.slice_squared_radii),
    ):
        distances[others] = np.inf
        at_home = distances[np.arange(len(uv)), tiles]
        # Equal only on the boundary, or where two codes are one function.
        assert (at_home <= distances.min(1) + 1e-9 * (1 + abs(at_home))).all()
        nearest = distances.argmin(1)
        apart = (diagram.centroids[nearest] - diagram.centroids[tiles]).abs().reshape(len(uv), -1).amax(1)
        assert ((nearest == tiles) | (apart < 1e-9).numpy()).all()
    if orthonormal:
        away = plane.distance(diagram.centroids)
        np.testing.assert_allclose(diagram.slice_centroids, plane.project(diagram.centroids), atol=1e-9)
        np.testing.assert_allclose(diagram.slice_squared_radii, diagram.squared_radii - away**2, atol=1e-9)


@pytest.mark.parametrize(("activation", "eta"), [(nn.ReLU(), 0.0), (nn.LeakyReLU(0.1), 0.1), (None, -1.0)])
def test_one_layer_agrees_with_all_of_its_codes(activation, eta) -> None:
    """That is mu = W^T q and rad = |mu|^2 + 2 b^T q, least among all 2^7 codes, in all of input space."""
    model = Net(4, activation)
    with torch.no_grad():
        model.first.bias.mul_(4)
    plane = Slice.through(*torch.randn(3, 2, 3, generator=torch.Generator().manual_seed(4)))
    tessellation = tessellate(model, plane)
    diagram = centroids_and_radii(tessellation)
    weight, bias = model.first.weight.detach().numpy(), model.first.bias.detach().numpy()
    codes = np.array(list(product([eta, 1.0], repeat=7)))
    centroids, radii = codes @ weight, ((codes @ weight) ** 2).sum(1) + 2 * codes @ bias
    assert (radii < 0).any()
    patterns = np.stack([tessellation.activation_pattern(tile)[0] for tile in range(len(diagram.parents))])
    own = (np.where(patterns, 1.0, eta)[:, None] == codes).all(2).argmax(1)
    np.testing.assert_allclose(diagram.centroids.reshape(-1, 6).numpy(), centroids[own], atol=1e-12)
    np.testing.assert_allclose(diagram.squared_radii, radii[own], atol=1e-12)
    assert (diagram.parents == 0).all()
    uv = np.random.default_rng(0).uniform(*np.array(plane.bounds).reshape(2, 2).T, (5000, 2))
    nearest = laguerre(plane.embed(uv), centroids, radii).argmin(1)
    assert (nearest == own[tessellation.ancestors(0)[tessellation.locate(uv)]]).all()


def test_a_dead_tile_has_its_centroid_at_zero() -> None:
    model = random_perceptron([2, 3, 1], 0)
    with torch.no_grad():
        model[0].bias.fill_(-1e-3)
    tessellation = tessellate(model, UNIT)
    diagram = centroids_and_radii(tessellation, 0)
    patterns = np.stack([tessellation.activation_pattern(tile)[0] for tile in range(tessellation.tile_count)])
    dead = ~patterns.any(1)
    assert dead.any()
    assert not diagram.centroids[dead].any()
    assert not diagram.squared_radii[dead].any()


def test_layers_without_a_power_diagram_are_refused() -> None:
    linear = nn.Linear(2, 4).double()
    for knot in (nn.ReLU6(), nn.Hardtanh(), nn.LeakyReLU(1.5), nn.PReLU(4, init=1.5, dtype=torch.float64)):
        tessellation = tessellate(nn.Sequential(linear, knot), UNIT)
        with pytest.raises(UnsupportedOperation, match="larger of two affine functions"):
            centroids_and_radii(tessellation, 0)
    with pytest.raises(ValueError, match="Layer 1 was asked for"):
        centroids_and_radii(tessellation, 1)
