"""Models in bfloat16 and float16: the tiles of the network as stored, whose weights are exact numbers in float64."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from architectures import ARCHITECTURES, architecture
from perceptrons import random_perceptron
from torch import nn

from splinewidgets.geometry import (
    MEASURES,
    Network,
    Segment,
    Slice,
    centroids_and_radii,
    tessellate,
    tessellate_segments,
)

HALVES = pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
BOX = Slice.box((-3.1, 2.9), (-3, 3.3))


def both(model: nn.Module, dtype: torch.dtype) -> tuple[nn.Module, nn.Module]:
    """The model rounded to a dtype, and the same numbers in float64, moved there by hand."""
    half = copy.deepcopy(model).to(dtype)
    double = copy.deepcopy(model).double()
    for name, tensor in double.state_dict(keep_vars=True).items():
        tensor.data = half.state_dict()[name].to(tensor.dtype)
    return half, double


@HALVES
@pytest.mark.parametrize("name", ["perceptron", *ARCHITECTURES])
def test_the_tiles_are_those_of_the_weights_as_stored(name, dtype):
    if name == "perceptron":
        model, window = random_perceptron([2, 24, 24, 3], 0), BOX
    else:
        model, inputs = architecture(name)
        window = Slice.through(*inputs, margin=-0.3)
    half, double = both(model, dtype)
    given, wanted = tessellate(half, window), tessellate(double, window)
    assert given.tile_count > 1
    assert given.outputs.dtype == torch.float64
    np.testing.assert_array_equal(given.vertices, wanted.vertices)
    np.testing.assert_array_equal(given.tile_vertices, wanted.tile_vertices)
    torch.testing.assert_close(given.outputs, wanted.outputs, rtol=0, atol=0)


@HALVES
def test_points_of_the_slice_are_not_rounded_to_the_models_dtype(dtype):
    # In a window of which a corner is 100, neighbours in bfloat16 are a half apart and in float16 a sixteenth.
    window = Slice.box((99.9, 100.1), (-0.1, 0.1))
    half, double = both(nn.Sequential(nn.Linear(2, 40), nn.ReLU(), nn.Linear(40, 8), nn.ReLU(), nn.Linear(8, 3)), dtype)
    with torch.no_grad():  # lines through the window
        for model in (half, double):
            model[0].weight[:, 0].mul_(2.0**-6)
            model[0].bias.copy_(-model[0].weight[:, 0] * 100)
    double[0].bias.data = half[0].bias.double()
    given, wanted = tessellate(half, window), tessellate(double, window)
    assert given.tile_count == wanted.tile_count > 20
    for tile in range(0, given.tile_count, 7):
        for one, other in zip(given.affine_map(tile), wanted.affine_map(tile), strict=True):
            assert torch.equal(one, other)
        for one, other in zip(given.activation_pattern(tile), wanted.activation_pattern(tile), strict=True):
            assert (one == other).all()
    points = given.centroids()
    assert torch.equal(given.outputs_at(points), wanted.outputs_at(points))
    torch.testing.assert_close(given.outputs_at(points), double(torch.from_numpy(points)), rtol=1e-12, atol=1e-12)
    assert given.decision_boundary().length() == wanted.decision_boundary().length()
    for name, measure in MEASURES.items():
        np.testing.assert_array_equal(measure.of(given), measure.of(wanted), err_msg=name)
    cells = [centroids_and_radii(tessellation) for tessellation in (given, wanted)]
    np.testing.assert_array_equal(cells[0].squared_radii, cells[1].squared_radii)


@HALVES
def test_segments(dtype):
    half, double = both(random_perceptron([5, 24, 24, 3], 0), dtype)
    random = torch.Generator().manual_seed(0)
    ends = 3 * torch.randn(5, 2, 5, generator=random)
    segments = [Segment(start, end) for start, end in ends]
    given, wanted = (tessellate_segments(model, segments) for model in (half, double))
    for one, other in zip(given, wanted, strict=True):
        assert one.piece_count == other.piece_count > 1
        np.testing.assert_array_equal(one.breakpoints, other.breakpoints)
        assert torch.equal(one.outputs, other.outputs)


@HALVES
def test_a_network_that_was_made_before_and_one_with_other_weights(dtype):
    half, double = both(random_perceptron([2, 24, 24, 3], 0), dtype)
    other, other_double = both(random_perceptron([2, 24, 24, 3], 1), dtype)
    network = Network(half, BOX.origin)
    assert network.dtype == dtype
    assert torch.equal(tessellate(network, BOX).outputs, tessellate(double, BOX).outputs)
    moved = network.with_parameters(other.state_dict())
    assert torch.equal(tessellate(moved, BOX).outputs, tessellate(other_double, BOX).outputs)
