"""Loss landscapes under the hand, in JupyterLab."""

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
    "import numpy as np\nfrom splinewidgets import LossLandscape\n"
    "u = np.linspace(-1, 1, 41)\nx, y = np.meshgrid(u, u)\n"
    "bowl, rippled = x**2 + 2 * y**2 + 0.05, 1.1 + np.sin(6 * x) * y\n"
    "rippled[30:35, 8:13] = np.nan\n"
    "pair = LossLandscape((u, u, bowl), (u, u, rippled), names=('bowl', 'ripples'), step_size=0.05)\npair",
    "make = lambda depth, skip: (u, u, skip + depth * bowl)\n"
    "made = LossLandscape(make=make, depths=(1, 2, 3), skips=(0, 0.5, 1))\nmade",
    "import torch\nfrom splinewidgets import ExactLoss, Slice, zoo\n"
    "x, model = torch.randn(12, 2, generator=torch.Generator().manual_seed(3)), zoo.mlp((2, 5, 4, 1), seed=2)\n"
    "w = model[3].weight.detach()\n"
    "axes = torch.randn(2, *w.shape, generator=torch.Generator().manual_seed(4))\n"
    "loss = ExactLoss(model, '3.weight', x, x.prod(1, keepdim=True), Slice(w, axes, (-2, 2, -2, 2)))\n"
    "exact = LossLandscape(loss)\nexact",
)


@pytest.fixture(scope="module")
def lab(open_notebook: OpenNotebook) -> Iterator[Lab]:
    """A notebook with two landscapes side by side, and with one that has sliders, run."""
    opened, recorded = open_notebook("landscape.ipynb", *CELLS, height=1600)
    yield opened
    # What the host says of messages without a kernel.
    assert [each for each in recorded.problems if "Could not send widget sync message" not in each] == []
    assert recorded.blocked == []


@pytest.fixture
def pair(lab: Lab) -> Locator:
    """The pair, without a marble, seen from where it is seen first."""
    root = lab.page.locator(".sw-landscape").first
    lab.execute(
        "pair.marble, pair.camera, pair.visible, pair.scale, pair.limits = "
        "None, {}, pair.traits()['visible'].default(), 'log', None"
    )
    root.scroll_into_view_if_needed()
    root.locator(".sw-landscape-surface[data-frames]").nth(1).wait_for()
    return root


def inside(target: Locator, across: float = 0.5, down: float = 0.5) -> tuple[float, float]:
    """A place in an element on the page, by shares of its sides."""
    box = target.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def test_a_click_on_a_map_lets_a_marble_go_on_both_and_undo_takes_it_away(lab: Lab, pair: Locator) -> None:
    assert lab.errors() == []
    maps, surfaces = pair.locator(".sw-landscape-map"), pair.locator(".sw-landscape-surface")
    before = [maps.nth(1).screenshot(), surfaces.nth(1).screenshot()]
    lab.page.mouse.click(*inside(maps.first, 0.75, 0.25))
    eventually(lambda: lab.value("pair.marble is not None"), "the marble is in Python")
    assert lab.value("pair.marble") == pytest.approx([0.5, 0.5], abs=0.02)
    assert lab.value("[each.step_count > 3 for each in pair.descents]") == [True, True]
    eventually(lambda: "Loss of the marble" in pair.inner_text(), "its losses are drawn")
    lab.page.wait_for_timeout(3000)  # until it has rolled
    after = [maps.nth(1).screenshot(), surfaces.nth(1).screenshot()]
    assert all(share_changed(old, new) > 0.002 for old, new in zip(before, after, strict=True))
    lab.page.keyboard.press("Control+z")
    eventually(lambda: lab.value("pair.marble is None"), "undo has taken it away")


def test_a_click_on_a_surface_lets_it_go_where_that_is_seen(lab: Lab, pair: Locator) -> None:
    lab.page.mouse.click(*inside(pair.locator(".sw-landscape-surface").first))
    eventually(lambda: lab.value("pair.marble is not None"), "the marble is in Python")
    assert lab.value("max(map(abs, pair.marble))") < 0.6


def test_a_hand_turns_both_surfaces(lab: Lab, pair: Locator) -> None:
    surfaces = pair.locator(".sw-landscape-surface")
    other = surfaces.nth(1).screenshot()
    x, y = inside(surfaces.first)
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 90, y - 20, steps=8)
    lab.page.wait_for_timeout(200)
    assert share_changed(other, surfaces.nth(1).screenshot()) > 0.05
    lab.page.mouse.up()
    eventually(lambda: lab.value("'azimuth' in pair.camera"), "the camera is in Python")
    assert lab.value("pair.marble is None")
    lab.page.keyboard.press("Control+z")
    eventually(lambda: lab.value("pair.camera == {}"), "undo has taken it back")


