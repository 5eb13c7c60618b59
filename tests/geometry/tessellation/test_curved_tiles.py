"""Manifolds of generators that end in a smooth function of each output by itself."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import Manifold, Network, Slice, UnsupportedOperation, tessellate
from splinewidgets.geometry.tessellation import curved_tiles, tile_parts

SQUARE = Slice.box((-1, 1), (-1, 1))


class Shifted(nn.Module):
    """(tanh + 1) / 2, the pixels of many generators."""

    def forward(self, x):
        return (torch.tanh(x) + 1) / 2


class Normalized(nn.Module):
    """Sigmoid in another shape, and two constants for each of its rows."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor([[[0.2], [0.4]]], dtype=torch.float64))

    def forward(self, x):
        return (torch.sigmoid(x).view(-1, 1, 2, 2) - self.mean) / (1 - self.mean)


ENDS = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "shifted tanh": Shifted,
    "softplus": lambda: nn.Softplus(2.0),
    "gelu": nn.GELU,
    "gelu by tanh": lambda: nn.GELU("tanh"),
    "silu": nn.SiLU,
    "mish": nn.Mish,
    "log_sigmoid": nn.LogSigmoid,
    "normalized": Normalized,
    "tanh of sigmoid": lambda: nn.Sequential(nn.Sigmoid(), nn.Tanh()),
}


def generator(end: nn.Module, seed: int = 0, scale: float = 1.0) -> nn.Module:
    body = random_perceptron([2, 16, 16, 4], seed)
    with torch.no_grad():
        body[-1].weight.mul_(scale)
    return nn.Sequential(body, end).double()


def manifold(model: nn.Module, window: Slice = SQUARE) -> Manifold:
    return Manifold(tessellate(model, window, smooth_end=True))


def volumes(model: nn.Module, latents: torch.Tensor) -> np.ndarray:
    """By autograd and a singular value decomposition, from the module itself."""
    jacobians = torch.func.vmap(torch.func.jacrev(lambda z: model(z[None]).flatten()))(latents)
    return torch.linalg.svdvals(jacobians.detach()).prod(1).numpy()


@pytest.mark.parametrize("name", ENDS)
def test_an_end_has_the_models_values_slopes_and_bounds_of_these(name: str) -> None:
    model = generator(ENDS[name](), 1, 3.0)
    network = Network(model, [0.0, 0.0], smooth_end=True)
    points = 2 * torch.rand(40, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) - 1
    z = network(points).detach().flatten(1).numpy()
    wanted = model(points).detach()
    assert network.output_shape == tuple(wanted.shape[1:])
    np.testing.assert_allclose(network.smooth_end(z), wanted.flatten(1), atol=1e-14)
    torch.testing.assert_close(network.whole(points), wanted)
    step = 1e-6
    quotients = (network.smooth_end(z + step) - network.smooth_end(z - step)) / (2 * step)
    np.testing.assert_allclose(network.smooth_end.slopes(z), quotients, atol=1e-8)
    low, high = z - 0.4, z + 1.1
    least, most = network.smooth_end.slope_range(low, high)
    for share in np.linspace(0, 1, 21):
        slopes = np.abs(network.smooth_end.slopes(low + share * (high - low)))
        assert (least <= slopes).all() and (slopes <= most).all()
    assert str(pickle.loads(pickle.dumps(network)).smooth_end) == str(network.smooth_end)


@pytest.mark.parametrize("name", ENDS)
def test_areas_are_integrals_of_the_volume_factor(name: str) -> None:
    model = generator(ENDS[name](), 2, 3.0)
    image = manifold(model)
    # Of each of the largest tiles, by the midpoint rule on many triangles.
    tessellation = image.tessellation
    for tile in np.argsort(-tessellation.areas())[:3]:
        loop = tessellation.loop(tile)
        corners = np.stack([np.broadcast_to(loop[0], loop[1:-1].shape), loop[1:-1], loop[2:]], 1)
        for _ in range(5):
            corners = curved_tiles.quartered(corners)
        found = volumes(model, torch.from_numpy(corners.mean(1))) @ curved_tiles.triangle_areas(corners)
        assert image.areas[tile] == pytest.approx(found, rel=2e-3)
    np.testing.assert_allclose(image.volume_factors * image.latent_areas, image.areas)
    assert 0 < image.area_error <= 1e-6 * image.areas.sum()
    at = torch.from_numpy(tessellation.vertices)
    np.testing.assert_allclose(image.positions, model(at).detach().flatten(1), atol=1e-12)
    torch.testing.assert_close(image.outputs_at(at), model(at).detach())


