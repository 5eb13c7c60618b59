"""Widgets for those who cannot see or point: what a checker finds, words for pictures, and targets."""

from __future__ import annotations

from accessibility import THEMES, violations_by_theme
from explorer_page import eventually
from jupyter_driver import Lab

# Sides of what can be pressed, in CSS pixels. Units of a diagram are as close as they are many.
SMALL = """() => [...document.querySelectorAll('.sw-root :is(button, select, input, [role=slider]):not(.sw-net-unit)')]
    .filter((each) => each.checkVisibility())
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.min(width, height) < 32)
    .map(([each]) => each.outerHTML.slice(0, 120))"""


def test_axe_finds_nothing(small: Lab) -> None:
    for root in (".sw-polarity", "[data-manifold-id]", "[data-surface-id]", ".sw-initialization"):
        small.page.locator(root).wait_for()
        small.page.locator(root).get_by_role("button", name="Gestures and keys").click()
    assert small.page.locator(".sw-help:visible").count() == 4
    assert violations_by_theme(small) == {theme: [] for theme in THEMES}
    for close in small.page.locator(".sw-help:visible .sw-button").element_handles():
        close.click()
    assert small.page.locator(".sw-help:visible").count() == 0


def test_what_is_pressed_is_large_enough(small: Lab) -> None:
    assert small.page.locator(".sw-root button:visible").count() > 20
    assert small.page.evaluate(SMALL) == []


def test_pictures_have_words_made_of_their_numbers(small: Lab) -> None:
    small.execute("surface.explorer.view = (-0.5, 0.5, -0.5, 0.5)")
    tiles, canvases = f"{small.value('surface.explorer.tile_count')} tiles, with edges of ", ".sw-canvas[role=img]"

    def described() -> bool:
        words = small.page.locator(canvases).evaluate_all("all => all.map((each) => each.ariaLabel)")
        slices = [text for text in words if text.startswith(tiles) and "v \u22120.5 to 0.5" in text]
        return len(slices) == 1 and any(
            text.startswith(f"Graph of an output over its tessellation. {tiles}") for text in words
        )

    eventually(described, "the slice and its surface were described")
    points = small.page.locator(".sw-density:visible").last
    assert "1\u2009000 points" in (points.get_attribute("aria-label") or "")
    small.execute("surface.explorer.view = None")
