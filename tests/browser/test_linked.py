"""A view beside an explorer reads the explorer's own model in the page: they agree while Python is busy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from chromium import Recorded
from conftest import OpenNotebook
from explorer_page import eventually
from jupyter_driver import JupyterServer, Lab
from playwright.sync_api import Locator
from screenshots import share_changed

NAME = "linked.ipynb"
CELLS = (
    """import ipywidgets as W, torch
torch.set_num_threads(1)
from IPython.display import display
from splinewidgets import ManifoldExplorer, SplineSurface, zoo
surface = SplineSurface(zoo.mlp((2, 10, 10, 2)), height=260)
surface""",
    """elsewhere = W.Output()
elsewhere""",
    """manifold = ManifoldExplorer(zoo.mlp((2, 8, 8, 3)), samples=50, height=260)
manifold""",
    """again = W.Output()
again""",
)


@pytest.fixture(scope="module", params=["server", "notebook_server"])
def opened_linked(
    request: pytest.FixtureRequest, open_notebook: OpenNotebook
) -> Iterator[tuple[Lab, Recorded, JupyterServer]]:
    """A surface alone, and a manifold beside its latents, in JupyterLab and in Notebook 7."""
    server: JupyterServer = request.getfixturevalue(request.param)
    lab, recorded = open_notebook(NAME, *CELLS, height=1900, server=server)
    # It is told above the picture that the kernel is busy.
    lab.page.add_style_tag(content=".sw-notice { display: none !important; }")
    yield lab, recorded, server


@pytest.fixture
def linked(opened_linked: tuple[Lab, Recorded, JupyterServer]) -> Iterator[Lab]:
    lab, recorded, _ = opened_linked
    yield lab
    assert recorded.problems == []
    assert recorded.blocked == []


@contextmanager
def busy(lab: Lab, path: Path) -> Iterator[None]:
    """In this block the kernel does nothing, on none of its threads: it hears no message and sends none."""
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR)
    code = f"""import ctypes, os
