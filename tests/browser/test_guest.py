"""A widget as a guest in a notebook: its keys, the wheel, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually

NAME = "guest.ipynb"
SETUP = """import torch
torch.set_num_threads(1)
from splinewidgets import SliceExplorer, SplineSurface, zoo
explorer = SliceExplorer(zoo.mlp((2, 12, 12, 2)), anchors=[[-1.0, -0.6], [0.8, -0.5], [0.1, 0.7]], height=300)
explorer"""
SURFACE = "surface = SplineSurface(explorer, height=300)\nsurface"
NOTEBOOK = "window.jupyterapp.shell.currentWidget"
# What undo brings back, as an expression that begins with the explorer.
SEEN = "_picture['window'] + explorer.anchors.tolist()"


@pytest.fixture(scope="module", params=["server", "notebook_server"], ids=["lab", "notebook"])
def guest(request: pytest.FixtureRequest, open_notebook: OpenNotebook) -> Iterator[ExplorerPage]:
    filler = [nbformat.v4.new_markdown_cell(f"Line {i}\n\n" * 3) for i in range(12)]
    server = request.getfixturevalue(request.param)
    lab, recorded = open_notebook(NAME, *filler[:4], SETUP, SURFACE, *filler[4:], server=server)
    explorer = ExplorerPage(lab)
    explorer.settle()
    yield explorer
    assert recorded.problems == []


def cells(guest: ExplorerPage) -> Any:
    """What the notebook's cells are, which of them is active, and whether a dialog asks something."""
    return guest.page.evaluate(
        f"""() => {{
            const {{ content }} = {NOTEBOOK};
            const types = content.widgets.map(({{ model }}) => [model.type, model.sharedModel.getSource()]);
            return [types, content.activeCellIndex, document.querySelectorAll('.jp-Dialog').length];
        }}"""
    )


@pytest.mark.parametrize("mode", ["command", "edit"])
@pytest.mark.parametrize("place", [".sw-stage", ".sw-chip", ".sw-menu", ".sw-button", ".sw-handle"])
def test_no_key_changes_the_notebook(guest: ExplorerPage, place: str, mode: str) -> None:
    guest.root.scroll_into_view_if_needed()
    target = guest.root.locator(f"{place}:visible").first
    target.focus()
    guest.page.evaluate(f"mode => {{ {NOTEBOOK}.content.mode = mode }}", mode)
    guest.page.wait_for_timeout(200)  # until the cell's editor has taken the focus
    target.focus()
    guest.page.wait_for_timeout(100)
    before = cells(guest)
    for keys in "x c v b a m r y z d d 0 0 i i o l j k 1 3 Shift+M Shift+A Shift+J Shift+Z".split():
        guest.page.keyboard.press(keys)
    for keys in ("ArrowUp", "ArrowDown", "Control+Shift+ArrowUp", "Control+Shift+ArrowDown", "Control+Backspace"):
        guest.page.keyboard.press(keys)
    for keys in ("Control+Shift+M", "Control+Shift+-", "Home", "Enter", "Space"):
        guest.page.keyboard.press(keys)
    guest.page.wait_for_timeout(100)
    assert cells(guest) == before
    # B and O took up the box and the loop.
    guest.stage.focus()
    for _ in range(2):
        guest.page.keyboard.press("Escape")
    guest.lab.execute("explorer.view = None; explorer.visible_layers = [0, 1]; explorer.color_by = 'slope'")


def test_the_hosts_chords_reach_it(guest: ExplorerPage) -> None:
    guest.stage.focus()
    guest.page.evaluate(f"() => {{ {NOTEBOOK}.context.model.dirty = true }}")
    guest.page.keyboard.press("Control+s")
    dirty = f"() => {NOTEBOOK}.context.model.dirty"
    eventually(lambda: not guest.page.evaluate(dirty), "the notebook was saved")


