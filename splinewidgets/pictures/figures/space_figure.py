"""Figures of views in space: what hides what is found pixel by pixel, and the numbers along the box are text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.figures.space_axes import Axis, Bounds, axis_labels, box_lines
from splinewidgets.pictures.sheets.camera import NEAREST, Camera, fitted
from splinewidgets.pictures.sheets.inked_lines import inked_lines
from splinewidgets.pictures.sheets.shapes import Box, Floats, Image, Panel, Rgb
from splinewidgets.pictures.sheets.sheet import Look, View
from splinewidgets.pictures.sheets.themes import mixed
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.raster import Raster, disc
from splinewidgets.pictures.stills.space_drawing import shades
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.space import WireCamera

ASPECT = 1.5
# How strong the lines of the box are, and what of its color a line keeps that has no facets behind it.
BOX, BARE = 0.18, 0.6
# Rows of a drawing are drawn some at a time, of so many pixels together: a drawing for print has millions.
BAND, OVERLAP = 400_000, 12


@dataclass(frozen=True)
class Sheet3d:
    """The mesh in a pose: its vertices (V, 3), filled or not, lit or not, with lines or not."""

    points: Floats
    filled: bool
    shaded: bool
    lines: bool


@dataclass(frozen=True)
class Dots3d:
    """Discs at points (n, 3) with a rim."""

    points: Floats
    core: Rgb
    rim: Rgb
    radius: float
    margin: float


@dataclass(frozen=True)
class Strokes3d:
    """Segments (n, 2, 3) of a width, with a halo that is wider by a margin on either side; 0 for none."""

    ends: Floats
    color: Rgb
    width: float
    opacity: float = 1.0
    halo: Rgb = (1.0, 1.0, 1.0)
    halo_opacity: float = 0.7
    margin: float = 0.75


@dataclass(frozen=True)
class Scene3d:
    """What is seen in space.

    Attributes
    ----------
    loops
        The facets of all sheets.
    colors : (T, 3)
        Of the facets.
    lines
        The visible layers, and how many there are.
    home
        Azimuth, elevation, and the margin in pixels, where nobody has turned the camera.
    """

    loops: Loops
    colors: Floats
    lines: tuple[Sequence[int], int]
    sheets: Sequence[Sheet3d]
    axes: Sequence[Axis]
    bounds: Bounds
    camera: Maybe[WireCamera]
    home: tuple[float, float, float]
    strokes: Sequence[Strokes3d] = field(default_factory=tuple)
    dots: Sequence[Dots3d] = field(default_factory=tuple)


def space_view(scene: Scene3d, caption: str = "", detail: str = "") -> View:
    """A scene, as a picture of the file's pixels with text over it."""

    def draw(box: Box, look: Look) -> Panel:
        x, y, width, height = box
        camera = _camera(scene, width, height)
        labels = axis_labels(scene.axes, scene.bounds, camera, look.colors)
        image = Image(_pixels(scene, camera, look), box)
        moved = [replace(label, x=label.x + x, y=label.y + y) for label in labels]
        return Panel(box, [image, *moved])

    return View(ASPECT, draw, caption, detail)


def _camera(scene: Scene3d, width: float, height: float) -> Camera:
    told = scene.camera
    if "azimuth" in told:
        target = np.array(told["target"], np.float64)
        return Camera(told["azimuth"], told["elevation"], told["distance"], target, width, height)
    azimuth, elevation, margin = scene.home
    return fitted(azimuth, elevation, scene.bounds, width, height, margin)


def _pixels(scene: Scene3d, camera: Camera, look: Look) -> npt.NDArray[np.uint8]:
    """The picture, some rows at a time."""
    ratio = look.ratio
    width, height = max(1, round(camera.width * ratio)), max(1, round(camera.height * ratio))
    rows = max(1, BAND // width)
    bands = []
    for top in range(0, height, rows):
        count = min(rows, height - top)
        raster = Raster(width, count + 2 * OVERLAP, look.colors.background)
        _draw(scene, camera, look, raster, ratio, OVERLAP - top)
        bands.append(raster.pixels()[OVERLAP : OVERLAP + count])
    return np.concatenate(bands)


def _draw(scene: Scene3d, camera: Camera, look: Look, raster: Raster, ratio: float, down: float) -> None:
    """Draw a scene into a raster of `ratio` pixels to one of the camera's, moved down by some of its own."""

    def placed(points: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
        """Places in the raster, and which of them are before the eye."""
        seen = camera.seen(points)
        there = camera.in_front(seen)
        there[:, :2] = ratio * there[:, :2] + (0, down)
        return there, seen[:, 2] > NEAREST * camera.distance

    def lines(ends: Floats, color: Rgb, opacity: float, width: float) -> None:
        there, before = placed(ends.reshape(-1, 3))
        known = before.reshape(-1, 2).all(1)
        raster.lines(there.reshape(-1, 2, 3)[known], color, opacity, ratio * width)

    text = look.colors.text
    if scene.axes:
        lines(box_lines(scene.axes, scene.bounds, camera), text, BOX, 1.0)
    for sheet in scene.sheets:
        there, before = placed(sheet.points)
        if sheet.filled:
            _fill(scene, sheet, camera, raster, there, before)
        if sheet.lines:
            flat = camera.seen(sheet.points)[:, :2]
            area = camera.width * camera.height / 2
            for inked in inked_lines(scene.loops, flat, *scene.lines, area):
                known = before[inked.ends].all(1)
                color = inked.color if sheet.filled else mixed(inked.color, BARE, text)
                raster.lines(there[inked.ends[known]], color, inked.opacity, ratio * inked.width)
    for stroke in scene.strokes:
        if stroke.margin:
            lines(stroke.ends, stroke.halo, stroke.halo_opacity, stroke.width + 2 * stroke.margin)
        lines(stroke.ends, stroke.color, stroke.opacity, stroke.width)
    for dots in scene.dots:
        there, before = placed(dots.points)
        near = there[before] - (0, 0, 6)  # before the facet that they lie on
        raster.marks(near, disc(ratio * dots.radius), dots.rim)
        raster.marks(near - (0, 0, 0.1), disc(ratio * (dots.radius - dots.margin)), dots.core)


def _fill(
    scene: Scene3d, sheet: Sheet3d, camera: Camera, raster: Raster, there: Floats, before: npt.NDArray[np.bool_]
) -> None:
    """Fill the facets that are wholly before the eye: one that reaches behind it has no outline on the picture."""
    loops = scene.loops
    tile = np.repeat(np.arange(len(loops.sizes)), loops.sizes)
    hidden = np.zeros(len(loops.sizes), np.bool_)
    hidden[tile[~before[loops.corners]]] = True
    right, up, back = camera.frame
    firsts = sheet.points[loops.corners[np.cumsum(loops.sizes) - loops.sizes]]
    light = 0.8 * back + 0.5 * up - 0.33 * right
    bright = shades(loops, sheet.points, light, camera.eye - firsts) if sheet.shaded else np.ones(len(scene.colors))
    seen = ~hidden
    raster.polygons(there[loops.corners[seen[tile]]], loops.sizes[seen], (scene.colors * bright[:, None])[seen])
