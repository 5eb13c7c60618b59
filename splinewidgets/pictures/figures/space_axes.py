"""The box around a scene in space, with round values along its edges, as js/src/space/axes.ts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from splinewidgets.pictures.sheets.camera import Camera
from splinewidgets.pictures.sheets.shapes import Floats, Text
from splinewidgets.pictures.sheets.sheet import extent
from splinewidgets.pictures.sheets.themes import Theme
from splinewidgets.pictures.sheets.ticks import labels, linear_ticks

Bounds = tuple[Floats, Floats]

# Pixels from an axis to its numbers and to its name; numbers with less room along the axis are left out.
GAP, NAME_GAP, ROOM, BETWEEN = 7.0, 26.0, 22.0, 6.0
# The lean of an edge's labels from which on the edge is upright, and the length of a tick in widths of the box.
UPRIGHT, TICK = 0.85, 0.02
SIZE, LINE = 12.0, 14.0


@dataclass(frozen=True)
class Axis:
    """One direction of the box: its name, and its round values with their places in the world."""

    along: int
    name: str
    start: float
    end: float
    ticks: list[tuple[float, str]]


def axis_of(along: int, name: str, values: Sequence[float], places: Sequence[float]) -> Axis:
    """From the first of two values, at the first of two places in the world, to the second ones."""
    low, high = values
    ticks = linear_ticks(low, high)
    at = [places[0] + ((v - low) / (high - low) if high > low else 0.0) * (places[1] - places[0]) for v in ticks]
    return Axis(along, name, places[0], places[1], list(zip(at, labels(ticks), strict=True)))


def box_lines(axes: Sequence[Axis], bounds: Bounds, camera: Camera) -> Floats:
    """The floor, the walls at the back with a line for each height, and tick marks: segments (n, 2, 3)."""
    low, high = bounds
    near, front = _sides(axes, bounds, camera)

    def at(axis: int, side: int) -> float:
        return float((high if side > 0 else low)[axis])

    def corner(x: int, y: int, z: float) -> list[float]:
        return [at(0, x), at(1, y), z]

    floor = float(low[2])
    lines = [
        [corner(*a, floor), corner(*b, floor)]
        for a, b in (((-1, -1), (1, -1)), ((1, -1), (1, 1)), ((1, 1), (-1, 1)), ((-1, 1), (-1, -1)))
    ]
    back = (at(0, -near[0]), at(1, -near[1]))
    for axis in axes:
        if axis.along == 2:
            for x, y in ((-near[0], -near[1]), (near[0], -near[1]), (-near[0], near[1])):
                lines.append([corner(x, y, floor), corner(x, y, float(high[2]))])
            for z, _ in axis.ticks:
                lines.append([[float(low[0]), back[1], z], [float(high[0]), back[1], z]])
                lines.append([[back[0], float(low[1]), z], [back[0], float(high[1]), z]])
            continue
        across = 1 - axis.along
        edge = at(across, front[across])
        outer = edge + front[across] * TICK * float(high[0] - low[0])
        for value, _ in axis.ticks:
            ends = [[value, edge, floor], [value, outer, floor]]
            lines.append(ends if axis.along == 0 else [[y, x, z] for x, y, z in ends])
    return np.array(lines)


def axis_labels(axes: Sequence[Axis], bounds: Bounds, camera: Camera, theme: Theme) -> list[Text]:
    """Numbers and names, each beside the edge of the box that shows its axis best."""
    near, front = _sides(axes, bounds, camera)
    return [text for axis in axes for text in _along(axis, bounds, near, front, camera, theme, _is_flat(axes))]


def _sides(axes: Sequence[Axis], bounds: Bounds, camera: Camera) -> tuple[tuple[int, int], tuple[int, int]]:
    """Toward the eye along x and y; and of the floor's edges the lower ones on the picture."""
    low, high = bounds
    if _is_flat(axes):  # the edges at the bottom and at the left, as on a map
        right, up, _ = camera.frame
        x, y = (-1 if up[i] + 0.01 * right[i] > 0 else 1 for i in (0, 1))
        return (x, y), (x, y)
    x, y = (1 if camera.eye[i] > (low[i] + high[i]) / 2 else -1 for i in (0, 1))
    return (x, y), (x, y) if camera.eye[2] >= low[2] else (-x, -y)


def _is_flat(axes: Sequence[Axis]) -> bool:
    """Test whether there is no third axis, and so no wall."""
    return all(axis.along != 2 for axis in axes)


def _along(
    axis: Axis,
    bounds: Bounds,
    near: tuple[int, int],
    front: tuple[int, int],
    camera: Camera,
    theme: Theme,
    flat: bool,
) -> list[Text]:
    low, high = bounds

    def at(along: int, side: int) -> float:
        return float((high if side > 0 else low)[along])

    corner = [at(0, front[0]), at(1, front[1]), float(low[2])]
    out = np.zeros(3)
    if axis.along == 2:
        sides = [(near[0], -near[1]), (-near[0], near[1])]
        x, y = min(sides, key=lambda side: camera.seen(np.array([[at(0, side[0]), at(1, side[1]), low[2]]]))[0, 0])
        corner, out = [at(0, x), at(1, y), 0.0], np.array([x, y, 0.0])
    else:
        out[1 - axis.along] = front[1 - axis.along]

    def seen(value: float, outward: float = 0.0) -> Floats:
        point = np.array(corner)
        point[axis.along] = value
        found: Floats = camera.seen((point + outward * out)[None])[0]
        return found

    begin, end = seen(axis.start), seen(axis.end)
    length = math.hypot(end[0] - begin[0], end[1] - begin[1])
    if begin[2] <= 0 or end[2] <= 0 or length < ROOM * max(1, len(axis.ticks) - 1):
        return []
    # Square to the edge on the picture, toward the outside.
    lean = np.array([begin[1] - end[1], end[0] - begin[0]]) / length
    if lean @ (seen(axis.start, 0.01) - begin)[:2] < 0:
        lean = -lean
    texts = [_beside(text, seen(value)[:2] + GAP * lean, lean, theme, False) for value, text in axis.ticks]
    if axis.along == 2 or (flat and abs(lean[0]) > UPRIGHT):
        # Beside an upright edge a name would lie on the numbers.
        upper = end if end[1] < begin[1] else begin
        return [*texts, _beside(axis.name, upper[:2] - (0, GAP), np.array([0.0, -1.0]), theme, True)]
    middle = seen((axis.start + axis.end) / 2)[:2]
    widest = max((extent(text) for _, text in axis.ticks), default=0.0)
    # On paper nobody can turn the box to part a name from long numbers.
    gap = max(NAME_GAP, GAP + abs(float(lean[0])) * widest + BETWEEN)
    return [*texts, _beside(axis.name, middle + gap * lean, lean, theme, True)]


def _beside(text: str, at: Floats, lean: Floats, theme: Theme, name: bool) -> Text:
    """A text that lies on the side of a place that `lean` points to."""
    half = np.array([extent(text, SIZE, name), LINE]) / 2
    x, y = at + lean * half
    color = theme.text if name else theme.muted
    return Text(text, float(x), float(y) + SIZE / 3, color, SIZE, "middle", name, theme.background)
