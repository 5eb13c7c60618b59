"""A JupyterLab in which buffers of arrays are lost on the way: every widget shows its picture all the same."""

from __future__ import annotations

from pathlib import Path

import notebook_file
from chromium import Chromium
from explorer_page import ExplorerPage, eventually
from jupyter_driver import JupyterServer, Lab

SCRIPT = Path(__file__).parent / "dropped_buffers.js"
CELLS = (
    """import torch
torch.set_num_threads(1)
from splinewidgets import SliceExplorer, SplineEditor, SplineSurface, zoo
explorer = SliceExplorer(zoo.mlp((2, 8, 2)), anchors=[[-1.0, -0.6], [0.8, -0.5], [0.1, 0.7]], height=240)
explorer""",
    """surface = SplineSurface(explorer, height=200)
surface""",
    """editor = SplineEditor(zoo.mlp((1, 4, 1)), height=200)
editor""",
)


def test_widgets_are_shown_and_follow_the_hand(chromium: Chromium, server: JupyterServer, folder: Path) -> None:
    name = "dropped_buffers.ipynb"
    notebook_file.write(folder / name, *CELLS)
    page, _ = chromium.page(1200, 1100, script=SCRIPT)
    try:
        lab = Lab(page, server)
        lab.open(name)
        lab.run_all()
        explorer = ExplorerPage(lab)
        drawn = explorer.root.get_attribute
        eventually(lambda: drawn("data-picture-id") not in (None, ""), "the picture was there")
        for zoom in ("Zoom in", "Zoom out"):
            before = drawn("data-picture-id")
            explorer.root.get_by_role("button", name=zoom).click()
            eventually(
                lambda before=before: drawn("data-picture-id") not in (None, "", before),  # type: ignore[misc]
                "the hand was followed",
            )
        assert page.evaluate("window.droppedBuffers") > 0
        assert lab.value("explorer.sends_text")
        shown = page.locator("[data-surface-id]").first
        eventually(lambda: shown.get_attribute("data-surface-id") not in (None, ""), "so did the graph")
        assert page.locator(".sw-notice:visible").count() == 0
    finally:
        page.context.close()
