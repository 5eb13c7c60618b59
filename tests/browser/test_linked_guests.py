"""Views beside an explorer, and a loss landscape, as guests in a long notebook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import OpenNotebook
from explorer_page import eventually
from jupyter_driver import Lab
from linked_notebook import CELL, DRAWN
from playwright.sync_api import Locator
from test_small_guests import KEYS, NOTEBOOK, at, cells

NAME = "linked-guests.ipynb"
# Each once more: in rows, and in a tab that is opened later.
PLACED = """rows = [ipywidgets.HBox(linked.children[i : i + 2]) for i in (0, 2, 4)]
for row in rows:
    row.add_class("in-row")
late = ipywidgets.Tab([ipywidgets.Label("first"), linked])
late.add_class("in-late")
ipywidgets.VBox([*rows, late])"""
LEAST = 320
INSPECTOR, HISTOGRAMS, DIAGRAM, SEGMENT, ROBUST, LANDSCAPE = DRAWN
PLACES = (
    (INSPECTOR, ".sw-term"),
    (HISTOGRAMS, ".sw-statistic [role=application]"),
    (DIAGRAM, ".sw-net-unit"),
    (DIAGRAM, "[data-column='1'].sw-net-unit"),
    (SEGMENT, ".sw-chart"),
    (ROBUST, "input[type=range]"),
    (LANDSCAPE, ".sw-landscape-map"),
    (LANDSCAPE, ".sw-landscape-surface"),
    *((root, ".sw-button") for root in DRAWN),
)
WHEELED = (
    (INSPECTOR, ".sw-inspected"),
    (HISTOGRAMS, ".sw-statistic [role=application]"),
    (DIAGRAM, ".sw-net-view"),
    (SEGMENT, ".sw-chart"),
    (ROBUST, ".sw-robust-view"),
    (LANDSCAPE, ".sw-landscape-map"),
    (LANDSCAPE, ".sw-landscape-surface"),
)
MORE_KEYS = ("Delete", "Backspace", "Home", "End", "n", "p", "Shift+ArrowRight", "Control+z", "Escape")
RESTORE = """beside.selection, beside.selected, beside.view, beside.visible_layers = [], -1, None, [0, 1]
landscape.camera, landscape.marble = {}, None"""


@pytest.fixture(scope="module")
def opened_guests(open_notebook: OpenNotebook) -> Iterator[Lab]:
    filler = [nbformat.v4.new_markdown_cell(f"Line {i}\n\n" * 3) for i in range(12)]
    lab, recorded = open_notebook(NAME, *filler[:4], CELL, *filler[4:8], PLACED, *filler[8:], height=1300)
    yield lab
    # What the host says of messages without a kernel.
    assert [each for each in recorded.problems if "Could not send widget sync message" not in each] == []
    assert recorded.blocked == []


@pytest.fixture
def guests(opened_guests: Lab) -> Lab:
    """The views of the first cell, in the page."""
    scroll_to(opened_guests, 4)
    for root, drawn in DRAWN.items():
        opened_guests.page.locator(f"{root} {drawn}").first.wait_for(state="attached")
    return opened_guests


def scroll_to(lab: Lab, cell: int) -> None:
    lab.page.evaluate(f"() => {NOTEBOOK}.content.scrollToItem({cell}, 'start')")


def many(parts: Locator) -> bool:
    return parts.count() > 0


@pytest.mark.parametrize(("root", "place"), PLACES)
def test_no_key_changes_the_notebook(guests: Lab, root: str, place: str) -> None:
    target = guests.page.locator(root).locator(f"{place}:visible:not(:disabled)").first
    for mode in ("command", "edit"):
        target.focus()
        guests.page.evaluate(f"mode => {{ {NOTEBOOK}.content.mode = mode }}", mode)
        guests.page.wait_for_timeout(100)  # until the cell's editor has taken the focus
        target.focus()
        before = cells(guests)
        for keys in (*KEYS, *MORE_KEYS):
            guests.page.keyboard.press(keys)
        assert cells(guests) == before
    guests.page.keyboard.press("Escape")
    guests.execute(RESTORE)


@pytest.mark.parametrize(("root", "place"), WHEELED)
def test_the_page_scrolls_past(guests: Lab, root: str, place: str) -> None:
    page = guests.page
    view = page.locator(root).locator(f"{place}:visible").first
    view.scroll_into_view_if_needed()
    page.evaluate("() => document.activeElement?.blur()")
    page.mouse.move(0, 0)
    before, seen = view.bounding_box(), guests.value("[beside._picture['window'], landscape.camera]")
    assert before is not None
    page.mouse.move(*at(view, 0.5, 0.5))

    def moved() -> bool:
        page.mouse.wheel(0, -30)
        now = view.bounding_box()
        return now is not None and abs(now["y"] - before["y"]) > 20

    eventually(moved, "the page had scrolled")
    assert guests.value("[beside._picture['window'], landscape.camera]") == seen


def test_the_tab_key_leads_through_all_of_them(guests: Lab) -> None:
    guests.page.locator(f"{INSPECTOR} .sw-button:visible").first.focus()
    found: list[str] = []
    for _ in range(150):
        within = guests.page.evaluate(
            "roots => roots.find((root) => document.activeElement?.closest(root)) ?? ''", list(DRAWN)
        )
        if within not in found:
            found.append(within)
        if within == "":
            break
        guests.page.keyboard.press("Tab")
    assert found == [*DRAWN, ""]


def test_two_in_a_row_share_its_width(guests: Lab) -> None:
    scroll_to(guests, 9)
    rows = guests.page.locator(".in-row")
    eventually(lambda: rows.locator(".sw-root").count() >= 6, "they were there")
    for row in rows.all():
        outer = row.bounding_box()
        found = [box["width"] for box in (each.bounding_box() for each in row.locator(".sw-widget").all()) if box]
        assert outer is not None and len(found) == 2
        assert min(found) >= LEAST and sum(found) <= outer["width"] + 1
        assert found[0] == pytest.approx(found[1], rel=0.03)


def test_what_is_in_a_tab_is_drawn_when_that_is_opened(guests: Lab) -> None:
    scroll_to(guests, 9)
    late = guests.page.locator(".in-late")
    eventually(lambda: late.count() == 1, "the tab was there")
    assert not late.locator(INSPECTOR).is_visible()
    guests.execute("late.selected_index = 1")
    for root, drawn in DRAWN.items():
        part = late.locator(root).locator(f"{drawn}:visible").first
        part.wait_for()
        part.scroll_into_view_if_needed()
        box = late.locator(root).bounding_box()
        outer = late.bounding_box()
        assert box is not None and outer is not None and LEAST <= box["width"] <= outer["width"], root
        assert box["height"] > 60, root
    guests.execute("late.selected_index = 0")


def test_a_saved_notebook_has_their_picture(guests: Lab, folder: Path) -> None:
    def saved() -> bool:
        guests.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        outputs: list[Any] = [output.data for output in nbformat.read(folder / NAME, 4).cells[4].outputs]
        return any("image/png" in data for data in outputs)

    eventually(saved, "the picture was saved")


def test_a_dead_kernel_is_told_by_each(guests: Lab) -> None:
    page = guests.page
    page.evaluate(
        f"(code) => void {NOTEBOOK}.sessionContext.session.kernel.requestExecute({{ code }})",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    )
    for root, place in {root: place for root, place in PLACES if place != ".sw-button"}.items():
        target = page.locator(root).locator(f"{place}:visible:not(:disabled)").first
        target.focus()
        page.keyboard.press("ArrowRight")
        notices = page.locator(root).first.locator(".sw-notice:visible")
        eventually(partial(many, notices), f"{root} told it")
        assert notices.count() == 1
