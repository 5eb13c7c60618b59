"""The tiles that widgets send, and their edges, as they are drawn without a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.stills.palette import NEUTRAL, layer_colors, value_colors
from splinewidgets.pictures.stills.raster import Floats, Raster
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.picture import BORDER, WireTiles

# As in js/src/color/ink.ts: the share of a picture that lines may darken together, and what they keep in any case.
INK_SHARE, STRONGEST, FAINTEST = 0.16, 0.9, 0.05


class Loops:
    """The tiles of a picture: loops of vertices, and the layers of their edges."""

    def __init__(self, wire: WireTiles) -> None:
        self.sizes = decode(wire["tile_sizes"]).astype(np.int64)
        self.corners = decode(wire["tile_vertices"]).astype(np.int64)
        self._layers = decode(wire["corner_layers"]).astype(np.int64)
        ends = np.cumsum(self.sizes)
        following = np.arange(1, len(self.corners) + 1)
        following[ends - 1] = ends - self.sizes
        self._next = self.corners[following]

    def sides(self) -> npt.NDArray[np.int64]:
        """The sides (C, 2) of all tiles, one tile after the other."""
        return np.column_stack([self.corners, self._next])

    def edges(self, layer: int) -> npt.NDArray[np.int64]:
        """The edges (n, 2) of a layer's hyperplanes, once each."""
        # Each bounds two tiles, whose loops run along it in opposite directions.
        once = (self._layers == layer) & (self.corners < self._next)
        return np.column_stack([self.corners[once], self._next[once]])

    def line(self, units: npt.NDArray[Any], layer: int, unit: int) -> npt.NDArray[np.int64]:
        """The edges (n, 2) of one unit's folded line; `units` are the `edge_units` of the picture."""
        # In this order they have the units of all edges between tiles, those of every layer mixed.
        once = (self._layers != BORDER) & (self.corners < self._next)
        mine = (self._layers[once] == layer) & (units == unit)
        return np.column_stack([self.corners[once], self._next[once]])[mine]

    def colors(self, number: int, colors: Maybe[WireColors], colormap: str) -> Floats:
        """The color of each tile (T, 3), neutral where `colors` are those of another picture."""
        if "picture" not in colors or colors["picture"] != number:
            return np.tile(NEUTRAL, (len(self.sizes), 1))
        return value_colors(colors, colormap)

    def draw_lines(self, raster: Raster, points: Floats, visible: Sequence[int], count: int, area: float) -> None:
        """Draw the hyperplanes of visible layers of `count`, fainter the more of them there are to an area."""
        lines = {layer: points[self.edges(layer)] for layer in visible}
        length = sum(float(np.hypot(*np.moveaxis(s[:, 1, :2] - s[:, 0, :2], -1, 0)).sum()) for s in lines.values())
        opacity = min(STRONGEST, max(FAINTEST, INK_SHARE * area / length)) if length else 0.0
        colors = layer_colors(count)
        for layer, segments in lines.items():
            if layer < count:
                strength = 0.6 + 0.4 * layer / (count - 1) if count > 1 else 1.0
                raster.lines(segments, colors[layer], opacity * strength)
