"""Figures as SVG files: a path for each tile and for the lines of each layer, and text as text."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import singledispatch
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from splinewidgets.pictures.sheets.shapes import (
    PIXELS_PER_INCH,
    Box,
    Curve,
    Figure,
    Floats,
    Image,
    Lines,
    Marks,
    Panel,
    Polygons,
    Ramp,
    Rectangle,
    Rgb,
    Shape,
    Text,
    Veil,
)
from splinewidgets.pictures.stills.png import true_png

# Polygons are drawn so much wider, in pixels: between two that only touch, viewers let the background shine through.
SEAM = 0.5
# What XML has no way to write.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def svg(figure: Figure) -> bytes:
    """The file of a figure."""
    width, height = _number(figure.width), _number(figure.height)
    inches = (f"{_number(side / PIXELS_PER_INCH, 4)}in" for side in (figure.width, figure.height))
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}"'.format(*inches)
        + f' viewBox="0 0 {width} {height}" role="img" font-family="sans-serif">',
        f"<title>{_escaped(figure.title)}</title>",
        f'<rect width="{width}" height="{height}" fill="{hexadecimal(figure.background)}"/>',
        *_all(figure.shapes),
        "</svg>\n",
    ]
    return "\n".join(lines).encode()


def hexadecimal(color: Iterable[float]) -> str:
    """A color in CSS's hexadecimal digits."""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in color)


def _all(shapes: Iterable[Shape]) -> Iterator[str]:
    for shape in shapes:
        yield from _drawn(shape)


@singledispatch
def _drawn(shape: Shape) -> Iterator[str]:
    raise NotImplementedError(type(shape).__name__)


@_drawn.register
def _(shape: Polygons) -> Iterator[str]:
    corners = np.array(_pairs(shape.points), object)[shape.corners].tolist()
    yield f'<g stroke-width="{SEAM}" stroke-linejoin="round">'
    start = 0
    for size, color in zip(shape.sizes.tolist(), hexadecimals(shape.colors), strict=True):
        end = start + size
        yield f'<path d="M{"L".join(corners[start:end])}Z" fill="{color}" stroke="{color}"/>'
        start = end
    yield "</g>"


@_drawn.register
def _(shape: Veil) -> Iterator[str]:
    pairs, ends = np.array(_pairs(shape.points), object), np.cumsum(shape.sizes)
    loops = [pairs[shape.corners[ends[i] - shape.sizes[i] : ends[i]]].tolist() for i in np.flatnonzero(shape.covered)]
    if loops:
        path = "".join(f"M{'L'.join(loop)}Z" for loop in loops)
        yield f'<path d="{path}" fill="{hexadecimal(shape.color)}" fill-opacity="{_number(shape.opacity)}"/>'


@_drawn.register
def _(shape: Lines) -> Iterator[str]:
    if not len(shape.ends):
        return
    places = np.array(_pairs(shape.points), object)
    path = "".join(f"M{a}L{b}" for a, b in places[shape.ends].tolist())
    cap = ' stroke-linecap="round"' if shape.round else ""
    yield f'<path d="{path}" fill="none"{_stroke(shape.color, shape.width, shape.opacity)}{cap}/>'


@_drawn.register
def _(shape: Curve) -> Iterator[str]:
    known = np.isfinite(shape.points.sum(axis=1))
    begins = known & ~np.concatenate([[False], known[:-1]])
    pairs = _pairs(np.where(known[:, None], shape.points, 0.0))
    path = "".join(
        f"{'M' if begin else 'L'}{pair}" for pair, begin, there in zip(pairs, begins, known, strict=True) if there
    )
    if path:
        dashes = f' stroke-dasharray="{" ".join(map(_number, shape.dashes))}"' if shape.dashes else ""
        looks = _stroke(shape.color, shape.width, shape.opacity)
        yield f'<path d="{path}" fill="none"{looks}{dashes} stroke-linejoin="round" stroke-linecap="round"/>'


