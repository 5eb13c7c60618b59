"""Widgets wherever they are put: whole in containers, many on a page, and on pages that are zoomed or transformed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually
from playwright.sync_api import Locator
from screenshots import share_colored

NAME = "placed.ipynb"
SETUP = """import tempfile, ipywidgets as W, torch
torch.set_num_threads(1)
from splinewidgets import History, ManifoldExplorer, SliceExplorer, TrainingExplorer, zoo
three = [[-1.0, -0.6], [0.8, -0.5], [0.1, 0.7]]
explorer = SliceExplorer(zoo.mlp((2, 12, 12, 2)), three, height=300)
explorer"""
PLACED = """model, history = zoo.mlp((2, 6, 2)), History(tempfile.mkdtemp())
for step in range(9):
    history.record(model, step, loss=1 / (1 + step), train_accuracy=step / 9)
training = TrainingExplorer(model, history, three, height=200)
manifold = ManifoldExplorer(zoo.mlp((2, 6, 3)), samples=20, height=200)
tab = W.Tab([W.Label("first"), manifold])
accordion = W.Accordion([manifold], selected_index=None)
row = W.HBox([W.Label("beside"), training], layout=W.Layout(width="100%"))
nothing = W.Box([SliceExplorer(model, three)], layout=W.Layout(width="0px", height="0px", overflow="hidden"))
W.VBox([row, tab, accordion, nothing, training.curves])"""
COUNT = 40  # a page has 16 graphics contexts
MANY = f"""many = [SliceExplorer(model, three, height=120, renderer="webgl") for _ in range({COUNT})]
W.VBox(many)"""


@pytest.fixture(scope="module")
def explorer(open_notebook: OpenNotebook) -> Iterator[ExplorerPage]:
    lab, recorded = open_notebook(NAME, SETUP, PLACED, MANY, height=900)
    shown = ExplorerPage(lab)
    shown.root.wait_for()
    shown.settle()
    yield shown
    assert recorded.problems == []


def scroll_to(explorer: ExplorerPage, cell: int) -> Locator:
    """Bring a cell into the page, for a notebook keeps only those near by; returns it."""
    explorer.page.evaluate(f"() => window.jupyterapp.shell.currentWidget.content.scrollToItem({cell}, 'start')")
    return explorer.page.locator(".jp-Notebook .jp-Cell").filter(has_text=(SETUP, PLACED, MANY)[cell].split("\n")[0])


def has_color(canvas: Locator, share: float) -> bool:
    """Whether more than a share of a canvas is colored."""
    return share_colored(canvas.screenshot()) > share


def has_two(stages: Locator) -> bool:
    return stages.count() == 2


def test_explorers_are_whole_in_any_container(explorer: ExplorerPage) -> None:
    cell = scroll_to(explorer, 1)
    row = cell.locator(".widget-hbox")
    row.locator(".sw-curve").nth(1).wait_for()
    assert row.locator(".sw-curve").count() == 2 and row.locator(".sw-stage").count() == 1
    # Its curves by themselves, too, and the explorer without them.
    assert cell.locator(".sw-curve").count() == 4
    explorer.lab.execute("training.part = None")
    eventually(lambda: row.locator(".sw-curve").count() == 0, "the explorer was alone")
    assert cell.locator(".sw-curve").count() == 2
    explorer.lab.execute("training.part = training.curves")
    eventually(lambda: row.locator(".sw-curve").count() == 2, "it was whole again")
    # Hidden when they were made.
    explorer.lab.execute("tab.selected_index = 1; accordion.selected_index = 0")
    for place in ("tab", "accordion"):
        stages = cell.locator(f".widget-{place} .sw-stage")
        eventually(partial(has_two, stages), "latents and manifold were there")
        for stage in stages.all():
            stage.scroll_into_view_if_needed()
            eventually(partial(has_color, stage, 0.01), "it was drawn")


def test_latents_and_manifold_are_aligned_and_say_once_what_they_share(explorer: ExplorerPage) -> None:
    cell = scroll_to(explorer, 1)
    explorer.page.set_viewport_size({"width": 1700, "height": 900})
    explorer.lab.execute("tab.selected_index = 1; manifold.explorer._layers = [*manifold.explorer._layers] * 12")
    try:
        pair = cell.locator(".widget-tab .sw-pair")
        stages = pair.locator(".sw-stage")

        def aligned() -> bool:
            boxes = [stage.bounding_box() for stage in stages.all()]
            left, right = boxes if len(boxes) == 2 else (None, None)
            return bool(left and right and left["x"] < right["x"] and abs(left["y"] - right["y"]) < 1)

        eventually(aligned, "canvases stood at one height, whatever the bars above them")
        for once in (".sw-colorbar", ".sw-facts", ".sw-toolbar:not(.sw-subbar) .sw-menu"):
            assert len([part for part in pair.locator(once).all() if part.is_visible()]) == 1
    finally:
        explorer.page.set_viewport_size({"width": 1400, "height": 900})


def test_many_are_drawn_when_they_are_seen(explorer: ExplorerPage) -> None:
    cell = scroll_to(explorer, 2)
    stages = cell.locator(".sw-stage")
    eventually(lambda: stages.count() == COUNT, "all were in the page")
    for place in [*range(COUNT), 0]:
        stage = stages.nth(place)
        stage.scroll_into_view_if_needed()
        eventually(partial(has_color, stage, 0.05), f"the one at {place} was drawn")
    # Where others have taken a context away, the processor goes on.
    take = "canvas => canvas.getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
    stages.first.locator(".sw-canvas").evaluate(take)
    eventually(partial(has_color, stages.first, 0.05), "it was drawn again")
    assert stages.first.locator(".sw-canvas").evaluate("canvas => canvas.getContext('2d') !== null")
    lost = [root for root in cell.locator(".sw-root").all() if "context" in root.locator(".sw-status").inner_text()]
    assert lost == []


@pytest.mark.parametrize("style", ["zoom: 1.5", "transform: scale(0.6); transform-origin: 0 0", ""])
def test_a_page_of_another_scale_changes_nothing(explorer: ExplorerPage, style: str) -> None:
    scroll_to(explorer, 0)
    output = explorer.page.locator(".jp-OutputArea-output", has=explorer.root).first
    output.evaluate("(node, style) => { node.style.cssText = style }", style)
    explorer.lab.execute("explorer.anchors, explorer.view, explorer.selected = three, None, -1")
    explorer.page.evaluate("() => window.dispatchEvent(new Event('resize'))")
    explorer.settle()
    # A star stays under the pointer that drags it.
    x, y = explorer.grab(0)
    explorer.page.mouse.move(x + 50, y - 20, steps=8)
    at = explorer.center(explorer.handle(0))
    explorer.page.mouse.up()
    assert at == pytest.approx((x + 50, y - 20), abs=1.5)
    explorer.settle()
    # What is pointed at is what lies there.
    box = explorer.stage.bounding_box()
    assert box is not None
    u0, u1, v0, v1 = explorer.trait("_picture['window']")
    for across, down in ((0.2, 0.3), (0.8, 0.9)):
        explorer.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        place = [u0 + across * (u1 - u0), v1 - down * (v1 - v0)]
        expected = explorer.lab.value(f"int(explorer.tessellation.locate([{place}])[0])")
        explorer.becomes("selected", expected)
    # A pan follows the hand, and a turn of the wheel keeps what is under the pointer.
    px, py = box["x"] + 0.7 * box["width"], box["y"] + 0.2 * box["height"]
    explorer.page.mouse.move(px, py)
    explorer.page.mouse.down()
    explorer.page.mouse.move(px - 0.1 * box["width"], py, steps=4)
    explorer.page.mouse.up()
    explorer.settle()
    panned = explorer.trait("_picture['window']")
    assert panned[0] - u0 == pytest.approx(0.1 * (u1 - u0), rel=0.03) and panned[2] == pytest.approx(v0, abs=1e-6)
    # Each of the screen's pixels has one of the canvas.
    width = explorer.stage.locator(".sw-canvas").evaluate("canvas => canvas.width")
    assert width == pytest.approx(box["width"], abs=1)
