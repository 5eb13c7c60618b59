"""Textures from a seed, and the small ConvNet whose decision boundary is one hyperplane folded hundreds of times."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import Network, Slice, tessellate
from splinewidgets.zoo import accuracy, strided_convnet, textures, train


def test_textures_come_from_a_seed_in_equal_numbers() -> None:
    one, same, other = textures(21, size=8), textures(21, size=8), textures(21, size=8, seed=1)
    assert torch.equal(one.inputs, same.inputs) and not torch.equal(one.inputs, other.inputs)
    assert one.labels.bincount().tolist() == [11, 10] and one.class_names == ("waves", "blobs")


def test_without_noise_they_are_images_from_zero_to_one() -> None:
    images, labels = (part := textures(200, size=33, noise=0.0)).inputs, part.labels
    assert images.shape == (200, 33, 33) and images.dtype == torch.float32
    assert images.min() >= 0 and images.max() <= 1
    # A wave is as much above its mean as below; most of an image of blobs is dark.
    means = images.mean((1, 2))
    assert (means[labels == 0] - 0.5).abs().max() < 0.2 and means[labels == 1].max() < 0.35


def test_a_wave_is_one_frequency() -> None:
    """Its gradient has one direction: the two derivatives are proportional."""
    waves = textures(40, size=64, noise=0.0).inputs[::2].double().numpy()
    for wave in waves:
        dy, dx = (part[1:-1, 1:-1].ravel() for part in np.gradient(wave))
        _, sizes, _ = np.linalg.svd(np.stack([dx, dy]), full_matrices=False)
        assert sizes[1] < 0.05 * sizes[0]


@pytest.mark.parametrize(("samples", "size"), [(0, 16), (10, 1), (1.5, 16), ("ten", 16)])
def test_other_numbers_are_refused(samples: object, size: int) -> None:
    with pytest.raises((ValueError, TypeError), match=r"samples|size"):
        textures(samples, size)  # type: ignore[arg-type]


def test_the_convnet_has_the_units_that_it_says_and_a_seed() -> None:
    state = torch.random.get_rng_state()
    one, same = strided_convnet(), strided_convnet()
    assert torch.equal(torch.random.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), same.parameters(), strict=True))
    assert sum(layer.units for layer in Network(one, torch.zeros(16, 16)).layers) == 736
    large = strided_convnet(64, classes=3, channels=(2, 3, 4, 5, 6), dense=())
    assert large(torch.zeros(2, 64, 64)).shape == (2, 3) and isinstance(large[-1], nn.Linear)


@pytest.mark.parametrize("size", [4, 12])
def test_an_image_that_cannot_be_halved_so_often_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match=r"pixels\. 3 halvings need a multiple of 8\. Use another size"):
        strided_convnet(size)


def test_the_boundary_is_one_hyperplane_of_the_last_layer_folded_often() -> None:
    """The survey's Figure 5 on a small ConvNet."""
    seen, unseen = textures().split(0.6)
    model = train(strided_convnet(seed=3), seen, steps=400, learning_rate=2e-3, progress=False, cache=False)
    assert accuracy(model, seen) > 0.99 and accuracy(model, unseen) > 0.98
    plane = Slice.through(*seen.inputs[seen.labels == 0][:2], seen.first(1))
    reach = 1.3 * np.abs(plane.anchors).max()
    window = plane.with_bounds((-reach, reach, -reach, reach))
    found = tessellate(model, window)
    assert 20_000 < found.tile_count < 200_000
    assert found.areas().sum() == pytest.approx(window.area, rel=1e-9)
    boundary = found.decision_boundary()
    assert len(boundary) > 100
    double = deepcopy(model).double()
    weight, bias = double[-1].weight.detach(), double[-1].bias.detach()
    with torch.no_grad():
        z = double[:-1](window.embed(boundary.segments.reshape(-1, 2)))
    assert (z @ (weight[1] - weight[0]) + bias[1] - bias[0]).abs().max() < 1e-9
