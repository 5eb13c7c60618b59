"""A spline surface beside its explorer, and a generator's samples under a slider, in JupyterLab."""

from __future__ import annotations

from itertools import product

import pytest
from explorer_page import eventually
from jupyter_driver import Lab


def test_a_surface_is_drawn_and_follows_its_explorer(small: Lab) -> None:
    root = small.page.locator("[data-surface-id]")
    root.wait_for()
    root.scroll_into_view_if_needed()
    assert small.errors() == []
    first = small.value("surface._surface['id']")
    eventually(lambda: root.get_attribute("data-surface-id") == str(first), "the surface was drawn")
    before = root.locator(".sw-stage").screenshot()
    small.execute("surface.explorer.view = (-0.5, 0.5, -0.5, 0.5)")
    second = small.value("surface._surface['id']")
    assert second > first
    eventually(lambda: root.get_attribute("data-surface-id") == str(second), "the other window was drawn")
    assert root.locator(".sw-stage").screenshot() != before


def test_turning_a_surface_by_hand_moves_its_camera(small: Lab) -> None:
    root = small.page.locator("[data-surface-id]")
    root.scroll_into_view_if_needed()
    box = root.locator(".sw-stage").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    small.page.mouse.move(x, y)
    small.page.mouse.down()
    small.page.mouse.move(x + 90, y + 20, steps=6)
    small.page.mouse.up()
    eventually(lambda: small.value("surface.camera") != {}, "the camera was told")
    assert {"azimuth", "elevation", "distance", "target"} <= set(small.value("surface.camera"))


def test_a_tile_selected_on_the_surface_is_selected_in_the_explorer(small: Lab) -> None:
    root = small.page.locator("[data-surface-id]")
    small.execute("surface.explorer.view = None; surface.selected = -1; surface.camera = {}")
    root.scroll_into_view_if_needed()
    box = root.locator(".sw-stage").bounding_box()
    assert box is not None
    small.page.wait_for_timeout(300)
    # Where tiles are on the screen depends on the view, but they are in its middle.
    for across, down in product((0.5, 0.45, 0.55, 0.4, 0.6), repeat=2):
        small.page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        small.page.wait_for_timeout(200)
        if (tile := small.value("surface.selected")) >= 0:
            break
    assert tile >= 0
    assert small.value("surface.explorer.selected") == tile
    assert small.value("surface.explorer._selected_facts['tile']") == tile


def test_rho_is_moved_by_its_slider_and_by_python(small: Lab) -> None:
    root = small.page.locator(".sw-polarity")
    root.scroll_into_view_if_needed()
    root.wait_for()
    eventually(lambda: small.value("polarity.diagnostics") != {}, "the browser had counted")
    plain = small.value("polarity.diagnostics['effective_sample_size']")
    assert plain == pytest.approx(small.value("polarity.measured.effective_sample_size(0)"), rel=1e-3)
    root.locator("input.sw-present").focus()
    small.page.keyboard.press("End")
    eventually(lambda: small.value("polarity.rho") == 2, "rho was told")
    eventually(lambda: small.value("polarity.diagnostics['rho']") == 2, "it was counted there")
    size = small.value("polarity.diagnostics['effective_sample_size']")
    assert size == pytest.approx(small.value("polarity.measured.effective_sample_size(2)"), rel=1e-3) and size < plain
    small.execute("polarity.rho = 0.5")
    eventually(lambda: small.value("polarity.diagnostics['rho']") == 0.5, "the browser followed")
    assert "<b>right</b>" in root.inner_text()
    number = root.locator("input.sw-number")
    number.click()
    number.press("Control+A")
    number.press_sequentially("0.75")
    number.press("Enter")
    eventually(lambda: small.value("polarity.rho") == 0.75, "the number was taken")
