"""Widgets in whatever a notebook puts them into; and the last picture of them, which a saved notebook keeps."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually
from playwright.sync_api import Locator
from screenshots import share_colored

NAME = "containers.ipynb"
SETUP = """import tempfile, ipywidgets as W, torch
torch.set_num_threads(1)
from IPython.display import display
from splinewidgets import History, HyperplaneEditor, ManifoldExplorer, Playground, PolarityExplorer, SliceExplorer
from splinewidgets import SplineSurface, TrainingExplorer, zoo
three = [[-1.0, -0.6], [0.8, -0.5], [0.1, 0.7]]
model, history = zoo.mlp((2, 6, 2)), History(tempfile.mkdtemp())
for step in range(3):
    history.record(model, step, loss=1 / (1 + step), train_accuracy=step / 3)
def explore(**keywords): return SliceExplorer(model, three, height=160, **keywords)
def train(): return TrainingExplorer(model, history, three, height=160)
def generate(): return ManifoldExplorer(zoo.mlp((2, 6, 3)), samples=20, height=160)
def play(): return Playground(samples=100, widths=[4], height=160)
explorer = explore()
surface = SplineSurface(explorer, height=160)
polarity = PolarityExplorer(model, torch.randn(200, 2), samples=50, height=160)
W.HBox([explorer, W.Label("beside")])"""
# Grids put the names of their areas into what stands in them, so that each has widgets of its own.
CONTAINERS = """grid = W.GridspecLayout(1, 2)
grid[0, 0], grid[0, 1] = explore(), SplineSurface(explorer, height=160)
out = W.Output()
with out:
    display(polarity)
containers = {
    "row": W.HBox([explorer, train()]),
    "box": W.Box([surface, generate()]),
    "grid": W.GridBox([explorer, polarity], layout=W.Layout(grid_template_columns="1fr 1fr")),
    "gridspec": grid,
    "app": W.AppLayout(left_sidebar=W.Label("left"), center=train()),
    "tab": W.Tab([generate(), polarity]),
    "accordion": W.Accordion([train()], selected_index=0),
    "given": W.HBox([explore(layout=W.Layout(width="420px", border="3px solid teal")), W.IntSlider()]),
    "out": out,
    "taught": W.HBox([play(), HyperplaneEditor(zoo.mlp((2, 4, 1)), height=160)]),
    "late": W.Tab([W.Label("first"), play()]),
}
for name, container in containers.items():
    container.add_class(f"in-{name}")
