"""A thumbnail and a name beside every star, never over one, as js/src/slice/label_placement.ts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.sheets.shapes import Box, Floats, Image, Rectangle, Shape, Text
from splinewidgets.pictures.sheets.sheet import extent
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.picture import WireImage

THUMBNAIL, CAPTION = 44.0, 16.0
# The scale bar in the lower left corner, the names of axes in two others, and from the middle of a star to its label.
RULER, AXIS = (150.0, 36.0), (90.0, 28.0)
GAP = 18.0
FILL, OPACITY, WORDS = (20 / 255, 20 / 255, 28 / 255), 0.82, (1.0, 1.0, 1.0)


def anchor_labels(
    stars: Floats, names: Sequence[str], anchors: Sequence[Sequence[float]], image: WireImage | None, box: Box
) -> list[Shape]:
    """Labels for stars at places (n, 2) in a box, whose inputs are images or not."""
    named = any(names)
    if not len(stars) or (image is None and not named):
        return []
    x0, y0, width, height = box
    if image is None:
        size = (max(24.0, *(8 + 7.0 * len(name) for name in names)), 20.0)
    else:
        size = (THUMBNAIL, THUMBNAIL + CAPTION * named)
    shapes: list[Shape] = []
    inside = stars - (x0, y0)
    for i, corner in enumerate(label_corners(inside, size, (width, height))):
        if not (0 <= inside[i, 0] <= width and 0 <= inside[i, 1] <= height):
            continue
        x, y = corner + np.array([x0, y0])
        shapes.append(Rectangle((x, y, *size), FILL, OPACITY))
        if image is not None:
            shapes.append(Image(input_pixels(image, anchors[i]), (x, y, THUMBNAIL, THUMBNAIL)))
        if i < len(names) and names[i]:
            name = _short(names[i], size[0])
            shapes.append(
                Text(name, x + size[0] / 2, y + size[1] - (6 if image is None else 4), WORDS, anchor="middle")
            )
    return shapes


def label_corners(stars: Floats, size: tuple[float, float], bounds: tuple[float, float]) -> Floats:
    """Top left corners (n, 2) of labels: of eight places around each star the one with the lowest cost."""
    center = stars.mean(0)
    taken: list[Floats] = []
    for star in stars:
        dx, dy = star - center
        away = math.atan2(dy, dx) if math.hypot(dx, dy) > 1 else -math.pi / 2
        places = [(_corner(star, k * math.pi / 4, size), 1 - math.cos(k * math.pi / 4 - away)) for k in range(8)]
        taken.append(min(places, key=lambda place: place[1] + _cost(place[0], size, bounds, stars, taken))[0])
    return np.array(taken)


def input_pixels(image: WireImage, at: Sequence[float]) -> npt.NDArray[np.uint8]:
    """The input at [u, v] as pixels (height, width, 3)."""
    low, high = image["range"]
    axes = decode(image["axes"]).astype(np.float64)
    values = decode(image["origin"]).astype(np.float64) + at[0] * axes[0] + at[1] * axes[1]
    levels = np.clip(255 / ((high - low) or 1.0) * (values - low), 0, 255).round().astype(np.uint8)
    height, width, *channels = image["shape"]
    return (
        np.repeat(levels.reshape(height, width, 1), 3, 2)
        if channels in ([], [1])
        else levels.reshape(height, width, -1)[..., :3]
    )


def _cost(
    corner: Floats, size: tuple[float, float], bounds: tuple[float, float], stars: Floats, taken: list[Floats]
) -> float:
    (x, y), (width, height) = corner, size
    beyond = max(0.0, 4 - x, 4 - y, x + width + 4 - bounds[0], y + height + 4 - bounds[1])
    cost = 3 + beyond / 10 if beyond > 0 else 0.0
    right, bottom = x + width, y + height
    on_ruler = x < RULER[0] and bottom > bounds[1] - RULER[1]
    on_names = (x < AXIS[0] and y < AXIS[1]) or (right > bounds[0] - AXIS[0] and bottom > bounds[1] - AXIS[1])
    cost += 2.0 * (on_ruler or on_names)
    near = GAP - 6
    covered = (stars > corner - near).all(1) & (stars < corner + size + np.array(near)).all(1)
    overlapping = sum(bool((np.abs(other - corner) < size).all()) for other in taken)
    return cost + 4 * int(covered.sum()) + 4 * overlapping


def _corner(star: Floats, angle: float, size: tuple[float, float]) -> Floats:
    cx, cy = round(math.cos(angle)), round(math.sin(angle))
    gap = GAP * (0.75 if cx and cy else 1.0)
    return star + np.array([cx * (gap + size[0] / 2), cy * (gap + size[1] / 2)]) - np.array(size) / 2


def _short(name: str, width: float) -> str:
    """What of a name there is room for."""
    letters = int(width / extent("n"))
    return name if len(name) <= letters else f"{name[: max(1, letters - 1)]}…"
