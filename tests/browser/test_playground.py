"""A playground in JupyterLab: data chosen and drawn, a network that learns on the page, and a notebook left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
import pytest
from accessibility import THEMES, violations_by_theme
from chromium import Recorded
from conftest import OUTPUT, OpenNotebook
from explorer_page import eventually
from jupyter_driver import Lab
from playwright.sync_api import FloatRect, Locator
from screenshots import share_changed
from test_accessibility import SMALL

CELL = """import torch
torch.set_num_threads(1)
from splinewidgets import Playground
playground = Playground(samples=200, widths=[6, 6], height=240)
playground"""
NOTEBOOK = "window.jupyterapp.shell.currentWidget"


def plain(text: str) -> str:
    """A text without the thin spaces between thousands."""
    return text.replace("\u2009", "")


class Page:
    """A playground in an open notebook, held in the kernel by `playground`."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.page = lab.page
        self.root = lab.page.locator(".sw-playground")
        self.tiles = self.root.locator("[data-picture-id]")
        self.pad = self.root.locator(".sw-pad")

    def trait(self, name: str) -> Any:
        """A trait, or any expression that begins with the playground."""
        return self.lab.value(f"playground.{name}")

    def becomes(self, name: str, value: object) -> None:
        """Wait until a trait has a value."""
        eventually(lambda: self.trait(name) == value, f"{name} was {value}")

    def button(self, name: str, within: str = ".sw-playground") -> Locator:
        """A button outside of what is shown within the playground."""
        return self.page.locator(within).get_by_role("button", name=name, exact=True).first

    def menu(self, word: str) -> Locator:
        """A menu of settings, by the word above it."""
        return self.root.locator(f'.sw-settings label:has(> span:text-is("{word}")) select')

    def said(self) -> str:
        """The count of steps on the page."""
        return plain(self.root.locator(".sw-step-count").inner_text())

    def pixels(self) -> bytes:
        """What the tiles show, without the pointer's traces."""
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(300)
        return self.tiles.locator(".sw-stage").screenshot()

    def square(self) -> FloatRect:
        """Where the pad is."""
        box = self.pad.bounding_box()
        assert box is not None
        return box

    def draw(self, label: int, across: float, down: float) -> None:
        """A stroke of points of a class, from a place on the pad 0..1 to the right."""
        self.button(str(label), ".sw-drawing-tools").click()
        box = self.square()
        x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 40, y, steps=10)
        self.page.mouse.up()


@pytest.fixture(scope="module")
def opened(open_notebook: OpenNotebook) -> tuple[Lab, Recorded]:
    after = nbformat.v4.new_markdown_cell("What comes after it")
    lab, recorded = open_notebook("playground.ipynb", CELL, after, height=1300)
    lab.page.wait_for_selector(".sw-playground [data-picture-id][data-state=ready]")
    return lab, recorded


@pytest.fixture
def shown(opened: tuple[Lab, Recorded], request: pytest.FixtureRequest) -> Iterator[Page]:
    """The playground with its moons and its first weights, whatever the test before has done to it."""
    lab, recorded = opened
    lab.execute("playground.playing = False; playground.data = 'moons'; playground.drawn = []; playground.reset()")
    page = Page(lab)
    page.root.scroll_into_view_if_needed()
    eventually(lambda: page.said() == "step 0", "the playground was at its beginning")
    before = request.session.testsfailed
    yield page
    if request.session.testsfailed > before:
        OUTPUT.mkdir(exist_ok=True)
        lab.page.screenshot(path=OUTPUT / f"{request.node.name}.png")
    assert recorded.problems == []
    assert recorded.blocked == []


