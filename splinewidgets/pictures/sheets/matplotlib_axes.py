"""Figures on the axes of matplotlib."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path
from matplotlib.text import Text as Words
from matplotlib.transforms import Affine2D, Bbox, Transform, TransformedBbox

from splinewidgets.pictures.sheets.shapes import (
    PIXELS_PER_INCH,
    Box,
    Curve,
    Floats,
    Image,
    Lines,
    Marks,
    Panel,
    Polygons,
    Ramp,
    Rectangle,
    Shape,
    Text,
    Veil,
)
from splinewidgets.pictures.sheets.svg import SEAM

# Points are 72 to an inch.
POINT = 72 / PIXELS_PER_INCH
# The order in which artists are drawn: each a step above the one before, and all below what is drawn by default.
FIRST, STEP = 1.0, 1e-4
# Texels of a ramp.
TEXELS = 256
HALO = 4.0


class Canvas:
    """Axes of matplotlib, to be drawn on; `places` takes CSS pixels of the figure to their data coordinates."""

    def __init__(self, ax: Axes, places: Affine2D) -> None:
        self.ax, self.places = ax, places
        self.clip: Box | None = None
        self._order = FIRST

    @property
    def transform(self) -> Transform:
        """From CSS pixels of the figure to those of the screen."""
        return self.places + self.ax.transData

    @property
    def upright(self) -> Transform:
        """From CSS pixels round a place to those of the screen, of one size however the axes are scaled."""
        figure: Any = self.ax.get_figure(root=True)
        return Affine2D().scale(1 / PIXELS_PER_INCH, -1 / PIXELS_PER_INCH) + figure.dpi_scale_trans

    def add(self, artist: Artist) -> None:
        """Draw something above all that is there, within the box of the panel that is drawn."""
        artist.set_zorder(self._order)
        self._order += STEP
        self.ax.add_artist(artist)
        if self.clip is not None:
            x, y, width, height = self.clip
            artist.set_clip_path(None)
            artist.set_clip_box(TransformedBbox(Bbox.from_bounds(x, y, width, height), self.transform))

    def draw(self, shapes: Iterable[Shape]) -> None:
        """Draw shapes, the last one in front."""
        for shape in shapes:
            if isinstance(shape, Panel):
                self.clip = shape.box
                self.draw([*shape.shapes, *shape.scales])
                self.clip = None
            else:
                for artist in _artists(shape, self):
                    self.add(artist)


@singledispatch
def _artists(shape: Shape, canvas: Canvas) -> list[Artist]:
    raise NotImplementedError(type(shape).__name__)


@_artists.register
def _(shape: Polygons, canvas: Canvas) -> list[Artist]:
    if not len(shape.sizes):
        return []
    corners = np.split(canvas.places.transform(shape.points)[shape.corners], np.cumsum(shape.sizes)[:-1])
    # Wider by a seam, as in SVG files.
    looks: dict[str, Any] = {"facecolors": shape.colors, "edgecolors": shape.colors, "linewidths": POINT * SEAM}
    return [PolyCollection(corners, transform=canvas.ax.transData, **looks)]


@_artists.register
def _(shape: Veil, canvas: Canvas) -> list[Artist]:
    loops = np.split(canvas.places.transform(shape.points)[shape.corners], np.cumsum(shape.sizes)[:-1])
    covered = [_outline(loop) for loop, hidden in zip(loops, shape.covered, strict=True) if hidden]
    if not covered:
        return []
    veil = PathPatch(Path.make_compound_path(*covered), facecolor=shape.color, alpha=shape.opacity, linewidth=0)
    veil.set_transform(canvas.ax.transData)
    return [veil]


@_artists.register
def _(shape: Lines, canvas: Canvas) -> list[Artist]:
    if not len(shape.ends):
        return []
    looks: dict[str, Any] = {"colors": [to_rgba(shape.color, shape.opacity)], "linewidths": POINT * shape.width}
    ends = canvas.places.transform(shape.points)[shape.ends]
    cap = "round" if shape.round else "butt"
    return [LineCollection(list(ends), capstyle=cap, transform=canvas.ax.transData, **looks)]


@_artists.register
def _(shape: Curve, canvas: Canvas) -> list[Artist]:
    x, y = canvas.places.transform(shape.points).T
    width = POINT * shape.width
    # In widths of the line, as matplotlib has them.
    style: Any = (0, [dash / shape.width for dash in shape.dashes]) if shape.dashes else "solid"
    looks: dict[str, Any] = {"color": shape.color, "linewidth": width, "alpha": shape.opacity, "linestyle": style}
    looks |= {"solid_joinstyle": "round", "solid_capstyle": "round", "marker": ""}
    return [Line2D(x, y, transform=canvas.ax.transData, **looks)]


@_artists.register
def _(shape: Marks, canvas: Canvas) -> list[Artist]:
    if not len(shape.places):
        return []
    opacities = np.ones(len(shape.places)) if shape.opacities is None else shape.opacities
    fills = "none" if shape.fills is None else np.column_stack([shape.fills, opacities])
    edges: Any = "none"
    if shape.stroke is not None:
        edges = np.column_stack([np.tile(shape.stroke, (len(opacities), 1)), opacities])
    marks = PathCollection(
        [_outline(each) for each in shape.outlines],
        offsets=canvas.places.transform(shape.places),
        offset_transform=canvas.ax.transData,
        facecolors=fills,
        edgecolors=edges,
        linewidths=POINT * shape.width,
        joinstyle="round",
    )
    marks.set_transform(canvas.upright)
    return [marks]


@_artists.register
def _(shape: Text, canvas: Canvas) -> list[Artist]:
    x, y = canvas.places.transform((shape.x, shape.y))
    looks: dict[str, Any] = {
        "fontsize": POINT * shape.size,
        "color": shape.color,
        "fontweight": "bold" if shape.bold else "normal",
        "ha": {"start": "left", "middle": "center", "end": "right"}[shape.anchor],
        "va": "baseline",
        "rotation": 0 if shape.upright else 90,
        "rotation_mode": "anchor",
        "transform": canvas.ax.transData,
        # What users name is no formula, also where it has dollars in it.
        "parse_math": False,
        "usetex": False,
    }
    words = [Words(x, y, shape.text, **looks)]
    if shape.halo is not None:
        # By itself, for effects turn text into outlines, which can be neither selected nor searched.
        halo = patheffects.Stroke(linewidth=POINT * HALO, foreground=shape.halo, joinstyle="round")
        words.insert(0, Words(x, y, shape.text, path_effects=[halo], **looks))
    return list(words)


@_artists.register
def _(shape: Image, canvas: Canvas) -> list[Artist]:
    return [_image(shape.pixels, shape.box, canvas)]


@_artists.register
def _(shape: Ramp, canvas: Canvas) -> list[Artist]:
    at, stops = np.linspace(0, 1, TEXELS), np.linspace(0, 1, len(shape.colors))
    texels = np.column_stack([np.interp(at, stops, channel) for channel in shape.colors.T])
    return [_image(np.round(255 * texels).astype(np.uint8)[None], shape.box, canvas)]


@_artists.register
def _(shape: Rectangle, canvas: Canvas) -> list[Artist]:
    x, y, width, height = shape.box
    style = f"round,pad=0,rounding_size={shape.corner}" if shape.corner else "square,pad=0"
    looks: dict[str, Any] = {"facecolor": shape.fill, "alpha": shape.opacity, "linewidth": 0, "mutation_aspect": 1}
    return [FancyBboxPatch((x, y), width, height, boxstyle=style, transform=canvas.transform, **looks)]


def _image(pixels: Any, box: Box, canvas: Canvas) -> AxesImage:
    x, y, width, height = box
    (left, top), (right, low) = canvas.places.transform([(x, y), (x + width, y + height)])
    image = AxesImage(canvas.ax, extent=(left, right, low, top), origin="upper", interpolation="nearest")
    image.set_data(pixels)
    return image


def _outline(outline: Floats) -> Path:
    if np.ndim(outline) == 0:
        return Path.circle(radius=float(outline))
    return Path(np.concatenate([outline, outline[:1]]), closed=True)
