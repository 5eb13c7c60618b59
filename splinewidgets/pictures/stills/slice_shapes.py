"""Shapes of views beside a slice, in the colors of what they are of, as js/src/shapes has them. Sizes: CSS pixels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.stills.raster import Floats, Raster, disc
from splinewidgets.pictures.wire_types.shapes import ShapeRole, WireShapes

Color = tuple[float, float, float]

INK, PALE, RED = (0.08, 0.08, 0.11), (1.0, 1.0, 1.0), (0.86, 0.08, 0.12)
# Hues that most tiles have not; what is nearest on the decision boundary has the boundary's.
ROLE_COLORS: dict[ShapeRole, Color] = {
    "point": PALE,
    "segment": PALE,
    "path": (1.0, 0.851, 0.239),
    "nearest": RED,
    "certificate": (0.361, 0.886, 1.0),
    "attack": (1.0, 0.541, 0.239),
    "searched": (0.8, 0.8, 0.82),
    "tile": (0.93, 0.51, 0.93),
}
# Of a line, of its halo on either side, and of a marker with its rim.
WIDTH, MARGIN, HALO = 2.25, 1.25, 0.85
RADIUS, RIM = 5.0, 1.5
CORNERS = 96


def halo_of(role: ShapeRole) -> Color:
    """What sets a role's color off from any tile."""
    return PALE if role == "nearest" else INK


def chains(shapes: WireShapes) -> list[tuple[ShapeRole, Floats]]:
    """The rims of the discs and the lines, each a chain of points (n, 2)."""
    discs = [(each["role"], _rim(each["center"], each["radius"])) for each in shapes["discs"]]
    return [*discs, *((each["role"], np.array(each["points"], np.float64).reshape(-1, 2)) for each in shapes["lines"])]


def links(chain: Floats) -> Floats:
    """The segments (n - 1, 2, 2) of a chain."""
    return np.stack([chain[:-1], chain[1:]], axis=1)


def labels_of(shapes: Sequence[WireShapes]) -> list[str]:
    """What is written on them."""
    return [mark["label"] for each in shapes for mark in (*each["discs"], *each["markers"]) if mark["label"]]


def add_shapes(raster: Raster, window: Sequence[float], shapes: Sequence[WireShapes]) -> None:
    """Draw them on a raster of a window (u0, u1, v0, v1)."""
    width, height = raster.size
    u0, u1, v0, v1 = window

    def place(points: Floats) -> Floats:
        u, v = points.T
        return np.column_stack([width * (u - u0) / (u1 - u0), height * (v1 - v) / (v1 - v0)])

    for each in shapes:
        for role, chain in chains(each):
            raster.lines(links(place(chain)), halo_of(role), HALO, WIDTH + 2 * MARGIN)
            raster.lines(links(place(chain)), ROLE_COLORS[role], 1.0, WIDTH)
        for marker in each["markers"]:
            at = place(np.array([marker["at"]], np.float64))
            raster.marks(at, disc(RADIUS), halo_of(marker["role"]))
            raster.marks(at, disc(RADIUS - RIM), ROLE_COLORS[marker["role"]])


def _rim(center: Sequence[float], radius: float) -> Floats:
    """The circle round a disc, (n, 2) and closed."""
    angles = np.linspace(0, 2 * np.pi, CORNERS + 1)
    return np.asarray(center) + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
