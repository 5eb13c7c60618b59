"""An affine spline under the hand, and sliders of depth and width, in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from accessibility import THEMES, violations_by_theme
from conftest import OpenNotebook
from explorer_page import eventually
from jupyter_driver import Lab
from playwright.sync_api import Locator
from screenshots import share_changed
from test_accessibility import SMALL

CELLS = (
    "from splinewidgets import DepthWidthExplorer, SplineEditor\n"
    "editor = SplineEditor(points=([0.5, 1.5], [0.5, -0.5]))\neditor",
    "explorer = DepthWidthExplorer(depth=2)\nexplorer",
)


@pytest.fixture(scope="module")
def lab(open_notebook: OpenNotebook) -> Iterator[Lab]:
    """A notebook with one of each, run."""
    opened, recorded = open_notebook("teaching.ipynb", *CELLS, height=1600)
    yield opened
    # What the host says of messages without a kernel.
    assert [each for each in recorded.problems if "Could not send widget sync message" not in each] == []
    assert recorded.blocked == []


@pytest.fixture
def editor(lab: Lab) -> Locator:
    """The editor, with knots at -2, -1, 0, 1 and 2 again."""
    root = lab.page.locator(".sw-spline-editor")
    lab.execute("editor.view = None\nwhile editor._can_undo: editor.undo()")
    root.scroll_into_view_if_needed()
    root.locator(".sw-spline-knot").first.wait_for()
    return root


def middle(target: Locator) -> tuple[float, float]:
    """Where a handle is on the page."""
    box = target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_dragging_a_knot_moves_it_and_the_weights_and_undo_takes_it_back(lab: Lab, editor: Locator) -> None:
    assert lab.errors() == []
    knot = editor.locator(".sw-spline-knot").nth(2)
    x, y = middle(knot)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 40, y - 60, steps=12)
    # It follows the hand before any answer.
    assert middle(knot) == pytest.approx((x + 40, y - 60), abs=2)
    lab.page.mouse.up()
    eventually(lambda: lab.value("float(editor.knots[2])") > 0.1, "the bias has followed")
    knots = lab.value("editor.knots.tolist()")
    assert knots[:2] + knots[3:] == [-2, -1, 1, 2]
    assert lab.value("editor.model(__import__('torch').tensor([[editor.knots[2]]]).double()).item()") > 0.1
    assert lab.value("editor.spline([-1.0, 1.0]).round(9).tolist()") == [1, -1]
    lab.page.keyboard.press("Control+z")
    eventually(lambda: lab.value("editor.knots.tolist()") == [-2, -1, 0, 1, 2], "one step back is the whole gesture")
    eventually(lambda: middle(knot) == pytest.approx((x, y), abs=1), "and the handle is where it was")


def test_a_weight_is_dragged_and_typed_and_the_knot_follows(lab: Lab, editor: Locator) -> None:
    bias = editor.get_by_label("b, the bias of unit 4")
    x, y = middle(bias)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 25, y, steps=5)
    lab.page.mouse.up()
    eventually(lambda: abs(lab.value("editor.knots[3]") - 0.5) < 1e-9, "25 pixels of 0.02 were taken")
    bias.fill("-1.25")
    bias.press("Enter")
    eventually(lambda: lab.value("editor.knots[3]") == 1.25, "the number was taken")
    assert lab.value("editor.model[0].bias[3].item()") == -1.25


def test_points_are_put_moved_fitted_and_removed_by_hand_and_by_keys(lab: Lab, editor: Locator) -> None:
    chart = editor.locator(".sw-chart")
    box = chart.bounding_box()
    assert box is not None
    lab.page.mouse.dblclick(box["x"] + 0.3 * box["width"], box["y"] + 0.15 * box["height"])
    eventually(lambda: lab.value("len(editor.points[0])") == 3, "a point was put")
    editor.get_by_role("button", name="Fit").click()
    eventually(lambda: lab.value("editor.status").startswith("Fitted v and c"), "it was fitted")
    assert lab.value("abs(editor.spline(editor.points[0]) - editor.points[1]).max()") < 1e-9
    editor.get_by_role("button", name="Interpolate").click()
    eventually(lambda: lab.value("editor.spline.unit_count") == 3, "there is a knot at each of three points")
    assert lab.value("abs(editor.spline(editor.points[0]) - editor.points[1]).max()") < 1e-12
    point = editor.locator(".sw-spline-point").first
    point.focus()
    before = lab.value("editor.points[1][0]")
    lab.page.keyboard.press("ArrowUp")
    eventually(lambda: lab.value("editor.points[1][0]") > before, "an arrow moved it")
    lab.page.keyboard.press("Delete")
    eventually(lambda: lab.value("len(editor.points[0])") == 2, "a key removed it")


def test_the_line_under_the_pointer_is_written(lab: Lab, editor: Locator) -> None:
    x, y = middle(editor.locator(".sw-spline-knot").nth(1))
    lab.page.mouse.move(x + 30, y + 80)
    eventually(lambda: editor.locator(".sw-spline-formula").inner_text() == "y = −1 x", "it is -x between -1 and 1")


def test_the_wheel_over_the_plot_scrolls_the_page(lab: Lab, editor: Locator) -> None:
    x, y = middle(editor.locator(".sw-chart"))
    lab.page.mouse.move(x, y)
    window = lab.value("editor._graph['window']")
    lab.page.mouse.wheel(0, 300)
    lab.page.wait_for_timeout(300)
    assert lab.value("editor._graph['window']") == window


def test_a_slider_changes_the_depth_and_the_tiles(lab: Lab) -> None:
    root = lab.page.locator(".sw-depth-width")
    root.scroll_into_view_if_needed()
    before = root.locator(".sw-depth-stage").screenshot()
    root.locator(".sw-depth-slider").first.focus()
    for _ in range(3):
        lab.page.keyboard.press("ArrowRight")
    eventually(lambda: lab.value("explorer.tile_counts") == [11, 44, 176, 704, 2816], "tiles were counted")
    eventually(lambda: "2\u2009816" in root.inner_text(), "the legend has the count")
    lab.page.wait_for_timeout(500)
    assert share_changed(before, root.locator(".sw-depth-stage").screenshot()) > 0.2
    root.locator("select").select_option("square")
    eventually(lambda: lab.value("explorer.errors[-1:]") == [4.0**-6], "the error was measured")
    assert root.locator(".sw-depth-graph").is_visible()


def test_axe_finds_nothing_and_targets_are_large_enough(lab: Lab, editor: Locator) -> None:
    assert lab.page.evaluate(SMALL) == []
    assert violations_by_theme(lab) == {theme: [] for theme in THEMES}


def test_without_a_kernel_the_graph_stays_and_a_knot_goes_back(lab: Lab, editor: Locator) -> None:
    """The last test of this file: others need a kernel."""
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notice = editor.locator(".sw-notice")
    eventually(notice.is_visible, "it was told that there is no kernel")
    assert "run the cell again" in notice.inner_text().lower()
    line = editor.locator(".sw-chart .sw-spline-graph")
    assert (line.get_attribute("d") or "").count("L") == 6
    assert "grayscale" in editor.locator(".sw-chart > svg").evaluate("node => getComputedStyle(node).filter")
    knot = editor.locator(".sw-spline-knot").nth(2)
    x, y = middle(knot)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 40, y - 40, steps=5)
    lab.page.mouse.up()
    eventually(lambda: middle(knot) == pytest.approx((x, y), abs=1), "the knot is where the graph is")
