from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import perceptron, random_perceptron
from torch import nn

from splinewidgets.geometry import Manifold, Slice, UnsupportedOperation, linearize, tessellate

SQUARE = Slice.box((-1, 1), (-1, 1))


def manifold(model: nn.Module, window: Slice = SQUARE) -> Manifold:
    return Manifold(tessellate(model, window))


@st.composite
def manifolds(draw):
    """Of two latents or of a plane of five, whose axes are neither orthogonal nor of length one."""
    seed, outputs = draw(st.integers(0, 10**6)), draw(st.integers(2, 6))
    if draw(st.booleans()):
        return manifold(random_perceptron([2, 12, 12, outputs], seed))
    model = random_perceptron([5, 12, 12, outputs], seed)
    origin, *axes = torch.randn(3, 5, dtype=torch.float64)
    return manifold(model, Slice(origin, torch.stack([2 * axes[0], axes[1] + axes[0]]), (-1, 1, -0.5, 1)))


def polygon_area(corners: np.ndarray) -> float:
    """Of a flat polygon (n, C) in any dimension: Heron's formula on a fan of triangles."""
    total = 0.0
    for second, third in pairwise(corners[1:]):
        a, b, c = sorted(np.linalg.norm(side) for side in (second - corners[0], third - corners[0], third - second))
        total += np.sqrt(max((c + (b + a)) * (a - (c - b)) * (a + (c - b)) * (c + (b - a)), 0.0)) / 4
    return total


