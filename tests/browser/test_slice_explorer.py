"""A hand on the start notebook's explorer in JupyterLab: every gesture reaches the kernel, and every answer the eye."""

from __future__ import annotations

import re

import numpy as np
import pytest
from explorer_page import ExplorerPage, eventually
from jupyter_driver import Lab
from screenshots import different_colors, read, share_changed

# What a test sees on the canvas must be there whoever draws it.
either_renderer = pytest.mark.parametrize("explorer", ["webgl", "canvas"], indirect=True)
TILES = re.compile(r"(\d[\d\s,.]*)\s*tiles")


def tiles_said(explorer: ExplorerPage) -> int:
    found = TILES.search(explorer.status)
    assert found, explorer.status
    return int(re.sub(r"\D", "", found[1]))


def test_the_start_notebook_runs_and_draws(opened: tuple[Lab, object], explorer: ExplorerPage) -> None:
    lab, _ = opened
    assert lab.errors() == []
    assert explorer.state == "ready"
    assert 5_000 <= explorer.trait("tile_count") <= 10_000
    assert tiles_said(explorer) == explorer.trait("tile_count")
    assert different_colors(explorer.pixels()) > 500
    lab.execute("explorer.tessellation.verify()")  # raises if anything is wrong


def test_the_server_extension_is_loaded(opened: tuple[Lab, object]) -> None:
    assert "splinewidgets.server | extension was successfully loaded" in opened[0].server.log


@either_renderer
def test_dragging_a_handle_on_the_map_turns_the_plane(explorer: ExplorerPage) -> None:
    pixels, picture, status = explorer.pixels(), explorer.picture_id, explorer.status
    count, anchors = explorer.trait("tile_count"), explorer.trait("anchors.tolist()")
    explorer.drag(1, "map", by=(45, -30))
    explorer.settle()
    moved = explorer.trait("anchors.tolist()")
    assert [before == after for before, after in zip(anchors, moved, strict=True)] == [True, False, True]
    assert explorer.picture_id > picture
    assert explorer.status != status
    assert explorer.trait("tile_count") == tiles_said(explorer) != count
    assert share_changed(pixels, explorer.pixels()) > 0.02
    explorer.lab.execute("explorer.tessellation.verify()")


def test_dragging_a_handle_on_the_slice_moves_the_anchor_within_the_plane(explorer: ExplorerPage) -> None:
    pixels, count, anchors = explorer.pixels(), explorer.trait("tile_count"), explorer.trait("anchors.tolist()")
    x, y = explorer.drag(1, "slice", by=(45, -30))
    explorer.settle()
    # In pixels of the page: nothing that the hand did has moved the picture below it.
    assert explorer.center(explorer.handle(1)) == pytest.approx((x + 45, y - 30), abs=2)
    moved = explorer.trait("anchors.tolist()")
    assert [before == after for before, after in zip(anchors, moved, strict=True)] == [True, False, True]
    distance = explorer.trait("slice.distance(torch.tensor(explorer.anchors)).max().item()")
    assert distance == pytest.approx(0, abs=1e-6)
    # The plane is the same, so its tiles are.
    assert explorer.trait("tile_count") == count
    assert share_changed(pixels, explorer.pixels()) > 0.0005


def test_during_a_drag_exact_pictures_keep_coming(explorer: ExplorerPage) -> None:
    x, y = explorer.grab(0, "map")
    seen = set()
    for step in range(40):
        explorer.page.mouse.move(x + step, y + 0.5 * step)
        explorer.page.wait_for_timeout(25)
        seen.add(explorer.picture_id)
    explorer.page.mouse.up()
    explorer.settle()
    assert len(seen) >= 3


def test_a_handle_stays_under_the_hand(explorer: ExplorerPage) -> None:
    x, y = explorer.grab(2, "map")
    explorer.page.mouse.move(x + 20, y + 10, steps=4)
    held = explorer.center(explorer.handle(2, "map"))
    assert held == pytest.approx((x + 20, y + 10), abs=2)
    explorer.page.mouse.up()
    explorer.settle()
    assert explorer.center(explorer.handle(2, "map")) == pytest.approx((x + 20, y + 10), abs=2)


