"""Figures as files: which kinds there are, what they need, and where they can be written."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

from splinewidgets.files.disk import check_plain, write_whole
from splinewidgets.geometry.argument_types import check_type
from splinewidgets.pictures import plain_values
from splinewidgets.pictures.sheets.shapes import Figure
from splinewidgets.pictures.sheets.sheet import Look
from splinewidgets.pictures.sheets.svg import svg
from splinewidgets.pictures.sheets.themes import ThemeName

SUFFIXES = (".svg", ".png", ".pdf")
# More pixels on a side than memory and viewers are made for.
MOST_PIXELS = 20_000


def read_look(width: Any, dpi: Any, theme: Any) -> Look:
    """How a figure is to be drawn; raises TypeError or ValueError for what does not fit."""
    width = plain_values.positive(width, "width", "a number of inches above 0", "A column of text has 3.25.")
    dpi = plain_values.positive(dpi, "dpi", "a number of pixels an inch, above 0", "Print has 300.")
    if width * dpi > MOST_PIXELS:
        raise ValueError(
            f"The figure is {width:g} inches of {dpi:g} pixels wide. It may have {MOST_PIXELS:,} pixels at most. "
            "Pass a smaller width or dpi."
        )
    if theme not in get_args(ThemeName):
        raise ValueError(f"theme is {theme!r:.80}. It must be 'light' or 'dark'. Pass one of them.")
    return Look(width, dpi, theme)


def read_path(path: Any, suffixes: tuple[str, ...] = SUFFIXES) -> Path:
    """The file to be written, checked before anything is drawn.

    Raises
    ------
    TypeError
        If it is no path.
    ValueError
        If its name has another ending, or there is a directory or a pipe.
    ImportError
        If what writes it is not installed.
    OSError
        If its directory is not there, or nothing may be written into it.
    """
    check_type(path, (str, os.PathLike), "path", "text or a path", "Pass such as 'figure.svg'.")
    file = Path(path).expanduser()
    if file.suffix.lower() not in suffixes:
        kinds = f"{', '.join(suffixes[:-1])} or {suffixes[-1]}"
        raise ValueError(f"The file is {str(path)!r}. Its name must end with {kinds}. Choose one of these.")
    if file.suffix.lower() in SUFFIXES:
        check_kind(file.suffix.lower())
    file = file.resolve()
    check_plain(file, links=True)
    folder = file.parent
    if not folder.is_dir():
        raise FileNotFoundError(
            f"The directory {folder} is not there. The figure must go into one that is. Make it, or choose another."
        )
    if not os.access(folder, os.W_OK):
        raise PermissionError(
            f"Nothing may be written into {folder}. The figure must go where that is allowed. Choose another directory."
        )
    return file


def check_kind(suffix: str) -> None:
    """Raise ImportError if what draws files of a kind is not installed."""
    if suffix != ".svg":
        require_matplotlib(f"It draws {suffix} files")


def require_matplotlib(use: str) -> None:
    """Raise ImportError if matplotlib, which an installation may lack, is not there for a use."""
    if find_spec("matplotlib") is None:
        raise ImportError(
            f"matplotlib is not installed. {use}. Run `pip install 'splinewidgets[frames]'`, or save an SVG file."
        )


def figure_bytes(figure: Figure, suffix: str, look: Look) -> bytes:
    """The file of a figure, the same each time: nothing in it depends on when it is drawn."""
    if suffix == ".svg":
        return svg(figure)
    from splinewidgets.pictures.sheets import matplotlib_files

    return matplotlib_files.file(figure, suffix, look)


def write_figure(figure: Figure, file: Path, look: Look) -> None:
    """Write a file, whole or not at all."""
    write_whole(file, [figure_bytes(figure, file.suffix.lower(), look)])
