"""Stills of `SplineSurface` and `ManifoldExplorer`: parallel projections, drawn without a browser."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.palette import BACKGROUND, INK, PALE, rgb
from splinewidgets.pictures.stills.raster import Floats, Raster, disc
from splinewidgets.pictures.wire import decode
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.manifold import WireManifold, WirePoints
from splinewidgets.pictures.wire_types.picture import WireTiles
from splinewidgets.pictures.wire_types.space import WireCamera, WireData, WireSurface

# As in js/src/space: the first view, and the brightness of a facet that the light only grazes.
AZIMUTH, ELEVATION = -math.pi / 3, math.pi / 7
SHADE = 0.72
# As in js/src/surface/graph.ts: the height of the range and the gap below it, in widths of the window.
RANGE, GAP = 0.5, 0.3
# As in js/src/manifold/parts.ts: sheets that lie in one another are parted.
PARTED = 1e-3
VERMILION, PURPLE = rgb("d53f0f")[0], rgb("c2178f")[0]
MARGIN = 16
# An extent below this is drawn as if it were this: it would fill the drawing otherwise, and divide by zero.
POINT = 1e-9


class Space:
    """A scene in the making, seen from a camera: all within `points`.

    Parameters
    ----------
    camera
        The `camera` trait; {} is the first view.
    points : (n, 3)
        What is to be seen, z upwards.
    """

    def __init__(
        self, camera: Maybe[WireCamera], points: Floats, pixels: int, first: tuple[float, float] = (AZIMUTH, ELEVATION)
    ):
        azimuth, elevation = (camera["azimuth"], camera["elevation"]) if "azimuth" in camera else first
        (ca, sa), (ce, se) = ((math.cos(angle), math.sin(angle)) for angle in (azimuth, elevation))
        right, up, back = np.array([[-sa, ca, 0], [-se * ca, -se * sa, ce], [ce * ca, ce * sa, se]])
        self._light = 0.8 * back + 0.5 * up - 0.33 * right
        self._axes = np.column_stack([right, -up, -back])
        seen = points @ self._axes
        low, high = seen.min(0), seen.max(0)
        height = round(math.sqrt(pixels / 1.5))
        self.width, self.height = round(1.5 * height), height
        sides = np.maximum((high - low)[:2], POINT)
        room = (self.width - 2 * MARGIN, self.height - 2 * MARGIN)
        self._scale = float(min(room[0] / sides[0], room[1] / sides[1]))
        self._middle = (low + high) / 2
        self.raster = Raster(self.width, self.height, BACKGROUND)

    def placed(self, points: Floats) -> Floats:
        """Points of the world in pixels, with their depths."""
        return self._scale * (points @ self._axes - self._middle) + (self.width / 2, self.height / 2, 0)

    def sheet(
        self, loops: Loops, points: Floats, colors: Floats | None, lines: tuple[Sequence[int], int] | None, shaded: bool
    ) -> None:
        """Draw facets in colors, and the visible ones of so many layers' lines on them; None draws neither."""
        placed = self.placed(points)
        if colors is not None:
            shade = shades(loops, points, self._light, -self._axes[:, 2]) if shaded else np.ones(len(colors))
            self.raster.polygons(placed[loops.corners], loops.sizes, colors * shade[:, None])
        if lines is not None:
            loops.draw_lines(self.raster, placed, *lines, area=self.width * self.height / 2)

    def dots(self, points: Floats, color: Floats | tuple[float, float, float]) -> None:
        """Draw points."""
        placed = self.placed(points)
        placed[:, 2] -= 6  # before the facet that they lie on
        self.raster.marks(placed, disc(3.0), INK if np.array_equal(color, PALE) else PALE)
        placed[:, 2] -= 0.1
        self.raster.marks(placed, disc(2.2), color)


def shades(loops: Loops, points: Floats, light: Floats, toward: Floats) -> Floats:
    """Brightness of each facet (T,), by the angle of the light on it, whichever of its sides is seen.

    Parameters
    ----------
    light : (3,)
        Toward the light.
    toward : (3,) or (T, 3)
        Toward the eye.
    """
    corners = points[loops.corners]
    starts = np.cumsum(loops.sizes) - loops.sizes
    from_first = corners - np.repeat(corners[starts], loops.sizes, axis=0)
    # Newell's normal: of all corners, for three of them may lie in a line.
    turned = np.cross(from_first[:-1], from_first[1:])
    normals = np.add.reduceat(np.concatenate([turned, np.zeros((1, 3))]), starts)
    lengths = np.linalg.norm(normals, axis=1)
    facing = np.sign((normals * toward).sum(1))
    share = np.clip(facing * (normals @ light) / np.where(lengths > 0, lengths, 1), 0, 1)
    return np.where(lengths > 0, SHADE + (1 - SHADE) * share, 1.0)