@pytest.mark.parametrize("scale", (0.1, 1.0, 8.0, 60.0))
def test_the_image_of_a_square_under_sigmoids_is_a_square(scale: float) -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid()).double()
    with torch.no_grad():
        model[0].weight.copy_(scale * torch.eye(2, dtype=torch.float64))
        model[0].bias.zero_()
    image = manifold(model)
    side = np.tanh(scale / 2)
    assert image.areas.sum() == pytest.approx(side**2, rel=1e-6)
    assert abs(image.areas.sum() - side**2) <= image.area_error + 1e-14
    assert repr(image).endswith(f"curved by sigmoid, area {side**2:.4g} within {image.area_error:.1g}>")


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.floats(0.1, 30))
def test_the_image_under_sigmoids_fits_into_the_unit_cube(seed: int, scale: float) -> None:
    """A monotone end folds no more than what goes into it: of two outputs an affine piece covers each point once."""
    model = nn.Sequential(random_perceptron([2, 2], seed), nn.Sigmoid()).double()
    with torch.no_grad():
        model[0][-1].weight.mul_(scale)
    image = manifold(model)
    assert 0 < image.areas.sum() <= 1 + image.area_error
    assert 0 <= image.positions.min() and image.positions.max() <= 1


def test_axes_of_the_window_and_parts_of_the_tiles_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    model = generator(nn.Sigmoid(), 3)
    plain = manifold(model)
    skewed = Slice([0.0, 0.0], [[2.0, 0.0], [1.0, 1.0]], SQUARE.bounds)
    other = manifold(model, SQUARE.with_polygon(skewed.embed(skewed.corners)))
    assert manifold(model, skewed).areas.sum() == pytest.approx(other.areas.sum(), rel=1e-5)
    monkeypatch.setattr(tile_parts, "NUMBERS", 37)
    monkeypatch.setattr(curved_tiles, "NUMBERS", 100)
    np.testing.assert_allclose(manifold(model).areas, plain.areas, rtol=1e-9)
    np.testing.assert_allclose(manifold(model).singular_values, plain.singular_values, rtol=1e-9)


def test_stretches_are_those_in_the_middle() -> None:
    model = generator(nn.Tanh(), 4)
    image = manifold(model)
    tile = int(np.argmax(image.latent_areas))
    middle = torch.from_numpy(image.tessellation.loop(tile).mean(0))[None]
    assert image.singular_values[tile].prod() == pytest.approx(volumes(model, middle)[0], rel=1e-6)


def test_what_is_flat_before_the_end_stays_flat() -> None:
    model = nn.Sequential(random_perceptron([2, 8, 1, 8, 3], 0), nn.Sigmoid()).double()
    image = manifold(model)
    assert image.degenerate.all() and image.areas.sum() == 0 and image.area_error == 0


def test_far_out_volumes_keep_their_digits() -> None:
    """Where all pixels are black or white, s (1 - s) would be zero or lose its digits."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Tanh()).double()
    with torch.no_grad():
        model[0].weight.copy_(torch.eye(2))
        model[0].bias.fill_(40.0)
    image = manifold(model)
    wanted = (4 * np.exp(-80) * np.sinh(2)) ** 2
    assert image.areas.sum() == pytest.approx(wanted, rel=1e-5)
    assert image.log_volume_factors[0] == pytest.approx(np.log(wanted / 4), rel=1e-6)


def test_an_end_is_left_out_only_if_it_is_asked_for() -> None:
    model = generator(nn.Tanh())
    with pytest.raises(UnsupportedOperation, match=r"'aten\.tanh' .* is not piecewise affine.*smooth_end=True"):
        tessellate(model, SQUARE)
    before = copy.deepcopy(model[0])
    assert tessellate(model, SQUARE, smooth_end=True).network.dropped == "tanh"
    torch.testing.assert_close(
        tessellate(model, SQUARE, smooth_end=True).outputs, tessellate(before, SQUARE).outputs, rtol=0, atol=0
    )
    with pytest.raises(ValueError, match=r"smooth_end is True and the model is a Network"):
        tessellate(Network(before, [0.0, 0.0]), SQUARE, smooth_end=True)


@pytest.mark.parametrize(
    "end", (nn.Softmax(1), nn.ELU(0.5), nn.Sequential(nn.Tanh(), nn.Linear(4, 4))), ids=("softmax", "elu", "linear")
)
def test_what_mixes_outputs_or_bends_is_no_smooth_end(end: nn.Module) -> None:
    with pytest.raises(UnsupportedOperation, match=r"Take the softmax off|is not piecewise affine"):
        manifold(generator(end))
