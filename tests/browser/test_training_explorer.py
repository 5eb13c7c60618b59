"""A training in JupyterLab: played, scrubbed, compared, followed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from accessibility import THEMES, violations_by_theme
from chromium import Recorded
from conftest import OUTPUT, OpenNotebook
from explorer_page import ExplorerPage, eventually
from jupyter_driver import Lab
from playwright.sync_api import Locator
from screenshots import share_changed
from training_notebook import CELL


@pytest.fixture(scope="module")
def training(open_notebook: OpenNotebook) -> tuple[Lab, Recorded]:
    lab, recorded = open_notebook("training.ipynb", CELL, height=1200)
    lab.page.wait_for_selector("[data-picture-id][data-state=ready]")
    return lab, recorded


@pytest.fixture
def explorer(training: tuple[Lab, Recorded], request: pytest.FixtureRequest) -> Iterator[ExplorerPage]:
    """The explorer at the first checkpoint, whatever the test before has done to it."""
    lab, recorded = training
    lab.execute(
        "explorer.playing = explorer.following = explorer.loop = False; explorer.compare = 'single'\n"
        "explorer.anchors, explorer.view = three, None; explorer.speed = 20; explorer.checkpoint = 0\n"
        "explorer.reference = 0; explorer.unobserve_all('playing'); seen = []\n"
        "observed = lambda change: seen.append(change['new'])\n"
        "explorer.observe(observed, 'checkpoint')"
    )
    shown = ExplorerPage(lab)
    shown.root.scroll_into_view_if_needed()
    shown.page.mouse.move(0, 0)
    shown.settle()
    before = request.session.testsfailed
    yield shown
    lab.execute("explorer.unobserve(observed, 'checkpoint')")
    if request.session.testsfailed > before:
        OUTPUT.mkdir(exist_ok=True)
        lab.page.screenshot(path=OUTPUT / f"{request.node.name}.png")
    assert recorded.problems == []
    assert recorded.blocked == []


def button(explorer: ExplorerPage, name: str) -> Locator:
    return explorer.root.get_by_role("button", name=name, exact=True)


def slider(explorer: ExplorerPage, which: str = "present") -> Locator:
    return explorer.root.locator(f".sw-{which}")


def checkpoints(explorer: ExplorerPage) -> int:
    return int(explorer.trait("steps.__len__()"))


def test_playing_runs_through_and_stops_at_the_end(explorer: ExplorerPage) -> None:
    count = checkpoints(explorer)
    assert 20 <= count <= 40
    button(explorer, "Play").click()
    explorer.becomes("checkpoint", count - 1)
    explorer.becomes("playing", False)
    assert explorer.lab.value("seen") == list(range(1, count))
    button(explorer, "Play").wait_for()
    explorer.settle()
    assert f"{count} of {count}" in explorer.root.locator(".sw-time").inner_text()
    assert slider(explorer).input_value() == str(count - 1)
    button(explorer, "Play").click()  # from the beginning
    eventually(lambda: explorer.trait("playing") and 0 < explorer.trait("checkpoint") < count - 1, "it played again")
    button(explorer, "Pause").click()
    explorer.becomes("playing", False)


def test_the_slider_scrubs_by_keyboard(explorer: ExplorerPage) -> None:
    count, pixels = checkpoints(explorer), explorer.pixels()
    slider(explorer).focus()
    for key, index in (("ArrowRight", 1), ("ArrowRight", 2), ("End", count - 1), ("ArrowLeft", count - 2)):
        explorer.page.keyboard.press(key)
        explorer.becomes("checkpoint", index)
    explorer.settle()
    assert explorer.pixels() != pixels
    slider(explorer).focus()
    explorer.page.keyboard.press("Home")
    explorer.becomes("checkpoint", 0)
    explorer.settle()
    # Edges of dots that overlap may differ by a few levels from one drawing to the next.
    assert share_changed(pixels, explorer.pixels()) < 1e-4


def test_the_slider_scrubs_by_mouse(explorer: ExplorerPage) -> None:
    count = checkpoints(explorer)
    box = slider(explorer).bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    explorer.page.mouse.move(box["x"] + 8, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(box["x"] + box["width"] / 2, y, steps=10)
    middle = int(slider(explorer).input_value())
    assert abs(middle - (count - 1) / 2) <= 1
    explorer.becomes("checkpoint", middle)
    explorer.page.mouse.move(box["x"] + box["width"] - 8, y, steps=10)
    explorer.page.mouse.up()
    explorer.becomes("checkpoint", count - 1)


def test_hands_move_while_it_plays(explorer: ExplorerPage) -> None:
    count, home = checkpoints(explorer), explorer.trait("_picture['window']")
    explorer.set(speed="4", loop="True")  # so that it plays on, however long the gestures take
    button(explorer, "Play").click()
    eventually(lambda: explorer.trait("checkpoint") > 0, "it played")
    explorer.drag(0, "slice", by=(40, -25))
    x, y = explorer.spot(0.1, 0.9)
    explorer.page.mouse.move(x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(x + 90, y - 30, steps=8)
    explorer.page.mouse.up()
    assert explorer.trait("playing")
    explorer.set(loop="False")
    explorer.becomes("playing", False)
    seen = explorer.lab.value("seen")
    assert seen == [i % count for i in range(1, len(seen) + 1)] and seen[-1] == count - 1
    explorer.settle()
    anchors, window = explorer.trait("anchors.tolist()"), explorer.trait("_picture['window']")
    assert anchors[0] != [-0.5, 0.2] and anchors[1:] == [[0.5, -0.5], [1.0, 0.5]]
    assert window[0] < home[0] and window[2] < home[2]
    assert explorer.trait("error") == ""


def plot(explorer: ExplorerPage, which: int = 0) -> Locator:
    return explorer.root.locator(".sw-curve-plot").nth(which)


def cursor(explorer: ExplorerPage) -> float:
    """Where the first curve's cursor is, in pixels of the page."""
    box = plot(explorer).locator(".sw-curve-present").bounding_box()
    assert box is not None
    return box["x"]


