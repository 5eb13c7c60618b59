"""A generator's manifold beside its latents, in JupyterLab."""

from __future__ import annotations

import pytest
from explorer_page import eventually
from jupyter_driver import Lab
from playwright.sync_api import Locator
from screenshots import share_changed


@pytest.fixture
def root(small: Lab) -> Locator:
    """The canvas in space, with everything around it, in view and at rest."""
    found = small.page.locator("[data-manifold-id]")
    found.wait_for()
    small.page.mouse.move(0, 0)
    small.execute(
        "manifold.rho = 0; manifold.projection = 'pca'; manifold.selected = -1; manifold.explorer.view = None"
    )
    found.scroll_into_view_if_needed()
    eventually(lambda: small.value("manifold.hovered") == -1, "nothing was pointed at")
    return found


def middle(of: Locator) -> tuple[float, float]:
    """The middle of an element on the page."""
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_latents_and_their_images_stand_side_by_side(small: Lab, root: Locator) -> None:
    latents = small.page.locator(".jp-OutputArea-output", has=root).locator("[data-picture-id]")
    left, right = latents.bounding_box(), root.bounding_box()
    assert left is not None and right is not None
    assert left["x"] + left["width"] <= right["x"] and abs(left["y"] - right["y"]) < 2
    assert abs(left["width"] - right["width"]) < 2
    eventually(
        lambda: root.get_attribute("data-manifold-id") == latents.get_attribute("data-picture-id"), "both agreed"
    )
    assert "area" in root.locator(".sw-status").inner_text()


def test_pointing_in_one_marks_the_tile_in_the_other(small: Lab, root: Locator) -> None:
    latents = small.page.locator(".jp-OutputArea-output", has=root).locator("[data-picture-id]")
    title = root.get_by_text("Output under the cursor")
    before = root.locator(".sw-stage").screenshot()
    x, y = middle(latents.locator(".sw-stage"))
    small.page.mouse.move(x + 20, y + 10, steps=3)
    eventually(lambda: small.value("manifold.hovered") >= 0, "the tile under the pointer was told")
    assert small.value("manifold.hovered == manifold.explorer.hovered")
    title.wait_for()
    u, v = small.value("manifold.explorer.pointer")
    # Within the tile, too, each move is told.
    small.page.mouse.move(x + 21, y + 10)
    eventually(lambda: small.value("manifold.explorer.pointer") != [u, v], "the move was told")
    assert share_changed(before, root.locator(".sw-stage").screenshot()) > 0.0005
    small.page.mouse.move(0, 0)
    root.get_by_text("Output at the center").wait_for()
    # And from the image to the latent.
    x, y = middle(root.locator(".sw-stage"))
    found = False
    for dx in range(0, 200, 10):
        small.page.mouse.move(x + dx, y)
        small.page.wait_for_timeout(100)
        if found := small.value("manifold.hovered >= 0 and manifold.pointer is not None"):
            break
    assert found
    assert small.value(
        "bool(manifold.explorer.tessellation.locate([manifold.pointer])[0] == manifold.explorer.hovered)"
    )
    title.wait_for()
    assert small.value("manifold.explorer._facts['tile'] == manifold.hovered")


def test_the_slider_moves_samples_by_way_of_python(small: Lab, root: Locator) -> None:
    before, shown = (
        small.value("bytes(manifold._samples['points']['buffer']).hex()"),
        root.locator(".sw-stage").screenshot(),
    )
    root.locator(".sw-rho input[type=range]").focus()
    small.page.keyboard.press("End")
    eventually(lambda: small.value("manifold.rho") == 2, "rho was told")
    assert small.value("bytes(manifold._samples['points']['buffer']).hex()") != before
    eventually(lambda: share_changed(shown, root.locator(".sw-stage").screenshot()) > 0.001, "other samples were drawn")


@pytest.mark.parametrize("renderer", ["webgl", "canvas"])
def test_samples_are_seen_among_latents_too(small: Lab, root: Locator, renderer: str) -> None:
    latents = small.page.locator(".jp-OutputArea-output", has=root).locator("[data-picture-id] .sw-stage")
    small.execute(f"manifold.explorer.renderer = {renderer!r}")
    small.page.wait_for_timeout(300)
    shown = latents.screenshot()
    root.get_by_role("button", name="Samples").click()
    eventually(lambda: share_changed(shown, latents.screenshot()) > 0.005, "samples were gone")
    small.page.mouse.move(0, 0)
    root.get_by_role("button", name="Samples").click()
    small.page.mouse.move(0, 0)
    eventually(lambda: share_changed(shown, latents.screenshot()) < 0.001, "they were there again")


def test_outputs_are_chosen_by_number_and_wrong_ones_refused(small: Lab, root: Locator) -> None:
    root.get_by_label("Axes").select_option(label="Outputs")
    eventually(lambda: isinstance(small.value("manifold.projection"), list), "outputs were chosen")
    root.get_by_text("output 0", exact=True).wait_for()
    numbers = root.get_by_label("Output along").all()
    assert len(numbers) == 3
    numbers[0].fill("3")
    numbers[0].press("Enter")
    eventually(lambda: small.value("manifold.projection[0]") == 3, "another output was chosen")
    root.get_by_text("output 3", exact=True).wait_for()
    small.execute(
        "import pytest\nwith pytest.raises(ValueError, match='three different'):\n    manifold.projection = (1, 1, 1)"
    )
    numbers[1].fill("3")
    numbers[1].press("Enter")
    eventually(lambda: "different" in root.locator(".sw-complaint").inner_text(), "it was told what is wrong")
    assert small.value("manifold.projection[0]") == 3


def test_zooming_the_latents_shows_their_part_of_the_manifold(small: Lab, root: Locator) -> None:
    before = root.get_attribute("data-manifold-id")
    small.execute("manifold.explorer.view = (0, 0.4, 0, 0.4)")
    eventually(lambda: root.get_attribute("data-manifold-id") != before, "another part was drawn")
    assert small.value("manifold._manifold['id'] == manifold.explorer._picture['id']")


def test_a_narrow_cell_has_one_above_the_other(small: Lab, root: Locator) -> None:
    size = small.page.viewport_size
    assert size is not None
    small.page.set_viewport_size({"width": 760, "height": size["height"]})
    try:
        latents = small.page.locator(".jp-OutputArea-output", has=root).locator("[data-picture-id]")
        boxes = [part.bounding_box() for part in (latents, root)]
        assert boxes[0] is not None and boxes[1] is not None
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] and boxes[0]["x"] == boxes[1]["x"]
        for part in (latents, root):
            assert part.evaluate("node => node.scrollWidth <= node.clientWidth")
    finally:
        small.page.set_viewport_size(size)
