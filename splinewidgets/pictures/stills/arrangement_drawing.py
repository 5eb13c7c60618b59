"""What lies over the tiles of a `HyperplaneEditor`, drawn without a browser."""

from __future__ import annotations

import math

import numpy as np

from splinewidgets.pictures.number_format import MINUS
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.palette import BACKGROUND, INK, PALE, rgb
from splinewidgets.pictures.stills.raster import Floats, Raster, disc
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrangement import WireArrangement, WireDiagram, WireSigns
from splinewidgets.pictures.wire_types.picture import WirePicture

# As in js/src/hyperplane_editor/overlay.ts: colors, and widths in pixels.
CHOSEN, CASING, VEIL = rgb("e0002d")[0], 0.92, 0.62
LINE_WIDTH, LINE_CASING = 3.0, 6.5
CIRCLE_WIDTH, CIRCLE_CASING = 1.25, 3.0
DASH, PITCH = 5.0, 9.0
FOLD = 9.0
# From one sign to the next, from one line of them to the next, and around them all.
ACROSS, DOWN, GAP = 9.0, 13.0, 6.0
# Beyond so many pixels a circle has no place that float64 tells from the next pixel.
LARGEST = 1e12

_ROUND = np.column_stack([2.4 * np.cos(turn := np.linspace(0, 2 * math.pi, 13)), 3.6 * np.sin(turn)])
# Signs as segments (n, 2, 2), for there are no letters without a font.
STROKES: dict[str, Floats] = {
    "+": 3.2 * np.array([[[-1.0, 0], [1, 0]], [[0, -1], [0, 1]]]),
    MINUS: 3.2 * np.array([[[-1.0, 0], [1, 0]]]),
    "0": np.stack([_ROUND[:-1], _ROUND[1:]], axis=1),
}


def draw_arrangement(raster: Raster, picture: WirePicture, drawn: WireArrangement) -> None:
    """Draw half-planes, circles, the chosen line, signs and the crossing over a picture of tiles."""
    width, height = raster.size

    def placed(points: Floats) -> Floats:
        """Points of the window, 0..1 and upwards, in pixels."""
        return np.column_stack([width * points[:, 0], height * (1 - points[:, 1])])

    chosen = drawn.get("chosen")
    if chosen is not None and "active" in chosen:
        loops, points = Loops(picture), placed(decode(picture["positions"]).astype(np.float64))
        inactive = decode(chosen["active"]) == 0
        corners = points[loops.corners[np.repeat(inactive, loops.sizes)]]
        raster.veil(corners, loops.sizes[inactive], BACKGROUND, VEIL)
    if "diagram" in drawn:
        _circles(raster, drawn["diagram"], placed(decode(drawn["diagram"]["centers"]).astype(np.float64)))
    if chosen is not None:
        segments = placed(decode(chosen["segments"]).astype(np.float64).reshape(-1, 2)).reshape(-1, 2, 2)
        _cased(raster, segments, CHOSEN, LINE_WIDTH, LINE_CASING)
    if "signs" in drawn:
        _signs(raster, drawn["signs"], placed(decode(drawn["signs"]["points"]).astype(np.float64)))
    if "fold" in drawn:
        u0, u1, v0, v1 = picture["window"]
        at = placed((np.array([drawn["fold"]["at"]]) - (u0, v0)) / (u1 - u0, v1 - v0))
        _cased(raster, arc(at[0], FOLD, raster.size), INK, 2.0, 5.0)


def arc(center: Floats, radius: float, size: tuple[int, int]) -> Floats:
    """The part of a circle that a picture of this size can show, as segments (n, 2, 2) of half a dash at most."""
    middle = np.array(size) / 2
    half_diagonal, away = float(np.hypot(*middle)), float(np.hypot(*(middle - center)))
    if abs(away - radius) > half_diagonal or not 0 < radius < LARGEST:
        return np.empty((0, 2, 2))
    # Points of the circle within half the diagonal of the middle, seen from its center.
    squared_sine = (half_diagonal**2 - (away - radius) ** 2) / (4 * away * radius) if away else 1.0
    reach = 2 * math.asin(math.sqrt(min(1.0, squared_sine)))
    toward = math.atan2(middle[1] - center[1], middle[0] - center[0])
    steps = max(12, math.ceil(2 * reach * radius / (DASH / 2)))
    angles = np.linspace(toward - reach, toward + reach, steps + 1)
    points = center + radius * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.stack([points[:-1], points[1:]], axis=1)


def _circles(raster: Raster, diagram: WireDiagram, centers: Floats) -> None:
    radii = decode(diagram["radii"]).astype(np.float64) * raster.size[0]
    drawn = []
    for center, radius, imaginary in zip(centers, radii, decode(diagram["imaginary"]), strict=True):
        segments = arc(center, float(radius), raster.size)
        if imaginary:
            along = np.arange(len(segments)) * np.hypot(*(segments[:, 1] - segments[:, 0]).T)
            segments = segments[along % PITCH < DASH]
        drawn.append(segments)
    _cased(raster, np.concatenate(drawn), INK, CIRCLE_WIDTH, CIRCLE_CASING)
    raster.marks(centers, disc(4.5), PALE)
    raster.marks(centers, disc(3.0), INK)


def _signs(raster: Raster, signs: WireSigns, points: Floats) -> None:
    """Draw the largest tiles first; where there is no room left for others, they have none."""
    taken = np.empty((0, 4))
    strokes = [np.empty((0, 2, 2))]
    for (x, y), text in zip(points, signs["texts"], strict=True):
        lines = text.split("\n")
        extent = np.array([ACROSS * max(map(len, lines)) + GAP, DOWN * len(lines)])
        apart = np.abs(taken[:, :2] - (x, y)) >= (taken[:, 2:] + extent) / 2
        if not apart.any(1).all():
            continue
        taken = np.concatenate([taken, [[x, y, *extent]]])
        for row, line in enumerate(lines):
            for i, sign in enumerate(line):
                at = (x + ACROSS * (i - (len(line) - 1) / 2), y + DOWN * (row - (len(lines) - 1) / 2))
                strokes.append(STROKES[sign] + at)
    _cased(raster, np.concatenate(strokes), INK, 1.5, 4.0)


def _cased(
    raster: Raster, segments: Floats, color: Floats | tuple[float, float, float], width: float, casing: float
) -> None:
    raster.lines(segments, PALE, CASING, casing)
    raster.lines(segments, color, 1.0, width)
