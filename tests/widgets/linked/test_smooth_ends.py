"""Generators that end in a sigmoid or tanh, in the views that show values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from explorers import data, perceptron
from manifolds import outputs_of, vertices_of
from torch import nn

from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.linked.manifold_explorer import ManifoldExplorer
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer
from splinewidgets.zoo import mlp

Show = Callable[..., ManifoldExplorer]
ENDS = pytest.mark.parametrize("end", [nn.Sigmoid(), nn.Tanh()], ids=["sigmoid", "tanh"])


def ending(end: nn.Module, inputs: int = 2) -> nn.Module:
    return nn.Sequential(perceptron(inputs, outputs=3), end)


@ENDS
def test_a_manifold_is_that_of_the_generators_values(manifold_of: Show, end: nn.Module) -> None:
    model = ending(end)
    shown = manifold_of(model, samples=200, rho=1)
    assert shown.error == ""
    with torch.no_grad():
        expected = model(torch.tensor(vertices_of(shown), dtype=torch.float32)).numpy()
    np.testing.assert_allclose(outputs_of(decode(shown._manifold["positions"]), shown._manifold), expected, atol=1e-5)
    name = type(end).__name__.lower()
    assert f"curved by {name}, drawn flat between vertices" in shown.status and " within " in shown.status
    image = shown.image
    # A tile's color is its area over what it was: the end counts.
    values = shown.explorer.shown.values("volume")
    np.testing.assert_allclose(values, image.areas / image.latent_areas, rtol=1e-6)
    measures = {entry["name"]: entry["label"] for entry in shown.explorer._measures}
    assert measures["slope"].endswith(f", before {name}") and "before" not in measures["volume"]
    # What is pointed at, and samples, too.
    corner = np.array([0.5, -0.25])
    shown.explorer.pointer = tuple(corner)
    (at,) = outputs_of(np.array([shown._pointed["at"]]), shown._manifold)
    with torch.no_grad():
        np.testing.assert_allclose(at, model(torch.tensor(corner[None], dtype=torch.float32))[0], atol=1e-5)
    found = outputs_of(decode(shown._samples["points"]), shown._manifold)
    assert len(found) == 200 and (np.abs(found) <= 1).all()


@ENDS
def test_a_surface_stands_at_the_networks_values(end: nn.Module) -> None:
    model, points = ending(end), data(20, inputs=2)
    surface = SplineSurface(model, data=points, output=2)
    assert surface.explorer.tessellation and surface.error == ""
    with torch.no_grad():
        wanted = model(torch.tensor(vertices_of(surface), dtype=torch.float32))[:, 2].numpy()
        predicted = model(torch.as_tensor(points, dtype=torch.float32))[:, 2].numpy()
    low, high = surface._surface["lowest_and_highest"]
    np.testing.assert_allclose(low + (high - low) * decode(surface._surface["heights"]), wanted, atol=1e-5)
    np.testing.assert_allclose(np.sort(decode(surface._data["predictions"])), np.sort(predicted), atol=1e-5)
    assert surface._surface["label"].endswith(f"curved by {type(end).__name__.lower()}, drawn flat between vertices")
    surface.close()


def test_an_explorer_of_a_plane_of_latents_and_one_that_is_followed(manifold_of: Show) -> None:
    shown = manifold_of(ending(nn.Tanh(), 5), anchors=np.eye(5)[:3])
    assert "curved by tanh" in shown.status and (np.abs(shown.image.positions) <= 1).all()
    explorer = SliceExplorer(ending(nn.Sigmoid()))
    assert "curved by sigmoid" in manifold_of(explorer).status
    explorer.close()


@ENDS
def test_two_of_three_normal_latents_at_a_polarity(manifold_of: Show, end: nn.Module) -> None:
    model = nn.Sequential(mlp((3, 8, 4), seed=1), end)
    shown = manifold_of(model, coordinates=(0, 2), fixed=[0.0, 0.5, 0.0], density="normal", samples=100, rho=-0.5)
    assert shown.error == "" and "samples of normal latents" in shown.status and "curved by" in shown.status
    assert len(decode(shown._samples["points"])) == 100
    manifold = shown.image
    latents = torch.from_numpy(manifold.tessellation.vertices).float()
    with torch.no_grad():
        wanted = model(torch.stack([latents[:, 0], torch.full_like(latents[:, 0], 0.5), latents[:, 1]], 1))
    np.testing.assert_allclose(manifold.positions, wanted, atol=1e-5)