def test_undo_and_redo_are_the_widgets(guest: ExplorerPage) -> None:
    page, keyboard = guest.page, guest.page.keyboard
    guest.lab.execute("explorer.view = None")
    guest.settle()
    guest.stage.focus()
    page.evaluate("() => { window.heard = []; window.addEventListener('keydown', ({ key }) => heard.push(key)) }")
    before = cells(guest)
    states = [guest.trait(SEEN)]

    def done() -> None:
        eventually(lambda: guest.trait(SEEN) != states[-1], "the gesture was told")
        guest.settle()
        states.append(guest.trait(SEEN))

    for _ in range(3):
        keyboard.press("ArrowRight")  # one gesture
    done()
    guest.drag(1, "slice", by=(45, -30))
    done()
    page.mouse.move(*guest.spot(0.3, 0.3))
    keyboard.down("Control")
    for _ in range(4):
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(40)
    keyboard.up("Control")
    done()
    guest.stage.focus()
    for wanted in states[-2::-1]:
        keyboard.press("Control+z")
        guest.becomes(SEEN, wanted)
    for wanted, keys in zip(states[1:], ("Control+Shift+Z", "Control+y", "Control+Shift+Z"), strict=True):
        keyboard.press(keys)
        guest.becomes(SEEN, wanted)
    # Quick ones are counted, all of them.
    for _ in range(3):
        guest.root.get_by_role("button", name="Undo").click()
    guest.becomes(SEEN, states[0])
    assert cells(guest) == before
    assert not {"z", "Z", "y"} & set(page.evaluate("heard"))
    guest.settle()


def test_a_status_is_spoken_when_the_hand_lets_go(guest: ExplorerPage) -> None:
    page, mouse = guest.page, guest.page.mouse
    guest.settle()
    page.wait_for_timeout(700)
    guest.root.locator(".sw-spoken").evaluate(
        """spoken => {
            window.said = [];
            new MutationObserver(() => said.push(spoken.textContent)).observe(spoken, { childList: true });
        }"""
    )
    x, y = guest.spot(0.1, 0.9)
    mouse.move(x, y)
    mouse.down()
    seen = set()
    for step in range(1, 4):
        mouse.move(x + 40 * step, y - 20 * step, steps=4)
        page.wait_for_timeout(800)
        seen.add(guest.status)
    assert len(seen) > 1 and page.evaluate("said") == []
    mouse.up()
    guest.settle()
    eventually(lambda: page.evaluate("said") == [guest.status], "it was spoken")
    guest.lab.execute("explorer.view = None")


def test_gestures_and_keys_are_listed(guest: ExplorerPage) -> None:
    help_ = guest.root.get_by_role("dialog", name="Gestures and keys")
    guest.stage.focus()
    before = cells(guest)
    guest.page.keyboard.press("?")
    assert help_.is_visible() and "move an anchor" in help_.inner_text()
    guest.page.keyboard.press("Escape")
    assert not help_.is_visible() and cells(guest) == before
    assert guest.stage.evaluate("stage => stage === document.activeElement")
    guest.root.get_by_role("button", name="Gestures and keys").click()
    assert help_.is_visible()
    help_.get_by_role("button", name="Close").click()
    assert not help_.is_visible()


def test_a_long_press_tells_facts_at_the_finger(guest: ExplorerPage) -> None:
    page = guest.page
    # In a narrow cell the panel is below, here out of sight.
    guest.lab.execute(
        "explorer.view, explorer.selected, explorer.height, explorer.layout.width = None, -1, 900, '480px'"
    )
    page.wait_for_timeout(300)
    guest.settle()
    guest.stage.evaluate("stage => stage.scrollIntoView({ block: 'start' })")
    page.wait_for_timeout(300)
    box = guest.stage.bounding_box()
    assert box is not None and box["width"] < 500
    x, y = box["x"] + 0.3 * box["width"], box["y"] + 250
    finger = page.context.new_cdp_session(page)
    before = guest.trait(SEEN)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", (x, y))
    eventually(lambda: guest.trait("hovered") >= 0, "the tile was pointed at")
    tip = guest.root.locator(".sw-tip:not(.sw-map-tip)")
    tip.wait_for(state="visible")
    touch("touchEnd")
    page.wait_for_timeout(200)
    assert tip.is_visible() and tip.inner_text().startswith(f"Tile {guest.trait('hovered')}")
    box = tip.bounding_box()
    assert box is not None and box["y"] + box["height"] < y
    assert guest.trait("selected") == -1 and guest.trait(SEEN) == before
    assert page.locator(".lm-Menu").count() == 0
    touch("touchStart", (x, y + 40))
    touch("touchEnd")
    tip.wait_for(state="hidden")
    guest.lab.execute("explorer.selected, explorer.height, explorer.layout.width = -1, 300, None")
    guest.settle()


