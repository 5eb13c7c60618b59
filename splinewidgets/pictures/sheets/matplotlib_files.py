"""Figures as PNG and PDF files, drawn by matplotlib."""

from __future__ import annotations

import io
from typing import Any

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure as Sheet
from matplotlib.transforms import Affine2D

from splinewidgets.pictures.sheets.matplotlib_axes import Canvas
from splinewidgets.pictures.sheets.shapes import PIXELS_PER_INCH, Figure
from splinewidgets.pictures.sheets.sheet import Look

# Fonts as they are, which journals ask for, instead of outlines of letters; and no habits of the user's but the font.
SETTINGS: Any = {"pdf.fonttype": 42, "text.usetex": False, "text.hinting": "default", "lines.scale_dashes": True}
# matplotlib cuts off what is less than a pixel.
WHOLE = 1e-6


def file(figure: Figure, suffix: str, look: Look) -> bytes:
    """The file, without the date."""
    stream = io.BytesIO()
    canvas: Any
    with matplotlib.rc_context(SETTINGS):
        sheet = drawn(figure, look)
        if suffix == ".png":
            canvas = FigureCanvasAgg(sheet)
            canvas.print_png(stream, metadata={"Software": None})
        else:
            canvas = FigureCanvasPdf(sheet)
            canvas.print_pdf(stream, metadata={"CreationDate": None, "Title": figure.title})
    return stream.getvalue()


def pixels(figure: Figure, look: Look) -> npt.NDArray[np.uint8]:
    """The figure as pixels (height, width, 3)."""
    with matplotlib.rc_context(SETTINGS):
        canvas: Any = FigureCanvasAgg(drawn(figure, look))
        canvas.draw()
        return np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[..., :3])


def drawn(figure: Figure, look: Look) -> Sheet:
    """The figure as one of matplotlib, of whole pixels."""
    sides = (round(side * look.ratio) for side in (figure.width, figure.height))
    width, height = ((side + WHOLE) / look.dpi for side in sides)
    sheet = Sheet(figsize=(width, height), dpi=look.dpi, facecolor=figure.background)
    ax = sheet.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set(xlim=(0, PIXELS_PER_INCH * width), ylim=(PIXELS_PER_INCH * height, 0))
    Canvas(ax, Affine2D()).draw(figure.shapes)
    return sheet
