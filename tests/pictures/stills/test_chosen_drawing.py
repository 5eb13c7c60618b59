"""The rim and the hatching of tiles that are chosen together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets import Slice, tessellate, zoo
from splinewidgets.pictures.stills.chosen_drawing import hatching, rim_of
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.wire import encode

TILES = tessellate(zoo.mlp((2, 8, 2)), Slice.box((-1, 1), (-1, 1)))
LOOPS = Loops(
    {  # type: ignore[arg-type]
        "tile_sizes": encode(np.diff(TILES.tile_offsets).astype(np.uint16)),
        "tile_vertices": encode(np.asarray(TILES.tile_vertices, np.uint16)),
        "corner_layers": encode(np.zeros(len(TILES.tile_vertices), np.uint8)),
    }
)


@given(st.sets(st.integers(0, TILES.tile_count - 1)))
def test_the_rim_encloses_the_area_of_the_tiles(tiles: set[int]) -> None:
    rim = rim_of(LOOPS, TILES.vertices, np.array(sorted(tiles), np.int64))
    (x0, y0), (x1, y1) = rim[:, 0].T, rim[:, 1].T
    assert np.sum(x0 * y1 - x1 * y0) / 2 == pytest.approx(TILES.areas()[sorted(tiles)].sum(), abs=1e-12)


def test_the_hatching_of_a_square_with_a_hole_has_its_area_for_narrow_lines() -> None:
    def around(corners: list[tuple[float, float]]) -> np.ndarray:
        points = np.array(corners)
        return np.stack([points, np.roll(points, -1, 0)], axis=1)

    rim = np.concatenate(
        [around([(0, 0), (10, 0), (10, 10), (0, 10)]), around([(2, 2), (2, 6), (6, 6), (6, 2)])]
    ).astype(float)
    spacing = 0.01
    lines = hatching(rim, spacing)
    lengths = np.linalg.norm(lines[:, 1] - lines[:, 0], axis=1)
    assert spacing * lengths.sum() == pytest.approx(100 - 16, rel=1e-3)
    middles = lines.mean(1)
    assert not ((middles > 2.1) & (middles < 5.9)).all(1).any()


def test_nothing_has_no_hatching() -> None:
    assert hatching(np.empty((0, 2, 2))).shape == (0, 2, 2)
