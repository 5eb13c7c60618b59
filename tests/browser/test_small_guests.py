"""Small widgets as guests: keys, scaled pages, what is told where one points, what is wrong."""

from __future__ import annotations

import math
from typing import Any

import pytest
from explorer_page import eventually
from jupyter_driver import Lab
from playwright.sync_api import Locator

NOTEBOOK = "window.jupyterapp.shell.currentWidget"
ROOTS = ("[data-surface-id]", "[data-manifold-id]", ".sw-polarity", ".sw-initialization")
PLACES = (
    ".sw-space",
    ".sw-plane",
    ".sw-chip",
    ".sw-menu",
    ".sw-button",
    ".sw-mark",
    "input[type=range]",
    "input[type=number]",
)
KEYS = """x c v b a m r y z d d 0 0 i i o l j k 1 3 Shift+M Shift+J ArrowUp ArrowDown Alt+ArrowUp Control+Shift+M Enter
    Space""".split()
KEEP = """widgets = (surface, manifold, polarity, initial)
names = "color_by visible_layers visible camera rho vertical_scale unfold selected".split()
names += "points depth width seed layer look".split()
kept = [{name: getattr(each, name) for name in names if each.has_trait(name)} for each in widgets]"""
RESTORE = """for each, traits in zip(widgets, kept):
    for name, value in traits.items():
        setattr(each, name, value)"""
STYLES = ("zoom: 1.5", "transform: scale(0.6); transform-origin: 0 0", "")


def cells(lab: Lab) -> Any:
    """What the notebook's cells are, which of them is active, and whether a dialog asks something."""
    return lab.page.evaluate(
        f"""() => {{
            const {{ content }} = {NOTEBOOK};
            const types = content.widgets.map(({{ model }}) => [model.type, model.sharedModel.getSource()]);
            return [types, content.activeCellIndex, document.querySelectorAll('.jp-Dialog').length];
        }}"""
    )


def scaled(lab: Lab, root: Locator, style: str) -> None:
    """Style the output around a widget, and bring it into the page."""
    output = lab.page.locator(".jp-OutputArea-output", has=root).first
    output.evaluate("(node, style) => { node.style.cssText = style }", style)
    root.evaluate("node => node.scrollIntoView({ block: 'start' })")
    lab.page.evaluate("() => window.dispatchEvent(new Event('resize'))")
    lab.page.wait_for_timeout(500)


def at(target: Locator, across: float, down: float) -> tuple[float, float]:
    """Pixels of the page for a place on an element, from 0 to 1 rightwards and downwards."""
    box = target.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


@pytest.mark.parametrize("mode", ["command", "edit"])
@pytest.mark.parametrize("selector", ROOTS)
def test_no_key_changes_the_notebook(small: Lab, selector: str, mode: str) -> None:
    root = small.page.locator(selector)
    root.scroll_into_view_if_needed()
    root.locator(".sw-button:visible").first.focus()  # which makes its cell the active one
    small.page.evaluate(f"mode => {{ {NOTEBOOK}.content.mode = mode }}", mode)
    small.page.wait_for_timeout(200)  # until the cell's editor has taken the focus
    before = cells(small)
    small.execute(KEEP)
    tried = 0
    for place in PLACES:
        target = root.locator(f"{place}:visible:not(:disabled)").first
        if target.count() == 0:
            continue
        target.focus()
        for keys in KEYS:
            small.page.keyboard.press(keys)
        tried += 1
        assert cells(small) == before, place
    assert tried >= 4
    small.execute(RESTORE)


def test_pages_of_any_scale_are_pointed_at_and_turned_alike(small: Lab) -> None:
    surface, polarity = (small.page.locator(selector) for selector in (ROOTS[0], ROOTS[2]))
    stage, density = surface.locator(".sw-stage"), polarity.locator(".sw-density").last
    mouse = small.page.mouse
    told, turned = [], []
    small.execute("polarity.rho = 0")
    for style in STYLES:
        small.execute("surface.camera = {}")
        scaled(small, surface, style)
        mouse.move(*at(stage, 0.5, 0.5))
        mouse.down()
        mouse.move(*at(stage, 0.6, 0.5), steps=4)
        mouse.up()
        eventually(lambda: small.value("surface.camera") != {}, "the camera was told")
        size = stage.evaluate("node => [node.clientWidth, node.clientHeight]")
        turned.append(small.value("surface.camera['azimuth']") + math.pi * 0.1 * size[0] / size[1])
        box = stage.bounding_box()
        assert box is not None
        # Each of the screen's pixels has one of the canvas.
        assert stage.locator("canvas").evaluate("node => node.width") == pytest.approx(box["width"], abs=1)
        scaled(small, surface, "")
        scaled(small, polarity, style)
        mouse.move(*at(density, 0.3, 0.4))
        mouse.move(*at(density, 0.25, 0.4))
        tip = density.locator(".sw-tip:not(.sw-map-tip)")
        tip.wait_for(state="visible")
        told.append(
            [float(x) for x in tip.inner_text().split("\n")[0].removeprefix("Point ").replace("−", "-").split(",")]
        )
        mouse.move(0, 0)
        tip.wait_for(state="hidden")
        scaled(small, polarity, "")
    small.execute("surface.camera = {}")
    assert turned[0] == pytest.approx(turned[2], abs=0.02) and turned[1] == pytest.approx(turned[2], abs=0.02)
    assert told[0] == pytest.approx(told[2], abs=0.05) and told[1] == pytest.approx(told[2], abs=0.05)


def test_what_is_wrong_stands_in_the_middle_with_its_cure(small: Lab) -> None:
    surface, polarity = (small.page.locator(selector) for selector in (ROOTS[0], ROOTS[2]))
    small.execute("surface.view = (-0.5, 0.5, -0.5, 0.5); surface.explorer.set_state({'view': [1, 0, 0, 1]})")
    card = surface.locator(".sw-space > .sw-complaint")
    card.wait_for(state="visible")
    assert "view is [1.0, 0.0, 0.0, 1.0]" in card.inner_text()
    camera = small.value("surface.camera")
    card.get_by_role("button", name="Whole slice").click()
    eventually(lambda: small.value("surface.explorer.view") is None, "the explorer went home")
    card.wait_for(state="hidden")
    assert small.value("surface.camera") == camera and small.value("surface.error") == ""
    small.execute("polarity.set_state({'rho': 7})")
    card = polarity.locator(".sw-density > .sw-complaint")
    card.wait_for(state="visible")
    assert "rho is 7" in card.inner_text()
    small.execute("polarity.rho = 0.5")
    card.wait_for(state="hidden")
    small.execute("polarity.rho = 0")
