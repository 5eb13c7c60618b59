"""One tile as an object: what it says is what its tessellation says, and A x + c is the network."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from splinewidgets.geometry import LocalMap, Network, Slice, Tessellation, Tile, tessellate
from splinewidgets.zoo import mlp


@pytest.fixture(scope="module")
def tiles() -> Tessellation:
    """A slice through a network of five inputs and four classes."""
    random = torch.Generator().manual_seed(3)
    return tessellate(mlp((5, 9, 8, 4), seed=1), Slice.through(*torch.randn(3, 5, generator=random)))


def test_a_tile_says_what_the_tessellation_says(tiles: Tessellation) -> None:
    measured = {name: tiles.measure(name) for name in ("slope", "norm", "frobenius", "area", "distance", "class")}
    active = tiles.active_units()
    for number in range(0, tiles.tile_count, 5):
        tile = Tile(tiles, number)
        a, c = tiles.affine_map(number)
        assert torch.equal(tile.A, a) and torch.equal(tile.c, c)
        assert tile.slope == pytest.approx(measured["slope"][number], rel=1e-9)
        assert tile.spectral_norm == pytest.approx(measured["norm"][number], rel=1e-9)
        assert tile.frobenius_norm == pytest.approx(measured["frobenius"][number], rel=1e-9)
        assert (tile.area, tile.boundary_distance) == (measured["area"][number], measured["distance"][number])
        assert tile.scores.argmax() == measured["class"][number]
        np.testing.assert_array_equal(tile.active_units, active[number])
        assert len(tile.halfspaces.b) == len(tile.corners)


def test_the_map_gives_the_outputs_in_the_middle_and_at_the_corners(tiles: Tessellation) -> None:
    for number in range(0, tiles.tile_count, 5):
        tile = Tile(tiles, number)
        assert tiles.locate(tile.middle[None])[0] == number
        there = tile.A.flatten(1) @ tile.input.flatten() + tile.c
        np.testing.assert_allclose(there, tile.outputs, atol=1e-9)
        corners = tiles.slice.embed(tile.corners).double()
        vertices = tiles.tile_vertices[tiles.tile_offsets[number] : tiles.tile_offsets[number + 1]]
        np.testing.assert_allclose(corners @ tile.A.T + tile.c, tiles.outputs[vertices], atol=1e-9)


def test_a_local_map_is_that_of_the_tile_around_it(tiles: Tessellation) -> None:
    for number in range(0, tiles.tile_count, 9):
        tile = Tile(tiles, number)
        local = LocalMap(tiles.network, tile.input)
        np.testing.assert_allclose(local.A, tile.A, atol=1e-12)
        np.testing.assert_allclose(local.outputs, tile.outputs, atol=1e-9)
        assert all((one == other).all() for one, other in zip(local.pattern, tile.pattern, strict=True))


def test_rows_are_those_of_the_whole_whichever_comes_first(tiles: Tessellation) -> None:
    before, after = Tile(tiles, 2), Tile(tiles, 2)
    a, c = before.rows([3, 0])
    torch.testing.assert_close(a, after.A[[3, 0]], rtol=0, atol=1e-12)
    torch.testing.assert_close(c, after.c[[3, 0]], rtol=0, atol=1e-12)
    torch.testing.assert_close(after.rows([3, 0])[0], after.A[[3, 0]], rtol=0, atol=0)


def test_closed_forms_of_the_quadrants() -> None:
    quadrants = tessellate(nn.ReLU(), Slice.box((-1, 1), (-1, 1)))
    (number,) = quadrants.locate([[0.5, -0.5]])
    tile = Tile(quadrants, int(number))
    assert tile.A.tolist() == [[1, 0], [0, 0]] and tile.c.tolist() == [0, 0]
    assert tile.active_units.tolist() == [1] and tile.area == tile.spectral_norm == tile.frobenius_norm == 1
    assert tile.middle.tolist() == [0.5, -0.5] and repr(tile) == f"<Tile {number}: 4 corners, area 1>"


def test_a_max_pooling_has_no_active_units() -> None:
    network = Network(nn.MaxPool1d(2), torch.zeros(1, 4))
    local = LocalMap(network, [[1.0, 2.0, 4.0, 3.0]])
    assert local.A.reshape(2, 4).tolist() == [[0, 1, 0, 0], [0, 0, 1, 0]] and local.active_units.tolist() == [0]


def test_what_is_no_tile_and_no_input_is_refused(tiles: Tessellation) -> None:
    with pytest.raises(IndexError, match=f"Tile {tiles.tile_count} was asked for"):
        Tile(tiles, tiles.tile_count)
    with pytest.raises(ValueError, match=r"The input has shape \(4,\). The network takes \(5,\)"):
        LocalMap(tiles.network, [0.0] * 4)
