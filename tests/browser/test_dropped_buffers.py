"""A JupyterLab in which buffers of arrays are lost on the way: every widget shows its picture all the same."""

from __future__ import annotations

from pathlib import Path

import notebook_file
import pytest
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


@pytest.mark.parametrize("how", ["raises", "silent"])
def test_widgets_are_shown_and_follow_the_hand(
    chromium: Chromium, server: JupyterServer, folder: Path, tmp_path: Path, how: str
) -> None:
    name = f"dropped_{how}.ipynb"
    notebook_file.write(folder / name, *CELLS)
    script = tmp_path / "script.js"
    script.write_text(f"window.buffers = {how!r};\n{SCRIPT.read_text()}")
    page, _ = chromium.page(1200, 1100, script=script)
    try:
        lab = Lab(page, server)
        lab.open(name)
        lab.run_all()
        explorer = ExplorerPage(lab)
        drawn = explorer.root.get_attribute
        eventually(lambda: drawn("data-picture-id") not in (None, ""), "the picture was there")
        if how == "raises":
            # The first picture came when the widget was made, and only later ones are lost.
            lab.execute("explorer.view = (-0.5, 0.5, -0.4, 0.4)")
            eventually(lambda: drawn("data-picture-id") == str(lab.value("explorer._picture['id']")), "it was new")
        assert page.evaluate("window.droppedBuffers") > 0
        assert lab.value("explorer.sends_text") is True
        before = drawn("data-picture-id")
        explorer.drag(0, "slice", by=(60, 20))
        eventually(lambda: drawn("data-picture-id") != before, "it followed the hand")
        eventually(lambda: page.locator("[data-surface-id]").get_attribute("data-surface-id") != "", "so did the graph")
        assert page.locator(".sw-notice:visible").count() == 0
    finally:
        page.context.close()
