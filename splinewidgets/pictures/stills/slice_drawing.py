"""Stills of `SliceExplorer`, drawn without a browser."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from splinewidgets.pictures.number_format import count, number
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.palette import (
    BACKGROUND,
    BOUNDARY,
    INK,
    NEUTRAL,
    PALE,
    REFERENCE,
    UNIT,
    class_colors,
    value_colors,
)
from splinewidgets.pictures.stills.raster import Floats, Raster, disc, star
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.picture import ChosenUnit, WirePicture

# A window as wide as this over its height, or as narrow, is drawn in these proportions.
WIDEST = 3.0


def draw_slice(
    picture: WirePicture,
    colors: Maybe[WireColors],
    colormap: str,
    visible_layers: Sequence[int],
    layer_count: int,
    marks: Collection[str],
    unit: ChosenUnit | None,
    pixels: int,
) -> Raster:
    """Tiles or samples, hyperplanes, and the marks that are visible, in about so many pixels."""
    u0, u1, v0, v1 = picture["window"]
    aspect = min(WIDEST, max(1 / WIDEST, (u1 - u0) / (v1 - v0)))
    height = max(1, round(math.sqrt(pixels / aspect)))
    width = max(1, round(pixels / height))
    raster = Raster(width, height, NEUTRAL)

    def placed(points: Floats) -> Floats:
        """Points of the window, 0..1 and upwards, in pixels."""
        return np.column_stack([width * points[:, 0], height * (1 - points[:, 1])])

    if "grid" in picture:
        columns, rows = picture["grid"]
        if "picture" in colors and colors["picture"] == picture["id"]:
            raster.cells(value_colors(colors, colormap).reshape(rows, columns, 3)[::-1])
    else:
        loops, points = Loops(picture), placed(decode(picture["positions"]).astype(np.float64))
        raster.polygons(points[loops.corners], loops.sizes, loops.colors(picture["id"], colors, colormap))
        loops.draw_lines(raster, points, visible_layers, layer_count, width * height)
    for boundary, color in ((picture.get("reference_boundary"), REFERENCE), (picture["boundary"], BOUNDARY)):
        if boundary is not None and "boundary" in marks:
            segments = placed(decode(boundary).astype(np.float64).reshape(-1, 2)).reshape(-1, 2, 2)
            raster.lines(segments, PALE, 0.7, 3.5)
            raster.lines(segments, color, 1.0, 1.8)
    if unit is not None and "grid" not in picture:
        line = points[loops.line(decode(picture["edge_units"]), *unit)]
        raster.lines(line, PALE, 0.92, 5.0)
        raster.lines(line, UNIT, 1.0, 2.6)
    missed = decode(picture["point_missed"]) == 1
    seen = np.where(missed, "misclassified" in marks, "data" in marks)
    dots = placed(decode(picture["points"]).astype(np.float64)[seen])
    raster.marks(dots, disc(3.7), INK)
    raster.marks(dots, disc(3.2), PALE)
    raster.marks(dots, disc(2.4), class_colors(decode(picture["point_labels"])[seen]) if len(dots) else PALE)
    if "anchors" in marks:
        anchors = (np.array(picture["anchors"], np.float64).reshape(-1, 2) - (u0, v0)) / (u1 - u0, v1 - v0)
        raster.marks(placed(anchors), star(9.5), INK)
        raster.marks(placed(anchors), star(7.5), PALE)
    return raster


def beside(*pictures: Raster) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Pictures in a row, (height, width, 3), with a gap between them."""
    drawn = [picture.pixels() for picture in pictures]
    height = max(each.shape[0] for each in drawn)
    gap = np.full((height, 8, 3), 255 * np.array(BACKGROUND), np.uint8)
    row = []
    for each in drawn:
        below = np.full((height - each.shape[0], each.shape[1], 3), 255 * np.array(BACKGROUND), np.uint8)
        row += [gap, np.concatenate([each, below])]
    return np.concatenate(row[1:], axis=1)


def words_of_slice(picture: Mapping[str, Any], colors: Maybe[WireColors], tile_count: int) -> str:
    """Description of the part of a slice that is shown, without a full stop."""
    u0, u1, v0, v1 = picture["window"]
    if "grid" in picture:
        columns, rows = picture["grid"]
        what = f"the network sampled at {columns} × {rows} points"
    else:
        what = f"{count(tile_count)} tile{'s' * (tile_count != 1)}"
    window = f"u from {number(u0)} to {number(u1)} and v from {number(v0)} to {number(v1)}"
    by = f", colored by “{colors['label']}”" if "picture" in colors and colors["picture"] == picture["id"] else ""
    return f"{what} in the window {window}{by}"