W.VBox([*containers.values()])"""
# How many canvases and curves each has.
WHOLE = {
    "row": (2, 2),
    "box": (3, 0),
    "grid": (3, 0),
    "gridspec": (2, 0),
    "app": (1, 2),
    "tab": (4, 0),
    "accordion": (1, 2),
    "given": (1, 0),
    "out": (2, 0),
    "taught": (4, 4),
    "late": (3, 4),
}
SHARING = ("row", "box", "grid", "gridspec", "taught")
# Shown only later.
LATE = ".in-late .sw-playground"
LEAST = 320
# Not those that are parts of others.
OUTERMOST = ".sw-widget:not(.sw-widget .sw-widget)"
NOTEBOOK = "window.jupyterapp.shell.currentWidget"


@pytest.fixture(scope="module", params=["server", "notebook_server"], ids=["lab", "notebook"])
def page(request: pytest.FixtureRequest, open_notebook: OpenNotebook) -> Iterator[ExplorerPage]:
    server = request.getfixturevalue(request.param)
    lab, recorded = open_notebook(NAME, SETUP, CONTAINERS, width=1500, server=server)
    yield ExplorerPage(lab)
    assert recorded.problems == []


def counted(parts: Locator, count: int) -> bool:
    return parts.count() == count


def drawn(stage: Locator) -> bool:
    return share_colored(stage.screenshot()) > 0.005


def widths(widgets: Locator) -> list[float]:
    return [box["width"] for box in (each.bounding_box() for each in widgets.all()) if box]


def test_widgets_are_whole_and_share_the_width(page: ExplorerPage) -> None:
    page.page.evaluate(f"() => {NOTEBOOK}.content.scrollToItem(1, 'start')")
    for name, (canvases, curves) in WHOLE.items():
        container = page.page.locator(f".in-{name}")
        stages = container.locator(".sw-stage")
        for parts, count in ((stages, canvases), (container.locator(".sw-curve"), curves)):
            eventually(partial(counted, parts, count), f"{name} was whole")
        for stage in (each for each in stages.all() if each.is_visible()):
            stage.scroll_into_view_if_needed()
            eventually(partial(drawn, stage), f"what is in {name} was drawn")
        outer = container.bounding_box()
        assert outer is not None
        if name == "late":
            continue
        found = widths(container.locator(OUTERMOST))
        assert min(found) >= LEAST and max(found) <= outer["width"] + 1, (name, found, outer)
        if name in SHARING:
            assert found[0] == pytest.approx(found[1], rel=0.03), (name, found)
    given = page.page.locator(".in-given .sw-widget")
    assert widths(given) == [420]
    assert given.evaluate("node => getComputedStyle(node).borderTopWidth") == "3px"


def test_no_widget_is_narrower_than_it_can_be_used(page: ExplorerPage) -> None:
    page.page.set_viewport_size({"width": 760, "height": 1000})
    try:
        for name in set(WHOLE) - {"late"}:
            found = widths(page.page.locator(f".in-{name} {OUTERMOST}"))
            assert found and min(found) >= LEAST, (name, found)
    finally:
        page.page.set_viewport_size({"width": 1500, "height": 1000})


def test_a_playground_is_drawn_when_its_tab_is_opened(page: ExplorerPage) -> None:
    assert not page.page.locator(LATE).is_visible()
    page.lab.execute("containers['late'].selected_index = 1")
    stages = page.page.locator(f"{LATE} .sw-stage")
    for stage in stages.all():
        stage.scroll_into_view_if_needed()
        eventually(partial(drawn, stage), "it was drawn")
    # Tiles and graph stand side by side, or one above the other, and nothing sticks out.
    outer = page.page.locator(LATE).bounding_box()
    assert outer is not None and max(widths(stages)) <= outer["width"] + 1
    page.lab.execute("containers['late'].selected_index = 0")


def test_a_saved_notebook_has_the_last_picture_of_a_box(page: ExplorerPage, folder: Path) -> None:
    page.page.evaluate(f"() => {NOTEBOOK}.content.scrollToItem(0, 'start')")
    root = page.page.locator(".jp-Cell").first.locator(".sw-root")
    image = page.page.locator(".jp-Cell").first.locator(".jp-RenderedImage img")
    eventually(lambda: image.count() == 1, "the first picture was there")
    first = image.get_attribute("src")
    root.evaluate("node => { window.live = node }")
    place = "() => document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook').scrollTop"
    page.page.evaluate("() => { document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook').scrollTop = 40 }")
    top, dirty = page.page.evaluate(place), f"() => {NOTEBOOK}.context.model.dirty"
    page.lab.execute("explorer.view = (-0.4, 0.2, -0.2, 0.2)")
    eventually(lambda: image.get_attribute("src") != first, "the picture was another one")
    assert page.page.evaluate(place) == top and not image.is_visible()
    assert root.evaluate("node => node === window.live") and root.is_visible()

    def saved() -> bool:
        page.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        page.page.wait_for_timeout(3000)
        return not page.page.evaluate(dirty)

    # Seen again, it is the same; the pictures of other cells may still have been under way.
    eventually(saved, "the notebook was saved, and nothing changed it any more")
    outputs: list[Any] = [output.data for output in nbformat.read(folder / NAME, 4).cells[0].outputs]
    kept = [data for data in outputs if "image/png" in data]
    seen = page.lab.value("__import__('splinewidgets.widgets.host.still').widgets.host.still.bundle_of([explorer])")
    assert len(kept) == 1 and base64.b64decode(kept[0]["image/png"]) == base64.b64decode(seen["image/png"])
    assert kept[0]["text/plain"] == seen["text/plain"]
