"""Hashes of activation patterns, layer by layer: the same for the same states of units, wherever these are met."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from splinewidgets.geometry import Slice, Tessellation, tessellate
from splinewidgets.geometry.tessellation.measures import pattern_colors
from splinewidgets.geometry.tessellation.patterns import layer_patterns, random_words
from splinewidgets.zoo import mlp

WINDOW = Slice.box((-1, 1), (-1, 1))


def network(seed: int) -> nn.Sequential:
    return mlp((2, 7, 6, 5, 3), seed=seed).double()


def up_to(tessellation: Tessellation, layer: int) -> list[bytes]:
    """The pattern of each tile in layers 0..layer, as it is."""
    tiles = range(tessellation.tile_count)
    return [b"".join(part.tobytes() for part in tessellation.activation_pattern(t)[: layer + 1]) for t in tiles]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_two_tiles_have_one_hash_where_they_have_one_pattern(seed: int) -> None:
    tessellation = tessellate(network(seed), WINDOW)
    hashes = layer_patterns(tessellation)
    for layer in range(3):
        pairs = set(zip(up_to(tessellation, layer), hashes[:, layer].tolist(), strict=True))
        assert len(pairs) == len({pattern for pattern, _ in pairs}) == len({number for _, number in pairs})
        # Which is where they were cut from one tile.
        assert len(pairs) == tessellation.layer_tile_counts[layer]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_a_tile_has_it_in_every_window_and_in_a_network_without_the_later_layers(seed: int) -> None:
    model = network(seed)
    whole = tessellate(model, WINDOW)
    part = tessellate(model, Slice.box((-0.5, 0.7), (-0.6, 0.4)))
    inside = part.centroids()
    found = whole.locate(inside)
    np.testing.assert_array_equal(layer_patterns(part), layer_patterns(whole)[found])
    shorter = tessellate(model[:5], WINDOW)  # flatten, and two layers
    same = shorter.locate(whole.centroids())
    np.testing.assert_array_equal(layer_patterns(whole)[:, :2], layer_patterns(shorter)[same])


def test_colors_are_its_highest_byte_and_take_all_values() -> None:
    tessellation = tessellate(mlp((2, 80, 80, 3), seed=1), WINDOW)
    colors, hashes = pattern_colors(tessellation), layer_patterns(tessellation)
    np.testing.assert_array_equal(colors, (hashes >> np.uint64(56)).T)
    counts = np.bincount(colors[-1], minlength=256)
    assert tessellation.tile_count > 2000
    assert counts.min() > 0 and counts.max() < 5 * counts.mean()


def test_max_poolings_count_with_what_they_choose() -> None:
    model = nn.Sequential(nn.Unflatten(1, (1, 2)), nn.MaxPool1d(2), nn.Flatten())
    tessellation = tessellate(model, WINDOW)
    assert tessellation.tile_count == 2 == len(np.unique(layer_patterns(tessellation)))


def test_an_affine_network_has_one_color() -> None:
    tessellation = tessellate(nn.Linear(2, 2), WINDOW)
    assert pattern_colors(tessellation).tolist() == [[0]]


def test_words_are_those_of_splitmix64() -> None:
    """The first numbers of its sequence from seed 0, as published with it."""
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]
    assert random_words(0, 3).tolist() == published
    assert len({*random_words(0, 500).tolist(), *random_words(1, 500).tolist()}) == 1000


def test_training_moves_tiles_and_leaves_their_hashes() -> None:
    model = network(3)
    before = tessellate(model, WINDOW)
    with torch.no_grad():
        for weights in model.parameters():
            weights += 1e-4
    after = tessellate(model, WINDOW)
    kept = np.isin(layer_patterns(after)[:, -1], layer_patterns(before)[:, -1])
    assert kept.mean() > 0.9