def draw_surface(
    tiles: WireTiles, surface: WireSurface, data: Maybe[WireData], colors: Floats, lines: tuple[Sequence[int], int],
    visible: Sequence[str], vertical_scale: float, camera: Maybe[WireCamera], pixels: int,
) -> Raster:  # fmt: skip
    """The graph of an output above its tiles, with data and residuals; `colors` (T, 3)."""
    u0, u1, v0, v1 = tiles["window"]
    low, high = surface["height_range"]

    def raised(points: Floats, heights: Floats) -> Floats:
        z = RANGE * (heights - low) / (high - low) if high > low else np.zeros(len(heights))
        return np.column_stack([points[:, 0] - 0.5, (v1 - v0) / (u1 - u0) * (points[:, 1] - 0.5), vertical_scale * z])

    loops = Loops(tiles)
    lowest, highest = surface["lowest_and_highest"]
    heights = lowest + (highest - lowest) * decode(surface["heights"]).astype(np.float64)
    points = raised(decode(tiles["positions"]).astype(np.float64), heights)
    floor = np.column_stack([points[:, :2], np.full(len(points), min(0.0, points[:, 2].min()) - GAP)])
    at = decode(data["points"]).astype(np.float64) if "points" in data else np.empty((0, 2))
    inside = ((at >= 0) & (at <= 1)).all(1)
    predictions = raised(at[inside], decode(data["predictions"])[inside]) if "predictions" in data else None
    targets = raised(at[inside], decode(data["targets"])[inside]) if "targets" in data else None
    seen = [each for each in (points, floor, targets) if each is not None]
    space = Space(camera, np.concatenate(seen), pixels)
    if "tessellation" in visible:
        space.sheet(loops, floor, colors, lines, shaded=False)
    if "surface" in visible or "wire" in visible:
        filled, wired = (colors if "surface" in visible else None), (lines if "wire" in visible else None)
        space.sheet(loops, points, filled, wired, shaded=True)
    if predictions is not None:
        if targets is not None and "residuals" in visible:
            ends = np.stack([space.placed(targets), space.placed(predictions)], 1)
            space.raster.lines(ends, VERMILION, width=1.5)
            space.dots(predictions, PALE)
        if "data" in visible:
            space.dots(predictions if targets is None else targets, VERMILION)
    return space.raster


def draw_manifold(
    tiles: WireTiles, manifold: WireManifold, samples: Maybe[WirePoints], data: Maybe[WirePoints], colors: Floats,
    lines: tuple[Sequence[int], int], visible: Sequence[str], unfold: float, camera: Maybe[WireCamera], pixels: int,
) -> Raster:  # fmt: skip
    """The images of latent tiles, with samples and data; `colors` (T, 3)."""
    flat = len(manifold["labels"]) == 2
    stretch = (1.0, 1.0, max(PARTED, unfold)) if flat else (1.0, 1.0, 1.0)
    points = decode(manifold["positions"]).astype(np.float64) * stretch
    first = (AZIMUTH, ELEVATION)
    if flat:  # straight down, as on a map, and the more it is unfolded the more from the side
        first = (-math.pi / 2 + unfold * (AZIMUTH + math.pi / 2), math.pi / 2 + unfold * (ELEVATION - math.pi / 2))
    space = Space(camera, points, pixels, first)
    filled, wired = (colors if "tiles" in visible else None), (lines if "wire" in visible else None)
    space.sheet(Loops(tiles), points, filled, wired, shaded=not flat)
    dots: list[tuple[str, Maybe[WirePoints], Floats | tuple[float, float, float]]]
    dots = [("data", data, PURPLE), ("samples", samples, PALE)]
    for name, of, color in dots:
        if name in visible and "manifold" in of and of["manifold"] == manifold["id"]:
            space.dots(decode(of["points"]).astype(np.float64) * stretch, color)
    return space.raster
