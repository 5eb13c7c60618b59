"""Figures of `TileInspector`: the input in a tile, the outputs there, facts, and the rows of the matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.number_format import number
from splinewidgets.pictures.sheets.shapes import (
    PIXELS_PER_INCH,
    Box,
    Floats,
    Image,
    Panel,
    Polygons,
    Ramp,
    Rectangle,
    Shape,
    Text,
)
from splinewidgets.pictures.sheets.sheet import MARGIN, Key, Look, View, extent
from splinewidgets.pictures.stills.signed import GRAY, has_images, input_image, signed_colors, signed_images
from splinewidgets.pictures.wire_types.inspection import WireInspected, WireTerm

LINE = 18.0
# Of x, of a name, of a value, and of a row of A.
IMAGE, NAME, VALUE, TILE = 112.0, 72.0, 60.0, 84.0
BAR, LONG = 10.0, 200.0


def tile_rows(told: WireInspected, terms: Sequence[WireTerm], look: Look) -> list[list[View]]:
    """The pictures of a tile, or of a sampled point: those of x, outputs and facts, and below those of A."""
    width = PIXELS_PER_INCH * look.width - 2 * MARGIN
    labels = {term["name"]: term["label"] for term in terms}
    facts = [(labels.get(name, name), value) for name, value in told["facts"]]
    facts += [(f"Active in {each['layer']}", f"{each['active']} of {each['units']}") for each in told["active"]]
    high = LINE * (1 + max(len(facts), len(told["outputs"])))
    title = f"Tile {told['tile']}" if "tile" in told else "Sampled point"

    def draw(box: Box, look: Look) -> Panel:
        x, y, _, _ = box
        shapes: list[Shape] = []
        if "image" in told:
            shapes += [Text("x", x, y + 12, look.colors.muted), _pixels(input_image(told["image"]), x, y + LINE, IMAGE)]
            x += IMAGE + 24
        half = (box[0] + box[2] - x) / 2
        shapes += _bars(told, labels["scores"], x, y, half - 24, look)
        for i, (label, value) in enumerate(facts):
            at = y + LINE * (i + 1) + 12
            shapes.append(Text(label, x + half, at, look.colors.muted))
            shapes.append(Text(value, box[0] + box[2], at, look.colors.text, anchor="end"))
        return Panel(box, shapes)

    views = [[View(width / max(high, IMAGE + LINE), draw, title)]]
    if has_images(told):
        across = max(1, min(len(told["outputs"]), math.floor((width + 12) / (TILE + 12))))
        lines = math.ceil(len(told["outputs"]) / across)
        deep = (TILE + 2 * LINE) * lines

        def grid(box: Box, look: Look) -> Panel:
            shapes: list[Shape] = []
            for i, (row, image) in enumerate(
                zip(told["outputs"], signed_images(told["matrix"], look.theme), strict=True)
            ):
                x = box[0] + (TILE + 12) * (i % across)
                y = box[1] + (TILE + 2 * LINE) * (i // across)
                shapes.append(Rectangle((x - 0.5, y - 0.5, TILE + 1, TILE + 1), look.colors.line))
                shapes.append(_pixels(image, x, y, TILE))
                shapes.append(Text(row["name"], x, y + TILE + 14, look.colors.text, bold=not i))
                constant = f"c {number(row['constant'])}" if "constant" in row else ""
                shapes.append(Text(constant, x + TILE, y + TILE + 14, look.colors.muted, 11.0, "end"))
            return Panel(box, shapes)

        views.append([View(width / deep, grid, "A", "the rows of the largest outputs")])
    return views


def tile_keys(told: WireInspected) -> list[Key]:
    """What the colors of A are."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        if not has_images(told):
            return [], 0.0
        largest, theme = number(told["matrix"]["largest"]), look.colors
        shares = np.linspace(-1, 1, 33)
        color = len(told["matrix"]["shape"]) == 3
        ramp = np.repeat(GRAY * (1 + shares[:, None]), 3, 1) if color else signed_colors(shares, look.theme)
        left = x + extent(f"−{largest}") + 8
        return [
            Text(f"−{largest}", x, y + 12, theme.text),
            Ramp((left, y + 3, min(LONG, width / 2), BAR), ramp),
            Text(largest, left + min(LONG, width / 2) + 8, y + 12, theme.text),
        ], LINE

    return [draw]


def _pixels(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], x: float, y: float, side: float) -> Image:
    height, width = image.shape[:2]
    scale = side / max(height, width)
    return Image(image, (x, y, scale * width, scale * height))


def _bars(told: WireInspected, label: str, x: float, y: float, width: float, look: Look) -> list[Shape]:
    theme = look.colors
    shapes: list[Shape] = [Text(label, x, y + 12, theme.muted)]
    values = [row["value"] for row in told["outputs"]]
    low, high = min(0.0, *values), max(0.0, *values)
    room = max(8.0, width - NAME - VALUE)
    scale = room / ((high - low) or 1.0)
    sides = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    corners: list[Floats] = []
    for i, row in enumerate(told["outputs"]):
        at, value = y + LINE * (i + 1), row["value"]
        start = x + NAME + scale * (min(0.0, value) - low)
        shapes.append(Text(row["name"], x, at + 12, theme.text, bold=not i))
        corners.append((start, at + 4) + sides * (scale * abs(value), BAR))
        shapes.append(Text(number(value), x + width, at + 12, theme.text, anchor="end"))
    fills = signed_colors(np.copysign(1.0, values), look.theme)
    count = len(corners)
    return [*shapes, Polygons(np.concatenate(corners), np.arange(4 * count), np.full(count, 4), fills)]
