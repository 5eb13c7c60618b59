"""Networks of the usual kinds: every invariant, and agreement with what torch itself says."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from architectures import ARCHITECTURES, architecture

from splinewidgets.geometry import Network, Slice, tessellate


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_architecture(name) -> None:
    model, inputs = architecture(name)
    network = Network(model, inputs[0])
    slice = Slice.through(*inputs, margin=0.0)
    tessellation = tessellate(network, slice)
    tessellation.verify()
    _maps_are_autograds(tessellation, model)
    _every_state_on_a_grid_is_a_tile_of_its_own(tessellation)
    _affine_functions_give_the_outputs_on_a_grid(tessellation, model)
    _the_boundary_lies_between_grid_points_of_different_class(tessellation, model)
    single = tessellate(network, slice, dtype=torch.float32)
    single.verify()
    assert abs(single.tile_count / tessellation.tile_count - 1) < 0.01


def _maps_are_autograds(tessellation, model) -> None:
    for tile in range(0, tessellation.tile_count, max(1, tessellation.tile_count // 3)):
        a, c = tessellation.affine_map(tile)
        center = tessellation.slice.embed(tessellation.centroids()[tile][None])
        jacobian = torch.autograd.functional.jacobian(lambda x: model(x).flatten(), center)[:, 0]
        assert torch.allclose(a, jacobian, atol=1e-10)
        corners = tessellation.slice.embed(tessellation.loop(tile)).flatten(1)
        assert (corners @ a.flatten(1).T + c - model(corners.view(-1, *center.shape[1:])).flatten(1)).abs().max() < 1e-9


def _every_state_on_a_grid_is_a_tile_of_its_own(tessellation) -> None:
    """Points have the same signs and the same largest entries exactly if they lie in one tile."""
    points = _grid(tessellation.slice.bounds, 60)
    states: list[np.ndarray] = []
    layers = tessellation.network.layers

    def look(layer, z):
        states.append(layers[layer].pattern(z).to(torch.int16).numpy())

    with torch.no_grad():
        tessellation.network.evaluate(tessellation.slice.embed(points), at_knot=look)
    tiles = tessellation.locate(points)
    packed = np.ascontiguousarray(np.concatenate(states, 1))
    keys = packed.view([("", packed.dtype)] * packed.shape[1]).ravel()
    _, state = np.unique(keys, return_inverse=True)
    pairs = np.unique(np.stack([tiles, state.ravel()], 1), axis=0)
    assert (tiles >= 0).all()
    assert len(pairs) == len(np.unique(tiles)) == len(np.unique(state))


def _affine_functions_give_the_outputs_on_a_grid(tessellation, model) -> None:
    """Each point's outputs are those of the affine function that its tile's slopes and values give."""
    points = _grid(tessellation.slice.bounds, 40)
    with torch.no_grad():
        wanted = model(tessellation.slice.embed(points)).flatten(1).numpy()
    tiles = tessellation.locate(points)
    slopes = tessellation.slopes()[tiles]
    first = tessellation.tile_vertices[tessellation.tile_offsets[tiles]]
    values = tessellation.outputs.reshape(len(tessellation.vertices), -1).numpy()[first]
    values = values + np.einsum("ncd,nd->nc", slopes, points - tessellation.vertices[first])
    np.testing.assert_allclose(values, wanted, atol=1e-7 * np.abs(wanted).max())


def _the_boundary_lies_between_grid_points_of_different_class(tessellation, model) -> None:
    points = _grid(tessellation.slice.bounds, 40).reshape(40, 40, 2)
    with torch.no_grad():
        scores = model(tessellation.slice.embed(points.reshape(-1, 2))).flatten(1).reshape(40, 40, -1)
    top = scores.topk(2, dim=2)
    sure = (top.values[..., 0] - top.values[..., 1] > 1e-9).numpy()
    classes = top.indices[..., 0].numpy()
    differ = (classes[:, 1:] != classes[:, :-1]) & sure[:, 1:] & sure[:, :-1]
    segments = tessellation.decision_boundary().segments
    for p, q in zip(points[:, :-1][differ], points[:, 1:][differ], strict=True):
        side_p, side_q = (_side(segments[:, 0], segments[:, 1], x) for x in (p, q))
        side_a, side_b = (_side(p, q, segments[:, end]) for end in (0, 1))
        assert (((side_p > 0) != (side_q > 0)) & ((side_a > 0) != (side_b > 0))).any()


def _side(a, b, x) -> np.ndarray:
    """On which side of the line a-b points lie."""
    return (b - a)[..., 0] * (x - a)[..., 1] - (b - a)[..., 1] * (x - a)[..., 0]


def _grid(bounds, count) -> np.ndarray:
    u0, u1, v0, v1 = bounds
    # Off the lines of symmetry, where a network might have an edge.
    u, v = (low + (high - low) * (np.arange(count) + 0.4142) / count for low, high in ((u0, u1), (v0, v1)))
    return np.stack(np.meshgrid(u, v), -1).reshape(-1, 2)