def test_the_menu_is_operated_by_arrows(guest: ExplorerPage) -> None:
    menu = guest.root.locator("select.sw-menu")
    menu.focus()
    guest.page.keyboard.press("ArrowDown")
    chosen = menu.input_value()
    assert chosen != "slope"
    guest.becomes("color_by", chosen)
    guest.page.keyboard.press("ArrowUp")
    guest.becomes("color_by", "slope")


def test_tiles_are_selected_by_keys(guest: ExplorerPage) -> None:
    guest.lab.execute("explorer.view = None; explorer.selected = -1")
    guest.settle()
    guest.stage.focus()
    top = guest.page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook').scrollTop")
    guest.page.keyboard.press("Space")
    first = guest.trait("_picture['window']")
    # The tiles that a line through the middle meets, sampled several times a pixel.
    along = guest.lab.value(
        "(lambda u0, u1, v0, v1, n=4000: [int(t) for t in explorer.tessellation.locate("
        "[[(u0 + u1) / 2 + (u1 - u0) / 2 * i / n, (v0 + v1) / 2] for i in range(n)])])(*explorer._picture['window'])"
    )
    guest.becomes("selected", along[0])
    before = guest.trait("_picture['id']")
    guest.page.keyboard.press("Alt+ArrowRight")
    eventually(lambda: guest.trait("_picture['id']") > before, "the neighbour had come to the middle")
    guest.settle()
    assert guest.trait("selected") == guest.lab.value("int(explorer.tessellation.locate([explorer.pointer])[0])") >= 0
    box = guest.stage.bounding_box()
    assert box is not None
    u0, u1, v0, v1 = first
    u, v = guest.trait("pointer")
    window = guest.trait("_picture['window']")
    assert u == pytest.approx((window[0] + window[1]) / 2, abs=1e-6) and v == pytest.approx((v0 + v1) / 2, abs=1e-6)
    # Only what is narrower than a pixel is passed over on the way.
    step = (u1 - u0) / 2 / 4000
    reached = round((u - (u0 + u1) / 2) / step)
    runs = [along[:reached].count(tile) for tile in set(along[:reached]) - {along[0], along[reached]}]
    assert along[reached] != along[0] and all(run * step < 2 * (window[1] - window[0]) / box["width"] for run in runs)
    assert guest.root.locator(".sw-facts").inner_text().strip()
    guest.page.keyboard.press("Escape")
    guest.becomes("selected", -1)
    still = guest.page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer, .jp-Notebook').scrollTop")
    assert still == top
    guest.lab.execute("explorer.view = None")


@pytest.mark.parametrize("which", [".sw-stage:not(.sw-space)", ".sw-space"])
def test_the_page_scrolls_past_a_canvas(guest: ExplorerPage, which: str) -> None:
    page = guest.page
    canvas = page.locator(which).first
    canvas.scroll_into_view_if_needed()
    page.evaluate("() => document.activeElement?.blur()")
    page.mouse.move(0, 0)
    window, camera = guest.trait("_picture['window']"), guest.lab.value("surface.camera")
    place = canvas.bounding_box()
    assert place is not None
    top = place["y"]
    page.mouse.move(*guest.center(canvas))

    def moved() -> bool:
        # Chromium lets the first turns go by while a page still comes to rest.
        page.mouse.wheel(0, 30)
        now = canvas.bounding_box()
        return now is not None and abs(now["y"] - top) > 20

    eventually(moved, "the page had scrolled")
    assert "sw-hinting" in (canvas.get_attribute("class") or "")
    assert guest.trait("_picture['window']") == window and guest.lab.value("surface.camera") == camera
    # Pressed, it has the wheel, until the pointer leaves.
    canvas.scroll_into_view_if_needed()
    page.mouse.click(*guest.center(canvas))
    place = canvas.bounding_box()
    page.mouse.wheel(0, 60)
    changed = (
        (lambda: guest.trait("_picture['window']") != window)
        if which != ".sw-space"
        else (lambda: guest.lab.value("surface.camera") != camera)
    )
    eventually(changed, "the picture was zoomed")
    assert canvas.bounding_box() == place
    guest.lab.execute("explorer.view, explorer.selected, surface.camera = None, -1, {}")
