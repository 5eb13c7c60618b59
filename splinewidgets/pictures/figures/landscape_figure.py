"""Figures of `LossLandscape`: losses from above, as surfaces, and what is marked on them."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.figures.landscape_marks import LandscapeMark, in_world, mark_entry, on_map, world_of
from splinewidgets.pictures.figures.space_axes import Axis, axis_of
from splinewidgets.pictures.figures.space_figure import Dots3d, Scene3d, Sheet3d, Strokes3d, space_view
from splinewidgets.pictures.figures.surface_figure import HOME
from splinewidgets.pictures.sheets.keys import RIM, Entry, color_bar, legend
from splinewidgets.pictures.sheets.scales import scales
from splinewidgets.pictures.sheets.shapes import Box, Floats, Image, Panel, Rectangle, Shape, Text
from splinewidgets.pictures.sheets.sheet import Key, Look, View, extent
from splinewidgets.pictures.sheets.themes import Theme, mixed
from splinewidgets.pictures.sheets.ticks import labels, log_ticks, place
from splinewidgets.pictures.stills.mesh_drawing import Loops
from splinewidgets.pictures.stills.palette import ramp_colors
from splinewidgets.pictures.stills.space_drawing import RANGE
from splinewidgets.pictures.wire import decode, encode
from splinewidgets.pictures.wire_types.arrays import Maybe
from splinewidgets.pictures.wire_types.colors import WireColors
from splinewidgets.pictures.wire_types.landscape import WireLandscape, WireLossRange
from splinewidgets.pictures.wire_types.space import WireCamera

NAMES = ("u", "v")
# Stripes where there is no loss, in pixels across, and how strong they are, as in js/src/loss_landscape/landscape.css.
BETWEEN, PERIOD, STRIPE = 5.0, 7.0, 0.22
WORDS, LINE = 11.0, 15.0

Named = Sequence[tuple[str, LandscapeMark]]


def map_view(landscape: WireLandscape, marks: Named, colormap: str, caption: str = "") -> View:
    """A landscape from above: its colors as an image, with lines and dots over it."""
    u0, u1, v0, v1 = landscape["window"]

    def draw(box: Box, look: Look) -> Panel:
        size = (max(1, round(look.ratio * box[2])), max(1, round(look.ratio * box[3])))
        shapes: list[Shape] = [Image(_pixels(landscape, colormap, size, look), box)]
        for _, mark in marks:
            shapes += on_map(mark, box)
        return Panel(box, shapes, (u0, u1, v0, v1), NAMES, scales(box, landscape["window"], NAMES, look.colors))

    # A square whatever the sides of the window are: u and v are shares of directions, not lengths of one space.
    return View(1.0, draw, caption)


def surface_view(
    landscape: WireLandscape,
    losses: WireLossRange,
    marks: Named,
    colormap: str,
    camera: Maybe[WireCamera],
    caption: str = "",
) -> View:
    """A landscape in space, each cell of the grid in the color of its mean; a cell with a hole is left out."""
    columns, rows, heights = _grid(landscape)
    u, v = np.meshgrid(columns, rows)
    points = world_of(np.column_stack([u.reshape(-1), v.reshape(-1), np.nan_to_num(heights.reshape(-1))]))
    loops, means = _cells(landscape, heights)
    placed = [in_world(mark) for _, mark in marks]
    return space_view(
        Scene3d(
            loops,
            ramp_colors(colormap, means),
            ((), 0),
            [Sheet3d(points, True, True, False)] if len(means) else [],
            _axes(landscape, losses),
            (np.array([-0.5, -0.5, 0.0]), np.array([0.5, 0.5, RANGE])),
            camera,
            HOME,
            [each for each in placed if isinstance(each, Strokes3d)],
            [each for each in placed if isinstance(each, Dots3d)],
        ),
        caption,
    )


def landscape_keys(
    landscapes: Sequence[WireLandscape], losses: WireLossRange, marks: Sequence[Named], colormap: str
) -> list[Key]:
    """What marks and colors mean, and how far each landscape can be trusted; `marks` are those of each."""
    named = {name: mark for each in marks for name, mark in each if name}
    holes = any(np.isnan(decode(each["heights"])).any() for each in landscapes)

    def signs(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        entries = [mark_entry(name, mark) for name, mark in named.items()]
        if holes:
            entries.append(Entry("Not known", lambda a, b: _hole_sign(a, b, look)))
        return legend(entries)(x, y, width, look) if entries else ([], 0.0)

    def words(x: float, y: float, width: float, look: Look) -> tuple[list[Shape], float]:
        told = [f"{each['name']}: {each['words']}" if each["name"] else each["words"] for each in landscapes]
        room = max(1, int(width / extent("n", WORDS)))
        lines = [line for each in told for line in wrap(each, room)]
        shapes = [Text(line, x, y + LINE * i + 11, look.colors.muted, WORDS) for i, line in enumerate(lines)]
        return [*shapes], LINE * len(lines)

    colors: WireColors = {
        "picture": 0,
        "name": "loss",
        "label": "Loss",
        "unit": "",
        "scale": losses["scale"],
        "range": losses["range"],
        "values": encode(np.empty(0, np.float32)),
    }
    return [signs, color_bar(colors, colormap), words]


def _grid(landscape: WireLandscape) -> tuple[Floats, Floats, Floats]:
    """Columns (C,) and rows (R,) in shares of the window, and heights (R, C)."""
    columns, rows, heights = (decode(landscape[name]).astype(np.float64) for name in ("columns", "rows", "heights"))
    return columns, rows, heights


def _pixels(landscape: WireLandscape, colormap: str, size: tuple[int, int], look: Look) -> npt.NDArray[np.uint8]:
    """Colors by the height between the points of the grid, from the top left; stripes where that is not known."""
    columns, rows, heights = _grid(landscape)
    (left, along), (low, up) = _between(columns, size[0]), _between(rows, size[1])
    across = (1 - along) * heights[:, left] + along * heights[:, left + 1]
    shares = ((1 - up)[:, None] * across[low] + up[:, None] * across[low + 1])[::-1]
    colors = ramp_colors(colormap, shares.reshape(-1)).reshape(*shares.shape, 3)
    unknown = np.isnan(shares)
    colors[unknown] = _stripes(size, look.ratio, look.colors)[unknown]
    return np.round(255 * colors).astype(np.uint8)


def _between(ticks: Floats, pixels: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """For the middle of each pixel the interval that it lies in, and where in it, from 0 to 1."""
    at = np.interp((np.arange(pixels) + 0.5) / pixels, ticks, np.arange(len(ticks), dtype=np.float64))
    cells = np.minimum(at.astype(np.int64), len(ticks) - 2)
    return cells, at - cells


def _stripes(size: tuple[int, int], ratio: float, theme: Theme) -> Floats:
    """Pixels (height, width, 3) of a hatched ground."""
    x, y = np.meshgrid(*(np.arange(each) for each in size))
    striped = (x + y) / (np.sqrt(2) * ratio) % PERIOD >= BETWEEN
    return np.where(striped[..., None], mixed(theme.text, STRIPE, theme.background), theme.background)


def _hole_sign(x: float, y: float, look: Look) -> list[Shape]:
    side = max(1, round(10.5 * look.ratio))
    pixels = np.round(255 * _stripes((side, side), look.ratio, look.colors)).astype(np.uint8)
    return [Rectangle((x - 6, y - 6, 12, 12), RIM), Image(pixels, (x - 5.25, y - 5.25, 10.5, 10.5))]


def _cells(landscape: WireLandscape, heights: Floats) -> tuple[Loops, Floats]:
    """The cells (n,) with a height at all of their corners, counter-clockwise from the lower left, and their means."""
    rows, columns = heights.shape
    first = (columns * np.arange(rows - 1)[:, None] + np.arange(columns - 1)).reshape(-1)
    corners = first[:, None] + [0, 1, columns + 1, columns]
    means = heights.reshape(-1)[corners].mean(1)
    whole = ~np.isnan(means)
    used = corners[whole].reshape(-1)
    loops = Loops(
        {
            "id": landscape["id"],
            "window": landscape["window"],
            "positions": encode(np.empty((0, 2), np.float32)),
            "tile_sizes": encode(np.full(whole.sum(), 4, np.uint8)),
            "tile_vertices": encode(used.astype(np.uint32)),
            "corner_layers": encode(np.zeros(len(used), np.uint8)),
        }
    )
    return loops, means[whole]


def _axes(landscape: WireLandscape, losses: WireLossRange) -> list[Axis]:
    u0, u1, v0, v1 = landscape["window"]
    low, high = losses["range"]
    across = [axis_of(0, "u", (u0, u1), (-0.5, 0.5)), axis_of(1, "v", (v0, v1), (-0.5, 0.5))]
    if losses["scale"] == "linear":
        return [*across, axis_of(2, "loss", (low, high), (0.0, RANGE))]
    ticks = log_ticks(low, high)
    at = [RANGE * place(tick, low, high, True) for tick in ticks]
    return [*across, Axis(2, "loss", 0.0, RANGE, list(zip(at, labels(ticks), strict=True)))]
