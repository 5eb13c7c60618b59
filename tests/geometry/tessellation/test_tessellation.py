"""What must hold for every tessellation, on random networks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import lines, random_perceptron
from torch import nn

from splinewidgets.geometry import Network, Slice, TooManyTiles, tessellate
from splinewidgets.geometry.tessellation.measures import MEASURES, confidence, layer_statistics

UNIT = Slice.box((-1, 1), (-1, 1))


class Residual(nn.Module):
    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.lift = nn.Linear(2, width)
        self.first, self.second = nn.Linear(width, width), nn.Linear(width, width)
        self.read = nn.Linear(width, classes)

    def forward(self, x):
        x = self.lift(x)
        x = x + torch.relu(self.first(x))
        x = torch.nn.functional.leaky_relu(x - torch.abs(self.second(x)), 0.1)
        return self.read(x)


@st.composite
def networks(draw):
    seed = draw(st.integers(0, 10**6))
    kind = draw(st.sampled_from(["perceptron", "biasless", "residual", "one unit"]))
    width = draw(st.integers(1, 24))
    classes = draw(st.integers(1, 4))
    torch.manual_seed(seed)
    if kind == "residual":
        return Residual(width, classes).double()
    if kind == "one unit":
        return random_perceptron([2, 1, 1, classes], seed)
    depth = draw(st.integers(1, 4))
    return random_perceptron([2, *[width] * depth, classes], seed, bias=kind != "biasless")


@settings(max_examples=60, deadline=None)
@given(networks(), st.sampled_from([1e-6, 0.3, 1.0, 20.0]))
def test_invariants(model, half):
    tessellation = tessellate(model, Slice.box((-half, half), (-half, half)))
    tessellation.verify()
    assert abs(tessellation.areas().sum() / (4 * half**2) - 1) < 1e-9


@settings(max_examples=25, deadline=None)
@given(networks())
def test_the_edges_of_a_tile_join_its_corners(model):
    tessellation = tessellate(model, UNIT)
    edges, offsets = tessellation.tile_edges, tessellation.tile_offsets
    assert edges.dtype == np.int32 and edges.shape == tessellation.tile_vertices.shape
    for tile, (begin, end) in enumerate(pairwise(offsets)):
        loop = tessellation.tile_vertices[begin:end]
        sides = np.stack([loop, np.roll(loop, -1)], 1)
        np.testing.assert_array_equal(np.sort(tessellation.edges[edges[begin:end]], 1), np.sort(sides, 1))
        assert (tessellation.edge_tiles[edges[begin:end]] == tile).sum(1).tolist() == [1] * len(loop)
    # Within the window each edge is a side of two tiles, on its border of one.
    assert (np.bincount(edges, minlength=len(tessellation.edges)) == 1 + (tessellation.edge_layer >= 0)).all()


@settings(max_examples=25, deadline=None)
@given(networks())
def test_affine_maps_are_autograds_jacobian_and_give_the_outputs(model):
    tessellation = tessellate(model, UNIT)
    for tile in range(0, tessellation.tile_count, max(1, tessellation.tile_count // 5)):
        a, c = tessellation.affine_map(tile)
        center = torch.from_numpy(tessellation.centroids()[tile])
        assert torch.allclose(a, torch.autograd.functional.jacobian(model, center), atol=1e-12)
        corners = torch.from_numpy(tessellation.loop(tile))
        assert (corners @ a.T + c - model(corners)).abs().max() < 1e-9


def test_affine_maps_live_in_the_full_input_space():
    model = random_perceptron([12, 16, 16, 3], 1)
    x = torch.randn(3, 12, dtype=torch.float64)
    tessellation = tessellate(model, Slice.through(*x))
    for tile in (0, tessellation.tile_count - 1):
        a, _ = tessellation.affine_map(tile)
        inside = tessellation.slice.embed(tessellation.centroids()[tile][None])[0]
        assert a.shape == (3, 12)
        assert torch.allclose(a, torch.autograd.functional.jacobian(model, inside), atol=1e-12)
        within = torch.einsum("cd,kd->ck", a, tessellation.slice.axes.reshape(2, -1))
        np.testing.assert_allclose(tessellation.slopes()[tile], within.numpy(), atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(networks())
def test_the_decision_boundary_is_where_a_fine_grid_changes_its_argmax(model):
    tessellation = tessellate(model, UNIT)
    boundary = tessellation.decision_boundary()
    steps = np.linspace(-0.997, 0.993, 161)
    grid = np.stack(np.meshgrid(steps, steps), -1)
    scores = model(torch.from_numpy(grid.reshape(-1, 2))).detach().numpy().reshape(161, 161, -1)
    if scores.shape[2] == 1:
        scores = np.concatenate([np.zeros_like(scores), scores], 2)
    top = scores.max(2)
    tie = 1e-9 * max(np.abs(scores).max(), 1e-300)
    predicted = (scores >= top[..., None] - tie).argmax(2)
    # A pixel is sure when its lead is either clear or nothing at all.
    lead = top - np.where(np.arange(scores.shape[2]) == predicted[..., None], -np.inf, scores).max(2)
    sure = (lead > 1e-7 * max(np.abs(scores).max(), 1e-30)) | (lead <= tie)
    # From one of two neighbors to the other one goes through the regions of the classes in between, if there are any.
    for axis in (0, 1):
        a, b = (slice(None, -1), slice(1, None))
        one = (a, slice(None)) if axis == 0 else (slice(None), a)
        two = (b, slice(None)) if axis == 0 else (slice(None), b)
        known = sure[one] & sure[two]
        crossings = _crossings(grid[one], grid[two], boundary, scores.shape[2])
        for k in range(scores.shape[2]):
            # Each crossing of a segment of this class goes into its region or out of it.
            leaves = (predicted[one] == k) != (predicted[two] == k)
            assert (crossings[k] % 2 == leaves)[known].all()


def _cross(a, b):
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def _crossings(p, q, boundary, classes):
    """How many segments of each class each grid edge p-q crosses, (classes, ...)."""
    counts = np.zeros((classes, *p.shape[:2]), int)
    direction = q - p
    for (a, b), pair in zip(boundary.segments, boundary.classes, strict=True):
        side_p = _cross(b - a, p - a)
        side_q = _cross(b - a, q - a)
        side_a = _cross(direction, a - p)
        side_b = _cross(direction, b - p)
        counts[pair] += ((side_p > 0) != (side_q > 0)) & ((side_a > 0) != (side_b > 0))
    return counts


def test_boundary_segments_name_the_two_classes_that_tie():
    model = random_perceptron([2, 24, 24, 5], 3)
    tessellation = tessellate(model, Slice.box((-4, 4), (-4, 4)))
    boundary = tessellation.decision_boundary()
    assert len(boundary) > 10
    middle = torch.from_numpy(boundary.segments.mean(1))
    scores = model(middle).detach().numpy()
    rows = np.arange(len(boundary))
    one, two = scores[rows, boundary.classes[:, 0]], scores[rows, boundary.classes[:, 1]]
    np.testing.assert_allclose(one, two, atol=1e-12)
    np.testing.assert_allclose(one, scores.max(1), atol=1e-12)
    assert (tessellation.locate(middle) == boundary.tiles).all()


def test_a_boundary_along_edges_is_found():
    """The class of |x| - 0 flips nowhere; that of relu(x) - relu(-x) flips on the edge x = 0 itself."""
    with torch.no_grad():
        fold = random_perceptron([2, 2, 2], 0)
        fold[0].weight.copy_(torch.tensor([[1.0, 0], [-1, 0]]))
        fold[0].bias.zero_()
        fold[2].weight.copy_(torch.eye(2))
        fold[2].bias.zero_()
    boundary = tessellate(fold, UNIT).decision_boundary()
    assert boundary.classes.tolist() == [[0, 1]]
    np.testing.assert_allclose(np.sort(boundary.segments[0], 0), [[0, -1], [0, 1]], atol=1e-12)
    assert boundary.length() == pytest.approx(2)


def test_locate_finds_the_tile_whose_pattern_a_point_has():
    model = random_perceptron([2, 16, 16, 1], 5)
    tessellation = tessellate(model, UNIT)
    points = np.random.default_rng(0).uniform(-1, 1, (200, 2))
    tiles = tessellation.locate(points)
    for point, tile in zip(points[:40], tiles[:40], strict=True):
        z = torch.from_numpy(point)
        for layer, pattern in enumerate(tessellation.activation_pattern(tile)):
            z = model[2 * layer](z)
            assert ((z > 0).numpy() == pattern).all()
            z = torch.relu(z)
    assert (tessellation.locate([[1.5, 0], [0, -1.01]]) == -1).all()
    assert (tessellation.locate(tessellation.centroids()) == np.arange(tessellation.tile_count)).all()


def test_measures():
    tessellation = tessellate(random_perceptron([6, 16, 16, 3], 2), Slice.through(*torch.randn(3, 6)))
    for measure in MEASURES.values():
        values = measure.of(tessellation)
        assert values.shape == (tessellation.tile_count,) and np.isfinite(values).all()
    norms = MEASURES["norm"].of(tessellation)
    for tile in range(0, tessellation.tile_count, 9):
        a, _ = tessellation.affine_map(tile)
        assert norms[tile] == pytest.approx(float(torch.linalg.matrix_norm(a, 2)), rel=1e-9)
        slope = np.linalg.norm(tessellation.slopes()[tile], 2)
        assert MEASURES["slope"].of(tessellation)[tile] == pytest.approx(slope)
    assert ((confidence(tessellation) > 0) & (confidence(tessellation) <= 1)).all()
    frame = layer_statistics(tessellation)
    assert frame["tiles"].tolist() == list(tessellation.layer_tile_counts)
    assert len(tessellation.to_frame()) == tessellation.tile_count


def test_float32_and_float64_agree_on_the_count():
    model = random_perceptron([2, 64, 64, 64, 64, 1], 0, dtype=torch.float32)
    box = Slice.box((-3, 3), (-3, 3))
    single, double = (tessellate(model, box, dtype=d).tile_count for d in (torch.float32, torch.float64))
    assert abs(single / double - 1) <= 5e-4


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_the_count_does_not_depend_on_the_scale_of_weights(scale):
    model = random_perceptron([2, 12, 12, 1], 4)
    count = tessellate(model, UNIT).tile_count
    with torch.no_grad():
        model[0].weight *= scale
        model[0].bias *= scale
        model[2].weight /= scale
    assert tessellate(model, UNIT).tile_count == count


def test_a_deep_zoom_stays_exact():
    model = random_perceptron([2, 32, 32, 32, 1], 0)
    whole = tessellate(model, UNIT)
    u, v = whole.vertices[(whole.vertices**2).sum(1).argmin()]
    half = 1e-9
    zoomed = tessellate(model, Slice.box((u - half, u + half), (v - half, v + half)))
    zoomed.verify()
    assert zoomed.tile_count >= 3


def test_progress_is_reported_before_every_layer():
    seen = []
    network = Network(lines(3, 0), UNIT.origin)
    tessellate(network, UNIT, progress=lambda fraction, stage: seen.append((fraction, stage)))
    assert seen[0][0] == 0 and seen[-1] == (1.0, "done") and len(seen) == 2


def test_a_network_is_reusable():
    model = random_perceptron([2, 8, 1], 0)
    network = Network(model, torch.zeros(2, dtype=torch.float64))
    assert tessellate(network, UNIT).tile_count == tessellate(model, UNIT).tile_count


def test_too_many_tiles():
    with pytest.raises(TooManyTiles, match=r"more than 10 tiles at layer 0 .* raise max_tiles"):
        tessellate(lines(20, 0), UNIT, max_tiles=10)
    assert tessellate(lines(3, 3), Slice.box((-1e3, 1e3), (-1e3, 1e3)), max_tiles=7).tile_count == 7


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"max_tiles": 0}, "max_tiles is 0. It must be at least 1"),
        ({"dtype": torch.float16}, "must be torch.float64, or torch.float32"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        tessellate(lines(3, 0), UNIT, **arguments)


def test_a_slice_of_other_inputs_is_refused():
    network = Network(random_perceptron([5, 4, 1], 0), torch.zeros(5, dtype=torch.float64))
    with pytest.raises(ValueError, match=r"inputs of shape \(2,\).*takes inputs of shape \(5,\)"):
        tessellate(network, UNIT)


def test_bad_questions():
    tessellation = tessellate(lines(3, 0), UNIT)
    with pytest.raises(IndexError, match="has tiles 0 to"):
        tessellation.affine_map(tessellation.tile_count)
    with pytest.raises(ValueError, match="has layers 0 to 0"):
        tessellation.ancestors(1)
    with pytest.raises(ValueError, match=r"must be \(k, 2\)"):
        tessellation.locate([0.0, 0.0])