def is_near(explorer: ExplorerPage, x: float) -> bool:
    return abs(cursor(explorer) - x) < 2


def test_a_click_on_a_curve_jumps_there(explorer: ExplorerPage) -> None:
    count = checkpoints(explorer)
    plot(explorer).scroll_into_view_if_needed()
    for index in (count // 2, count - 2):
        box = plot(explorer).bounding_box()
        assert box is not None
        x = box["x"] + box["width"] * index / (count - 1)
        explorer.page.mouse.click(x, box["y"] + box["height"] / 2)
        explorer.becomes("checkpoint", index)
        eventually(partial(is_near, explorer, x), "the cursor was where the click had been")


def test_curves_are_labeled_in_text_with_the_sliders_steps(explorer: ExplorerPage) -> None:
    for title in ("Accuracy", "Tiles in the slice", "Loss", "<b>x</b>"):
        assert explorer.root.get_by_text(title, exact=True).first.is_visible()
    slider_ticks = set(explorer.root.locator(".sw-step-ticks").inner_text().split("\n"))
    for i in range(4):
        words = plot(explorer, i).locator(".sw-curve-across").all_inner_texts()[0].split("\n")
        assert words.pop() == "step" and len(words) >= 2 and set(words) <= slider_ticks
    assert "50 %" in plot(explorer).inner_text()
    # None is wider than the others, however many there are in the last row.
    boxes = [box for i in range(4) if (box := plot(explorer, i).bounding_box())]
    assert len(boxes) == 4 and max(box["width"] for box in boxes) - min(box["width"] for box in boxes) < 1


def test_two_checkpoints_are_compared(explorer: ExplorerPage) -> None:
    count = checkpoints(explorer)
    stages = explorer.root.locator(".sw-stage")
    explorer.set(checkpoint="-1")
    assert stages.count() == 1 and slider(explorer, "reference").is_hidden()
    button(explorer, "Side by side").click()
    explorer.becomes("compare", "side")
    eventually(lambda: stages.count() == 2 and all(stage.is_visible() for stage in stages.all()), "there were two")
    assert slider(explorer, "reference").is_visible()
    slider(explorer, "reference").focus()
    explorer.page.keyboard.press("ArrowRight")
    explorer.becomes("reference", 1)
    captions = explorer.root.locator(".sw-caption")
    eventually(lambda: "step 1" in captions.first.inner_text(), "the reference was named")
    assert f"{explorer.trait('tile_count')} tiles" in captions.last.inner_text()
    button(explorer, "Difference").click()
    explorer.becomes("compare", "difference")
    eventually(lambda: stages.count() == 1, "there was one again")
    explorer.settle()
    explorer.lab.execute("explorer.tessellation.verify()")
    assert explorer.root.locator(".sw-toolbar .sw-chip").count() == 4
    explorer.page.keyboard.press("Escape")
    slider(explorer).focus()
    explorer.page.keyboard.press("ArrowLeft")
    explorer.becomes("checkpoint", count - 2)
    button(explorer, "Single").click()
    explorer.becomes("compare", "single")
    explorer.settle()
    assert explorer.root.locator(".sw-toolbar .sw-chip").count() == 2


def test_comparing_is_chosen_while_it_plays(explorer: ExplorerPage) -> None:
    count = checkpoints(explorer)
    explorer.set(speed="10")
    button(explorer, "Play").click()
    eventually(lambda: explorer.trait("checkpoint") > 0, "it played")
    button(explorer, "Difference").click()
    explorer.becomes("checkpoint", count - 1)
    assert explorer.trait("compare") == "difference" and explorer.lab.value("seen") == list(range(1, count))


def test_an_error_shows_and_the_picture_stays(explorer: ExplorerPage) -> None:
    explorer.set(checkpoint="4")
    explorer.settle()
    picture = explorer.picture_id
    # Networks that were read before the damage would be used.
    explorer.lab.execute(
        "file = history[5].file; whole = file.read_bytes(); file.write_bytes(whole[:50])\n"
        "explorer._painter._networks.clear(); explorer.view = (-1, 1, 0, 1)"
    )
    explorer.settle()
    picture = explorer.picture_id
    button(explorer, "Play").click()
    eventually(lambda: explorer.state == "error", "the error was shown")
    assert "truncated or damaged" in explorer.stage.locator(".sw-complaint").inner_text()
    assert explorer.picture_id == picture
    explorer.becomes("playing", False)
    assert slider(explorer).input_value() == "4"
    explorer.lab.execute("file.write_bytes(whole)")
    button(explorer, "Next checkpoint").click()
    explorer.becomes("checkpoint", 5)
    eventually(lambda: explorer.state == "ready", "the error had gone")


def test_it_follows_a_thread_that_trains(explorer: ExplorerPage) -> None:
    before, live = checkpoints(explorer), explorer.root.locator(".sw-live")
    assert live.is_hidden()
    explorer.set(checkpoint="-1")
    explorer.lab.execute("explorer.follow(); thread = threading.Thread(target=train, args=(300, 700)); thread.start()")
    live.wait_for()
    eventually(lambda: not explorer.lab.value("thread.is_alive()"), "training had ended")
    after = explorer.lab.value("len(history)")
    assert after > before
    explorer.becomes("checkpoint", after - 1)
    explorer.settle()
    assert f"{after} of {after}" in explorer.root.locator(".sw-time").inner_text()
    explorer.set(following="False")
    live.wait_for(state="hidden")


def test_axe_finds_nothing(explorer: ExplorerPage) -> None:
    explorer.set(compare="'side'")
    explorer.settle()
    assert violations_by_theme(explorer.lab) == {theme: [] for theme in THEMES}
