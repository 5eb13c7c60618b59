from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from splinewidgets.geometry import Slice, tessellate
from splinewidgets.geometry.planar.polygon import holds
from splinewidgets.geometry.slices.domain import within_domain


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), inputs=st.integers(2, 12), size=st.floats(0.2, 4))
def test_a_point_is_in_the_part_if_its_input_is_in_the_cube(seed: int, inputs: int, size: float) -> None:
    random = torch.Generator().manual_seed(seed)
    origin = 0.5 * torch.rand(inputs, generator=random, dtype=torch.float64)
    axes = torch.randn(2, inputs, generator=random, dtype=torch.float64)
    window = Slice(origin, axes, (-size, size, -size / 2, size))
    part = within_domain(window, -1, 1)
    points = np.random.default_rng(seed).uniform((-size, -size / 2), (size, size), (500, 2))
    depth = 1 - np.abs(window.embed(points).reshape(500, -1).numpy()).max(1)
    clear = np.abs(depth) > 1e-9
    np.testing.assert_array_equal(holds(part.corners, points)[clear], depth[clear] > 0)


def test_of_the_plane_itself_it_is_a_rectangle() -> None:
    part = within_domain(Slice.box((-2.0, 0.3), (-5.0, 7.0)), -1, 1)
    assert part.polygon is None and part.bounds == (-1, 0.3, -1, 1)
    inside = Slice.box((-0.5, 0.5), (0.0, 1.0))
    assert within_domain(inside, -1, 1).bounds == inside.bounds


def test_a_corner_of_the_cube_is_cut_off() -> None:
    # The plane through (1, 0, 0), (0, 1, 0) and (0, 0, 1) meets the cube [0, 1]^3 in their triangle.
    window = Slice.through(*torch.eye(3), margin=2.0)
    part = within_domain(window, 0, 1)
    assert part.polygon is not None and part.area == pytest.approx(np.sqrt(3) / 2)
    np.testing.assert_allclose(sorted(part.project(torch.eye(3)).ravel()), sorted(part.corners.ravel()), atol=1e-12)
    assert tessellate(torch.nn.Linear(3, 2), part).areas().sum() == pytest.approx(np.sqrt(3) / 2)


@pytest.mark.parametrize("bounds", (((2.0, 3.0), (2.0, 3.0)), ((1.0, 2.0), (0.0, 1.0))))
def test_a_window_beside_the_cube_is_refused(bounds: tuple[tuple[float, float], tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match=r"No inputs from -1 to 1 lie in the window .*Choose another window"):
        within_domain(Slice.box(*bounds), -1, 1)


def test_corners_on_the_limit_stay() -> None:
    kite = Slice.box((-1, 4), (-2, 2)).with_polygon([[0, 0], [1, -1], [3, 0], [1, 1]])
    part = within_domain(kite, -1, 1)
    assert part.area == pytest.approx(1)
    np.testing.assert_array_equal(sorted(map(tuple, part.corners)), [(0, 0), (1, -1), (1, 1)])
