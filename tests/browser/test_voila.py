"""Notebooks as dashboards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import linked_notebook
import notebook_file
import pytest
import small_notebook
import training_notebook
from chromium import Chromium
from explorer_page import eventually
from jupyter_driver import PATIENCE, JupyterServer
from playwright.sync_api import Page
from screenshots import different_colors, share_changed, share_colored

NAME = "small-dashboard.ipynb"
# What Python knows, on the page.
TOLD = """told = ipywidgets.Label()
def tell(change):
    told.value = f"Python has counted at rho = {change['new']['rho']}"
polarity.observe(tell, "diagnostics")
told"""


@pytest.fixture(scope="module")
def page(chromium: Chromium) -> Iterator[Page]:
    opened, recorded = chromium.page(height=1600)
    opened.set_default_timeout(1000 * PATIENCE)
    yield opened
    # Voila's own page wants this font for its icons; nothing else may come from elsewhere.
    assert [url for url in recorded.blocked if "fontawesome" not in url] == []
    opened.context.close()


@pytest.fixture(scope="module")
def dashboard(page: Page, voila: JupyterServer, folder: Path) -> Page:
    """A surface, a polarity and a manifold, as the test before has left them."""
    small_notebook.write(folder / NAME, TOLD, linked_notebook.CELL)
    page.goto(voila.url(f"voila/render/{NAME}"))
    return page


def test_voila_shows_the_explorer(page: Page, voila: JupyterServer) -> None:
    page.goto(voila.url("voila/render/00-start-here.ipynb"))
    explorer = page.locator("[data-picture-id][data-state=ready]").first
    explorer.wait_for()
    assert explorer.locator("canvas").first.is_visible()
    assert "tiles" in explorer.locator(".sw-status").inner_text()


def test_voila_shows_a_surface_beside_its_explorer(dashboard: Page) -> None:
    surface = dashboard.locator("[data-surface-id]")
    explorer = dashboard.locator("[data-picture-id][data-state=ready]").first
    surface.wait_for()
    explorer.wait_for()
    surface.scroll_into_view_if_needed()
    eventually(lambda: surface.get_attribute("data-surface-id") != "", "the surface was drawn")
    assert surface.get_attribute("data-surface-id") == explorer.get_attribute("data-picture-id")
    for drawn in (surface, explorer):
        assert "tiles" in drawn.locator(".sw-status").inner_text()
        assert share_colored(drawn.locator(".sw-stage").screenshot()) > 0.05
    # What both would tell the explorer tells, and what is chosen in one is chosen in the other.
    for told in (".sw-colorbar", ".sw-facts"):
        assert explorer.locator(told).is_visible() and not surface.locator(told).is_visible()
    chips = [drawn.locator(".sw-toolbar:not(.sw-subbar) .sw-chip").first for drawn in (surface, explorer)]
    for chosen, pressed in ((chips[0], "false"), (chips[1], "true")):
        chosen.click()
        eventually(lambda pressed=pressed: [c.get_attribute("aria-pressed") for c in chips] == [pressed] * 2, "both")  # type: ignore[misc]


def test_voila_shows_a_manifold(dashboard: Page) -> None:
    manifold = dashboard.locator("[data-manifold-id]")
    manifold.wait_for()
    manifold.scroll_into_view_if_needed()
    assert "area" in manifold.locator(".sw-status").inner_text()
    assert share_colored(manifold.locator(".sw-stage").screenshot()) > 0.05


def test_voila_shows_what_stands_beside_an_explorer(dashboard: Page) -> None:
    for root, drawn in linked_notebook.DRAWN.items():
        dashboard.locator(f"{root} {drawn}:visible").first.wait_for()
    assert dashboard.locator(".sw-complaint:visible").count() == 0
    # Of another radius Python finds another constant.
    told = dashboard.locator(".sw-robust-slope")
    before = told.inner_text()
    dashboard.locator(".sw-robustness-view input[type=range]").focus()
    dashboard.keyboard.press("ArrowRight")
    eventually(lambda: told.inner_text() != before, "Python had answered")


def test_rho_moves_in_voila(dashboard: Page) -> None:
    polarity = dashboard.locator(".sw-polarity[data-state=ready]")
    polarity.wait_for()
    polarity.scroll_into_view_if_needed()
    dashboard.get_by_text("Python has counted at rho = 0").wait_for()
    measures, samples = polarity.locator(".sw-measures"), polarity.locator(".sw-density:visible")
    counted, drawn = measures.inner_text(), samples.screenshot()
    assert "4\u2009000 of 4\u2009000" in counted and different_colors(drawn) > 50
    polarity.locator("input.sw-present").focus()
    dashboard.keyboard.press("End")
    dashboard.get_by_text("Python has counted at rho = 2").wait_for()
    assert measures.inner_text() != counted and share_changed(drawn, samples.screenshot()) > 0.02


def test_users_of_the_dashboard_have_networks_of_their_own(
    chromium: Chromium, page: Page, voila: JupyterServer, folder: Path
) -> None:
    del page  # whose patience and whose notebook are other ones
    opened = [chromium.page(height=1800) for _ in range(2)]
    for each, _ in opened:
        each.set_default_timeout(1000 * PATIENCE)
        each.goto(voila.url("voila/render/dashboard.ipynb"))
    pages = [each for each, _ in opened]
    for each in pages:
        each.locator("[data-picture-id][data-state=ready]").first.wait_for()
        each.locator("[data-surface-id]").wait_for()
    first, second = (each.get_by_role("combobox", name="Color").first for each in pages)
    first.select_option("area")
    eventually(lambda: "area" in pages[0].locator(".sw-colorbar:visible").first.inner_text(), "the colors came")
    assert second.input_value() == "slope" and "area" not in pages[1].locator(".sw-colorbar:visible").first.inner_text()
    for each, recorded in opened:
        assert [url for url in recorded.blocked if "fontawesome" not in url] == []
        each.context.close()


def test_it_plays_in_voila(chromium: Chromium, voila: JupyterServer, folder: Path) -> None:
    name = "training-dashboard.ipynb"
    notebook_file.write(folder / name, training_notebook.CELL)
    page, recorded = chromium.page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(voila.url(f"voila/render/{name}"))
    root = page.locator("[data-picture-id][data-state=ready]").first
    root.wait_for()
    root.locator(".sw-curve-plot").first.wait_for()
    root.get_by_role("button", name="Play", exact=True).click()
    root.get_by_role("button", name="Pause", exact=True).wait_for()
    root.get_by_role("button", name="Play", exact=True).wait_for()
    place = root.locator(".sw-time").inner_text()
    last = root.locator(".sw-present").input_value()
    assert f"{int(last) + 1} of {int(last) + 1}" in place and int(last) > 15
    # Voila's own page wants this font for its icons; nothing else may come from elsewhere.
    assert [url for url in recorded.blocked if "fontawesome" not in url] == []
    page.context.close()
