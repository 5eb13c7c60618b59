"""Pages that compute tiles by themselves, opened from files in a browser that has no network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from playwright.sync_api import Locator, expect
from test_page import Open, closed, open_file, place

from splinewidgets import SliceExplorer, zoo

__all__ = ["open_file"]
MODEL = (64, 16, 16, 10)


def explorer() -> SliceExplorer:
    digits = zoo.digits()
    anchors = [digits.first(i) for i in (0, 4, 7)]
    model = zoo.train(zoo.mlp(MODEL), digits, epochs=4, progress=False, cache=False)
    return SliceExplorer(model, anchors, digits.inputs, digits.labels, max_seconds=60.0)


def tiles(shown: Locator) -> int:
    """The number that the status states of tiles that the page has computed."""
    words = shown.locator(".sw-status").first.inner_text()
    return int(words.split(" tile")[0].replace("\u2009", "")) if "in the page" in words else 0


def await_other(shown: Locator, before: int) -> int:
    """The number of tiles once it is another."""
    status = shown.locator(".sw-status").first
    expect(status).to_contain_text("in the page")
    said = f"{before:,} tile".replace(",", "\u2009")
    expect(status).not_to_contain_text(said)
    return tiles(shown)


def test_anchors_windows_and_colors_follow_the_hand(open_file: Open, tmp_path: Path) -> None:
    saved = explorer()
    saved.to_html(tmp_path / "live.html", live=True)
    shown = open_file(tmp_path / "live.html")
    page, stage = shown.page, shown.locator(".sw-stage").first
    first = await_other(shown, 0)
    # As Python has them in a window of the same shape.
    box = place(stage)
    saved.set_state({"_aspect": box["width"] / box["height"]})
    assert abs(saved.tile_count - first) <= 0.02 * first
    # A window further in, by the wheel; and back home.
    page.mouse.click(box["x"] + 30, box["y"] + 30)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -400)
    near = await_other(shown, first)
    assert 0 < near < first
    shown.get_by_role("button", name="Undo").click()
    assert await_other(shown, near) == first
    # A handle on the data map takes the plane with it.
    handle = shown.locator(".sw-map .sw-handle").first
    at = place(handle)
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(at["x"] + 40, at["y"] - 40, steps=4)
    page.mouse.up()
    turned = await_other(shown, first)
    assert turned > 0
    # Colors and facts of tiles that Python has never seen.
    shown.get_by_role("combobox", name="Color").first.select_option("area")
    expect(shown.locator(".sw-colorbar").first).to_contain_text("area")
    page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 3)
    expect(shown.locator(".sw-facts").first).to_contain_text("selected")
    expect(shown.locator(".sw-complaint:visible")).to_have_count(0)
    closed(saved)


def test_what_needs_python_says_so_and_the_picture_stays(open_file: Open, tmp_path: Path) -> None:
    saved = explorer()
    saved.to_html(tmp_path / "live.html", live=True)
    closed(saved)
    shown = open_file(tmp_path / "live.html")
    before = await_other(shown, 0)
    shown.get_by_role("button", name="Random").click()
    expect(shown.locator(".sw-complaint:visible")).to_contain_text("no kernel")
    assert tiles(shown) == before
    assert np.isfinite(before)
