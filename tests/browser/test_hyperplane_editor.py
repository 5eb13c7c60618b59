"""A hand, a finger and keys on the lines of a network in JupyterLab: the weights in the kernel follow exactly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from accessibility import THEMES, violations_by_theme
from chromium import Recorded
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually
from jupyter_driver import Lab
from screenshots import share_changed
from test_accessibility import SMALL

CELL = """import torch
from splinewidgets import HyperplaneEditor, zoo
torch.manual_seed(4)
model = zoo.mlp((2, 6, 5, 1)).double()
start = {name: value.clone() for name, value in model.state_dict().items()}
editor = HyperplaneEditor(model)
editor"""
# The unit before its activation, at a point of the plane.
VALUE = "model[:{end}](torch.tensor([[{u}, {v}]], dtype=torch.float64))[0, {unit}].item()"


@pytest.fixture(scope="module")
def notebook(open_notebook: OpenNotebook) -> tuple[Lab, Recorded]:
    """A notebook with an editor."""
    return open_notebook("editor.ipynb", CELL)


@pytest.fixture
def editor(notebook: tuple[Lab, Recorded]) -> Iterator[ExplorerPage]:
    """The editor as it was at first."""
    lab, recorded = notebook
    lab.page.wait_for_selector("[data-picture-id][data-state='ready']")
    shown = ExplorerPage(lab, "editor")
    lab.execute(
        "model.load_state_dict(start); editor.update(); editor.chosen = None; editor.crossing = None\n"
        "editor.overlays = ['half-planes']; editor.view = None"
    )
    shown.root.scroll_into_view_if_needed()
    shown.page.mouse.move(0, 0)
    shown.settle()
    yield shown
    assert recorded.problems == [] and recorded.blocked == []


def spot(editor: ExplorerPage, uv: list[float]) -> tuple[float, float]:
    """Pixels of the page for a point of the plane."""
    u0, u1, v0, v1 = editor.trait("_picture['window']")
    return editor.spot((uv[0] - u0) / (u1 - u0), 1 - (uv[1] - v0) / (v1 - v0))


def place(editor: ExplorerPage, pixel: tuple[float, float]) -> tuple[float, float]:
    """The point of the plane at a pixel of the page."""
    u0, u1, v0, v1 = editor.trait("_picture['window']")
    box = editor.stage.bounding_box()
    assert box is not None
    across, down = (pixel[0] - box["x"]) / box["width"], (pixel[1] - box["y"]) / box["height"]
    return u0 + across * (u1 - u0), v1 - down * (v1 - v0)


def middle_of_line(editor: ExplorerPage, layer: int) -> tuple[int, list[float]]:
    """The unit of the longest edge of a layer, and the middle of that."""
    editor.lab.execute(
        f"""import numpy as np
