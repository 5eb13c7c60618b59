"""Tile counts that are known in advance (figures of the survey, Zaslavsky 1975, Montufar et al. 2014)."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
import torch
from perceptrons import folding_network, lines, tent_map

from splinewidgets.geometry import Slice, tessellate

BOTH = pytest.mark.parametrize("dtype", [torch.float32, torch.float64])


def square(half: float) -> Slice:
    return Slice.box((-half, half), (-half, half))


@pytest.mark.parametrize(("count", "tiles"), [(3, 7), (5, 16), (8, 37), (12, 79), (20, 211)])
def test_lines_in_general_position_reach_zaslavskys_count(count, tiles):
    """In float64 only: in a window a thousand times as large as the small tiles float32 does not resolve them."""
    assert tiles == sum(comb(count, j) for j in range(3))
    tessellation = tessellate(lines(count, seed=count), square(1e3))
    tessellation.verify()
    assert tessellation.tile_count == tiles


@BOTH
@pytest.mark.parametrize("count", [1, 5, 20, 100])
def test_a_central_arrangement_has_two_tiles_a_line(count, dtype):
    tessellation = tessellate(lines(count, seed=count, central=True), square(1.7), dtype=dtype)
    tessellation.verify()
    assert tessellation.tile_count == 2 * count


@BOTH
@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_a_folding_network_reaches_montufars_bound(depth, dtype):
    tessellation = tessellate(folding_network(depth), square(1), dtype=dtype)
    tessellation.verify()
    assert tessellation.tile_count == 4 ** (depth - 1) * 11


@BOTH
@pytest.mark.parametrize("depth", [1, 2, 5, 9, 12])
def test_a_tent_map_doubles_its_strips_with_every_layer(depth, dtype):
    tessellation = tessellate(tent_map(depth), Slice.box((0, 1), (0, 1)), dtype=dtype)
    tessellation.verify()
    assert tessellation.tile_count == 2**depth
    np.testing.assert_allclose(tessellation.areas(), 2.0**-depth, rtol=1e-5)


def test_layers_refine_each_other():
    tessellation = tessellate(folding_network(3), square(1))
    assert tessellation.layer_tile_counts == (4, 16, 176)
    for layer, count in enumerate(tessellation.layer_tile_counts):
        ancestors = tessellation.ancestors(layer)
        assert set(ancestors) == set(range(count))
        np.testing.assert_allclose(
            np.bincount(ancestors, tessellation.areas()), 4 / count if layer < 2 else tessellation.areas()
        )
