"""Figures of `ManifoldExplorer`: the images of latent tiles, with samples and data."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.figures.space_axes import axis_of
from splinewidgets.pictures.figures.space_figure import Dots3d, Scene3d, Sheet3d, Strokes3d, space_view
from splinewidgets.pictures.figures.surface_figure import HOME, RED
from splinewidgets.pictures.sheets import marks
from splinewidgets.pictures.sheets.keys import Entry, legend
from splinewidgets.pictures.sheets.shapes import Floats
from splinewidgets.pictures.sheets.sheet import Key, View
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.space_drawing import AZIMUTH, ELEVATION, PARTED, PURPLE
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.manifold import ManifoldLayer, WireManifold, WirePoints
from splinewidgets.pictures.wire_types.picture import WireTiles
from splinewidgets.pictures.wire_types.space import WireCamera

# Round a map, for numbers and names.
MARGIN = 46.0
VIOLET = (float(PURPLE[0]), float(PURPLE[1]), float(PURPLE[2]))
# Corners of one point are as far apart as float32 rounds them.
POINT = 1e-6


def manifold_view(
    tiles: WireTiles, manifold: WireManifold, samples: Maybe[WirePoints], data: Maybe[WirePoints], colors: Floats,
    lines: tuple[Sequence[int], int], visible: Sequence[ManifoldLayer], unfold: float, camera: Maybe[WireCamera],
) -> View:  # fmt: skip
    """What is seen of a manifold; `colors` (T, 3)."""
    flat = len(manifold["labels"]) == 2
    stretch = np.array([1.0, 1.0, max(PARTED, unfold) if flat else 1.0])
    points = decode(manifold["positions"]).astype(np.float64) * stretch
    shown = {"samples": _of(samples, manifold), "data": _of(data, manifold)}
    everything = np.concatenate([points, shown["data"] * stretch])
    bounds = (everything.min(0), everything.max(0))
    sheets = []
    if "tiles" in visible or "wire" in visible:
        sheets.append(Sheet3d(points, "tiles" in visible, not flat, "wire" in visible))
    dots = []
    if "data" in visible:
        dots.append(Dots3d(shown["data"] * stretch, VIOLET, marks.WHITE, 3.5, 1.0))
    if "samples" in visible:
        dots.append(Dots3d(shown["samples"] * stretch, marks.WHITE, marks.DOT_RIM, 3.0, 1.0))
    loops = Loops(tiles)
    strokes = []
    if "degenerate" in visible:
        outlines, at = _degenerate(loops, points, decode(manifold["degenerate"]).tolist(), flat)
        strokes.append(Strokes3d(outlines, RED, 1.5))
        dots.append(Dots3d(at, RED, marks.WHITE, 4.5, 1.25))
    center, extent, (low, high) = manifold["center"], manifold["extent"], bounds
    axes = [
        axis_of(i, label, [center[i] + extent * low[i], center[i] + extent * high[i]], [low[i], high[i]])
        for i, label in enumerate(manifold["labels"])
    ]
    home = HOME
    if flat:  # straight down, as on a map, and the more it is unfolded the more from the side
        turned = (1 - unfold) * -math.pi / 2 + unfold * AZIMUTH
        home = (turned, (1 - unfold) * math.pi / 2 + unfold * ELEVATION, MARGIN)
    return space_view(Scene3d(loops, colors, lines, sheets, axes, bounds, camera, home, strokes, dots))


def manifold_keys(
    manifold: WireManifold, samples: Maybe[WirePoints], data: Maybe[WirePoints], visible: Sequence[ManifoldLayer]
) -> list[Key]:
    """What dots and lines are."""
    entries = []
    if "data" in visible and len(_of(data, manifold)):
        entries.append(Entry("Data", lambda x, y: [marks.dots(np.array([[x, y]]), VIOLET, marks.WHITE, 4.0)]))
    if "samples" in visible and len(_of(samples, manifold)):
        entries.append(Entry("Sample", lambda x, y: [marks.dots(np.array([[x, y]]))]))
    if "degenerate" in visible and manifold["degenerate"]["shape"][0]:
        entries.append(
            Entry("Degenerate tile", lambda x, y: [marks.dots(np.array([[x, y]]), RED, marks.WHITE, 4.5, 1.25)])
        )
    return [legend(entries)] if entries else []


def _of(points: Maybe[WirePoints], manifold: WireManifold) -> Floats:
    """Points (n, 3) that are of this manifold."""
    if "manifold" not in points or points["manifold"] != manifold["id"]:
        return np.empty((0, 3))
    return decode(points["points"]).astype(np.float64)


def _degenerate(loops: Loops, points: Floats, tiles: Sequence[int], flat: bool) -> tuple[Floats, Floats]:
    """Outlines (n, 2, 3) of tiles without area, and places (m, 3) of those that are no more than a point."""
    ends = np.cumsum(loops.sizes)
    outlines, at = [np.empty((0, 2, 3))], []
    for tile in tiles:
        corners = points[loops.corners[ends[tile] - loops.sizes[tile] : ends[tile]]]
        extent = float(np.linalg.norm((corners - corners[0])[:, : 2 if flat else 3], axis=1).max())
        if extent <= POINT:
            at.append(corners.mean(0))
        if extent > POINT or flat:
            outlines.append(np.stack([corners, np.roll(corners, -1, axis=0)], axis=1))
    return np.concatenate(outlines), np.array(at).reshape(-1, 3)
