"""The Save button of a page in JupyterLab: the file that the browser gets, as it looks, and the code of the view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually
from screenshots import read

CELL = """import torch
torch.set_num_threads(1)
torch.manual_seed(0)
from splinewidgets import SliceExplorer, zoo
moons = zoo.two_moons(200)
explorer = SliceExplorer(zoo.mlp((2, 10, 10, 2)), data=moons.inputs, labels=moons.labels, renderer="canvas")
explorer"""
SVG = "{http://www.w3.org/2000/svg}"
# Pixels of a picture and of its file that differ by more than so much are different: on either side of a line both
# blend what lies beside it by another rule.
DIFFERENT = 0.25


@pytest.fixture(scope="module")
def shown(open_notebook: OpenNotebook) -> Iterator[ExplorerPage]:
    """A notebook with an explorer, run."""
    lab, recorded = open_notebook("saving.ipynb", CELL, height=1000)
    explorer = ExplorerPage(lab)
    explorer.settle()
    yield explorer
    assert recorded.problems == []
    assert recorded.blocked == []


def test_the_browser_gets_the_figure_of_the_kernel(shown: ExplorerPage, tmp_path: Path) -> None:
    for kind in ("SVG", "PDF", "PNG"):
        shown.root.get_by_title("Save as a figure").click()
        with shown.page.expect_download() as download:
            shown.root.get_by_role("button", name=kind, exact=True).click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.name == f"slice_explorer.{kind.lower()}"
        shown.lab.execute(f"explorer.save({str(tmp_path / ('kernel.' + kind.lower()))!r})")
        assert file.read_bytes() == (tmp_path / f"kernel.{kind.lower()}").read_bytes()
    tiles = ElementTree.parse(tmp_path / "slice_explorer.svg").getroot().find(f"{SVG}g/{SVG}g")
    assert tiles is not None and len(tiles) == shown.trait("tile_count") > 50


def test_the_file_looks_as_the_page_does(shown: ExplorerPage, tmp_path: Path) -> None:
    shown.root.scroll_into_view_if_needed()
    seen = read(shown.pixels())
    height, width = seen.shape[:2]
    file = tmp_path / "figure.svg"
    shown.lab.execute(f"explorer.save({str(file)!r}, width={(width + 16) / 96})")
    page = shown.page.context.new_page()
    page.set_viewport_size({"width": width + 16, "height": height + 200})
    page.goto(file.as_uri())
    drawn = read(page.screenshot())[8 : 8 + height, 8 : 8 + width]
    page.close()
    changed = np.abs(drawn - seen).max(axis=2) > DIFFERENT
    assert changed.mean() < 0.04
    # Where there are neither lines nor words nor data, nearly all is of one color.
    assert np.median(np.abs(drawn - seen)) < 0.01


def test_code_that_is_copied_makes_the_view(shown: ExplorerPage) -> None:
    shown.set(view="(-1.0, 0.5, -0.5, 0.5)", color_by="'norm'")
    shown.settle()
    shown.root.get_by_title("Save as a figure").click()
    shown.root.get_by_role("button", name="Copy as code").click()
    panel = shown.root.get_by_role("dialog", name="Code of this view")
    panel.wait_for()
    eventually(lambda: panel.get_by_role("status").inner_text() != "", "it was copied, or said how")
    code = panel.locator("code").inner_text()
    assert code.startswith("explorer.from_dict(")
    panel.get_by_title("Close (Escape)").click()
    shown.set(view="None", color_by="'slope'")
    shown.lab.execute(code)
    assert shown.trait("color_by") == "norm"
    assert shown.trait("view") == pytest.approx([-1.0, 0.5, -0.5, 0.5])
