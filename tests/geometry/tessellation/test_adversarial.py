"""The nearest boundary, certified discs and local Lipschitz constants, against closed forms and brute force."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from degenerate_networks import StepsNetwork
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import perceptron, random_perceptron
from random_networks import drawn
from torch import nn

from splinewidgets.geometry import Slice, Tessellation, tessellate
from splinewidgets.geometry.tessellation.boundary_distance import tile_distances

UNIT = Slice.box((-1, 1), (-1, 1))
AFFINE = perceptron([([[3.0, 4.0]], [1.0])])

points = st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=20)


@st.composite
def tessellations(draw) -> Tessellation:
    """Of one logit or of several, generic or degenerate."""
    seed = draw(st.integers(0, 10**6))
    if draw(st.booleans()):
        return tessellate(random_perceptron([2, 10, 10, draw(st.integers(1, 4))], seed), UNIT)
    return tessellate(StepsNetwork(drawn(seed)[1]), UNIT)


def to_segments(point, segments):
    """Distance from a point to each of the segments, by the three cases of a projection."""
    a, b = segments[:, 0], segments[:, 1]
    along, beyond = ((point - a) * (b - a)).sum(1), ((point - b) * (b - a)).sum(1)
    cross = (b - a)[:, 0] * (point - a)[:, 1] - (b - a)[:, 1] * (point - a)[:, 0]
    lengths = np.linalg.norm(b - a, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        line = np.abs(cross) / lengths
    ends = np.minimum(np.linalg.norm(point - a, axis=1), np.linalg.norm(point - b, axis=1))
    return np.where((along > 0) & (beyond < 0), line, ends)


@settings(max_examples=60, deadline=None)
@given(tessellations(), points)
def test_the_nearest_boundary_is_the_least_over_all_segments(tessellation: Tessellation, uv) -> None:
    boundary, nearest = tessellation.decision_boundary(), tessellation.nearest_boundary(uv)
    assert len(nearest.distances) == len(uv)
    for i, point in enumerate(np.array(uv)):
        if not len(boundary):
            assert np.isinf(nearest.distances[i]) and np.isnan(nearest.points[i]).all()
            assert nearest.segments[i] == -1 and nearest.classes[i].tolist() == [-1, -1]
            continue
        distances = to_segments(point, boundary.segments)
        assert nearest.distances[i] == pytest.approx(distances.min(), abs=1e-14)
        assert distances[nearest.segments[i]] == pytest.approx(distances.min(), abs=1e-14)
        assert np.hypot(*(nearest.points[i] - point)) == pytest.approx(distances.min(), abs=1e-14)
        assert to_segments(nearest.points[i], boundary.segments[[nearest.segments[i]]])[0] < 1e-14
        assert (nearest.classes[i] == boundary.classes[nearest.segments[i]]).all()


def class_at(model: nn.Module, uv):
    """The class of the clear leaders, -1 elsewhere."""
    with torch.no_grad():
        scores = model(torch.as_tensor(uv))
    scores = torch.cat([torch.zeros_like(scores), scores], 1) if scores.shape[1] == 1 else scores
    two = scores.topk(2, 1)
    clear = two.values[:, 0] - two.values[:, 1] > 1e-9
    return torch.where(clear, two.indices[:, 0], -1).numpy()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), points)
def test_no_input_of_a_certified_disc_has_another_class(seed: int, classes: int, uv) -> None:
    model = random_perceptron([2, 12, 12, classes], seed)
    tessellation = tessellate(model, UNIT)
    radii, nearest = tessellation.certified_radius(uv), tessellation.nearest_boundary(uv)
    random = np.random.default_rng(seed)
    for i, point in enumerate(np.array(uv)):
        turns, reach = random.uniform(0, 2 * np.pi, 300), random.uniform(0, 1, 300) ** 0.5 * radii[i]
        inside = point + reach[:, None] * np.stack([np.cos(turns), np.sin(turns)], 1)
        assert (np.abs(inside) <= 1 + 1e-15).all()
        assert len(set(class_at(model, inside)) - {-1}) <= 1
        # No larger disc will do: it meets another class, or leaves the window.
        assert radii[i] == pytest.approx(min(nearest.distances[i], 1 - np.abs(point).max()), abs=1e-14)
        if np.isfinite(nearest.distances[i]):
            assert class_at(model, nearest.points[[i]])[0] == -1


def test_of_an_affine_network_the_distance_is_that_from_its_line() -> None:
    tessellation = tessellate(AFFINE, UNIT)
    uv = np.random.default_rng(0).uniform(-0.5, 0.5, (50, 2))
    on_line = uv - (uv @ [3, 4] + 1)[:, None] * np.array([3, 4]) / 25
    within = (np.abs(on_line) <= 1).all(1)
    nearest = tessellation.nearest_boundary(uv[within])
    np.testing.assert_allclose(nearest.points, on_line[within], atol=1e-14)
    np.testing.assert_allclose(nearest.distances, np.abs(uv[within] @ [3, 4] + 1) / 5, atol=1e-14)


def test_one_point_is_the_first_of_one() -> None:
    tessellation = tessellate(AFFINE, UNIT)
    one, several = tessellation.nearest_boundary([0.1, 0.2]), tessellation.nearest_boundary([[0.1, 0.2]])
    assert one.points.shape == (1, 2) and one.distances == several.distances
    assert tessellation.certified_radius(torch.tensor([0.1, 0.2])).shape == (1,)


def test_without_a_boundary_the_disc_ends_at_the_border() -> None:
    tessellation = tessellate(perceptron([([[0.0, 0.0]], [1.0])]), UNIT)
    assert tessellation.certified_radius([[0.0, 0.0], [0.75, 0.5], [1.0, 0.0]]).tolist() == [1.0, 0.25, 0.0]
    assert np.isinf(tile_distances(tessellation)).all()


def test_outside_the_window_nothing_is_certified() -> None:
    triangle = UNIT.with_polygon([[-1, -1], [1, -1], [-1, 1]])
    tessellation = tessellate(AFFINE, triangle)
    assert np.isnan(tessellation.certified_radius([[0.5, 0.5], [2.0, 0.0]])).all()
    # From its sides u = -1, v = -1 and u + v = 0.
    (radius,) = tessellate(perceptron([([[0.0, 0.0]], [1.0])]), triangle).certified_radius([-0.5, -0.6])
    assert radius == pytest.approx(0.4)
    (radius,) = tessellate(perceptron([([[0.0, 0.0]], [1.0])]), triangle).certified_radius([-0.1, -0.1])
    assert radius == pytest.approx(0.2 / np.sqrt(2))


def test_lengths_are_those_of_the_slices_coordinates() -> None:
    stretched = Slice([0.0, 0.0], [[10.0, 0.0], [0.0, 10.0]], (-0.1, 0.1, -0.1, 0.1))
    assert tessellate(AFFINE, stretched).nearest_boundary([0.0, 0.0]).distances[0] == pytest.approx(0.02)


@settings(max_examples=40, deadline=None)
@given(tessellations())
def test_the_distance_of_a_tile_is_the_least_of_its_points(tessellation: Tessellation) -> None:
    boundary, distances = tessellation.decision_boundary(), tile_distances(tessellation)
    assert (distances[boundary.tiles] == 0).all()
    for tile in range(0, tessellation.tile_count, max(1, tessellation.tile_count // 20)):
        loop = tessellation.loop(tile)
        inside = np.random.default_rng(0).dirichlet(np.ones(len(loop)), 60) @ loop
        ends = np.concatenate([loop, inside])
        reached = tessellation.nearest_boundary(ends).distances.min()
        assert distances[tile] <= reached + 1e-14
        if not len(boundary) or tile in boundary.tiles:
            continue
        # A segment of the boundary reaches nearest at an end of its own or of a side of the tile.
        sides = np.stack([loop, np.roll(loop, -1, 0)], 1)
        back = min(to_segments(end, sides).min() for end in boundary.segments.reshape(-1, 2))
        assert distances[tile] == pytest.approx(min(reached, back), abs=1e-14)


@settings(max_examples=40, deadline=None)
@given(tessellations(), points, st.sampled_from([0.05, 0.4, 3.0]))
def test_the_lipschitz_constant_is_the_largest_norm_of_the_tiles_in_reach(tessellation, uv, radius: float) -> None:
    found = tessellation.lipschitz(uv, radius)
    full = tessellation.lipschitz(uv, radius, "input")
    maps = [tessellation.affine_map(t)[0] for t in range(tessellation.tile_count)]
    norms = np.array([float(torch.linalg.matrix_norm(a, 2)) for a in maps])
    scale = norms.max()
    for i, point in enumerate(np.array(uv)):
        reach = []
        for tile in range(tessellation.tile_count):
            loop = tessellation.loop(tile)
            sides = np.stack([loop, np.roll(loop, -1, 0)], 1)
            cross = np.diff(sides, axis=1)[:, 0]
            within = (cross[:, 0] * (point - loop)[:, 1] - cross[:, 1] * (point - loop)[:, 0] >= 0).all()
            reach.append(0.0 if within else to_segments(point, sides).min())
        met = np.array(reach) < radius
        assert found.constants[i] == pytest.approx(norms[met].max(), abs=1e-9 * scale)
        # The window is all of input space.
        assert full.constants[i] == pytest.approx(norms[met].max(), abs=1e-9 * scale)
        assert met[found.tiles[i]] and norms[found.tiles[i]] == pytest.approx(norms[met].max(), abs=1e-9 * scale)


@pytest.mark.parametrize("seed", range(5))
def test_no_two_inputs_of_the_disc_are_mapped_farther_apart(seed: int) -> None:
    model = random_perceptron([12, 16, 16, 3], seed)
    plane = Slice.through(*torch.randn(3, 12, dtype=torch.float64))
    tessellation, random = tessellate(model, plane), np.random.default_rng(seed)
    centers = tessellation.slice.anchors
    within, all_directions = tessellation.lipschitz(centers, 0.3), tessellation.lipschitz(centers, 0.3, "input")
    assert (within.constants <= all_directions.constants).all()
    for center, constant in zip(centers, within.constants, strict=True):
        turns, reach = random.uniform(0, 2 * np.pi, 400), 0.3 * random.uniform(0, 1, 400) ** 0.5
        inputs = plane.embed(center + reach[:, None] * np.stack([np.cos(turns), np.sin(turns)], 1))
        apart = torch.pdist(model(inputs).detach()) / torch.pdist(inputs)
        assert float(apart.max()) <= constant * (1 + 1e-9)
    maps = [tessellation.affine_map(int(tile))[0] for tile in all_directions.tiles]
    for a, constant in zip(maps, all_directions.constants, strict=True):
        assert float(torch.linalg.matrix_norm(a, 2)) == pytest.approx(constant)


def test_a_disc_that_meets_no_tile_has_no_constant() -> None:
    found = tessellate(AFFINE, UNIT).lipschitz([[0.0, 0.0], [5.0, 0.0]], 0.5)
    assert found.constants[0] == pytest.approx(5.0) and np.isnan(found.constants[1])
    assert found.tiles.tolist() == [0, -1]
    assert len(tessellate(AFFINE, UNIT).lipschitz(np.empty((0, 2)), 0.5).constants) == 0


@pytest.mark.parametrize("uv", [[[np.nan, 0.0]], [0.0, 0.0, 0.0], [[[0.0, 0.0]]], 1.0, [np.inf, 0.0]])
def test_points_that_are_none_are_refused(uv) -> None:
    tessellation = tessellate(AFFINE, UNIT)
    for ask in (tessellation.nearest_boundary, tessellation.certified_radius, lambda uv: tessellation.lipschitz(uv, 1)):
        with pytest.raises(ValueError, match=r"points.*\. .*\. "):
            ask(uv)


@pytest.mark.parametrize("radius", [0, -1.0, np.inf, np.nan])
def test_a_radius_that_is_none_is_refused(radius: float) -> None:
    with pytest.raises(ValueError, match="The radius is"):
        tessellate(AFFINE, UNIT).lipschitz([0.0, 0.0], radius)


def test_other_directions_are_refused() -> None:
    with pytest.raises(ValueError, match="directions is 'both'"):
        tessellate(AFFINE, UNIT).lipschitz([0.0, 0.0], 1.0, "both")
