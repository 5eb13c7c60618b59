"""A spline surface beside its explorer, and a generator's samples under a slider, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import small_notebook
from chromium import Chromium, Recorded
from explorer_page import eventually
from jupyter_driver import JupyterServer, Lab

NAME = "surface-and-polarity.ipynb"


@pytest.fixture(scope="module")
def opened(chromium: Chromium, server: JupyterServer, folder: Path) -> Iterator[tuple[Lab, Recorded]]:
    small_notebook.write(folder / NAME)
    page, recorded = chromium.page(height=1600)
    lab = Lab(page, server)
    lab.open(NAME)
    lab.run_all()
    yield lab, recorded
    page.context.close()


@pytest.fixture
def lab(opened: tuple[Lab, Recorded]) -> Iterator[Lab]:
    shown, recorded = opened
    yield shown
    assert recorded.problems == []
    assert recorded.blocked == []


def test_a_surface_is_drawn_and_follows_its_explorer(lab: Lab) -> None:
    root = lab.page.locator("[data-surface-id]")
    root.wait_for()
    root.scroll_into_view_if_needed()
    assert lab.errors() == []
    first = lab.value("surface.surface['id']")
    eventually(lambda: root.get_attribute("data-surface-id") == str(first), "the surface was drawn")
    before = root.locator(".sw-stage").screenshot()
    lab.execute("surface.explorer.view = (-0.5, 0.5, -0.5, 0.5)")
    second = lab.value("surface.surface['id']")
    assert second > first
    eventually(lambda: root.get_attribute("data-surface-id") == str(second), "the other window was drawn")
    assert root.locator(".sw-stage").screenshot() != before


def test_turning_a_surface_by_hand_moves_its_camera(lab: Lab) -> None:
    root = lab.page.locator("[data-surface-id]")
    root.scroll_into_view_if_needed()
    box = root.locator(".sw-stage").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 90, y + 20, steps=6)
    lab.page.mouse.up()
    eventually(lambda: lab.value("surface.camera") != {}, "the camera was told")
    assert {"azimuth", "elevation", "distance", "target"} <= set(lab.value("surface.camera"))


def test_a_tile_selected_on_the_surface_is_selected_in_the_explorer(lab: Lab) -> None:
    root = lab.page.locator("[data-surface-id]")
    lab.execute("surface.explorer.view = None; surface.selected = -1; surface.camera = {}")
    root.scroll_into_view_if_needed()
    box = root.locator(".sw-stage").bounding_box()
    assert box is not None
    lab.page.wait_for_timeout(300)
    # Where tiles are on the screen depends on the view, but they are in its middle.
    for across, down in product((0.5, 0.45, 0.55, 0.4, 0.6), repeat=2):
        lab.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        lab.page.wait_for_timeout(200)
        if (tile := lab.value("surface.selected")) >= 0:
            break
    assert tile >= 0
    assert lab.value("surface.explorer.selected") == tile
    assert lab.value("surface.selected_facts['tile']") == tile


def test_rho_is_moved_by_its_slider_and_by_python(lab: Lab) -> None:
    root = lab.page.locator(".sw-polarity")
    root.scroll_into_view_if_needed()
    root.wait_for()
    eventually(lambda: lab.value("polarity.diagnostics") != {}, "the browser had counted")
    plain = lab.value("polarity.diagnostics['effective_sample_size']")
    assert plain == pytest.approx(lab.value("polarity.measured.effective_sample_size(0)"), rel=1e-3)
    root.locator("input.sw-present").focus()
    lab.page.keyboard.press("End")
    eventually(lambda: lab.value("polarity.rho") == 2, "rho was told")
    eventually(lambda: lab.value("polarity.diagnostics['rho']") == 2, "it was counted there")
    size = lab.value("polarity.diagnostics['effective_sample_size']")
    assert size == pytest.approx(lab.value("polarity.measured.effective_sample_size(2)"), rel=1e-3) and size < plain
    lab.execute("polarity.rho = 0.5")
    eventually(lambda: lab.value("polarity.diagnostics['rho']") == 0.5, "the browser followed")
    assert "<b>right</b>" in root.inner_text()
    number = root.locator("input.sw-number")
    number.click()
    number.press("Control+A")
    number.press_sequentially("0.75")
    number.press("Enter")
    eventually(lambda: lab.value("polarity.rho") == 0.75, "the number was taken")
