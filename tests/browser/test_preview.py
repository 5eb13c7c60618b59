"""A first picture that does not wait for the compiler, in JupyterLab: sampled and marked so, and then exact."""

from __future__ import annotations

from pathlib import Path

import preview_notebook
from chromium import Chromium
from explorer_page import ExplorerPage, eventually
from jupyter_driver import JupyterServer, Lab
from screenshots import different_colors


def test_samples_become_tiles_when_the_kernel_is_compiled(
    chromium: Chromium, server: JupyterServer, folder: Path
) -> None:
    name = "preview-notebook.ipynb"
    preview_notebook.write(folder / name)
    page, recorded = chromium.page()
    lab = Lab(page, server)
    lab.open(name)
    lab.run_all()
    explorer = ExplorerPage(lab)
    badge = explorer.root.locator(".sw-badge")
    badge.wait_for(state="visible")
    # As fine as it gets, the count of what is compiled is all that changes.
    eventually(lambda: ", until the geometry kernel is compiled: 0 of " in explorer.status, "the status told of it")
    assert explorer.status.startswith("sampled, ") and explorer.status.endswith("functions, once per installation")
    assert explorer.state == "compiling" and explorer.trait("tile_count") == 0
    assert different_colors(explorer.pixels()) > 100
    x, y = explorer.center(explorer.stage)
    page.mouse.move(x + 31, y + 17)
    facts = explorer.root.locator(".sw-facts thead")
    eventually(lambda: facts.inner_text().startswith("Point"), "the facts were those of a point")
    before = explorer.picture_id
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    eventually(lambda: explorer.picture_id > before, "another window was sampled")
    assert badge.is_visible() and explorer.state == "compiling"
    lab.execute(preview_notebook.COMPILED)
    badge.wait_for(state="hidden")
    explorer.settle()
    assert explorer.state == "ready" and explorer.trait("tile_count") > 1
    assert explorer.status.startswith(f"{explorer.trait('tile_count'):,} tiles".replace(",", "\u2009"))
    assert explorer.trait("error") == "" and recorded.problems == [] and recorded.blocked == []
    page.context.close()
