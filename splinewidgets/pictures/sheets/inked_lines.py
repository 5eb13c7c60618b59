"""The lines of each layer, in its color and with its halo, as js/src/color/ink.ts has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.sheets.shapes import Floats, Lines, Rgb
from splinewidgets.pictures.stills.mesh_drawing import FAINTEST, INK_SHARE, STRONGEST, Loops
from splinewidgets.pictures.stills.palette import layer_colors

# Lines have a halo where they are few: none below the first of these opacities, a full one from the second on.
HALOED = (0.8, 0.9)
HALO = 0.6
DARK_HALO, PALE_HALO = (0.04, 0.04, 0.07), (1.0, 1.0, 1.0)
# CSS pixels.
LINE, HALO_LINE = 1.0, 3.0


def inked_lines(loops: Loops, points: Floats, visible: Sequence[int], count: int, area: float) -> list[Lines]:
    """Lines of the visible layers of `count`, through vertices in pixels; the fainter the more there are to an area."""
    edges = {layer: loops.edges(layer) for layer in visible if layer < count}
    length = sum(float(np.hypot(*(points[e[:, 1]] - points[e[:, 0]]).T).sum()) for e in edges.values())
    opacity = min(STRONGEST, max(FAINTEST, INK_SHARE * area / length)) if length else 0.0
    halo = HALO * min(1.0, max(0.0, (opacity - HALOED[0]) / (HALOED[1] - HALOED[0])))
    colors = layer_colors(count)
    halos = [Lines(points, e, halo_of(layer, count), HALO_LINE, halo) for layer, e in edges.items() if halo]
    return halos + [
        Lines(points, e, as_rgb(colors[layer]), LINE, opacity * strength_of(layer, count)) for layer, e in edges.items()
    ]


def strength_of(layer: int, count: int) -> float:
    """Early layers lie back, the newest is strongest."""
    return 0.9 + 0.1 * layer / (count - 1) if count > 1 else 1.0


def halo_of(layer: int, count: int) -> Rgb:
    """Color round a layer's lines, which lets them be seen where a fill is of their own color."""
    return DARK_HALO if count > 1 and layer / (count - 1) <= 0.5 else PALE_HALO


def as_rgb(color: Sequence[float] | Floats) -> Rgb:
    """A color as three numbers."""
    r, g, b = (float(part) for part in color)
    return r, g, b
