"""The units and weights of a network, drawn without a browser."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.diagram_layout import (
    NEGATIVE,
    POSITIVE,
    DiagramLayout,
    Edge,
    corner_of,
    distribution,
    is_open,
    main_connection,
    rounded,
    width_of,
)
from splinewidgets.pictures.stills.palette import BACKGROUND, INK
from splinewidgets.pictures.stills.raster import Floats, Raster
from splinewidgets.pictures.wire_types.diagram import WireConnection, WireNetwork

# CSS pixels of a diagram; nothing is written above its columns.
WIDTH, HEIGHT, TOP = 560.0, 320.0, 30.0
OUTLINE, OPACITY = 1.5, 0.72
BAND = (0.93, 0.93, 0.93)
# Inside of a box.
PAD, BARS = 6.0, 40.0


def draw_diagram(wire: WireNetwork, pixels: int) -> npt.NDArray[np.uint8]:
    """Columns of units, or boxes for them, and the weights between, of about so many pixels."""
    scale = math.sqrt(pixels / (WIDTH * HEIGHT))
    raster = Raster(max(1, round(scale * WIDTH)), max(1, round(scale * HEIGHT)), BACKGROUND)
    layout = DiagramLayout(wire, WIDTH, HEIGHT, TOP)
    for band in layout.bands():
        raster.polygons(scale * band, np.array([len(band)]), np.array([BAND]))
    edges = list(layout.edges())
    for color, sign in ((POSITIVE["light"], 1), (NEGATIVE["light"], -1)):
        for width, lines in _by_width([edge for edge in edges if sign * edge.value > 0], layout.largest() or 1.0):
            raster.lines(scale * lines, color, OPACITY, max(1.0, scale * width))
    for index, column in enumerate(layout.columns):
        outline = rounded(*layout.half(index), corner_of(column))
        fill = np.array([BACKGROUND])
        for place in layout.places(index):
            corners = scale * (place + outline)
            raster.polygons(corners, np.array([len(corners)]), fill)
            raster.lines(np.stack([corners, np.roll(corners, -1, 0)], 1), INK, width=max(1.0, scale * OUTLINE))
        if not is_open(column) and (main := main_connection(column)):
            _bars(raster, main, layout.places(index)[0], layout.half(index)[0], scale)
    return raster.pixels()


def _bars(raster: Raster, connection: WireConnection, middle: Floats, half: float, scale: float) -> None:
    """How the weights before a box are distributed."""
    shares, negative = distribution(connection)
    x = middle[0] + (half - PAD) * np.linspace(-1, 1, len(shares) + 1)
    top, bottom = middle[1] + BARS * (0.5 - shares), np.full(len(shares), middle[1] + BARS / 2)
    corners = np.stack([x[:-1], bottom, x[:-1], top, x[1:], top, x[1:], bottom], 1).reshape(-1, 2)
    colors = np.where(negative[:, None], NEGATIVE["light"], POSITIVE["light"])
    raster.polygons(scale * corners, np.full(len(shares), 4), colors)


def _by_width(edges: list[Edge], largest: float) -> list[tuple[float, Floats]]:
    """Segments (n, 2, 2) of edges of one width, to the half of a pixel, for they are drawn all at once."""
    lines: dict[float, list[Floats]] = {}
    for edge in edges:
        width = math.ceil(2 * width_of(abs(edge.value) / largest)) / 2
        lines.setdefault(width, []).append(np.stack([edge.points[:-1], edge.points[1:]], 1))
    return [(width, np.concatenate(lines[width])) for width in sorted(lines)]
