from __future__ import annotations

from math import factorial

import numpy as np
import pytest

from splinewidgets.geometry import Slice, tessellate
from splinewidgets.geometry.planar.triangle_quadrature import DUNAVANT, RADON, fans, quartered, triangle_areas
from splinewidgets.zoo import mlp


@pytest.mark.parametrize(("rule", "degree"), [(RADON, 5), (DUNAVANT, 8)], ids=["Radon", "Dunavant"])
def test_a_rule_is_exact_up_to_its_degree_and_no_further(rule: np.ndarray, degree: int) -> None:
    def error(i: int, j: int) -> float:
        exact = 2 * factorial(i) * factorial(j) / factorial(i + j + 2)
        return abs(rule[:, 0] @ (rule[:, 1] ** i * rule[:, 2] ** j) / exact - 1)

    assert (rule > 0).all() and np.allclose(rule[:, 1:].sum(1), 1)
    assert max(error(i, d - i) for d in range(degree + 1) for i in range(d + 1)) < 1e-13
    assert max(error(i, degree + 1 - i) for i in range(degree + 2)) > 1e-4


def test_four_parts_make_the_triangle() -> None:
    corners = np.random.default_rng(0).normal(size=(5, 3, 2))
    parts = quartered(corners)
    np.testing.assert_allclose(
        triangle_areas(parts).reshape(5, 4), np.repeat(triangle_areas(corners)[:, None] / 4, 4, 1)
    )
    np.testing.assert_allclose(parts.mean(1).reshape(5, 4, 2).mean(1), corners.mean(1))


def test_fans_cover_the_tiles() -> None:
    tessellation = tessellate(mlp((2, 16, 16, 3), seed=1), Slice.box((-1, 1), (-1, 1)))
    tiles, places = fans(tessellation.tile_offsets)
    corners = tessellation.vertices[tessellation.tile_vertices[places]]
    np.testing.assert_allclose(np.bincount(tiles, triangle_areas(corners)), tessellation.areas(), atol=1e-12)
