"""A diagram in JupyterLab: units and their lines, tiles and their paths, and weights in the hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from accessibility import THEMES, violations_by_theme
from chromium import Recorded
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually
from jupyter_driver import Lab
from playwright.sync_api import Locator
from screenshots import share_changed

CELL = """import torch
torch.set_num_threads(1)
from ipywidgets import VBox
from splinewidgets import HyperplaneEditor, NetworkDiagram, zoo
model = zoo.mlp((2, 5, 4, 2), seed=7).double()
editor = HyperplaneEditor(model, height=320, overlays=())
diagram = NetworkDiagram(editor, height=280)
VBox([editor, diagram])"""


@pytest.fixture(scope="module")
def notebook(open_notebook: OpenNotebook) -> tuple[Lab, Recorded]:
    """A notebook with a diagram below an editor."""
    return open_notebook("diagram.ipynb", CELL)


@pytest.fixture
def editor(notebook: tuple[Lab, Recorded]) -> Iterator[ExplorerPage]:
    """The editor, of which nothing is marked."""
    lab, recorded = notebook
    lab.page.wait_for_selector("[data-picture-id][data-state='ready']")
    lab.page.wait_for_selector(".sw-net-unit")
    lab.execute("editor.unit = None; editor.selected = -1")
    shown = ExplorerPage(lab, "editor")
    shown.page.mouse.move(0, 0)
    shown.settle()
    yield shown
    assert recorded.problems == [] and recorded.blocked == []


def unit(editor: ExplorerPage, column: int, entry: int) -> Locator:
    return editor.page.locator(f".sw-net-unit[data-column='{column}'][data-entry='{entry}']")


def test_a_unit_marks_its_line_and_a_line_its_unit(editor: ExplorerPage) -> None:
    before = editor.pixels()
    unit(editor, 1, 2).hover()
    eventually(lambda: editor.trait("_pointed_unit") == [0, 2], "the unit was told")
    editor.page.wait_for_timeout(200)
    assert share_changed(before, editor.stage.screenshot()) > 0.001
    unit(editor, 1, 2).click()
    editor.becomes("unit", [0, 2])
    assert unit(editor, 1, 2).get_attribute("aria-pressed") == "true"
    # Where the longest edge of the second layer has its middle.
    editor.lab.execute(
        """import numpy as np
t = editor.tessellation
edges = np.flatnonzero(t.edge_layer == 1)
ends = t.vertices[t.edges[edges]]
longest = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1).argmax()
u0, u1, v0, v1 = editor._picture["window"]
u, v = ends[longest].mean(0)
found = [int(t.edge_unit[edges[longest]]), float((u - u0) / (u1 - u0)), float((v1 - v) / (v1 - v0))]"""
    )
    number, across, down = editor.lab.value("found")
    x, y = editor.spot(across, down)
    editor.page.mouse.move(x + 30, y + 30)
    editor.page.mouse.move(x, y)
    editor.page.wait_for_selector(f".sw-net-pointed[data-column='2'][data-entry='{number}']")


def test_a_tile_leaves_its_paths_and_shows_its_matrix(editor: ExplorerPage) -> None:
    editor.page.mouse.move(*editor.spot(0.3, 0.6))
    editor.page.mouse.move(*editor.spot(0.31, 0.6))
    matrix = editor.page.locator("[aria-label='Map of the tile']")
    matrix.wait_for()
    eventually(lambda: editor.trait("hovered") >= 0, "the tile was told")
    told = editor.lab.value("editor.tessellation.affine_map(editor.hovered)[0].flatten().tolist()")
    shown = [float(cell.get_attribute("data-value") or "nan") for cell in matrix.locator("td[data-value]").all()]
    assert shown == pytest.approx(told, abs=1e-12)
    off = editor.lab.value("[int((~p).sum()) for p in editor.tessellation.activation_pattern(editor.hovered)]")
    assert editor.page.locator(".sw-net-off").count() == sum(off) > 0
    editor.page.mouse.move(0, 0)
    matrix.wait_for(state="hidden")
    assert editor.page.locator(".sw-net-off").count() == 0


def test_a_weight_that_is_dragged_is_in_the_model_and_the_tiles_follow(editor: ExplorerPage) -> None:
    unit(editor, 2, 1).scroll_into_view_if_needed()
    picture = editor.picture_id
    first, second = unit(editor, 1, 0).bounding_box(), unit(editor, 2, 0).bounding_box()
    assert first is not None and second is not None
    x = (first["x"] + first["width"] + second["x"]) / 2
    y = (first["y"] + first["height"] / 2 + second["y"] + second["height"] / 2) / 2
    before = editor.lab.value("model[3].weight.flatten().tolist()")
    editor.page.mouse.move(x, y)
    editor.page.mouse.down()
    for step in range(1, 9):
        editor.page.mouse.move(x, y - 5 * step)
        editor.page.wait_for_timeout(16)
    editor.page.mouse.up()
    editor.settle()
    after = editor.lab.value("model[3].weight.flatten().tolist()")
    changed = [i for i, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert len(changed) == 1 and after[changed[0]] > before[changed[0]]
    assert editor.picture_id > picture
    editor.lab.execute("editor.undo()")
    assert editor.lab.value("model[3].weight.flatten().tolist()") == before


def test_keys_and_fields_change_weights(editor: ExplorerPage) -> None:
    cells = editor.lab.page.locator(".jp-Cell").count()
    unit(editor, 1, 1).click()
    editor.becomes("unit", [0, 1])
    bias = editor.lab.value("model[1].bias[1].item()")
    editor.page.keyboard.press("]")
    editor.page.keyboard.press("+")
    eventually(lambda: editor.lab.value("model[1].bias[1].item()") > bias, "the bias was changed")
    field = editor.page.locator(".sw-net-weight input").nth(2)
    field.fill("0.25")
    field.press("Enter")
    eventually(lambda: editor.lab.value("model[1].weight[1, 1].item()") == 0.25, "the weight was changed")
    editor.page.keyboard.press("Escape")
    assert editor.lab.page.locator(".jp-Cell").count() == cells


def test_it_can_be_used_by_all(editor: ExplorerPage) -> None:
    unit(editor, 1, 1).click()
    editor.lab.execute("editor.selected = 2")
    editor.page.locator("[aria-label='Map of the tile']").wait_for()
    found = violations_by_theme(editor.lab)
    assert found == {theme: [] for theme in THEMES}
