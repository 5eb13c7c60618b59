"""Models after their published form: what their tiles say is what the models themselves do."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from published_models import PUBLISHED, Largest, published
from torch import nn
from torch.nn import functional as F

from splinewidgets.geometry import Slice, linearize, tessellate
from splinewidgets.geometry.tessellation.affine_maps import affine_maps

GRID = 24


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_model(name) -> None:
    model, inputs, half = published(name)
    if any(isinstance(module, nn.Tanh) for module in model.modules()):
        model = linearize(model, knots=4)
    plane = Slice.through(*inputs)
    u, v = plane.anchors.mean(0)
    tessellation = tessellate(model, plane.with_bounds((u - half, u + half, v - half, v + half)))
    assert tessellation.tile_count > 20
    tessellation.verify()
    _maps_are_the_models(tessellation, model)
    _patterns_seen_by_hooks_are_tiles(tessellation, model)


def _maps_are_the_models(tessellation, model) -> None:
    u0, u1, v0, v1 = tessellation.slice.bounds
    points = np.random.default_rng(0).uniform((u0, v0), (u1, v1), (4, 2))
    inputs = tessellation.slice.embed(points)
    with torch.no_grad():
        values = _scores(tessellation, model, inputs)
    some = np.linspace(0, values.shape[1] - 1, min(values.shape[1], 5)).astype(int)
    maps, constants = affine_maps(tessellation, tessellation.locate(points), some)
    found = (maps.flatten(2) @ inputs.flatten(1)[:, :, None])[:, :, 0] + constants
    torch.testing.assert_close(found, values[:, some], rtol=0, atol=1e-9 * max(1.0, float(values.abs().max())))


def _scores(tessellation, model, inputs):
    """The outputs (N, C), before a sigmoid at the end."""
    values = model(inputs).flatten(1)
    return torch.logit(values) if tessellation.network.dropped == "sigmoid" else values


def _patterns_seen_by_hooks_are_tiles(tessellation, model) -> None:
    """Points of a grid have one pattern exactly if they lie in one tile."""
    u0, u1, v0, v1 = tessellation.slice.bounds
    # Off the lines of symmetry, where a network might have an edge.
    u, v = (low + (high - low) * (np.arange(GRID) + 0.4142) / GRID for low, high in ((u0, u1), (v0, v1)))
    points = np.stack(np.meshgrid(u, v), -1).reshape(-1, 2)
    states: list[torch.Tensor] = []
    knots = {about.activation: torch.tensor(about.knots) for about in tessellation.approximations}

    def look(module, given) -> None:
        states.append(_state(module, given[0], knots).flatten(1).to(torch.int32))

    kinds = (nn.ReLU, nn.LeakyReLU, nn.ReLU6, nn.Tanh, nn.MaxPool2d, Largest)
    handles = [m.register_forward_pre_hook(look) for m in model.modules() if isinstance(m, kinds)]
    with torch.no_grad():
        model(tessellation.slice.embed(points))
    for handle in handles:
        handle.remove()
    _, state = np.unique(torch.cat(states, 1).numpy(), axis=0, return_inverse=True)
    tiles = tessellation.locate(points)
    pairs = np.unique(np.stack([tiles, state.ravel()], 1), axis=0)
    assert (tiles >= 0).all()
    assert len(pairs) == len(np.unique(tiles)) == len(np.unique(state)) > 5


def _state(module, z, knots):
    if isinstance(module, nn.MaxPool2d):
        window = (module.kernel_size, module.stride, module.padding, module.dilation, module.ceil_mode)
        return F.max_pool2d(z, *window, return_indices=True)[1]
    if isinstance(module, Largest):
        return z.argmax(module.dim)
    if isinstance(module, nn.Tanh):
        return torch.bucketize(z, knots["tanh"].to(z.dtype))
    if isinstance(module, nn.ReLU6):
        return (z > 0).int() + (z > 6).int()
    return z > 0
