"""Views in space: what the eye sees, and what hides what."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from splinewidgets.pictures.figures.space_axes import axis_labels, axis_of, box_lines
from splinewidgets.pictures.figures.space_figure import Scene3d, Sheet3d, space_view
from splinewidgets.pictures.sheets.camera import Camera, fitted
from splinewidgets.pictures.sheets.shapes import Image, Text
from splinewidgets.pictures.sheets.sheet import Look
from splinewidgets.pictures.sheets.themes import THEMES
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.wire import encode

UNIT = (np.array([-0.5, -0.5, -0.5]), np.array([0.5, 0.5, 0.5]))
RED, BLUE = [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]


def corners(bounds: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    low, high = bounds
    return np.array([[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])


@given(st.floats(-math.pi, math.pi), st.floats(-1.5, 1.5), st.floats(0.05, 3.0), st.floats(100, 900))
def test_the_fitted_camera_sees_all_of_a_box_and_no_less_room_than_the_margin(
    azimuth: float, elevation: float, deep: float, width: float
) -> None:
    bounds = (np.array([-0.5, -deep, 0.0]), np.array([0.5, deep, 0.7]))
    camera = fitted(azimuth, elevation, bounds, width, 300.0, 30.0)
    x, y, depth = camera.seen(corners(bounds)).T
    assert (depth > 0).all()
    # Rounds of centering leave a little.
    assert x.min() > 28 and x.max() < width - 28 and y.min() > 28 and y.max() < 272
    assert min(x.min() - 30, width - 30 - x.max(), y.min() - 30, 270 - y.max()) < 1


def test_the_target_is_in_the_middle_and_what_is_nearer_is_in_front() -> None:
    camera = Camera(0.3, 0.4, 2.0, np.array([0.1, 0.2, 0.3]), 400.0, 300.0)
    assert camera.seen(camera.target[None])[0] == pytest.approx([200, 150, 2.0])
    along = camera.target + np.linspace(1.5, -3, 9)[:, None] * camera.frame[2]
    seen = camera.seen(along)
    assert seen[:, :2] == pytest.approx(np.tile([200.0, 150.0], (9, 1)))
    assert (np.diff(camera.in_front(seen)[:, 2]) > 0).all()


def tiles(*polygons: np.ndarray) -> tuple[Loops, np.ndarray]:
    """A mesh of polygons (k, 3) that share no vertices, and its vertices."""
    sizes = np.array([len(each) for each in polygons])
    points = np.concatenate(polygons)
    wire = {
        "id": 1,
        "window": [0.0, 1.0, 0.0, 1.0],
        "positions": encode(points[:, :2].astype(np.float32)),
        "tile_sizes": encode(sizes.astype(np.uint8)),
        "tile_vertices": encode(np.arange(len(points)).astype(np.uint16)),
        "corner_layers": encode(np.full(len(points), 255, np.uint8)),
    }
    return Loops(wire), points  # type: ignore[arg-type]


def seen(loops: Loops, points: np.ndarray, dpi: float, **camera: float) -> np.ndarray:
    """Pixels of a scene of two tiles, red and blue, from straight above."""
    told = {"azimuth": -math.pi / 2, "elevation": math.pi / 2, "distance": 4.0, "target": [0.0, 0.0, 0.0], **camera}
    sheet = Sheet3d(points, filled=True, shaded=False, lines=False)
    scene = Scene3d(loops, np.array([RED, BLUE]), ([], 1), [sheet], [], UNIT, told, (0, 0, 0))  # type: ignore[arg-type]
    panel = space_view(scene).draw((10.0, 20.0, 90.0, 60.0), Look(dpi=dpi))
    image = panel.shapes[0]
    assert isinstance(image, Image) and image.box == (10.0, 20.0, 90.0, 60.0)
    return image.pixels


@pytest.mark.parametrize("dpi", [96, 250, 2000])
def test_the_nearer_of_two_squares_hides_the_other_whatever_their_order(dpi: float) -> None:
    square = np.array([[-0.4, -0.4], [0.4, -0.4], [0.4, 0.4], [-0.4, 0.4]])
    high, low = (np.column_stack([square, np.full(4, z)]) for z in (0.3, -0.3))
    for polygons, color in (((high, low), RED), ((low, high), BLUE)):
        pixels = seen(*tiles(*polygons), dpi)
        height, width = pixels.shape[:2]
        assert (width, height) == (round(90 * dpi / 96), round(60 * dpi / 96))
        assert pixels[height // 2, width // 2].tolist() == [255 * c for c in color]


def test_squares_that_pass_through_each_other_each_hide_a_half() -> None:
    rising = np.array([[-0.4, -0.4, -0.3], [0.4, -0.4, 0.3], [0.4, 0.4, 0.3], [-0.4, 0.4, -0.3]])
    falling = rising * (1, 1, -1)
    pixels = seen(*tiles(rising, falling), 200)
    height, _width = pixels.shape[:2]
    row = pixels[height // 2]
    inside = (row[:, 1] == 0).nonzero()[0]
    half = (inside[0] + inside[-1]) // 2
    assert row[half + 10].tolist() == [255, 0, 0] and row[half - 10].tolist() == [0, 0, 255]


def test_bands_join_without_a_seam() -> None:
    square = np.array([[-0.4, -0.4, 0], [0.4, -0.4, 0], [0.4, 0.4, 0], [-0.4, 0.4, 0.0]])
    pixels = seen(*tiles(square, square - (0, 0, 1)), 1500)
    column = pixels[:, pixels.shape[1] // 2]
    changes = (np.abs(np.diff(column.astype(int), axis=0)).sum(1) > 0).sum()
    assert len(pixels) > 900 and changes <= 4


def test_a_facet_that_reaches_behind_the_eye_is_left_out() -> None:
    square = np.array([[-0.4, -0.4], [0.4, -0.4], [0.4, 0.4], [-0.4, 0.4]])
    behind = np.column_stack([square, [0.0, 0.0, 9.0, 9.0]])
    pixels = seen(*tiles(behind, np.column_stack([square, np.zeros(4)])), 96)
    assert pixels[30, 45].tolist() == [0, 0, 255]


@pytest.mark.parametrize("elevation", [0.4, -0.4])
def test_numbers_of_an_axis_are_beside_the_box(elevation: float) -> None:
    axes = [axis_of(i, name, (0.0, 10.0), (-0.5, 0.5)) for i, name in enumerate("xyz")]
    camera = fitted(-1.0, elevation, UNIT, 600.0, 400.0, 46.0)
    texts = axis_labels(axes, UNIT, camera, THEMES["light"])
    assert {"x", "y", "z", "0", "5", "10"} <= {text.text for text in texts}
    assert all(isinstance(text, Text) and 0 <= text.x <= 600 and 0 <= text.y <= 400 for text in texts)
    lines = box_lines(axes, UNIT, camera)
    assert lines.shape[1:] == (2, 3)
    assert np.abs(lines).max() <= 0.5 + 0.02 + 1e-9
