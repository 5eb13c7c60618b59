"""Shapes of views beside a slice, on a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from splinewidgets.pictures.sheets.marks import haloed
from splinewidgets.pictures.sheets.shapes import Floats, Marks, Shape, Text
from splinewidgets.pictures.sheets.themes import Theme
from splinewidgets.pictures.stills.slice_shapes import (
    HALO,
    MARGIN,
    RADIUS,
    RIM,
    ROLE_COLORS,
    WIDTH,
    chains,
    halo_of,
    links,
)
from splinewidgets.pictures.wire_types.shapes import WireShapes

# Where a label begins, from the place that it is of.
RIGHT, UP = 9, 7

# From coordinates (n, 2) of the slice to pixels.
Place = Callable[[Floats], Floats]


def shape_marks(shapes: Sequence[WireShapes], place: Place, theme: Theme) -> list[Shape]:
    """All that views beside draw on a slice."""
    drawn: list[Shape] = []
    for each in shapes:
        for role, chain in chains(each):
            drawn += haloed(links(place(chain)), ROLE_COLORS[role], halo_of(role), HALO, WIDTH, MARGIN)
        for marker in each["markers"]:
            at, fill = place(np.array([marker["at"]], np.float64)), np.array([ROLE_COLORS[marker["role"]]])
            drawn.append(Marks(at, np.full(1, RADIUS - RIM / 2), fill, halo_of(marker["role"]), RIM))
        tops = [([disc["center"][0], disc["center"][1] + disc["radius"]], disc["label"]) for disc in each["discs"]]
        for where, label in [*tops, *((marker["at"], marker["label"]) for marker in each["markers"])]:
            ((x, y),) = place(np.array([where], np.float64)).tolist()
            if label:
                drawn.append(Text(label, x + RIGHT, y - UP, theme.text, halo=theme.background))
    return drawn
