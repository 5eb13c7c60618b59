"""A slice through a model of a file, as a picture or a page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from splinewidgets.command.model_file import read_model
from splinewidgets.pictures.sheets.files import SUFFIXES, read_path
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

PAGE = ".html"


def write_slice(
    model: str,
    out: Path,
    *,
    weights: Path | None = None,
    data: Path | None = None,
    labels: Path | None = None,
    anchors: Sequence[int] | None = None,
    view: Sequence[float] | None = None,
    color_by: str = "slope",
    theme: str = "light",
    unpickle: bool = False,
) -> str:
    """Write what a `SliceExplorer` shows of a model; returns a sentence on it.

    Parameters
    ----------
    model, weights, unpickle
        As for `read_model`.
    out
        A file whose ending says what it is: .svg, .png, .pdf, or .html for a page to explore.
    data, labels
        Files .npy of inputs and their classes.
    anchors
        Three rows of the data; by default three that the explorer chooses.
    view, color_by
        As for `SliceExplorer`.
    theme
        Of a picture, 'light' or 'dark'.

    Raises
    ------
    ValueError, TypeError, OSError, ImportError
        If something does not fit, before anything is written.
    """
    file = read_path(out, (*SUFFIXES, PAGE))
    inputs = None if data is None else _array(data)
    classes = None if labels is None else _array(labels)
    explorer = SliceExplorer(
        read_model(model, weights, unpickle=unpickle),
        None if anchors is None else list(anchors),
        inputs,
        classes,
        view=view,
        color_by=color_by,
        still=False,
    )
    try:
        if file.suffix.lower() == PAGE:
            explorer.to_html(file)
        else:
            explorer.save(file, theme=theme)
        return f"{out}: {explorer.status}"
    finally:
        explorer.close()


def _array(file: Path) -> Any:
    if not file.is_file():
        raise FileNotFoundError(
            f"There is no file {file}. Data are an array of numpy in a file. Pass one that is there."
        )
    try:
        return np.load(file, allow_pickle=False)
    except (ValueError, EOFError) as failure:
        raise ValueError(
            f"{file} cannot be read: {failure}. It must be a .npy file of numbers. Use numpy.save."
        ) from None
