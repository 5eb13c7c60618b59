"""A playground and an editor of lines as guests in a long notebook: their keys, and the wheel over them."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest
from conftest import OpenNotebook
from explorer_page import eventually
from jupyter_driver import Lab
from test_small_guests import KEYS, NOTEBOOK, at, cells

NAME = "teaching-guests.ipynb"
CELL = """import torch
torch.set_num_threads(1)
from splinewidgets import HyperplaneEditor, Playground, zoo
playground = Playground("drawn", drawn=[[-0.5, 0.2, 0], [0.5, -0.2, 1]], widths=[4], height=200)
editor = HyperplaneEditor(zoo.mlp((2, 4, 1)), chosen=(0, 1), height=200)
display(playground, editor)"""
RESTORE = """playground.playing = False; playground.data = 'drawn'; playground.widths = [4]
playground.drawn = [[-0.5, 0.2, 0], [0.5, -0.2, 1]]; editor.chosen = (0, 1); editor.view = None"""
PLAYGROUND, EDITOR = ".sw-playground", ".sw-root:has(.sw-units)"
CANVASES = (
    (PLAYGROUND, ".sw-pad"),
    (PLAYGROUND, ".sw-stage:not(.sw-pad):not(.sw-space)"),
    (PLAYGROUND, ".sw-space"),
    (PLAYGROUND, ".sw-curve-plot"),
    (EDITOR, ".sw-stage"),
)
PLACES = (
    *CANVASES,
    (PLAYGROUND, ".sw-play"),
    (PLAYGROUND, ".sw-kind"),
    (PLAYGROUND, ".sw-settings .sw-menu"),
    (PLAYGROUND, ".sw-layer .sw-number"),
    (EDITOR, ".sw-units .sw-menu"),
    (EDITOR, ".sw-change"),
    (EDITOR, ".sw-grip:not(.sw-taken)"),
)
MORE_KEYS = ("Delete", "Backspace", "Home", "Control+Backspace", "Control+Shift+-", "Control+Shift+ArrowUp")


@pytest.fixture(scope="module")
def guest(open_notebook: OpenNotebook) -> Iterator[Lab]:
    filler = [nbformat.v4.new_markdown_cell(f"Line {i}\n\n" * 3) for i in range(12)]
    lab, recorded = open_notebook(NAME, *filler[:4], CELL, *filler[4:])
    lab.page.locator(f"{EDITOR} .sw-grip").first.wait_for()
    yield lab
    assert recorded.problems == []


@pytest.mark.parametrize(("root", "place"), PLACES)
def test_no_key_changes_the_notebook(guest: Lab, root: str, place: str) -> None:
    target = guest.page.locator(root).locator(f"{place}:visible").first
    target.focus()
    guest.page.evaluate(f"() => {{ {NOTEBOOK}.content.mode = 'command' }}")
    before = cells(guest)
    for keys in (*KEYS, *MORE_KEYS):
        guest.page.keyboard.press(keys)
    guest.page.wait_for_timeout(100)
    assert cells(guest) == before
    guest.execute(RESTORE)


@pytest.mark.parametrize(("root", "place"), CANVASES)
def test_the_page_scrolls_past_a_canvas(guest: Lab, root: str, place: str) -> None:
    page = guest.page
    canvas = page.locator(root).locator(f"{place}:visible").first
    canvas.scroll_into_view_if_needed()
    page.evaluate("() => document.activeElement?.blur()")
    page.mouse.move(0, 0)
    before = canvas.bounding_box()
    assert before is not None
    window = guest.value("[playground.explorer._picture['window'], editor._picture['window']]")
    page.mouse.move(*at(canvas, 0.5, 0.5))

    def moved() -> bool:
        # Chromium lets the first turns go by while a page still comes to rest.
        page.mouse.wheel(0, -30)
        now = canvas.bounding_box()
        return now is not None and abs(now["y"] - before["y"]) > 20

    eventually(moved, "the page had scrolled")
    assert guest.value("[playground.explorer._picture['window'], editor._picture['window']]") == window
