from __future__ import annotations

import base64
import io
import math
import re
from pathlib import Path

import numpy as np
import pytest
from explorers import perceptron
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from splinewidgets.geometry import Slice, tessellate
from splinewidgets.pictures.stills import palette
from splinewidgets.pictures.stills.density_drawing import density
from splinewidgets.pictures.stills.png import BITS, COLORS, MARK, png, quantized
from splinewidgets.pictures.stills.raster import FINE, Raster, disc

COLOR = Path(__file__).parents[3] / "js" / "src" / "color"
BLACK, WHITE = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, COLORS), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_a_png_of_few_colors_is_the_picture(width: int, height: int, colors: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    apart = random.choice(1 << (3 * BITS), colors, replace=False)  # distinct in the bits that tell colors apart
    few = np.stack([apart >> (2 * BITS), apart >> BITS, apart], 1) % (1 << BITS) << (8 - BITS)
    pixels = few[random.integers(colors, size=(height, width))].astype(np.uint8)
    np.testing.assert_array_equal(np.array(Image.open(io.BytesIO(png(pixels))).convert("RGB")), pixels)


def test_a_palette_has_the_mean_of_what_it_stands_for() -> None:
    colors = np.random.default_rng(0).integers(0, 256, (5000, 3)).astype(np.uint8)
    chosen, places = quantized(colors)
    assert len(chosen) == COLORS and set(places) == set(range(COLORS))
    means = np.stack([colors[places == place].mean(0) for place in range(COLORS)])
    np.testing.assert_allclose(chosen, means, atol=0.51)


def test_each_sample_has_the_color_of_its_tile() -> None:
    tessellation = tessellate(perceptron(2), Slice.box((-3, 3), (-2, 2)))
    width, height = 90, 60
    vertices = (tessellation.vertices - (-3, -2)) / (6, 4)
    places = np.column_stack([width * vertices[:, 0], height * (1 - vertices[:, 1])])
    shades = np.random.default_rng(0).permutation(tessellation.tile_count) / tessellation.tile_count
    raster = Raster(width, height, (2.0, 2.0, 2.0))
    sizes = np.diff(tessellation.tile_offsets)
    raster.polygons(places[tessellation.tile_vertices], sizes, np.repeat(shades[:, None], 3, 1))
    x, y = (np.arange(FINE * side) + 0.5 for side in (width, height))
    u, v = np.meshgrid(-3 + 6 * x / (FINE * width), 2 - 4 * y / (FINE * height))
    tiles = tessellation.locate(np.column_stack([u.ravel(), v.ravel()]))
    expected = shades[tiles].reshape(height, FINE, width, FINE).mean((1, 3))
    np.testing.assert_allclose(raster.pixels()[..., 0], 255 * expected, atol=0.51)


def test_what_is_nearer_is_seen() -> None:
    # Two planes that cross in the middle column: on its left the one is nearer, on its right the other.
    raster = Raster(40, 30, BLACK)
    square = np.array([[0, 0], [40, 0], [40, 30], [0, 30]], float)
    rising, falling = (np.column_stack([square, slope * square[:, 0]]) for slope in (1, -1))
    falling[:, 2] += 40
    raster.polygons(np.concatenate([falling, rising]), np.array([4, 4]), np.array([[0, 0, 1.0], [1, 0, 0]]))
    pixels = raster.pixels()
    assert (pixels[:, :20] == (255, 0, 0)).all() and (pixels[:, 20:] == (0, 0, 255)).all()


@pytest.mark.parametrize("width", (1.0, 2.0, 4.0))
def test_a_line_covers_its_width(width: float) -> None:
    raster = Raster(100, 60, BLACK)
    raster.lines(np.array([[[20.0, 30], [80, 30]], [[50, 10], [50, 10]]]), WHITE, 0.5, width)
    covered = raster.pixels()[..., 0] / 127.5
    assert covered[:, 30:45].sum(0) == pytest.approx(width, abs=0.02)
    assert covered.max() == pytest.approx(1, abs=0.01)


def test_lines_and_dots_may_lie_outside() -> None:
    raster = Raster(50, 50, BLACK)
    raster.lines(np.array([[[-500.0, -500], [550, 550]], [[-9, 20], [-5, 20]]]), WHITE)
    raster.marks(np.array([[-100.0, 20], [200, 300]]), disc(4), WHITE)
    lit = raster.pixels()[..., 0] > 0
    assert lit.diagonal().all() and lit.sum() < 4 * 50


def test_a_dot_has_the_area_of_its_disc() -> None:
    raster = Raster(60, 60, BLACK)
    raster.marks(np.array([[30.0, 30]]), disc(20), WHITE)
    twelve_sides = 6 * 20**2 * math.sin(math.pi / 6)
    assert raster.pixels()[..., 0].sum() / 255 == pytest.approx(twelve_sides, rel=0.02)


def test_densities_hold_all_points_where_they_are() -> None:
    points = np.array([[0.5, 0.25], [0.5, 0.25], [-0.5, -0.25]])
    values = density(points, None, (-1, 1, -0.5, 0.5))
    rows, columns = values.shape
    assert values.sum() == pytest.approx(1)
    y, x = np.unravel_index(values.argmax(), values.shape)
    assert (x + 0.5) / columns == pytest.approx(0.75, abs=0.01)
    assert (y + 0.5) / rows == pytest.approx(0.25, abs=0.02)
    assert values[rows // 2 :].sum() == pytest.approx(1 / 3)


def test_the_style_sheet_knows_pictures_by_their_mark() -> None:
    mark = base64.b64encode(MARK)[: len(MARK) // 3 * 4].decode()
    for side in (1, 300):
        assert base64.b64encode(png(np.zeros((side, side, 3), np.uint8))).decode()[44:].startswith(mark)
    assert mark in (COLOR.parent / "frame" / "frame.css").read_text()


def test_colors_are_those_of_the_front_end() -> None:
    ramps, classes = (COLOR / "ramps.ts").read_text(), (COLOR / "palette.ts").read_text()
    for name, stops in palette.RAMPS.items():
        declared = re.search(rf"\n  {name}:(.*?),\n", ramps, re.DOTALL)
        assert declared and "".join(re.findall(r'"([0-9a-f]+)"', declared[1])) == stops
    for name, colors in (("CLASSES", palette.CLASSES), ("LIGHT", palette.LIGHT), ("DARK", palette.DARK)):
        declared = re.search(rf"{name} = \[(.*?)\]", classes, re.DOTALL)
        assert declared and tuple(re.findall(r'"#([0-9a-f]{6})"', declared[1])) == colors
    assert f"FAINTEST = {palette.FAINTEST};" in (COLOR / "fill.ts").read_text()
