"""Ten explorers in one cell, linked by their traits: a hand moves one, and all follow; none loses its canvas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium import Recorded
from conftest import OpenNotebook
from explorer_page import eventually
from jupyter_driver import Lab
from playwright.sync_api import Locator

COUNT = 10
CELL = f"""import ipywidgets, torch, traitlets
from splinewidgets import SliceExplorer, zoo
torch.set_num_threads(1)
digits = zoo.digits()
three = torch.stack([digits.first(0), digits.first(4), digits.first(7)])
explorers = [
    SliceExplorer(zoo.mlp((64, 12, 10), seed=i), anchors=three, data=digits.inputs[:300], height=120)
    for i in range({COUNT})
]
for other in explorers[1:]:
    for name in ("view", "anchors"):
        traitlets.link((explorers[0], name), (other, name))
ipywidgets.GridBox(explorers, layout=ipywidgets.Layout(grid_template_columns="repeat(2, 1fr)"))"""
WINDOWS = "[list(each._picture['window']) for each in explorers]"
# Where the planes of the tiles have the anchor that is moved: each has an origin and axes of its own.
PLANES = """[
    each.tessellation.slice.embed(each._picture["anchors"])[0].flatten().tolist() for each in explorers
]"""
# How many canvases in sight hold a context that was taken from them; those out of sight have given it back.
LOST = """(roots) => roots.map((root) => root.querySelector(".sw-stage > .sw-canvas")).filter((canvas) => {
    const { top, bottom } = canvas.getBoundingClientRect();
    return top > 100 && bottom < innerHeight - 50 && canvas.getContext("webgl2")?.isContextLost();
}).length"""


@pytest.fixture(scope="module")
def opened_ten(open_notebook: OpenNotebook) -> Iterator[tuple[Lab, Recorded]]:
    yield open_notebook("ten.ipynb", CELL, height=1200)


@pytest.fixture(params=["canvas", "webgl"])
def ten(opened_ten: tuple[Lab, Recorded], request: pytest.FixtureRequest) -> Iterator[tuple[Lab, Locator]]:
    """The ten, drawn by the processor or by WebGL, at home; and that nothing goes wrong."""
    lab, recorded = opened_ten
    lab.execute(f"for each in explorers: each.renderer = {request.param!r}")
    lab.execute("explorers[0].anchors, explorers[0].view = three, None")
    roots = lab.page.locator("[data-picture-id]")
    eventually(lambda: roots.count() == COUNT, "ten were drawn")
    all_drawn(lab, roots)
    yield lab, roots
    assert recorded.problems == []
    assert recorded.blocked == []


def all_drawn(lab: Lab, roots: Locator) -> None:
    """Wait until each has its newest picture on the screen, and is at rest."""

    def drawn() -> bool:
        wanted = lab.value("[[str(each._picture['id']), each.state] for each in explorers]")
        shown = roots.evaluate_all("(roots) => roots.map(({ dataset }) => [dataset.pictureId, dataset.state])")
        return bool(wanted == shown and all(state == "ready" for _, state in wanted))

    eventually(drawn, "each had drawn its newest picture")


def middle(of: Locator) -> tuple[float, float]:
    of.scroll_into_view_if_needed()
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(lab: Lab, at: tuple[float, float], by: tuple[float, float]) -> None:
    x, y = at
    mouse = lab.page.mouse
    mouse.move(x, y)
    mouse.down()
    for step in range(1, 16):
        mouse.move(x + by[0] * step / 15, y + by[1] * step / 15)
        lab.page.wait_for_timeout(16)
    mouse.up()


def test_all_follow_a_hand_that_pans_one(ten: tuple[Lab, Locator]) -> None:
    lab, roots = ten
    before = lab.value(WINDOWS)
    stage = roots.nth(0).locator(".sw-stage")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box is not None
    drag(lab, (box["x"] + 24, box["y"] + 24), (60, 25))  # where no anchor is
    eventually(lambda: lab.value(WINDOWS)[0] != before[0], "the first was moved")
    all_drawn(lab, roots)
    first, *others = lab.value(WINDOWS)
    assert all(other == pytest.approx(first) for other in others) and first != before[0]
    assert lab.page.evaluate(f"() => ({LOST})([...document.querySelectorAll('[data-picture-id]')])") == 0


def test_all_follow_a_hand_that_turns_the_plane_of_one(ten: tuple[Lab, Locator]) -> None:
    lab, roots = ten
    before = lab.value(PLANES)
    drag(lab, middle(roots.nth(0).locator(".sw-map .sw-handle").first), (30, -20))
    eventually(lambda: lab.value(PLANES)[-1] != before[-1], "the last was turned")
    all_drawn(lab, roots)
    first, *others = lab.value(PLANES)
    assert all(other == pytest.approx(first) for other in others) and first != before[0]
    assert lab.page.evaluate(f"() => ({LOST})([...document.querySelectorAll('[data-picture-id]')])") == 0
    # Those further down have their pictures, too, when they are scrolled to.
    last = roots.nth(COUNT - 1)
    last.scroll_into_view_if_needed()
    all_drawn(lab, roots)
    assert last.locator(".sw-stage.sw-inexact").count() == 0
