"""What `HyperplaneEditor` draws over its tiles: half-planes, circles, the chosen line, and signs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.figures.slice_figure import Over
from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.keys import Entry, Sign, legend, line_entry
from splinewidgets.pictures.sheets.shapes import (
    Box,
    Curve,
    Floats,
    Marks,
    Rectangle,
    Shape,
    Text,
    Veil,
    segments,
)
from splinewidgets.pictures.sheets.sheet import Key, Look, extent, placed
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrangement import Overlay, WireArrangement, WireDiagram, WireSigns
from splinewidgets.pictures.wire_types.picture import WirePicture

# As in js/src/hyperplane_editor/overlay.ts.
CHOSEN, CIRCLE = (224 / 255, 0.0, 45 / 255), (20 / 255, 20 / 255, 28 / 255)
CASING = 0.92
VEIL = 0.62
LETTERS, ROW, BETWEEN = 13.0, 15.0, 6.0
DASHES = (5.0, 4.0)
# Corners of a circle; one whose radius is beyond so many pixels has none in the window that could be told from a line.
CORNERS, LARGEST = 180, 1e5


def over_tiles(picture: WirePicture, arrangement: WireArrangement) -> Over:
    """The shapes over a picture; none where they are of another one."""

    def draw(box: Box, look: Look) -> list[Shape]:
        if arrangement["picture"] != picture["id"]:
            return []
        shapes: list[Shape] = []
        chosen = arrangement.get("chosen")
        if chosen is not None and "active" in chosen:
            loops = Loops(picture)
            points = placed(decode(picture["positions"]).astype(np.float64), box)
            shapes.append(
                Veil(points, loops.corners, loops.sizes, decode(chosen["active"]) == 0, look.colors.background, VEIL)
            )
        if "diagram" in arrangement:
            shapes += _circles(arrangement["diagram"], box)
        if chosen is not None:
            ends = placed(decode(chosen["segments"]).astype(np.float64).reshape(-1, 2), box).reshape(-1, 2, 2)
            shapes += marks.haloed(ends, CHOSEN, marks.WHITE, CASING, 3.0, 1.75)
        if "signs" in arrangement:
            shapes += _signs(arrangement["signs"], box, look)
        return shapes

    return draw


def over_key(arrangement: WireArrangement, overlays: Sequence[Overlay]) -> Key:
    """What of it is drawn."""

    def draw(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        entries: list[Entry] = []
        if "chosen" in arrangement:
            entries.append(line_entry("Chosen line", CHOSEN, marks.WHITE, 3.0))
            if "half-planes" in overlays:
                entries.append(Entry("Not active", lambda a, b: _veiled(a, b, look)))
        if "diagram" in arrangement:
            for name, dashes in (("Radius² > 0", ()), ("Radius² < 0", (3.0, 2.5))):
                entries.append(Entry(name, _ring(look, dashes)))
        return legend(entries)(x, y, width, look) if entries else ([], 0.0)

    return draw


def _veiled(x: float, y: float, look: Look) -> list[Shape]:
    ends = [[[x - 6, y + 6], [x + 6, y - 6]]]
    return [Rectangle((x - 6, y - 6, 12, 12), look.colors.line, corner=2), segments(ends, CHOSEN, 2.0)]


def _ring(look: Look, dashes: tuple[float, ...]) -> Sign:
    return lambda x, y: [Curve(_circle(x, y, 6.0), look.colors.text, 1.5, 1.0, dashes)]


def _circles(diagram: WireDiagram, box: Box) -> list[Shape]:
    """Circles with their centers; dashed where the squared radius is negative."""
    centers = placed(decode(diagram["centers"]).astype(np.float64), box)
    radii = box[2] * decode(diagram["radii"]).astype(np.float64)
    shapes: list[Shape] = []
    for (x, y), radius, imaginary in zip(centers, radii, decode(diagram["imaginary"]), strict=True):
        if radius < LARGEST:
            ring, dashes = _circle(x, y, radius), DASHES if imaginary else ()
            shapes.append(Curve(ring, marks.WHITE, 3.0, CASING, dashes))
            shapes.append(Curve(ring, CIRCLE, 1.25, 1.0, dashes))
    near = np.abs(centers).max(1) < LARGEST
    dots = np.tile(CIRCLE, (int(near.sum()), 1))
    return [*shapes, Marks(centers[near], np.full(len(dots), 3.0), dots, marks.WHITE, 1.5)]


def _circle(x: float, y: float, radius: float) -> Floats:
    angles = np.linspace(0, 2 * np.pi, CORNERS + 1)
    return np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)])


def _signs(signs: WireSigns, box: Box, look: Look) -> list[Shape]:
    """The largest tiles first; where there is no room left for others, they have none."""
    taken: list[tuple[float, float, float, float]] = []
    shapes: list[Shape] = []
    for (x, y), text in zip(placed(decode(signs["points"]).astype(np.float64), box), signs["texts"], strict=True):
        rows = text.split("\n")
        width, height = max(extent(row, LETTERS) for row in rows) + BETWEEN, len(rows) * ROW
        free = all(abs(x - a) >= (width + w) / 2 or abs(y - b) >= (height + h) / 2 for a, b, w, h in taken)
        if not free:
            continue
        taken.append((x, y, width, height))
        for i, row in enumerate(rows):
            middle = y + (i - (len(rows) - 1) / 2) * ROW + 4
            shapes.append(Text(row, x, middle, look.colors.text, LETTERS, "middle", True, look.colors.background))
    return shapes
