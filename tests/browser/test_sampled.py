"""An image network in JupyterLab: exact near by, sampled far off, and never a doubt which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import image_notebook
import pytest
from chromium import Chromium
from explorer_page import ExplorerPage, eventually
from jupyter_driver import JupyterServer, Lab
from screenshots import different_colors


@pytest.fixture(scope="module")
def notebook(chromium: Chromium, server: JupyterServer, folder: Path) -> Iterator[Lab]:
    name = "image-notebook.ipynb"
    image_notebook.write(folder / name)
    page, recorded = chromium.page()
    lab = Lab(page, server)
    lab.open(name)
    yield lab
    assert recorded.problems == [] and recorded.blocked == []
    page.context.close()


@pytest.fixture
def lenet(notebook: Lab) -> ExplorerPage:
    """What the cell makes, run anew."""
    notebook.run_all()
    return ExplorerPage(notebook)


def turn_the_wheel(explorer: ExplorerPage, by: int, times: int) -> None:
    """Zoom about the middle of the canvas, whose the wheel is with Ctrl."""
    explorer.page.mouse.move(*explorer.center(explorer.stage))
    explorer.page.keyboard.down("Control")
    for _ in range(times):
        explorer.page.mouse.wheel(0, by)
        explorer.page.wait_for_timeout(60)
    explorer.page.keyboard.up("Control")


def points(explorer: ExplorerPage) -> str:
    """What the badge should say."""
    return f"sampled · {' × '.join(str(n) for n in explorer.trait('sampled')['points'])} points"


@pytest.mark.parametrize("renderer", ["webgl", "canvas"])
def test_zooming_out_shows_samples_and_zooming_in_tiles(lenet: ExplorerPage, renderer: str) -> None:
    lenet.set(renderer=repr(renderer))
    lenet.settle()
    badge = lenet.root.locator(".sw-badge")
    assert 100 < lenet.trait("tile_count") <= 3000 and not badge.is_visible()
    assert "of the whole slice's width" in lenet.status and lenet.status == lenet.trait("status")
    turn_the_wheel(lenet, 400, 4)
    badge.wait_for(state="visible")
    lenet.settle()
    assert lenet.trait("tile_count") == 0 and lenet.trait("error") == ""
    assert lenet.status.startswith("sampled, ") and "tiles ·" not in lenet.status
    eventually(lambda: badge.inner_text() == points(lenet), "the badge told the number of points")
    assert different_colors(lenet.pixels()) > 100
    x, y = lenet.center(lenet.stage)
    lenet.page.mouse.move(x + 31, y + 17)
    facts = lenet.root.locator(".sw-facts thead")
    eventually(lambda: facts.inner_text().startswith("Point"), "the facts were those of a point")
    turn_the_wheel(lenet, -400, 5)
    badge.wait_for(state="hidden")
    lenet.settle()
    assert lenet.trait("tile_count") > 1 and lenet.trait("sampled") == {}
    assert lenet.status.startswith(f"{lenet.trait('tile_count'):,} tiles".replace(",", "\u2009"))
