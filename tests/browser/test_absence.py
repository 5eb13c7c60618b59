"""A widget whose kernel is busy, dies or loses messages; and what is left of it in a saved notebook."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import OpenNotebook
from explorer_page import ExplorerPage, eventually

NAME = "absence.ipynb"
CELLS = [
    """import ctypes, os, signal, torch
from ipywidgets import Widget
torch.set_num_threads(1)
from splinewidgets import SliceExplorer, SplineSurface, zoo
explorer = SliceExplorer(zoo.mlp((2, 12, 12, 2)), anchors=[[-1.0, -0.6], [0.8, -0.5], [0.1, 0.7]], height=300)
explorer""",
    # Of its messages only the first arrives in the page, and for some seconds no answer, either.
    """import threading
send = Widget._send
Widget._send = lambda self, *args, **keywords: send(self, *args, **keywords) if self is explorer else None
lossy = SliceExplorer(zoo.mlp((2, 6, 2)), height=200)
lossy.tessellation
threading.Timer(5, setattr, (Widget, "_send", send)).start()
lossy""",
    # Its module takes longer to load than anywidget waits before it holds back all messages.
    """class Slow(SliceExplorer):
    _esm = "await new Promise(go => setTimeout(go, 3000));\\n" + SliceExplorer._esm
Slow(zoo.mlp((2, 6, 2)), height=200)""",
    """from splinewidgets import HyperplaneEditor, Playground
playground = Playground(samples=100, widths=[4], height=160)
playground""",
    "HyperplaneEditor(zoo.mlp((2, 4, 1)), chosen=(0, 1), height=200)",
]
RUN = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code })"


@pytest.fixture(scope="module", params=["server", "notebook_server"], ids=["lab", "notebook"])
def page(request: pytest.FixtureRequest, open_notebook: OpenNotebook) -> Iterator[ExplorerPage]:
    lab, _ = open_notebook(NAME, *CELLS, height=1300, server=request.getfixturevalue(request.param))
    yield ExplorerPage(lab)


def run(page: ExplorerPage, code: str) -> None:
    """Run code and do not wait for it."""
    page.page.evaluate(f"(code) => void {RUN}", code)


def test_what_was_lost_is_asked_for_again(page: ExplorerPage) -> None:
    roots = page.page.locator(".sw-root")
    eventually(lambda: roots.nth(1).get_attribute("data-picture-id") not in (None, ""), "the lost picture was there")
    assert "tiles" in roots.nth(1).locator(".sw-status").inner_text()


def test_a_view_that_came_too_late_for_its_host_hears(page: ExplorerPage) -> None:
    roots = page.page.locator(".sw-root")
    eventually(lambda: roots.nth(2).get_attribute("data-picture-id") not in (None, ""), "the picture was there")
    assert "tiles" in roots.nth(2).locator(".sw-status").inner_text()


def test_a_saved_notebook_has_pictures_and_the_page_shows_the_live_view(page: ExplorerPage, folder: Path) -> None:
    shown = page.page.locator(".jp-RenderedImage")
    eventually(lambda: shown.count() == len(CELLS), "the pictures were there")
    assert not any(shown.nth(i).is_visible() for i in range(len(CELLS)))
    page.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def saved() -> bool:
        outputs = [output.data for cell in nbformat.read(folder / NAME, 4).cells for output in cell.outputs]
        return [("image/png" in data, "tiles in" in data["text/plain"]) for data in outputs].count((True, True)) == len(
            CELLS
        )

    eventually(saved, "the notebook was saved with pictures")


def test_a_busy_kernel_is_told_from_a_dead_one(page: ExplorerPage, tmp_path: Path) -> None:
    page.settle()
    notice = page.root.locator(".sw-notice")
    assert not notice.is_visible()
    os.mkfifo(tmp_path / "held")
    held = os.open(tmp_path / "held", os.O_RDWR)
    try:
        # With all of its threads, once it is told that a cell runs, until it is let go.
        run(
            page,
            f"held = os.open({str(tmp_path / 'held')!r}, os.O_RDONLY); os.read(held, 1)\n"
            "ctypes.PyDLL(None).read(held, ctypes.create_string_buffer(1), 1)",
        )
        page.page.wait_for_function(f"() => {page.lab._KERNEL}.status === 'busy'")
        os.write(held, b".")
        page.page.wait_for_timeout(500)
        page.drag(0, "slice", by=(60, 20))
        eventually(notice.is_visible, "it was told that the kernel is busy")
        assert "busy" in notice.inner_text() and page.page.locator(".sw-absent").count() == 0
        os.write(held, b".")
    finally:
        os.close(held)
    eventually(lambda: not notice.is_visible(), "it answered")
    drawn = page.root.get_attribute
    eventually(lambda: drawn("data-drawn") == drawn("data-sent"), "all that the hand did was drawn")
    page.settle()


def test_a_kernel_that_dies_under_the_hand_is_told(page: ExplorerPage) -> None:
    page.settle()
    place = "() => document.querySelector('.sw-handle').style.transform"
    before = page.page.evaluate(place)
    x, y = page.grab(0)
    page.page.mouse.move(x + 30, y + 10, steps=4)
    page.settle()
    assert page.page.evaluate(place) != before
    page.page.evaluate(
        f"() => {{ window.said = []; {page.lab._KERNEL}.statusChanged.connect((_, status) => said.push(status)) }}"
    )
    run(page, "os.kill(os.getpid(), signal.SIGKILL)")
    notice = page.root.locator(".sw-notice")
    page.page.mouse.move(x + 80, y + 40, steps=10)
    eventually(notice.is_visible, "the death was told")
    page.page.mouse.up()
    # Until the host has noticed it calls the kernel busy, and afterwards the one is meant that takes its place.
    eventually(lambda: "run the cell again" in notice.inner_text(), "it was told what to do")
    canvas = page.page.locator(".sw-absent .sw-stage > canvas").first
    assert "grayscale" in canvas.evaluate("node => getComputedStyle(node).filter")
    eventually(lambda: page.page.evaluate(place) == before, "the star was where the tiles are")
    # Once a widget, whatever it is made of.
    for root in (".sw-playground", ".sw-root:has(.sw-units)"):
        page.page.locator(root).scroll_into_view_if_needed()
        notices = page.page.locator(f"{root} .sw-notice:visible")
        eventually(lambda notices=notices: notices.count() > 0, "it was told")  # type: ignore[misc]
        assert notices.count() == 1
    # A later gesture finds nobody, either.
    page.drag(0, "slice", by=(40, 0))
    eventually(lambda: page.page.evaluate(place) == before, "the star was back again")
    # What a kernel is asked before it is restarted is lost.
    page.page.wait_for_function("() => said.includes('autorestarting')")
    page.lab.wait_idle()
    page.lab.run_all()
    page.settle()
    assert not page.root.locator(".sw-notice").is_visible()


def test_a_notebook_without_a_kernel_shows_pictures(page: ExplorerPage) -> None:
    page.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    notice = page.root.locator(".sw-notice")
    eventually(notice.is_visible, "it was told that there is no kernel")
    page.lab.open(NAME)
    shown = page.page.locator(".jp-RenderedImage:visible")
    eventually(lambda: shown.count() == len(CELLS), "the pictures were seen")
    assert page.page.locator(".sw-root").count() == 0