t = editor.tessellation
edges = np.flatnonzero(t.edge_layer == {layer})
ends = t.vertices[t.edges[edges]]
longest = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1).argmax()
found = [int(t.edge_unit[edges[longest]]), ends[longest].mean(0).tolist()]"""
    )
    unit, uv = editor.lab.value("found")
    return unit, uv


def grip(editor: ExplorerPage, index: int) -> tuple[float, float]:
    return editor.center(editor.stage.locator(f".sw-grip:not(.sw-taken)[data-index='{index}']"))


def value(editor: ExplorerPage, layer: int, unit: int, uv: list[float]) -> float:
    return float(editor.lab.value(VALUE.format(end=2 * layer + 2, unit=unit, u=uv[0], v=uv[1])))


@pytest.mark.parametrize("layer", [0, 1])
def test_a_line_that_is_dragged_passes_through_the_pointer(editor: ExplorerPage, layer: int) -> None:
    pixels, picture = editor.pixels(), editor.picture_id
    unit, uv = middle_of_line(editor, layer)
    x, y = spot(editor, uv)
    editor.page.mouse.move(x + 1, y)
    editor.page.wait_for_selector(".sw-taken")
    editor.page.mouse.down()
    for step in range(1, 13):
        editor.page.mouse.move(x + 1 + 3 * step, y + 2 * step)
        editor.page.wait_for_timeout(16)
    editor.page.mouse.up()
    editor.settle()
    assert editor.trait("chosen") == [layer, unit] and editor.picture_id > picture
    at = editor.trait("_edit['at']")
    assert abs(value(editor, layer, unit, at)) < 1e-9
    # The grip was taken at most 7 pixels from the pointer, and stayed under it.
    there = spot(editor, at)
    assert abs(there[0] - (x + 37)) < 8 and abs(there[1] - (y + 24)) < 8
    assert grip(editor, 0) == pytest.approx(there, abs=1.5)
    assert share_changed(pixels, editor.pixels()) > 0.02
    editor.page.keyboard.press("Control+z")
    eventually(lambda: editor.trait("_can_redo"), "the drag was undone")
    assert editor.lab.value("all(torch.equal(start[name], value) for name, value in model.state_dict().items())")


def test_a_line_that_is_turned_keeps_the_point_that_it_is_held_by(editor: ExplorerPage) -> None:
    unit, _ = middle_of_line(editor, 1)
    editor.lab.execute(f"editor.chosen = (1, {unit})")
    editor.settle()
    disc, ring = grip(editor, 0), grip(editor, 1)
    pivot = editor.trait("_arrangement['chosen']['grips'][0]")
    editor.page.mouse.move(*ring)
    editor.page.mouse.down()
    for step in range(1, 11):
        editor.page.mouse.move(ring[0] + 3 * step, ring[1] + 4 * step)
        editor.page.wait_for_timeout(16)
    editor.page.mouse.up()
    editor.settle()
    at = editor.trait("_edit['at']")
    assert spot(editor, at) == pytest.approx((ring[0] + 30, ring[1] + 40), abs=1.5)
    assert abs(value(editor, 1, unit, pivot)) < 1e-9 and abs(value(editor, 1, unit, at)) < 1e-9
    assert grip(editor, 0) == pytest.approx(disc, abs=1.5)


def test_keys_choose_a_line_move_it_and_turn_it(editor: ExplorerPage) -> None:
    editor.root.locator(".sw-units select").select_option("[0,1]")
    editor.becomes("chosen", [0, 1])
    editor.settle()
    for index, key in ((0, "ArrowUp"), (1, "ArrowRight")):
        before = editor.lab.value("[model[1].weight[1].tolist(), model[1].bias[1].item()]")
        editor.stage.locator(f".sw-grip[data-index='{index}']").focus()
        editor.page.keyboard.press(key)
        eventually(lambda: editor.trait("_answered") == editor.trait("_edit['seq']"), "the key was answered")
        after = editor.lab.value("[model[1].weight[1].tolist(), model[1].bias[1].item()]")
        assert after[1] != before[1] and (after[0] == before[0]) == (index == 0)
    editor.settle()


def test_a_finger_chooses_a_line_and_drags_it(editor: ExplorerPage) -> None:
    unit, uv = middle_of_line(editor, 0)
    x, y = spot(editor, uv)
    session = editor.page.context.new_cdp_session(editor.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": px, "y": py} for px, py in points]},
        )

    touch("touchStart", (x + 6, y))
    touch("touchEnd")
    editor.becomes("chosen", [0, unit])
    editor.settle()
    at = grip(editor, 0)
    touch("touchStart", at)
    for step in range(1, 9):
        touch("touchMove", (at[0] + 3 * step, at[1] + 3 * step))
        editor.page.wait_for_timeout(16)
    touch("touchEnd")
    editor.settle()
    told = editor.trait("_edit")
    assert told["done"] and told["unit"] == unit and abs(value(editor, 0, unit, told["at"])) < 1e-9
    assert grip(editor, 0) == pytest.approx((at[0] + 24, at[1] + 24), abs=2)


def test_a_click_at_a_crossing_measures_the_fold(editor: ExplorerPage) -> None:
    editor.lab.execute(
        "from splinewidgets import fold_angles\nfolds = fold_angles(editor.tessellation)\n"
        "inner = [v for v in editor.tessellation.vertices[folds.vertex].tolist() if max(map(abs, v)) < 0.8]"
    )
    uv = editor.lab.value("inner[0]")
    x, y = spot(editor, uv)
    editor.page.mouse.move(x + 2, y + 1)
    editor.page.mouse.click(x + 2, y + 1)
    eventually(lambda: editor.trait("crossing") is not None, "the click was heard")
    editor.settle()
    assert place(editor, (x, y)) == pytest.approx(editor.trait("_arrangement['fold']['at']"), abs=0.02)
    assert "θ = arccos" in editor.root.locator(".sw-tables").inner_text()


def test_units_are_added_and_removed_by_buttons(editor: ExplorerPage) -> None:
    editor.root.locator(".sw-change", has_text="+ unit").click()
    eventually(lambda: editor.lab.value("model[1].out_features") == 7, "there was another unit")
    editor.settle()
    assert editor.trait("chosen") == [0, 6]
    assert editor.root.locator(".sw-units select").input_value() == "[0,6]"
    editor.root.locator(".sw-change", has_text="− unit").click()
    eventually(lambda: editor.lab.value("model[1].out_features") == 6, "it was gone")
    editor.settle()
    assert editor.trait("chosen") is None


def test_it_is_accessible(editor: ExplorerPage) -> None:
    editor.lab.execute("editor.chosen = (1, 0); editor.overlays = ['half-planes', 'signs', 'power diagram']")
    editor.settle()
    assert violations_by_theme(editor.lab) == {theme: [] for theme in THEMES}
    assert editor.page.evaluate(SMALL) == []
