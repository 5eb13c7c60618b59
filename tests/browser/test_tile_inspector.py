"""An inspector in JupyterLab: tiles that are pointed at and selected beside, and sentences that explain them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from accessibility import THEMES, violations_by_theme
from chromium import Recorded
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually
from jupyter_driver import Lab

CELL = """import torch
torch.set_num_threads(1)
from ipywidgets import VBox
from splinewidgets import SliceExplorer, TileInspector, zoo
anchors = torch.randn(3, 36, generator=torch.Generator().manual_seed(0))
explorer = SliceExplorer(zoo.mlp((36, 9, 8, 10), seed=1), anchors, input_shape=(6, 6), height=300)
inspector = TileInspector(explorer, height=500)
VBox([explorer, inspector])"""


@pytest.fixture(scope="module")
def notebook(open_notebook: OpenNotebook) -> tuple[Lab, Recorded]:
    """A notebook with an inspector below an explorer."""
    return open_notebook("inspector.ipynb", CELL, height=1200)


@pytest.fixture
def explorer(notebook: tuple[Lab, Recorded]) -> Iterator[ExplorerPage]:
    """The explorer, of which nothing is selected."""
    lab, recorded = notebook
    lab.page.wait_for_selector("[data-picture-id][data-state='ready']")
    lab.page.wait_for_selector(".sw-tile-inspector .sw-row-image")
    lab.execute("explorer.selection = []; explorer.selected = -1")
    shown = ExplorerPage(lab)
    shown.page.mouse.move(0, 0)
    shown.settle()
    yield shown
    assert recorded.problems == [] and recorded.blocked == []


def titles(explorer: ExplorerPage) -> list[str]:
    return explorer.page.locator(".sw-tile-title").all_inner_texts()


def test_it_follows_the_pointer_and_keeps_what_is_clicked(explorer: ExplorerPage) -> None:
    assert titles(explorer)[0].endswith("in the middle")
    explorer.page.mouse.move(*explorer.spot(0.3, 0.6))
    explorer.page.mouse.move(*explorer.spot(0.31, 0.6))
    eventually(lambda: titles(explorer)[0].endswith("here"), "the tile was told of")
    explorer.page.mouse.click(*explorer.spot(0.31, 0.6))
    eventually(lambda: titles(explorer)[0].endswith("selected"), "it was kept")
    explorer.page.mouse.move(*explorer.spot(0.7, 0.3))
    explorer.page.mouse.move(*explorer.spot(0.71, 0.3))
    eventually(lambda: titles(explorer)[1].endswith("here"), "another stood beside it")
    selected, hovered = explorer.trait("selected"), explorer.trait("hovered")
    assert [title.split()[:2] for title in titles(explorer)] == [["Tile", str(selected)], ["Tile", str(hovered)]]
    shown = explorer.page.locator("[data-row='norm'] > .sw-term-cell").first.inner_text()
    assert float(shown) == pytest.approx(explorer.lab.value("inspector.tile.spectral_norm"), rel=0.01)


def test_keys_and_pointers_are_told_what_a_number_is(explorer: ExplorerPage) -> None:
    explorer.lab.execute("explorer.selected = 2")
    tip = explorer.page.locator(".sw-explanation")
    explorer.page.locator("[data-row='class'] .sw-term").focus()
    explorer.page.keyboard.press("Tab")
    explorer.page.wait_for_selector(".sw-explanation:not([hidden])")
    assert "softmax" in tip.inner_text()
    explorer.page.keyboard.press("Escape")
    tip.wait_for(state="hidden")
    explorer.page.locator("[data-row='norm'] > .sw-term-cell").first.hover()
    tip.wait_for()
    assert "‖A‖₂" in tip.inner_text()
    explorer.page.mouse.move(0, 0)
    tip.wait_for(state="hidden")


def test_two_selected_tiles_have_a_path_on_the_slice(explorer: ExplorerPage) -> None:
    explorer.lab.execute("explorer.selection = [0, explorer.tile_count - 1]")
    row = explorer.page.locator("[data-row='path']")
    row.wait_for()
    steps = explorer.lab.value("len(inspector.path) - 1")
    assert row.inner_text().split()[1] == str(steps)
    assert explorer.lab.value("[len(line['points']) for line in explorer._shapes[0]['lines']]") == [steps + 1]


def test_what_is_known_can_be_copied(explorer: ExplorerPage) -> None:
    explorer.lab.execute("explorer.selected = 1")
    eventually(lambda: titles(explorer)[0].startswith("Tile 1 "), "it was told")
    explorer.page.get_by_label("Copy what is known").first.click()
    text = explorer.page.locator(".sw-code:not([hidden]) pre").inner_text()
    assert text.startswith("Tile\t1\n") and text.count("\nA, ") == 10
    explorer.page.keyboard.press("Escape")


def test_it_can_be_used_by_all(explorer: ExplorerPage) -> None:
    explorer.lab.execute("explorer.selection = [1, 4]")
    explorer.page.locator("[data-row='path']").wait_for()
    assert violations_by_theme(explorer.lab) == {theme: [] for theme in THEMES}