def test_the_wheel_tessellates_anew(explorer: ExplorerPage) -> None:
    home, pixels = explorer.trait("_picture['window']"), explorer.pixels()
    x, y = explorer.spot(0.4, 0.6)
    explorer.page.mouse.move(x, y)
    explorer.page.keyboard.down("Control")
    for _ in range(6):
        explorer.page.mouse.wheel(0, -240)
        explorer.page.wait_for_timeout(40)
    explorer.page.keyboard.up("Control")
    eventually(lambda: explorer.trait("view") is not None, "the view trait had followed the wheel")
    explorer.settle()
    window, view = explorer.trait("_picture['window']"), explorer.trait("view")
    assert window[1] - window[0] < 0.5 * (home[1] - home[0])
    assert window[0] <= view[0] < view[1] <= window[1]
    bounds = explorer.trait("tessellation.slice.bounds")
    assert bounds == pytest.approx(window)
    area = (bounds[1] - bounds[0]) * (bounds[3] - bounds[2])
    assert explorer.trait("tessellation.areas().sum()") == pytest.approx(area, rel=1e-9)
    assert share_changed(pixels, explorer.pixels()) > 0.2

    explorer.page.mouse.dblclick(*explorer.spot(0.05, 0.95))
    explorer.becomes("view", None)
    explorer.settle()
    assert explorer.trait("_picture['window']") == pytest.approx(home)


def test_dragging_the_background_pans(explorer: ExplorerPage) -> None:
    home = explorer.trait("_picture['window']")
    x, y = explorer.spot(0.08, 0.9)
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x + 120, y, steps=8)
    explorer.page.mouse.up()
    explorer.settle()
    window = explorer.trait("_picture['window']")
    assert window[0] < home[0]
    assert window[1] - window[0] == pytest.approx(home[1] - home[0])


@either_renderer
def test_setting_the_view_from_python_moves_the_picture(explorer: ExplorerPage) -> None:
    u0, u1, v0, v1 = explorer.trait("_picture['window']")
    pixels = explorer.pixels()
    du, dv = 0.25 * (u1 - u0), 0.25 * (v1 - v0)
    explorer.set(view=repr([u0 + du, u1 - du, v0 + dv, v1 - dv]))
    explorer.settle()
    assert share_changed(pixels, explorer.pixels()) > 0.2


