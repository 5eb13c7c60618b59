"""Views that draw on a slice in JupyterLab: hands and keys move a segment and a point, and both pages follow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from accessibility import THEMES, violations_by_theme
from chromium import Recorded
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually
from jupyter_driver import Lab
from playwright.sync_api import Locator
from screenshots import share_changed

CELL = """import torch
torch.set_num_threads(1)
from ipywidgets import VBox
from splinewidgets import RobustnessView, SegmentPlot, SliceExplorer, zoo
moons = zoo.two_moons()
model = zoo.train(zoo.mlp((2, 12, 12, 2)), moons, epochs=40, progress=False, cache=False)
explorer = SliceExplorer(model, data=moons.inputs, labels=moons.labels, height=320)
plot = SegmentPlot(explorer)
robust = RobustnessView(explorer, point=(0.0, 0.8))
pieces, first = plot.tessellation.piece_count, plot.segment
VBox([explorer, plot, robust])"""


@pytest.fixture(scope="module")
def notebook(open_notebook: OpenNotebook) -> tuple[Lab, Recorded]:
    """A notebook with both views below an explorer."""
    return open_notebook("shapes.ipynb", CELL, height=1500)


@pytest.fixture
def explorer(notebook: tuple[Lab, Recorded]) -> Iterator[ExplorerPage]:
    lab, recorded = notebook
    lab.page.wait_for_selector("[data-picture-id][data-state='ready']")
    handle(lab, "end").wait_for()
    handle(lab, "point").wait_for()
    shown = ExplorerPage(lab, "explorer")
    shown.page.mouse.move(0, 0)
    shown.settle()
    yield shown
    assert recorded.problems == [] and recorded.blocked == []


def handle(lab: Lab, title: str) -> Locator:
    return lab.page.locator(f".sw-shape-handle[title='{title}']")


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_an_end_of_the_segment_is_dragged_and_the_graphs_follow(explorer: ExplorerPage) -> None:
    page, lab = explorer.page, explorer.lab
    before, graphs = lab.value("plot.segment"), page.locator(".sw-segment-plot .sw-chart").screenshot()
    x, y = middle(handle(lab, "end"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 40, steps=8)
    page.mouse.up()
    eventually(lambda: lab.value("plot.segment")[1] != before[1], "the end was told")
    assert lab.value("plot.segment")[0] == before[0]
    eventually(
        lambda: share_changed(graphs, page.locator(".sw-segment-plot .sw-chart").screenshot()) > 0.002,
        "the graphs followed",
    )
    # Where the hand has left it.
    assert middle(handle(lab, "end")) == pytest.approx((x - 60, y - 40), abs=1.5)
    assert lab.value("plot.error") == ""


def test_keys_move_a_handle_and_undo_brings_it_back(explorer: ExplorerPage) -> None:
    lab = explorer.lab
    before = lab.value("plot.segment")
    handle(lab, "start").focus()
    explorer.page.keyboard.press("ArrowDown")
    eventually(lambda: lab.value("plot.segment")[0][1] < before[0][1], "the start was told")
    explorer.page.locator(".sw-segment-plot [aria-label^='Undo']").click()
    # All that hands on the slice have done is one step.
    eventually(lambda: lab.value("plot.segment == first"), "it was undone")


def test_a_place_on_the_graphs_is_shown_on_the_slice_and_back(explorer: ExplorerPage) -> None:
    page = explorer.page
    chart = page.locator(".sw-segment-plot .sw-chart")
    dots = page.locator(".sw-shapes circle")
    count = dots.count()
    chart.hover()
    eventually(lambda: dots.count() == count + 1, "a place was shown on the slice")
    chart.focus()
    page.keyboard.press("Escape")
    eventually(lambda: dots.count() == count, "no place is shown")
    x, y = middle(handle(explorer.lab, "start"))
    x1, y1 = middle(handle(explorer.lab, "end"))
    page.mouse.move((x + x1) / 2 + 4, (y + y1) / 2)
    page.mouse.move((x + x1) / 2, (y + y1) / 2)
    page.locator(".sw-segment-cursor").wait_for(state="attached")


def test_the_point_is_dragged_and_a_click_moves_it(explorer: ExplorerPage) -> None:
    page, lab = explorer.page, explorer.lab
    x, y = middle(handle(lab, "point"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y + 30, steps=6)
    page.mouse.up()
    eventually(lambda: lab.value("list(robust.point)") != [0.0, 0.8], "the point was told")
    eventually(lambda: lab.value("robust._found['point'] == robust.point"), "it was answered")
    page.mouse.click(*explorer.spot(0.8, 0.75))
    u0, u1, _v0, _v1 = lab.value("list(explorer._picture['window'])")
    eventually(
        lambda: abs(lab.value("robust.point")[0] - (u0 + 0.8 * (u1 - u0))) < 0.05 * (u1 - u0), "a click moved it"
    )
    value = page.locator(".sw-robust-row[data-role='certificate'] .sw-robust-value")
    eventually(lambda: value.inner_text() != "", "its radius is told")


def test_it_is_accessible_in_light_and_dark(explorer: ExplorerPage) -> None:
    assert violations_by_theme(explorer.lab) == {theme: [] for theme in THEMES}