def test_it_plays_pauses_steps_and_begins_again(shown: Page) -> None:
    before, picture = shown.pixels(), shown.tiles.get_attribute("data-picture-id")
    play = shown.root.locator(".sw-play")
    play.click()
    seen = set()

    def far() -> bool:
        seen.add(shown.said())
        return int(shown.said().split()[1]) > 100

    eventually(far, "a hundred steps were made")
    assert len(seen) > 2  # it follows, and does not come at the end
    assert play.evaluate("node => node === document.activeElement")
    play.click()
    shown.becomes("playing", False)
    step = shown.trait("step")
    eventually(lambda: shown.said() == f"step {step}", "the page had counted them all")
    assert shown.tiles.get_attribute("data-picture-id") != picture
    assert share_changed(before, shown.pixels()) > 0.05
    status = shown.root.locator(".sw-status").last
    eventually(lambda: f"step {step} " in plain(status.inner_text()), "the status had, too")
    shown.button("Take one step of training").click()
    eventually(lambda: shown.said() == f"step {step + 1}", "one step was made")
    shown.button("Reset: back to the first weights").click()
    eventually(lambda: shown.said() == "step 0" and shown.trait("step") == 0, "it began again")
    eventually(lambda: share_changed(before, shown.pixels()) < 0.01, "the first tiles were there again")


def test_points_are_drawn_and_learned(shown: Page) -> None:
    shown.button("Draw").click()
    shown.becomes("data", "drawn")
    for label, (across, down) in enumerate([(0.1, 0.2), (0.4, 0.8), (0.7, 0.3)]):
        shown.draw(label, across, down)
    eventually(lambda: shown.trait("_examples['names']") == ["0", "1", "2"], "three classes were drawn")
    drawn = shown.trait("drawn")
    assert {label for _, _, label in drawn} == {0, 1, 2} and len(drawn) >= 15
    low, high = shown.trait("_examples['window'][:2]")
    heights = {label: {x2 for _, x2, other in drawn if other == label} for label in range(3)}
    assert all(low < x1 < high for x1, _, _ in drawn) and all(len(each) == 1 for each in heights.values())
    assert max(heights[0]) > max(heights[2]) > 0 > max(heights[1])  # as they were on the pad
    shown.root.locator(".sw-play").click()
    eventually(lambda: shown.trait("step") > 20, "it learned them")
    shown.draw(3, 0.1, 0.6)  # while it learns
    eventually(lambda: len(shown.trait("_examples['names']")) == 4, "a fourth class was drawn")
    shown.button("Pause").click()
    shown.becomes("playing", False)
    assert shown.trait("error") == ""
    count = shown.trait("drawn.__len__()")
    shown.button("Undo (Ctrl+Z)", ".sw-drawing-tools").click()
    eventually(lambda: shown.trait("drawn.__len__()") < count, "the last stroke was taken back")
    assert {label for _, _, label in shown.trait("drawn")} == {0, 1, 2}


def test_points_are_drawn_by_keys_alone(shown: Page) -> None:
    shown.button("Draw").focus()
    shown.page.keyboard.press("Enter")
    shown.becomes("data", "drawn")
    for _ in range(20):
        shown.page.keyboard.press("Tab")
        if shown.pad.evaluate("node => node === document.activeElement"):
            break
    for key in ("ArrowLeft", "ArrowUp", "Enter", "ArrowRight", "ArrowRight", "Enter", "Enter"):
        shown.page.keyboard.press(key)
    eventually(lambda: shown.trait("drawn.__len__()") == 3, "three points were drawn")
    (left, top, _), (right, _, _), _ = shown.trait("drawn")
    assert left < 0 < right and left == pytest.approx(-right, rel=1e-3) and top > 0
    shown.page.keyboard.press("Delete")
    eventually(lambda: shown.trait("drawn.__len__()") == 1, "two were erased")


def test_a_refused_formula_stays_to_be_mended(shown: Page) -> None:
    shown.button("Formula").click()
    field = shown.root.locator(".sw-formula")
    accepted = shown.trait("formula")
    field.fill("sin(3 x1")
    field.press("Enter")
    complaint = shown.root.locator(".sw-learned > .sw-complaint")
    complaint.wait_for()
    assert "sin(3 x1" in complaint.inner_text()
    eventually(lambda: field.get_attribute("aria-invalid") is not None, "the field said so, too")
    assert (field.input_value(), shown.trait("formula")) == ("sin(3 x1", accepted)
    field.press("End")
    field.press_sequentially(") + x2")
    field.press("Enter")
    shown.becomes("formula", "sin(3 x1) + x2")
    complaint.wait_for(state="hidden")
    assert field.get_attribute("aria-invalid") is None


