"""Views beside an explorer in a notebook that is saved and opened without a kernel: a picture and words of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import OpenNotebook
from explorer_page import eventually
from jupyter_driver import Lab
from screenshots import different_colors

NAME = "linked-reopened.ipynb"
FIRST = """import torch
torch.set_num_threads(1)
from splinewidgets import (
    NetworkDiagram, RobustnessView, SegmentPlot, SliceExplorer, SplineSurface, TileHistograms, TileInspector, zoo)
beside = SliceExplorer(zoo.mlp((2, 5, 4, 3), seed=2), height=200)
beside.tessellation
beside.selected = 3"""
# What is said of each, in words, where there is no picture.
WORDS = {
    "TileInspector": "tile 3",
    "TileHistograms": "tiles",
    "NetworkDiagram": "units and weights",
    "SegmentPlot": "along a segment",
    "RobustnessView": "tiles in",
    "SplineSurface": "the graph of",
}


@pytest.fixture(scope="module")
def reopened(open_notebook: OpenNotebook, folder: Path) -> tuple[Lab, list[Any]]:
    """The notebook without a kernel, and the outputs that are in its file."""
    lab, _ = open_notebook(NAME, FIRST, *(f"{name}(beside)" for name in WORDS), height=2400)
    page = lab.page

    def outputs() -> list[Any]:
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        cells = nbformat.read(folder / NAME, 4).cells[1:]
        return [next((output.data for output in cell.outputs if "image/png" in output.data), None) for cell in cells]

    eventually(lambda: None not in outputs(), "all pictures were saved")
    found = outputs()
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab.open(NAME)
    return lab, found


@pytest.mark.parametrize("name", WORDS)
def test_a_picture_and_words_are_left(reopened: tuple[Lab, list[Any]], name: str) -> None:
    lab, outputs = reopened
    place = list(WORDS).index(name)
    assert WORDS[name] in outputs[place]["text/plain"].lower()
    lab.page.evaluate(
        "i => window.jupyterapp.shell.currentWidget.content.scrollToItem(i, 'start')",
        place + 1,
    )
    cell = lab.page.locator(f".jp-Cell[data-windowed-list-index='{place + 1}']")
    picture = cell.locator(".jp-RenderedImage img:visible")
    picture.wait_for()
    box = picture.bounding_box()
    assert box is not None and box["width"] > 200 and box["height"] > 40
    assert different_colors(picture.screenshot()) > 1  # bars on a sheet
    # The live view is not there: the host says so in a line of its own.
    assert cell.locator(".sw-root").count() == 0
