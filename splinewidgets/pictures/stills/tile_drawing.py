"""Still picture of a `TileInspector`: the input in the tile, and the rows of the matrix that it is multiplied by."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.palette import BACKGROUND
from splinewidgets.pictures.stills.signed import has_images, input_image, signed_colors, signed_images
from splinewidgets.pictures.wire_types.inspection import WireInspected

Pixels = npt.NDArray[np.uint8]
# White around each image, as a share of its side; and the side of x, as one of theirs.
GAP, INPUT = 0.12, 2
# Width over height of bars, and how much of each is white.
BARS, BETWEEN = 1.5, 0.3


def draw_tile(told: WireInspected, pixels: int) -> Pixels:
    """The input as an image, and rows of A in two lines beside it, or else outputs as bars; about so many pixels."""
    if not has_images(told) or "image" not in told:
        return _bars(told, pixels)
    rows = signed_images(told["matrix"])
    across = math.ceil(len(rows) / INPUT)
    side = max(8, math.floor(math.sqrt(pixels / (INPUT * (INPUT + across)))))
    picture = np.full((INPUT * side, (INPUT + across) * side, 3), 255, np.uint8)
    _put(picture, input_image(told["image"]), 0, 0, INPUT * side)
    for i, row in enumerate(rows):
        _put(picture, row, side * (i // across), side * (INPUT + i % across), side)
    return picture


def _put(picture: Pixels, image: Pixels, top: int, left: int, side: int) -> None:
    """An image into a square of a picture, one square for each of its pixels."""
    inner = max(1, side - 2 * round(GAP * side / 2))
    height, width = image.shape[:2]
    scale = inner / max(height, width)
    y = np.arange(max(1, round(scale * height))) * height // max(1, round(scale * height))
    x = np.arange(max(1, round(scale * width))) * width // max(1, round(scale * width))
    margin = (side - inner) // 2
    picture[top + margin : top + margin + len(y), left + margin : left + margin + len(x)] = image[y[:, None], x]


def _bars(told: WireInspected, pixels: int) -> Pixels:
    """The outputs, the largest first, from zero to the right and to the left."""
    values = np.array([row["value"] for row in told["outputs"]])
    height = max(len(values), round(math.sqrt(pixels / BARS)))
    width = round(BARS * height)
    picture = np.full((height, width, 3), 255, np.uint8)
    low, high = min(0.0, values.min()), max(0.0, values.max())
    places = np.round((width - 1) * (np.append(values, 0.0) - low) / ((high - low) or 1.0)).astype(int)
    colors = np.round(255 * signed_colors(np.sign(values))).astype(np.uint8)
    for i, (at, color) in enumerate(zip(places[:-1], colors, strict=True)):
        top, bottom = (round(height * (i + share) / len(values)) for share in (BETWEEN / 2, 1 - BETWEEN / 2))
        first, last = sorted((at, int(places[-1])))
        picture[top:bottom, first : last + 1] = color if first < last else round(255 * BACKGROUND[0])
    return picture