def test_both_renderers_draw_the_same_picture(explorer: ExplorerPage) -> None:
    seen = []
    for renderer in ("webgl", "canvas"):
        explorer.set(renderer=repr(renderer))
        explorer.becomes("renderer", renderer)
        explorer.settle()
        seen.append(read(explorer.pixels()))
    # Each smooths the borders of tiles and lines in its own way, so that single pixels differ and patches do not.
    patches = [image[: -(len(image) % 8) or None, : -(image.shape[1] % 8) or None] for image in seen]
    means = [patch.reshape(len(patch) // 8, 8, patch.shape[1] // 8, 8, 3).mean((1, 3)) for patch in patches]
    difference = np.abs(means[0] - means[1])
    assert difference.mean() < 0.01
    assert np.quantile(difference, 0.999) < 0.06


@either_renderer
def test_chips_toggle_the_lines_of_layers(explorer: ExplorerPage) -> None:
    chips = explorer.root.locator(".sw-toolbar .sw-chip")
    assert chips.count() == explorer.trait("_layers.__len__()") == 3
    pixels, picture = explorer.pixels(), explorer.picture_id
    chips.nth(2).click()
    explorer.becomes("visible_layers", [0, 1])
    without = explorer.pixels()
    assert share_changed(pixels, without) > 0.01
    chips.nth(0).click(modifiers=["Shift"])
    explorer.becomes("visible_layers", [0])
    assert share_changed(without, explorer.pixels()) > 0.01
    assert explorer.picture_id == picture  # nothing was computed for it


@either_renderer
def test_coloring_by_another_measure(explorer: ExplorerPage) -> None:
    pixels = explorer.pixels()
    for measure in explorer.lab.value("[m['name'] for m in explorer._measures if m['name'] != 'slope']"):
        explorer.root.locator("select").first.select_option(measure)
        explorer.becomes("color_by", measure)
        explorer.becomes("_colors['name']", measure)
        explorer.settle()
        after = explorer.pixels()
        assert share_changed(pixels, after) > 0.05, measure
        pixels = after


def test_pointing_shows_facts_and_clicking_keeps_them(explorer: ExplorerPage) -> None:
    facts = explorer.root.locator(".sw-facts").first
    explorer.page.mouse.move(*explorer.spot(0.2, 0.8))
    explorer.page.mouse.move(*explorer.spot(0.21, 0.8))
    eventually(lambda: explorer.trait("hovered") >= 0, "the tile under the pointer was known to the kernel")
    tile = explorer.trait("hovered")
    u, v = explorer.trait("pointer")
    assert explorer.trait(f"tessellation.locate([[{u}, {v}]]).tolist()") == [tile]
    eventually(lambda: explorer.trait("_facts").get("tile") == tile, "the facts had arrived")
    words = [word for row in explorer.trait("_facts")["rows"] for word in row]
    assert words
    eventually(lambda: all(word in facts.inner_text() for word in words), f"{words} were on the screen")
    explorer.page.mouse.down()
    explorer.page.mouse.up()
    explorer.becomes("selected", tile)
    explorer.page.mouse.move(0, 0)
    explorer.becomes("hovered", -1)
    assert explorer.trait("selected") == tile


@either_renderer
def test_the_legend_shows_and_hides(explorer: ExplorerPage) -> None:
    marks = explorer.root.locator(".sw-legend-bar [aria-label=Marks] button")
    names = ["boundary", "data", "misclassified", "anchors"]
    assert marks.count() == 4 and explorer.trait("visible_marks") == names
    explorer.root.scroll_into_view_if_needed()
    pixels, picture = explorer.pixels(), explorer.picture_id
    marks.nth(0).click()
    explorer.becomes("visible_marks", names[1:])
    without = explorer.pixels()
    assert share_changed(pixels, without) > 0.002
    marks.nth(3).focus()
    explorer.page.keyboard.press("Space")
    explorer.becomes("visible_marks", names[1:3])
    assert not explorer.handle(0).is_visible() and explorer.handle(0, "map").is_visible()
    explorer.set(visible_marks="['boundary']", visible_classes="[3]", color_by="'class'")
    explorer.settle()
    assert marks.nth(0).get_attribute("aria-pressed") == "true"
    classes = explorer.root.locator(".sw-legend-bar [aria-label=Classes] button")
    before = explorer.pixels()
    classes.nth(3).click(modifiers=["Shift"])
    explorer.becomes("visible_classes", list(range(10)))
    assert share_changed(before, explorer.pixels()) > 0.1  # tiles of other classes had no color
    assert explorer.picture_id == picture  # nothing was computed for it
    explorer.set(visible_marks=repr(names), color_by="'slope'")


def test_it_is_large_enough_to_be_read_and_looks_the_same_in_every_host(explorer: ExplorerPage) -> None:
    for selector, least in ((".sw-map", 240), (".sw-input", 96), (".sw-legend-bar button", 32)):
        box = explorer.root.locator(selector).first.bounding_box()
        assert box is not None
        assert box["height"] >= least and (selector == ".sw-legend-bar button" or box["width"] >= least)
    names = explorer.root.locator(".sw-map .sw-anchor-label").all_inner_texts()
    samples = explorer.trait("anchor_samples")
    said = [f" #{sample}" if sample >= 0 else "" for sample in samples]
    assert names == [name + number for name, number in zip(explorer.trait("anchor_names"), said, strict=True)]
    assert "in input space" in (explorer.stage.locator(".sw-scales").text_content() or "")
    # JupyterLab has rules of its own for buttons.
    radius = explorer.root.locator(".sw-chip").first.evaluate("node => getComputedStyle(node).borderRadius")
    assert radius == "16px"


def test_an_error_shows_and_the_last_picture_stays(explorer: ExplorerPage) -> None:
    pixels, picture, anchors = explorer.pixels(), explorer.picture_id, explorer.trait("anchors.tolist()")
    explorer.lab.execute(
        "import pytest\nwith pytest.raises(ValueError, match='coincide'):\n"
        "    explorer.anchors = [three[0].numpy()] * 3"
    )
    explorer.set(view="(1e-13, 2e-13, 0, 1e-13)")
    card = explorer.stage.locator(".sw-complaint")
    eventually(card.is_visible, "the error was shown")
    assert explorer.state == "error" and explorer.trait("error") in card.inner_text()
    assert explorer.trait("error") not in explorer.status
    card.get_by_text("Hide").click()
    assert explorer.picture_id == picture and not card.is_visible()
    assert explorer.trait("anchors.tolist()") == anchors
    assert share_changed(pixels, explorer.pixels()) < 0.01

    explorer.drag(0, "map", by=(15, 10))
    explorer.settle()
    assert explorer.state == "ready"
    assert explorer.trait("error") == ""