@_drawn.register
def _(shape: Marks) -> Iterator[str]:
    count = len(shape.places)
    if not count:
        return
    fills = ["none"] * count if shape.fills is None else hexadecimals(shape.fills)
    opacities = np.ones(count) if shape.opacities is None else shape.opacities
    stroke = "" if shape.stroke is None else _stroke(shape.stroke, shape.width)
    yield f'<g{stroke} stroke-linejoin="round">'
    for (x, y), outline, fill, opacity in zip(shape.places, shape.outlines, fills, opacities, strict=True):
        looks = f'fill="{fill}"' + (f' opacity="{_number(opacity)}"' if opacity < 1 else "")
        if np.ndim(outline) == 0:
            yield f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(outline)}" {looks}/>'
        else:
            yield f'<path d="M{"L".join(_pairs(outline + np.array([x, y])))}Z" {looks}/>'
    yield "</g>"


@_drawn.register
def _(shape: Text) -> Iterator[str]:
    looks = f'font-size="{_number(shape.size)}" fill="{hexadecimal(shape.color)}"'
    if shape.anchor != "start":
        looks += f' text-anchor="{shape.anchor}"'
    if shape.bold:
        looks += ' font-weight="600"'
    if shape.halo is not None:
        looks += f' stroke="{hexadecimal(shape.halo)}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    x, y = _number(shape.x), _number(shape.y)
    if not shape.upright:
        looks += f' transform="rotate(-90 {x} {y})"'
    yield f'<text x="{x}" y="{y}" {looks}>{_escaped(shape.text)}</text>'


@_drawn.register
def _(shape: Image) -> Iterator[str]:
    data = base64.b64encode(true_png(shape.pixels)).decode()
    looks = 'preserveAspectRatio="none" style="image-rendering:pixelated"'
    yield f'<image {_placed(shape.box)} {looks} href="data:image/png;base64,{data}"/>'


@_drawn.register
def _(shape: Ramp) -> Iterator[str]:
    last = len(shape.colors) - 1
    stops = "".join(
        f'<stop offset="{_number(i / last, 4)}" stop-color="{color}"/>'
        for i, color in enumerate(hexadecimals(shape.colors))
    )
    name = _named(stops)
    yield f'<linearGradient id="{name}">{stops}</linearGradient>'
    yield f'<rect {_placed(shape.box)} fill="url(#{name})"/>'


@_drawn.register
def _(shape: Rectangle) -> Iterator[str]:
    looks = f'fill="{hexadecimal(shape.fill)}"'
    if shape.opacity < 1:
        looks += f' fill-opacity="{_number(shape.opacity)}"'
    if shape.corner:
        looks += f' rx="{_number(shape.corner)}"'
    yield f"<rect {_placed(shape.box)} {looks}/>"


@_drawn.register
def _(shape: Panel) -> Iterator[str]:
    inside = [*_all(shape.shapes), *_all(shape.scales)]
    name = _named("".join([*map(str, shape.box), *inside]))
    yield f'<clipPath id="{name}"><rect {_placed(shape.box)}/></clipPath>'
    yield f'<g clip-path="url(#{name})">'
    yield from inside
    yield "</g>"


def hexadecimals(colors: Floats) -> list[str]:
    """Colors (n, 3) in CSS's hexadecimal digits."""
    whole = np.round(255 * np.clip(colors, 0, 1)).astype(np.uint8)
    digits = whole.tobytes().hex()
    return ["#" + digits[i : i + 6] for i in range(0, len(digits), 6)]


def _named(content: str) -> str:
    """A name that no other thing has in a page with several figures, and that is the same each time."""
    return f"sw{zlib.crc32(content.encode(errors='replace')):08x}"


def _placed(box: Box) -> str:
    return 'x="{}" y="{}" width="{}" height="{}"'.format(*map(_number, box))


def _stroke(color: Rgb, width: float, opacity: float = 1.0) -> str:
    faint = f' stroke-opacity="{_number(opacity, 3)}"' if opacity < 1 else ""
    return f' stroke="{hexadecimal(color)}" stroke-width="{_number(width)}"{faint}'


def _pairs(points: npt.NDArray[np.float64]) -> list[str]:
    # 0 is added for it makes 0 of -0.
    return [f"{x:.8g} {y:.8g}" for x, y in (np.round(points, 2) + 0.0).tolist()]


def _number(value: float, digits: int = 2) -> str:
    return f"{round(float(value), digits) + 0.0:.8g}"


def _escaped(text: str) -> str:
    return escape(UNWRITABLE.sub("\ufffd", text))
