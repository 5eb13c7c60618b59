"""`InitializationExplorer` in JupyterLab: points are drawn, dragged and deleted by hand, and the hyperplanes follow."""

from __future__ import annotations

import pytest
from explorer_page import eventually
from jupyter_driver import Lab
from playwright.sync_api import Locator
from screenshots import share_changed

Point = tuple[float, float]


def place(stage: Locator, point: Point) -> Point:
    """Where a point of the plane is on the page."""
    box = stage.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * (point[0] + 3) / 6, box["y"] + box["height"] * (3 - point[1]) / 6


@pytest.fixture
def stages(small: Lab) -> list[Locator]:
    """Those of the three networks, as the notebook has made them."""
    small.execute(
        "with initial.hold_trait_notifications():\n"
        "    initial.depth, initial.width, initial.seed, initial.layer, initial.look = 3, 8, 0, 3, 'lines'\n"
        "initial.points = first_points; initial.nearest"
    )
    root = small.page.locator(".sw-initialization")
    root.wait_for()
    root.scroll_into_view_if_needed()
    eventually(lambda: root.get_attribute("data-state") == "ready", "the networks were shown")
    return root.locator(".sw-plane").all()


def test_a_stroke_draws_points_and_only_batch_normalization_follows(small: Lab, stages: list[Locator]) -> None:
    mouse = small.page.mouse
    before = [stage.screenshot() for stage in stages]
    tiles = small.value("[each.tile_count for each in initial.tessellations.values()]")
    # Away from the points and the lines of the other two networks in one corner.
    mouse.move(*place(stages[0], (-2.5, -2.5)))
    mouse.down()
    mouse.move(*place(stages[0], (-1.0, -2.5)), steps=10)
    mouse.up()
    eventually(lambda: small.value("len(initial.points)") > 6, "points were drawn")
    eventually(
        lambda: small.value("[each.tile_count for each in initial.tessellations.values()]") != tiles, "tiles followed"
    )
    after = small.value("[each.tile_count for each in initial.tessellations.values()]")
    assert after[:2] == tiles[:2]
    small.page.wait_for_timeout(300)
    changed = [share_changed(*pair) for pair in zip(before, [stage.screenshot() for stage in stages], strict=True)]
    assert changed[2] > 2 * max(changed[:2]) > 0, "points are drawn in all, and lines in one"
    small.page.keyboard.press("Control+z")
    eventually(lambda: small.value("len(initial.points)") == 6, "a stroke is one step")


def test_a_point_is_dragged_to_the_edge_and_deleted_by_a_key(small: Lab, stages: list[Locator]) -> None:
    mouse = small.page.mouse
    first: Point = tuple(small.value("initial.points[0]"))
    mouse.move(*place(stages[2], first))
    mouse.down()
    mouse.move(*place(stages[2], (2.0, -2.0)), steps=8)
    eventually(lambda: small.value("initial.points[0]") == pytest.approx([2.0, -2.0], abs=0.1), "it was moved")
    mouse.move(*place(stages[2], (3.5, -2.0)), steps=3)
    mouse.up()
    eventually(lambda: small.value("initial.points[0][0]") == 3.0, "it stays in the window")
    small.page.keyboard.press("Delete")
    eventually(lambda: small.value("len(initial.points)") == 5, "it was deleted")
    assert small.value("initial.error") == ""


def test_a_layer_and_the_density_are_chosen_by_hand(small: Lab, stages: list[Locator]) -> None:
    root = small.page.locator(".sw-initialization")
    root.locator(".sw-layers").nth(1).locator("button").first.click()
    eventually(lambda: small.value("initial.layer") == 1, "the layer was told")
    root.get_by_role("button", name="Density").click()
    eventually(lambda: small.value("initial.look") == "density", "what is shown was told")
    eventually(lambda: "sampled" in root.locator(".sw-status").inner_text(), "and that it is sampled")
    assert root.locator(".sw-colorbar").is_visible()
    small.execute("initial.look = 'lines'")


def test_too_few_points_are_refused_on_the_page(small: Lab, stages: list[Locator]) -> None:
    root = small.page.locator(".sw-initialization")
    small.execute("initial.points = first_points[:2]")
    stages[0].focus()
    small.page.keyboard.press("Alt+ArrowRight")
    small.page.keyboard.press("Delete")
    complaint = root.locator(".sw-complaint:not([hidden])")
    complaint.wait_for()
    assert "There is 1 point." in complaint.inner_text()
    eventually(lambda: small.value("len(initial.points)") == 2, "the points came back")
    small.execute("initial.points = first_points")
    complaint.wait_for(state="hidden")