held = os.open({str(path)!r}, os.O_RDONLY); os.read(held, 1)
ctypes.PyDLL(None).read(held, ctypes.create_string_buffer(1), 1)"""
    lab.page.evaluate(
        f"(code) => {{ {lab._KERNEL}.requestExecute({{ code, store_history: false }}) }}",
        code,
    )
    lab.page.wait_for_function(f"() => {lab._KERNEL}.status === 'busy'")
    os.write(held, b".")
    lab.page.wait_for_timeout(500)
    try:
        yield
        assert lab.page.evaluate(f"() => {lab._KERNEL}.status") == "busy"
    finally:
        os.write(held, b".")
        os.close(held)
        lab.wait_idle()


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pressed(root: Locator) -> list[str | None]:
    """Which layers a toolbar shows."""
    chips = root.locator(".sw-toolbar:not(.sw-subbar) .sw-chip").all()
    return [chip.get_attribute("aria-pressed") for chip in chips]


def told(root: Locator) -> list[bool]:
    """Whether a view has a color bar and facts to see."""
    return [root.locator(name).is_visible() for name in (".sw-colorbar", ".sw-facts")]


def pictures(lab: Lab) -> tuple[Locator, Locator]:
    """The latents and their images, both with the newest picture."""
    root = lab.page.locator("[data-manifold-id]")
    root.wait_for()
    latents = lab.page.locator(".jp-OutputArea-output", has=root).locator("[data-picture-id]")
    number = "data-manifold-id"
    eventually(lambda: root.get_attribute(number) == latents.get_attribute("data-picture-id"), "both were drawn")
    latents.scroll_into_view_if_needed()
    return latents, root


def test_alone_a_view_has_a_color_bar_and_facts_and_beside_its_explorer_none(linked: Lab) -> None:
    surface = linked.page.locator("[data-surface-id]")
    surface.wait_for()
    eventually(lambda: told(surface) == [True, True], "the surface told both")
    linked.execute("with elsewhere: display(surface.explorer)")
    explorer = linked.page.locator("[data-picture-id]").first
    explorer.wait_for()
    eventually(lambda: told(surface) == [False, False], "the explorer told both")
    assert told(explorer) == [True, True]
    latents, root = pictures(linked)
    assert told(root) == [False, False] and told(latents) == [True, True]


def test_what_is_chosen_in_one_is_chosen_in_the_other_while_the_kernel_is_busy(linked: Lab, tmp_path: Path) -> None:
    page = linked.page
    surface, explorer = page.locator("[data-surface-id]"), page.locator("[data-picture-id]").first
    explorer.wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)
    with busy(linked, tmp_path / "held"):
        explorer.locator(".sw-chip").first.click()
        eventually(lambda: pressed(surface) == ["false", "true"], "the layer was hidden in both")
        assert pressed(explorer) == ["false", "true"]
        surface.locator(".sw-toolbar:not(.sw-subbar) .sw-chip").first.click()
        eventually(lambda: pressed(explorer) == ["true", "true"], "and shown again")
        surface.locator("select.sw-menu").first.select_option("area")
        menu = explorer.locator("select.sw-menu").first
        eventually(lambda: menu.input_value() == "area", "both are to be colored by areas")
    # In the end Python has heard all of it.
    eventually(lambda: linked.value("[surface.explorer.color_by, surface.color_by]") == ["area"] * 2, "it was told")
    assert linked.value("surface.visible_layers == surface.explorer.visible_layers == [0, 1]")
    label = linked.value("surface.explorer._colors['label']")
    eventually(lambda: label in explorer.locator(".sw-colorbar").inner_text(), "tiles were colored by areas")


def test_a_tile_that_is_pointed_at_or_selected_in_one_is_so_in_the_other_at_once(linked: Lab, tmp_path: Path) -> None:
    page = linked.page
    latents, root = pictures(linked)
    stages = [each.locator(".sw-stage") for each in (latents, root)]
    page.mouse.move(0, 0)
    page.wait_for_timeout(800)
    rest = [stage.screenshot() for stage in stages]

    def changed(i: int) -> float:
        return share_changed(rest[i], stages[i].screenshot())

    with busy(linked, tmp_path / "held"):
        x, y = middle(stages[0])
        page.mouse.move(x + 14, y + 9, steps=2)
        eventually(lambda: changed(1) > 0.0003, "the tile's image was marked")
        page.mouse.move(0, 0)
        eventually(lambda: changed(1) == 0, "and no more")
        # And from the image to its tile, which stays marked.
        x, y = middle(stages[1])
        for dx, dy in product((0, 20, -20, 40, -40), repeat=2):
            page.mouse.click(x + dx, y + dy)
            page.mouse.move(0, 0)
            page.wait_for_timeout(150)
            if changed(0) > 0.0003:
                break
        assert changed(0) > 0.0003
    eventually(lambda: linked.value("manifold.selected") >= 0, "Python was told")
    # The place that was told with it lies in the tile, whatever is shown by now.
    assert linked.value("manifold.selected == manifold.explorer.selected")
    assert linked.value("manifold.explorer._selected_facts['tile'] == manifold.selected")
    linked.execute("manifold.selected = -1")


def test_a_view_whose_explorer_was_closed_says_so(linked: Lab) -> None:
    surface = linked.page.locator("[data-surface-id]")
    linked.execute("surface.explorer.close()")
    complaint = surface.locator(".sw-complaint")
    eventually(lambda: "The explorer was closed." in complaint.inner_text(), "it was said")
    assert surface.locator(".sw-stage canvas").first.is_visible()
    x, y = middle(surface.locator(".sw-stage"))
    linked.page.mouse.click(x, y + 60)  # raises nothing
    linked.execute("with again: display(surface)")
    linked.page.get_by_text("The explorer beside this is not there.").wait_for()
    linked.execute("again.clear_output(); elsewhere.clear_output()")
