"""The subdivision and the range of colors, by hand: seen in the page, told to the kernel, asked of nobody."""

from __future__ import annotations

import re

import pytest
from explorer_page import ExplorerPage, eventually
from screenshots import share_changed

either_renderer = pytest.mark.parametrize("explorer", ["webgl", "canvas"], indirect=True)


def reading(explorer: ExplorerPage) -> str:
    return explorer.root.locator(".sw-subdivision-reading").inner_text()


def tiles(explorer: ExplorerPage, layer: int) -> str:
    """How many tiles there are after a layer, as Python counts them."""
    count = explorer.trait(f"tessellation.layer_tile_counts[{layer}]")
    return f"{count:,} tiles".replace(",", "\u2009")


@either_renderer
def test_the_slider_shows_the_tiles_of_the_first_layers(explorer: ExplorerPage) -> None:
    picture, before = explorer.picture_id, explorer.pixels()
    slider = explorer.root.locator(".sw-subdivision-slider")
    layers = explorer.trait("network.layers.__len__()")
    for depth in range(1, layers):
        slider.fill(str(depth))
        explorer.becomes("depth", depth)
        assert tiles(explorer, depth - 1) in reading(explorer)
    explorer.set(depth="1")
    eventually(lambda: tiles(explorer, 0) in reading(explorer), "the page showed what Python has set")
    assert share_changed(before, explorer.pixels()) > 0.005
    explorer.page.mouse.move(*explorer.spot(0.45, 0.45))
    facts = explorer.root.locator(".sw-facts")
    eventually(lambda: "Tile after" in facts.inner_text(), "the facts were of the tile of the first layer")
    slider.fill(str(layers))
    explorer.becomes("depth", None)
    assert explorer.picture_id == picture and share_changed(before, explorer.pixels()) < 0.001


def test_it_plays_from_the_first_layer_to_the_last(explorer: ExplorerPage) -> None:
    play = explorer.root.locator(".sw-subdivision button")
    play.click()
    seen: list[str] = []

    def done() -> bool:
        now = reading(explorer)
        if now not in seen:
            seen.append(now)
        return now == "all layers"

    eventually(done, "all layers were shown again")
    layers = explorer.trait("network.layers.__len__()")
    assert [re.sub(" ·.*", "", each) for each in seen[:-1]] == [
        f"after {explorer.trait(f'_layers[{i}]')['name']}" for i in range(layers - 1)
    ]
    assert explorer.trait("depth") is None


def test_keys_go_through_the_layers(explorer: ExplorerPage) -> None:
    explorer.stage.focus()
    explorer.page.keyboard.press("[")
    explorer.becomes("depth", explorer.trait("network.layers.__len__()") - 1)
    explorer.page.keyboard.press("]")
    explorer.becomes("depth", None)


@either_renderer
def test_an_end_of_the_color_bar_is_dragged_and_brought_back(explorer: ExplorerPage) -> None:
    explorer.page.evaluate("document.activeElement.blur()")  # whose focus ring is on the canvas
    picture, before = explorer.picture_id, explorer.pixels()
    ramp = explorer.root.locator(".sw-ramp")
    low = explorer.root.locator(".sw-range-end").first
    x, y = explorer.center(low)
    box = ramp.bounding_box()
    assert box is not None
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x + box["width"] / 2, y, steps=6)
    explorer.page.mouse.up()
    eventually(lambda: explorer.trait("color_range") is not None, "the range was told")
    fitted, chosen = explorer.trait("_colors['range']"), explorer.trait("color_range")
    assert chosen == pytest.approx([(fitted[0] * fitted[1]) ** 0.5, fitted[1]], rel=0.02)
    assert share_changed(before, explorer.pixels()) > 0.1
    ramp.dblclick(position={"x": box["width"] * 0.8, "y": 5})
    explorer.becomes("color_range", None)
    assert share_changed(before, explorer.pixels()) < 0.001
    number = explorer.root.locator(".sw-range input").first
    low.focus()
    number.fill("0.5")
    number.press("Enter")
    eventually(lambda: explorer.trait("color_range[0]") == 0.5, "the number that was typed was told")
    explorer.root.locator(".sw-log").click()
    explorer.becomes("color_scale", "linear")
    assert explorer.picture_id == picture