def test_a_training_is_set_up_by_hand(shown: Page) -> None:
    for word, choice, name, value in (
        ("Activation", "Absolute value", "activation", "abs"),
        ("Optimizer", "SGD", "optimizer", "sgd"),
        ("Learning rate", "0.1", "rate", 0.1),
        ("Batch", "30", "batch", 30),
    ):
        shown.menu(word).select_option(label=choice)
        shown.becomes(name, value)
    shown.button("One hidden layer more").click()
    shown.becomes("widths", [6, 6, 6])
    eventually(lambda: len(shown.lab.value("playground.explorer._layers")) == 3, "a third layer was drawn")
    shown.lab.execute(
        "playground.activation = 'relu'; playground.optimizer = 'adam'; playground.rate = 0.02; playground.batch = 0\n"
        "playground.widths = [6, 6]"
    )
    rate = shown.menu("Learning rate")
    eventually(lambda: rate.input_value() == "0.02", "a rate from Python was shown")


def test_the_script_is_shown(shown: Page) -> None:
    shown.button("Code").click()
    assert shown.root.locator(".sw-code pre:visible").inner_text().strip() == shown.trait("_code").strip() != ""
    shown.page.keyboard.press("Escape")
    shown.root.locator("[role=dialog][aria-label='PyTorch code']").wait_for(state="hidden")


@pytest.mark.parametrize("place", [".sw-play", ".sw-kind", ".sw-menu", ".sw-level", ".sw-pad", ".sw-layer .sw-number"])
def test_no_key_changes_the_notebook(shown: Page, place: str) -> None:
    shown.lab.execute("playground.data = 'drawn'" if place == ".sw-pad" else "")
    target = shown.root.locator(f"{place}:visible").first
    shown.page.evaluate(f"() => {{ {NOTEBOOK}.content.mode = 'command' }}")
    target.focus()
    cells = (
        f"() => [{NOTEBOOK}.content.widgets.map(({{ model }}) => [model.type, model.sharedModel.getSource()]), "
        f"{NOTEBOOK}.content.activeCellIndex]"
    )
    before = shown.page.evaluate(cells)
    for keys in "x c v b a m y z d d 0 0 i i l j k Delete Backspace ArrowUp ArrowDown Enter Space Space".split():
        shown.page.keyboard.press(keys)
    shown.page.wait_for_timeout(100)
    assert shown.page.evaluate(cells) == before
    shown.lab.execute("playground.widths = [6, 6]; playground.samples = 200; playground.rate = 0.02")


def test_it_is_accessible(shown: Page) -> None:
    assert violations_by_theme(shown.lab) == {theme: [] for theme in THEMES}
    shown.button("Draw").click()
    assert violations_by_theme(shown.lab) == {theme: [] for theme in THEMES}
    assert shown.page.evaluate(SMALL) == []


def test_a_curve_leads_back_by_keys(shown: Page) -> None:
    shown.lab.execute("playground.train(20)")
    recorded = shown.trait("history.steps")
    eventually(lambda: shown.said() == "step 20", "the page had counted them")
    plot = shown.root.locator(".sw-curve-plot").first
    eventually(lambda: plot.get_attribute("aria-valuenow") == str(len(recorded) - 1), "the curves had, too")
    plot.focus()
    shown.page.keyboard.press("ArrowLeft")
    shown.becomes("step", recorded[-2])
    eventually(lambda: plot.get_attribute("aria-valuenow") == str(len(recorded) - 2), "the cursor was there")
    shown.page.keyboard.press("Home")
    shown.becomes("step", 0)
