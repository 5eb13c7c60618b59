"""Regions of classes, their areas and holes, against shapes that are known, curves of the boundary, and pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from degenerate_networks import StepsNetwork
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from perceptrons import perceptron, random_perceptron
from random_networks import drawn
from scipy import ndimage
from torch import nn

from splinewidgets.geometry import ClassRegions, Slice, Tessellation, tessellate

UNIT = Slice.box((-1, 1), (-1, 1))
SIDES = [[1.0, 0], [-1, 0], [0, 1], [0, -1]]


def told(regions: ClassRegions) -> list[tuple[int, float, int, bool]]:
    """Class, area, holes and whether it reaches the border, of each region, in order."""
    rows = zip(regions.classes, regions.areas, regions.holes, regions.on_border, strict=True)
    return sorted((int(k), round(float(area), 9), int(holes), bool(border)) for k, area, holes, border in rows)


def test_a_diamond_is_a_hole_in_what_is_round_it() -> None:
    ring = tessellate(perceptron([(SIDES, [0.0] * 4), ([[1.0] * 4], [-0.5])]), UNIT)
    assert told(ring.class_regions()) == [(0, 0.5, 0, False), (1, 3.5, 1, True)]
    assert sorted(ring.class_regions().euler_characteristics) == [0, 1]


def test_a_ring_has_what_is_within_for_its_hole() -> None:
    """| |u| + |v| - 1/2 | < 1/4 is a ring, between a diamond and what reaches the border."""

    class Ring(nn.Module):
        def forward(self, x):
            return 0.25 - ((x.abs().sum(1, keepdim=True) - 0.5).abs())

    regions = tessellate(Ring(), UNIT).class_regions()
    assert told(regions) == [(0, 0.125, 0, False), (0, 2.875, 1, True), (1, 1.0, 1, False)]


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_of_a_folding_network_every_copy_has_its_region(depth: int) -> None:
    """max(|u|, |v|) < 1/2, after foldings: squares of one class in a net of the other, with a hole for each."""

    class Squares(nn.Module):
        def forward(self, x):
            for _ in range(depth - 1):
                x = 1 - 2 * x.abs()
            return 0.5 - x.abs().amax(1, keepdim=True)

    regions = tessellate(Squares(), UNIT).class_regions()
    squares = 4 ** (depth - 1)
    # Each of the window's cells is folded onto the whole, and has a square of half its width in the middle.
    assert told(regions) == sorted([(0, 3.0, squares, True)] + [(1, round(1 / squares, 9), 0, False)] * squares)


def test_what_meets_in_a_point_is_apart() -> None:
    """The saddle |u| - |v| has four sectors about a point."""

    class Saddle(nn.Module):
        def forward(self, x):
            return x[:, :1].abs() - x[:, 1:].abs()

    assert told(tessellate(Saddle(), UNIT).class_regions()) == [(0, 1.0, 0, True)] * 2 + [(1, 1.0, 0, True)] * 2


def test_a_class_that_is_largest_within_a_tile_alone_has_a_region() -> None:
    triangle = perceptron([([[0.0, 0.0], [1, 0], [-1, 1], [-1, -1]], [0.2, 0.0, 0.0, 0.0])])
    tessellation = tessellate(triangle, UNIT)
    assert tessellation.tile_count == 1
    regions = tessellation.class_regions()
    # u < 0.2 and |v| - u < 0.2: a triangle from (-0.2, 0) to (0.2, +-0.4).
    assert told(regions)[0] == (0, 0.16, 0, False) and sorted(regions.classes) == [0, 1, 2, 3]
    assert regions.areas.sum() == pytest.approx(4)


def test_classes_that_are_one_count_as_the_first() -> None:
    same = perceptron([([[1.0, 0], [1, 0], [0, 0], [0, 0]], [0.0] * 4)])
    assert told(tessellate(same, UNIT).class_regions()) == [(0, 2.0, 0, True), (2, 2.0, 0, True)]


@st.composite
def tessellations(draw) -> Tessellation:
    """Of one logit or of several, generic or degenerate."""
    seed = draw(st.integers(0, 10**6))
    if draw(st.booleans()):
        model = random_perceptron([2, 10, 10, draw(st.integers(1, 6))], seed)
        with torch.no_grad():
            model[-1].bias.sub_(model(torch.zeros(1, 2, dtype=torch.float64))[0])  # so that all classes are there
        return tessellate(model, UNIT)
    return tessellate(StepsNetwork(drawn(seed)[1]), UNIT)


@settings(max_examples=80, deadline=None)
@given(tessellations())
def test_regions_cover_the_window_and_are_of_the_class_that_is_predicted(tessellation: Tessellation) -> None:
    regions = tessellation.class_regions()
    assert regions.areas.sum() == pytest.approx(4) and (regions.areas > 0).all() and (regions.holes >= 0).all()
    per_tile = np.bincount(regions.part_tiles, minlength=tessellation.tile_count)
    assert (per_tile >= 1).all()
    whole = per_tile[regions.part_tiles] == 1
    predicted = tessellation.measure("class")[regions.part_tiles[whole]]
    assert (regions.classes[regions.part_regions[whole]] == predicted).all()
    assert regions.on_border.any()
    assert (regions.euler_characteristics == 1 - regions.holes).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(6, 14))
def test_regions_and_holes_are_as_many_as_the_curves_of_the_boundary_make(seed: int, classes: int, width: int) -> None:
    """The boundary's curves, with the window's border, are a planar graph: Euler counts its faces and its pieces."""
    model = random_perceptron([2, width, width, classes], seed)
    with torch.no_grad():
        model[-1].bias.sub_(model(torch.zeros(1, 2, dtype=torch.float64))[0])
    tessellation = tessellate(model, Slice.box((-3, 3.1), (-2.9, 3)))
    boundary, regions = tessellation.decision_boundary(), tessellation.class_regions()
    ends = boundary.segments.reshape(-1, 2)
    lengths = np.linalg.norm(boundary.segments[:, 1] - boundary.segments[:, 0], axis=1)
    assume(len(boundary) == 0 or lengths.min() > 1e-6)
    # Ends within rounding of each other are one vertex.
    names: dict[tuple[int, ...], int] = {}
    vertices = []
    for end in ends:
        cell = tuple(np.round(end * 1e8).astype(int))
        near = [(cell[0] + i, cell[1] + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        name = next((names[key] for key in near if key in names), len(set(names.values())))
        names[cell] = name
        vertices.append(name)
    pairs = np.array(vertices, int).reshape(-1, 2)
    degree = np.bincount(pairs.ravel()) if len(pairs) else np.zeros(0, int)
    loose = {name for name, d in enumerate(degree) if d == 1}
    positions = {name: end for name, end in zip(vertices, ends, strict=True)}
    low, high = tessellation.vertices.min(0), tessellation.vertices.max(0)
    on_border = {n for n, p in positions.items() if min((p - low).min(), (high - p).min()) < 1e-7}
    assume(loose <= on_border and all(degree[n] == 1 for n in on_border))
    # The border is one cycle more, through the loose ends.
    parent = list(range(len(degree) + 1))

    def find(n: int) -> int:
        while parent[n] != n:
            n = parent[n]
        return n

    for a, b in pairs:
        parent[find(a)] = find(b)
    for n in on_border:
        parent[find(n)] = find(len(degree))
    pieces = len({find(n) for n in range(len(degree) + 1)})
    edges, count = len(pairs) + max(len(on_border), 1), len(degree) + (0 if on_border else 1)
    faces = edges - count + pieces  # without the outside, which Euler counts too: V - E + F = 1 + pieces
    assert len(regions.classes) == faces
    # Each piece of the boundary that does not reach the border is a hole of the region round it.
    assert regions.holes.sum() == pieces - 1


@pytest.mark.parametrize("seed", range(6))
def test_pixels_have_as_many_pieces_and_holes(seed: int) -> None:
    """Of wide networks whose regions are larger than pixels; smaller ones are left out on both sides."""
    model = random_perceptron([2, 12, 12, 3], seed)
    with torch.no_grad():
        model[-1].bias.sub_(model(torch.zeros(1, 2, dtype=torch.float64))[0])
    regions = tessellate(model, Slice.box((-4, 4), (-4, 4))).class_regions()
    steps = (np.arange(800) + 0.5) / 100 - 4
    grid = torch.from_numpy(np.stack(np.meshgrid(steps, steps), -1).reshape(-1, 2))
    with torch.no_grad():
        image = model(grid).argmax(1).numpy().reshape(800, 800)
    for k in range(3):
        labels, _ = ndimage.label(image == k)
        areas = np.bincount(labels.ravel())[1:] / 1e4
        mine = np.sort(regions.areas[regions.classes == k])
        np.testing.assert_allclose(np.sort(areas[areas > 0.02]), mine[mine > 0.02], atol=0.02, rtol=0.02)
