"""Tiles that are chosen together in JupyterLab: by clicks and loops on the slice, and by sweeps over histograms."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from accessibility import THEMES, violations_by_theme
from chromium import Recorded
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually
from jupyter_driver import Lab

CELL = """import torch
torch.set_num_threads(1)
from ipywidgets import VBox
from splinewidgets import SliceExplorer, TileHistograms, zoo
explorer = SliceExplorer(zoo.mlp((2, 8, 8, 3), seed=8).double(), height=320)
histograms = TileHistograms(explorer)
VBox([explorer, histograms])"""


@pytest.fixture(scope="module")
def notebook(open_notebook: OpenNotebook) -> tuple[Lab, Recorded]:
    """A notebook with histograms below an explorer."""
    return open_notebook("selection.ipynb", CELL)


@pytest.fixture
def explorer(notebook: tuple[Lab, Recorded]) -> Iterator[ExplorerPage]:
    """The explorer, of which nothing is chosen."""
    lab, recorded = notebook
    lab.page.wait_for_selector("[data-picture-id][data-state='ready']")
    lab.page.wait_for_selector(".sw-statistic")
    lab.execute("explorer.selection = []; explorer.selected = -1; explorer.view = None")
    shown = ExplorerPage(lab, "explorer")
    shown.page.mouse.move(0, 0)
    shown.settle()
    yield shown
    assert recorded.problems == [] and recorded.blocked == []


def at(explorer: ExplorerPage, across: float, down: float) -> tuple[float, float]:
    box = explorer.page.locator(".sw-stage").first.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def test_shift_clicks_add_to_the_tile_that_is_selected(explorer: ExplorerPage) -> None:
    page, lab = explorer.page, explorer.lab
    page.mouse.click(*at(explorer, 0.2, 0.3))
    eventually(lambda: lab.value("explorer.selected >= 0"), "a tile was selected")
    page.keyboard.down("Shift")
    page.mouse.click(*at(explorer, 0.8, 0.7))
    page.keyboard.up("Shift")
    eventually(lambda: lab.value("len(explorer.selection) == 2"), "two tiles were chosen")
    assert lab.value("explorer.selected in explorer.selection")
    page.keyboard.press("Escape")
    eventually(lambda: lab.value("len(explorer.selection) == 0"), "none was any more")


def test_a_box_takes_the_tiles_whose_centroids_lie_in_it(explorer: ExplorerPage) -> None:
    page, lab = explorer.page, explorer.lab
    page.keyboard.down("Shift")
    page.mouse.move(*at(explorer, 0.25, 0.25))
    page.mouse.down()
    page.mouse.move(*at(explorer, 0.75, 0.75), steps=5)
    page.mouse.up()
    page.keyboard.up("Shift")
    eventually(lambda: lab.value("len(explorer.selection) > 0"), "tiles were chosen")
    lab.execute(
        """import numpy as np
middles = explorer.tessellation.centroids()
u0, u1, v0, v1 = explorer.tessellation.slice.bounds
u, v = (middles[:, 0] - u0) / (u1 - u0), (middles[:, 1] - v0) / (v1 - v0)
far = np.maximum(abs(u - 0.5), abs(v - 0.5)) - 0.25"""
    )
    assert lab.value("bool((far[explorer.selection] < 0.02).all())")
    assert lab.value("set(np.flatnonzero(far < -0.02)) <= set(explorer.selection.tolist())")
    assert lab.value("explorer.view is None")


def test_a_sweep_over_a_histogram_chooses_and_the_zoomed_picture_keeps_places(explorer: ExplorerPage) -> None:
    page, lab = explorer.page, explorer.lab
    chart = page.locator(".sw-statistic .sw-chart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.6 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, middle, steps=5)
    page.mouse.up()
    eventually(lambda: lab.value("len(explorer.selection) > 0"), "tiles were chosen")
    lab.execute("areas = explorer.tessellation.areas(); chosen = explorer.selection")
    assert lab.value("bool(areas[chosen].min() >= np.delete(areas, chosen).max(initial=0))")
    lab.execute("explorer.view = (-0.5, 0.5, -0.4, 0.4)")
    assert lab.value("explorer._selection_in == explorer._picture['id']")


def test_a_selection_and_histograms_are_accessible(explorer: ExplorerPage) -> None:
    explorer.lab.execute("explorer.selection = [1, 2]")
    assert violations_by_theme(explorer.lab) == {theme: [] for theme in THEMES}


def test_what_is_chosen_is_undone_by_keys_on_the_slice_and_on_the_histograms(explorer: ExplorerPage) -> None:
    page, lab = explorer.page, explorer.lab

    def chosen() -> list[int]:
        found: list[int] = lab.value("explorer.selection.tolist()")
        return found

    lab.execute("explorer._steps._past.clear()")
    page.keyboard.down("Shift")
    page.mouse.move(*at(explorer, 0.2, 0.2))
    page.mouse.down()
    page.mouse.move(*at(explorer, 0.7, 0.8), steps=6)
    page.mouse.up()
    page.keyboard.up("Shift")
    eventually(lambda: len(chosen()) > 1, "a box was drawn")
    boxed = chosen()
    bars = page.locator(".sw-statistic [role=application]").first
    bars.focus()
    page.keyboard.press("ArrowRight")
    eventually(lambda: chosen() not in ([], boxed), "a bin was chosen")
    binned = chosen()
    page.keyboard.press("Control+z")
    eventually(lambda: chosen() == boxed, "the box was back")
    explorer.stage.focus()
    page.keyboard.press("Control+z")
    eventually(lambda: chosen() == [], "nothing was chosen")
    for each in (boxed, binned):
        page.keyboard.press("Control+Shift+z")
        eventually(lambda each=each: chosen() == each, "it was chosen again")  # type: ignore[misc]