@settings(max_examples=25, deadline=None)
@given(manifolds())
def test_an_image_has_the_area_of_its_tile_times_the_volume_factor(image: Manifold) -> None:
    tessellation = image.tessellation
    loops = np.split(tessellation.tile_vertices, tessellation.tile_offsets[1:-1])
    images = np.array([polygon_area(image.positions[loop]) for loop in loops])
    latents = np.array([polygon_area(tessellation.slice.embed(tessellation.vertices[loop]).numpy()) for loop in loops])
    scale = image.areas.max() + 1e-12
    np.testing.assert_allclose(image.areas, images, rtol=1e-6, atol=1e-7 * scale)
    np.testing.assert_allclose(image.latent_areas, latents, rtol=1e-6, atol=1e-7 * latents.max())
    np.testing.assert_allclose(image.latent_areas * image.volume_factors, image.areas, rtol=1e-12)
    assert image.areas.sum() == pytest.approx(images.sum(), rel=1e-6, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(manifolds())
def test_stretches_are_those_of_the_affine_maps_within_the_plane(image: Manifold) -> None:
    tessellation = image.tessellation
    axes = np.linalg.qr(tessellation.slice.axes.numpy().T).Q
    for tile in np.argsort(-tessellation.areas())[:10]:
        a, _ = tessellation.affine_map(tile)
        stretches = np.linalg.svd(a.numpy() @ axes, compute_uv=False)
        np.testing.assert_allclose(image.singular_values[tile], stretches, atol=1e-8)
        assert image.volume_factors[tile] == pytest.approx(stretches.prod(), abs=1e-8)


@settings(max_examples=10, deadline=None)
@given(manifolds())
def test_images_of_neighbors_share_the_edge_between_them(image: Manifold) -> None:
    tessellation = image.tessellation
    large = tessellation.areas() > 1e-6
    within = (tessellation.edge_tiles >= 0).all(1)
    for edge in np.flatnonzero(within)[:10]:
        ends = tessellation.slice.embed(tessellation.vertices[tessellation.edges[edge]])
        for tile in tessellation.edge_tiles[edge]:
            if large[tile]:
                a, c = tessellation.affine_map(tile)
                np.testing.assert_allclose(
                    (ends @ a.T + c).numpy(), image.positions[tessellation.edges[edge]], atol=1e-9
                )


def test_a_fold_has_the_area_of_its_two_sides() -> None:
    # (u, v) -> (u, v, |u|): two sides at 45 degrees.
    both = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    image = manifold(perceptron([(both, np.zeros(4)), ([[1, -1, 0, 0], [0, 0, 1, -1], [1, 1, 0, 0]], np.zeros(3))]))
    assert image.areas.sum() == pytest.approx(4 * np.sqrt(2))
    np.testing.assert_allclose(image.volume_factors, np.sqrt(2))
    assert not image.degenerate.any() and image.degenerate_share == 0


def test_what_is_folded_flat_is_degenerate() -> None:
    # (u, v) -> (relu(u - 1/2), v): three quarters of the square become a segment.
    into, out = ([[1, 0], [0, 1], [0, -1]], [-0.5, 0, 0]), ([[1, 0, 0], [0, 1, -1]], np.zeros(2))
    image = manifold(perceptron([into, out]))
    flat = image.tessellation.centroids()[:, 0] < 0.5
    np.testing.assert_array_equal(image.degenerate, flat)
    np.testing.assert_allclose(image.volume_factors, ~flat)
    np.testing.assert_allclose(image.log_volume_factors, np.where(flat, -np.inf, 0), atol=1e-9)
    assert image.degenerate_share == pytest.approx(0.75)
    assert image.areas.sum() == pytest.approx(1)
    assert f"{flat.sum()} degenerate, 75.0% of the window" in repr(image)


@pytest.mark.parametrize("dtype", (torch.float32, torch.float64))
def test_a_bottleneck_of_one_unit_makes_all_tiles_degenerate(dtype: torch.dtype) -> None:
    image = manifold(random_perceptron([2, 64, 1, 64, 64, 3], 1, dtype=dtype))
    assert image.degenerate.all() and len(image.degenerate) > 50
    assert image.areas.sum() == 0
    wide = manifold(random_perceptron([2, 32, 32, 3], 0, dtype=dtype))
    assert wide.degenerate_share < 1e-4


def test_one_output_has_no_area() -> None:
    assert manifold(random_perceptron([2, 8, 1], 0)).degenerate.all()


def test_nearly_parallel_columns_keep_the_digits_that_a_determinant_loses() -> None:
    thin = 1e-9
    a = np.array([[1.0, 1.0], [1.0, 1.0 + thin], [0.0, 0.0]])
    image = manifold(perceptron([(a, np.zeros(3))]))
    assert np.linalg.det(a.T @ a) != pytest.approx(thin**2, rel=0.1, abs=0)
    assert image.volume_factors == pytest.approx([thin], rel=1e-5, abs=0)


def test_outputs_that_are_no_numbers_are_refused() -> None:
    tessellation = tessellate(random_perceptron([2, 8, 3], 0), SQUARE)
    outputs = tessellation.outputs.clone()
    outputs[:2, 1] = torch.nan
    with pytest.raises(ValueError, match=r"outputs at 2 of \d+ vertices are NaN or infinite\. The images of tiles"):
        Manifold(replace(tessellation, outputs=outputs))


def test_slopes_in_parts_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    tessellation = tessellate(random_perceptron([2, 12, 12, 5], 3), SQUARE)
    whole = Manifold(tessellation).singular_values
    monkeypatch.setattr("splinewidgets.geometry.tessellation.tile_parts.NUMBERS", 37)
    np.testing.assert_array_equal(Manifold(replace(tessellation)).singular_values, whole)


@pytest.mark.parametrize("end", (nn.Softmax(1), nn.LogSoftmax(1)))
def test_an_end_that_mixes_the_outputs_is_no_end_of_a_manifold(end: nn.Module) -> None:
    model = nn.Sequential(nn.Linear(2, 2), end)
    with pytest.raises(UnsupportedOperation, match=r"The model ends in \w+, .*Take the softmax off"):
        manifold(model)


def test_a_linearized_end_counts() -> None:
    """The image of a square of half width 1 under sigmoid(8 x) is one of half width 1/2 - sigmoid(-8)."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Sigmoid()).double()
    with torch.no_grad():
        model[0].weight.copy_(8 * torch.eye(2))
        model[0].bias.zero_()
    image = manifold(linearize(model, knots=65))
    assert image.areas.sum() == pytest.approx((1 - 2 / (1 + np.exp(8))) ** 2, rel=1e-2)
    assert 0 <= image.positions.min() and image.positions.max() <= 1


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), power=st.integers(-40, 40), flat=st.booleans())
def test_the_unit_of_outputs_does_not_matter(seed: int, power: int, flat: bool) -> None:
    # Powers of two, by which nothing is rounded.
    model = random_perceptron([2, 24, 1, 24, 3] if flat else [2, 16, 16, 3], seed, dtype=torch.float32)
    image = manifold(model)
    with torch.no_grad():
        model[-1].weight *= 2.0**power
        model[-1].bias *= 2.0**power
    other = manifold(model)
    np.testing.assert_allclose(other.singular_values, 2.0**power * image.singular_values, rtol=1e-9)
    assert other.degenerate.all() if flat else not other.degenerate.all()