def test_what_is_pointed_at_is_told(lab: Lab, pair: Locator) -> None:
    lab.page.mouse.move(*inside(pair.locator(".sw-landscape-map").nth(1), 0.27, 0.19))
    eventually(lambda: "not known" in pair.locator(".sw-facts").inner_text(), "there is a hole")
    lab.page.mouse.move(*inside(pair.locator(".sw-landscape-map").first, 0.5, 0.5))
    eventually(lambda: "0.05" in pair.locator(".sw-facts").inner_text(), "the loss is told")


def test_keys_move_a_crosshair_and_let_the_marble_go(lab: Lab, pair: Locator) -> None:
    lab.page.keyboard.press("Tab")
    pair.locator(".sw-landscape-map").first.focus()
    for _ in range(4):
        lab.page.keyboard.press("Shift+ArrowLeft")
    lab.page.keyboard.press("Enter")
    eventually(lambda: lab.value("pair.marble is not None"), "Enter lets it go")
    assert lab.value("pair.marble") == pytest.approx([-0.4, 0.0], abs=0.01)
    lab.page.keyboard.press("Escape")
    eventually(lambda: lab.value("pair.marble is None"), "Escape takes it away")
    assert lab.value("len(get_ipython().user_ns['In'])") > 0  # and the cell is still there


def test_the_color_bar_sets_scale_and_limits(lab: Lab, pair: Locator) -> None:
    bar, shown = pair.locator(".sw-colorbar"), pair.locator(".sw-landscape-map").first
    before = shown.screenshot()
    bar.get_by_role("button", name="log scale").click()
    eventually(lambda: lab.value("pair.scale") == "linear", "the scale is in Python")
    eventually(lambda: share_changed(before, shown.screenshot()) > 0.3, "colors are on another scale")
    low = bar.get_by_role("spinbutton").first
    low.fill("1")
    low.press("Enter")
    eventually(lambda: lab.value("pair.limits is not None and pair.limits[0]") == 1, "the limits are in Python")
    eventually(lambda: "beyond the range, clamped" in pair.locator(".sw-status").inner_text(), "which is said")
    bar.get_by_role("button", name="Range of all losses").click()
    eventually(lambda: lab.value("pair.limits is None"), "all losses have a color again")
    assert pair.get_by_role("combobox").count() == 0


def test_the_wheel_over_a_surface_scrolls_the_page(lab: Lab, pair: Locator) -> None:
    lab.page.mouse.move(*inside(pair.locator(".sw-landscape-surface").first))
    lab.page.mouse.wheel(0, 200)
    lab.page.wait_for_timeout(500)
    assert lab.value("pair.camera") == {}


def test_a_slider_shows_another_model_which_is_made(lab: Lab) -> None:
    root = lab.page.locator(".sw-landscape").nth(1)
    root.scroll_into_view_if_needed()
    depth = root.locator(".sw-landscape-slider").first
    depth.focus()
    lab.page.keyboard.press("ArrowRight")
    lab.page.keyboard.press("ArrowRight")
    eventually(lambda: lab.value("made.status").startswith("depth 3, skip 0"), "depth 3 was made")
    eventually(lambda: "depth 3, skip 0" in root.locator(".sw-status").inner_text(), "and is said to be shown")


def test_a_minimum_of_the_list_is_marked(lab: Lab) -> None:
    root = lab.page.locator(".sw-landscape").nth(2)
    root.scroll_into_view_if_needed()
    rows = root.locator(".sw-landscape-row")
    eventually(lambda: rows.count() == lab.value("2 * len(loss.minima()) - 1"), "minima and saddles are listed")
    before = root.locator(".sw-landscape-map").screenshot()
    rows.nth(1).click()
    eventually(lambda: lab.value("exact.selected") == 1, "it is selected in Python")
    assert "saddle to a lower one" in rows.nth(1).inner_text()
    lab.page.wait_for_timeout(300)
    assert share_changed(before, root.locator(".sw-landscape-map").screenshot()) > 0.0005


def test_axe_finds_nothing_and_targets_are_large_enough(lab: Lab, pair: Locator) -> None:
    lab.execute("pair.marble = [0.5, 0.5]")
    eventually(lambda: "Loss of the marble" in pair.inner_text(), "there is a plot")
    assert lab.page.evaluate(SMALL) == []
    assert violations_by_theme(lab) == {theme: [] for theme in THEMES}


def test_without_a_kernel_the_picture_stays(lab: Lab, pair: Locator) -> None:
    """The last test of this file: others need a kernel."""
    lab.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notice = pair.locator(".sw-notice")
    eventually(notice.is_visible, "it was told that there is no kernel")
    filters = pair.locator(".sw-stage > canvas").evaluate_all("all => all.map(each => getComputedStyle(each).filter)")
    assert len(filters) == 4 and all("grayscale" in each for each in filters)
