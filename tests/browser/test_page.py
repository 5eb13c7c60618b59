"""Pages without a kernel, opened from files in a browser that has no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import Chromium
from playwright.sync_api import FloatRect, Locator, expect
from small_widgets import small

from splinewidgets import (
    HyperplaneEditor,
    ManifoldExplorer,
    SliceExplorer,
    SplineSurface,
    TrainingExplorer,
    to_html,
    zoo,
)
from splinewidgets.learning import History
from splinewidgets.widget_list import HOMES

Open = Callable[[Path], Locator]


@pytest.fixture
def open_file(chromium: Chromium) -> Iterator[Open]:
    """Opens a file; in the end nothing was asked of anybody, and nothing went wrong."""
    page, recorded = chromium.page()
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def opened(file: Path) -> Locator:
        page.goto(file.as_uri())
        expect(page.locator("[data-widget] .sw-root").first).to_be_visible()
        return page.locator("body")

    yield opened
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert recorded.problems == []
    page.context.close()


def closed(*widgets: Any) -> None:
    for widget in widgets:
        widget.close()


def place(shown: Locator) -> FloatRect:
    """Where an element is."""
    found = shown.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize("name", sorted(HOMES))
def test_every_widget_opens(open_file: Open, tmp_path: Path, name: str) -> None:
    widget = small(name, tmp_path / "history")
    widget.to_html(tmp_path / "page.html")
    closed(widget)
    shown = open_file(tmp_path / "page.html")
    root = shown.locator("[data-widget] .sw-root").first
    assert place(root)["height"] > 100
    expect(shown.locator(".sw-notice:visible")).to_have_count(0)


def test_tiles_colors_and_depth_follow_the_hand(open_file: Open, tmp_path: Path) -> None:
    explorer = SliceExplorer(zoo.mlp((2, 8, 8, 3)), class_names=["a", "b", "<i>c</i>"], max_seconds=60.0)
    surface = SplineSurface(explorer)
    to_html(tmp_path / "lesson.html", ["# A lesson", (explorer, surface)])
    at = explorer.tessellation.centroids()[3]
    window = explorer._picture["window"]
    closed(surface, explorer)
    shown = open_file(tmp_path / "lesson.html")
    expect(shown.get_by_role("heading", name="A lesson")).to_be_visible()
    stage = shown.locator(".sw-stage").first
    box = place(stage)
    # As high as its window.
    assert box["width"] / box["height"] == pytest.approx((window[1] - window[0]) / (window[3] - window[2]), rel=0.02)
    x = box["x"] + box["width"] * (at[0] - window[0]) / (window[1] - window[0])
    y = box["y"] + box["height"] * (window[3] - at[1]) / (window[3] - window[2])
    shown.page.mouse.click(x, y)
    expect(shown.locator(".sw-facts").first).to_contain_text("3 selected")
    menu = shown.get_by_role("combobox", name="Color").first
    menu.select_option("area")
    expect(shown.locator(".sw-colorbar").first).to_contain_text("area")
    expect(shown.get_by_role("combobox", name="Color").nth(1)).to_have_value("area")


def test_an_anchor_goes_back_and_the_page_says_why(open_file: Open, tmp_path: Path) -> None:
    explorer = SliceExplorer(zoo.mlp((3, 8, 2)), [[0, 0, 0], [1, 0, 0], [0, 1, 0]], max_seconds=60.0)
    explorer.to_html(tmp_path / "page.html")
    closed(explorer)
    shown = open_file(tmp_path / "page.html")
    handle = shown.locator(".sw-handle").first
    before = place(handle)
    shown.page.mouse.move(before["x"] + before["width"] / 2, before["y"] + before["height"] / 2)
    shown.page.mouse.down()
    shown.page.mouse.move(before["x"] + 60, before["y"] - 40, steps=3)
    shown.page.mouse.up()
    expect(shown.get_by_text("This page has no kernel")).to_be_visible()
    assert place(handle) == before


def test_a_training_is_scrubbed_and_played(open_file: Open, tmp_path: Path) -> None:
    moons, model = zoo.two_moons(), zoo.mlp((2, 8, 2))
    with History(tmp_path / "run", per_decade=2) as history:
        zoo.train(model, moons, steps=100, progress=False, history=history)
    explorer = TrainingExplorer(model, history, data=moons.inputs, labels=moons.labels, max_seconds=60.0)
    last = explorer.steps[-1]
    explorer.to_html(tmp_path / "page.html", measures=["slope"])
    closed(explorer)
    shown = open_file(tmp_path / "page.html")
    expect(shown.get_by_text("step 0", exact=False).first).to_be_visible()
    shown.get_by_role("button", name="Play").last.click()
    expect(shown.get_by_text(f"step {last}").first).to_be_visible(timeout=20_000)


def test_a_chosen_line_and_samples_of_a_polarity(open_file: Open, tmp_path: Path) -> None:
    editor = HyperplaneEditor(zoo.mlp((2, 3, 1)).double(), max_seconds=60.0)
    manifold = ManifoldExplorer(zoo.mlp((2, 8, 3)), samples=50, max_seconds=60.0)
    to_html(tmp_path / "page.html", [editor, manifold], layout="grid")
    closed(editor, manifold)
    shown = open_file(tmp_path / "page.html")
    shown.get_by_role("button", name="Power diagram").or_(shown.get_by_text("Power diagram")).first.click()
    expect(shown.get_by_text("This page has no kernel")).to_have_count(0)
    slider = shown.locator(".sw-rho-slider, [aria-label*='rho'], [aria-label*='olarity']").first
    slider.focus()
    slider.press("ArrowRight")
    expect(shown.get_by_text("This page has no kernel")).to_have_count(0)
