"""What a widget attaches to the page goes when it goes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import notebook_file
import pytest
from chromium import Chromium, Recorded
from conftest import ATTACHMENTS
from explorer_page import ExplorerPage, eventually
from jupyter_driver import JupyterServer, Lab

CELLS = [
    """import torch
from ipywidgets import VBox
from splinewidgets import SliceExplorer, zoo
explorer = SliceExplorer(zoo.mlp((2, 16, 16, 1)), anchors=[[-0.5, -0.5], [0.5, -0.5], [0, 0.5]], renderer='webgl',
    height=240)
box = VBox([explorer])
box""",
    "explorer",
]
REMOVALS = {
    "its output is cleared": "window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')",
    "its notebook is closed": "window.jupyterapp.shell.currentWidget.dispose()",
}


@pytest.fixture(scope="module")
def loaded(chromium: Chromium, server: JupyterServer, folder: Path) -> Iterator[tuple[Lab, Recorded]]:
    """A JupyterLab that keeps account, with a notebook."""
    page, recorded = chromium.page(script=ATTACHMENTS)
    lab = Lab(page, server)
    lab.open(write(folder))
    yield lab, recorded
    page.context.close()


@pytest.fixture
def lab(loaded: tuple[Lab, Recorded], folder: Path) -> Iterator[Lab]:
    """The notebook anew, with a kernel of its own, in a page where nothing is attached."""
    lab, recorded = loaded
    lab.replace(write(folder))
    eventually(lambda: attachments(lab)["contexts"] == 0, "what the test before had attached was gone")
    yield lab
    assert recorded.problems == []


NUMBERS = itertools.count()


def write(folder: Path) -> str:
    """Write the notebook under a name that no other has; returns it."""
    name = f"unmounting-{next(NUMBERS)}.ipynb"
    notebook_file.write(folder / name, *CELLS)
    return name


def attachments(lab: Lab) -> dict[str, Any]:
    return dict(lab.page.evaluate("window.attachments()"))


def model_listeners(lab: Lab) -> int:
    """How many callbacks wait for changes of the explorer's model in the browser; the widget uses no other events."""
    return int(
        lab.page.evaluate(
            """async (id) => {
                const { rendermime } = window.jupyterapp.shell.currentWidget.content;
                const type = 'application/vnd.jupyter.widget-view+json';
                const manager = await rendermime.createRenderer(type, { mimeType: type })._manager.promise;
                const model = await manager.get_model(id);
                const changes = Object.entries(model._events).filter(([name]) => name.startsWith('change:'));
                return changes.flatMap(([, callbacks]) => callbacks).length;
            }""",
            lab.value("explorer.model_id"),
        )
    )


def show_both(lab: Lab) -> None:
    lab.run_all()
    eventually(lambda: lab.page.locator("[data-state=ready]").count() == 2, "both views were ready")


@pytest.mark.parametrize("removal", REMOVALS.values(), ids=REMOVALS)
def test_nothing_is_left_when(lab: Lab, removal: str) -> None:
    show_both(lab)
    mounted = attachments(lab)
    # The account itself must work, or an empty one would mean nothing.
    assert mounted["contexts"] == 2
    assert len(mounted["listeners"]) > 5
    lab.page.evaluate(f"() => {{ {removal} }}")
    eventually(lambda: lab.page.locator("[data-picture-id]").count() == 0, "the views were gone")
    eventually(lambda: attachments(lab)["contexts"] == 0, "the WebGL contexts were given back")
    left = attachments(lab)
    assert left["listeners"] == []
    assert left["observers"] == []


def test_a_view_that_goes_leaves_the_other_alone(lab: Lab) -> None:
    show_both(lab)
    both = model_listeners(lab)
    lab.execute("box.children = ()")
    eventually(lambda: attachments(lab)["contexts"] == 1, "one WebGL context was given back")
    one = model_listeners(lab)
    assert one < both
    lab.execute("box.children = (explorer,)")
    eventually(lambda: lab.page.locator("[data-state=ready]").count() == 2, "the view was back")
    assert model_listeners(lab) == both
    lab.execute("box.children = ()")
    eventually(lambda: attachments(lab)["contexts"] == 1, "the WebGL context was given back again")
    assert model_listeners(lab) == one
    ExplorerPage(lab).drag(0, "slice", by=(30, 20))
    ExplorerPage(lab).settle()
    assert lab.value("explorer.error") == ""


def test_nothing_is_left_of_a_view_that_goes_under_the_hand(lab: Lab) -> None:
    show_both(lab)
    ExplorerPage(lab).grab(0)
    lab.page.mouse.move(*ExplorerPage(lab).spot(0.5, 0.5), steps=3)
    lab.execute("explorer.close()")
    eventually(lambda: lab.page.locator("[data-picture-id]").count() == 0, "the views were gone")
    lab.page.mouse.up()
    left = attachments(lab)
    assert (left["listeners"], left["observers"], left["contexts"]) == ([], [], 0)


def test_mounting_many_times_keeps_within_the_contexts_of_a_page(lab: Lab) -> None:
    show_both(lab)
    for _ in range(20):
        lab.execute("box.children = ()")
        lab.execute("box.children = (explorer,)")
    eventually(lambda: attachments(lab)["contexts"] == 2, "only what is shown held a WebGL context")
    assert attachments(lab)["contextsEver"] >= 16
    eventually(lambda: lab.page.locator("[data-state=ready]").count() == 2, "both views were ready")
