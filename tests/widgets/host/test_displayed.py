"""What a notebook keeps of a widget."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import numpy as np
import pytest
from explorers import LATENTS, data, perceptron
from IPython.core.events import EventManager
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image

from splinewidgets.learning import History
from splinewidgets.pictures.budget.attempts import Attempts
from splinewidgets.pictures.stills.palette import class_colors
from splinewidgets.widgets.host import displayed
from splinewidgets.widgets.host.displayed import Displayed
from splinewidgets.widgets.host.still import MOST_BYTES, fitting
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.polarity_explorer import PolarityExplorer
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

VIEW = "application/vnd.jupyter.widget-view+json"
NOTEBOOK = """import torch
from splinewidgets import SliceExplorer, zoo
torch.set_num_threads(1)
explorer = SliceExplorer(zoo.mlp((2, 8, 8, 2)))
explorer"""


def kept(widget: Displayed) -> tuple[np.ndarray, str]:
    """The picture and the sentence of a display, which has a view as well."""
    bundle: Any = widget._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert set(bundle) == {VIEW, "image/png", "text/plain"}
    file = base64.b64decode(bundle["image/png"])
    assert len(file) <= MOST_BYTES
    return np.array(Image.open(io.BytesIO(file)).convert("RGB")), bundle["text/plain"]


def test_an_explorer_keeps_a_picture_of_its_tiles(explore: Callable[..., SliceExplorer]) -> None:
    explorer = explore(perceptron(2), color_by="class", visible_layers=[])
    pixels, sentence = kept(explorer)
    tessellation = explorer.tessellation
    u0, u1, v0, v1 = tessellation.slice.bounds
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx((u1 - u0) / (v1 - v0), rel=0.01)
    assert f"SliceExplorer: {tessellation.tile_count} tiles" in sentence and "Predicted class" in sentence
    # A pixel far within a confident tile has the hue of its class.
    largest = int(tessellation.areas().argmax())
    u, v = tessellation.centroids()[largest]
    y, x = (
        int(share * side)
        for share, side in zip(((v1 - v) / (v1 - v0), (u - u0) / (u1 - u0)), pixels.shape[:2], strict=True)
    )
    color, full = pixels[y, x] / 255, class_colors([explorer._shown.values("class")[largest]])[0]
    assert np.corrcoef(color, full)[0, 1] > 0.95


def test_what_is_sampled_is_said_to_be(explore: Callable[..., SliceExplorer]) -> None:
    explorer = explore(max_tiles=3, view=(-5, 5, -4, 4))
    _, sentence = kept(explorer)
    assert "sampled at" in sentence and "tiles in" not in sentence


@pytest.mark.parametrize("compare", ("single", "side", "difference"))
def test_a_training_is_kept_as_it_is_compared(
    watch: Callable[..., Any], history: History, compare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = watch(history, checkpoint=2, compare=compare)
    pixels, sentence = kept(explorer)
    assert "at step 20" in sentence
    u0, u1, v0, v1 = explorer._picture["window"]
    assert (pixels.shape[1] / pixels.shape[0] > 1.5 * (u1 - u0) / (v1 - v0)) == (compare == "side")


def test_companions_keep_theirs(monkeypatch: pytest.MonkeyPatch, manifold_of: Callable[..., Any]) -> None:
    monkeypatch.setattr(SplineSurface, "_esm", "export default {}")
    points = data(20, inputs=2) / 4
    surface = SplineSurface(perceptron(2), points, np.zeros((20, 4)))
    try:
        pixels, sentence = kept(surface)
    finally:
        surface.close()
    assert f"{surface.explorer.tile_count} tiles" in sentence and "the graph of" in sentence
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 20
    _, sentence = kept(manifold_of(samples=20))
    assert "images of" in sentence and "area" in sentence


def test_polarities_are_kept(show: Callable[..., PolarityExplorer]) -> None:
    pixels, sentence = kept(show(perceptron(2, outputs=2), LATENTS[:600], data=np.zeros((5, 2)), rho=1.0))
    assert "at rho = 1" in sentence and len(np.unique(pixels.reshape(-1, 3), axis=0)) > 10


def test_pictures_are_switched_off(explore: Callable[..., SliceExplorer]) -> None:
    bundle, _ = explore(still=False)._repr_mimebundle_()
    assert set(bundle) == {VIEW, "text/plain"} and "tiles in the window" in bundle["text/plain"]


def test_a_display_waits_for_the_first_picture_but_not_for_ever(
    explore: Callable[..., SliceExplorer], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, tessellate = threading.Event(), Attempts.tessellate

    def slow(*args: Any) -> Any:
        gate.wait(20)
        return tessellate(*args)

    monkeypatch.setattr(Attempts, "tessellate", slow)
    explorer = explore(perceptron(2))
    monkeypatch.setattr(displayed, "OUT_OF_SIGHT", 0.05)
    bundle, _ = explorer._repr_mimebundle_()
    assert set(bundle) == {VIEW, "text/plain"} and "Nothing is computed yet" in bundle["text/plain"]
    monkeypatch.setattr(displayed, "OUT_OF_SIGHT", 20.0)
    threading.Timer(0.2, gate.set).start()
    kept(explorer)


def test_files_fit() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (900, 900, 3)).astype(np.uint8)
    drawn: list[int] = []

    def draw(pixels: int) -> np.ndarray:
        drawn.append(pixels)
        side = int(pixels**0.5)
        return noise[:side, :side]

    assert 0.5 * MOST_BYTES < len(fitting(draw)) <= MOST_BYTES and len(drawn) > 1


def test_a_notebook_run_by_a_program_has_the_first_picture(tmp_path: Path) -> None:
    cells = [nbformat.v4.new_code_cell(code) for code in (NOTEBOOK, "import ipywidgets\nipywidgets.HBox([explorer])")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    output = notebook.cells[0].outputs[-1].data
    assert "SliceExplorer: " in output["text/plain"] and output["image/png"]
    states = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    state = states[output[VIEW]["model_id"]]["state"]
    assert (
        state["state"] == "ready" and state["_picture"]["id"] and state["_colors"]["picture"] == state["_picture"]["id"]
    )
    live, _ = HTMLExporter().from_notebook_node(notebook)
    assert VIEW in live and state["status"].split()[0] in live
    # As front ends save it: without states of widgets.
    del notebook.metadata["widgets"]
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert output["image/png"][:1000] in page and VIEW not in page
    # A box of the user's has the pictures of what is in it.
    boxed = notebook.cells[1].outputs[-1].data
    assert boxed["image/png"] == output["image/png"] and "SliceExplorer: " in boxed["text/plain"]


@pytest.mark.parametrize(("cell", "apart"), (("3fa1", True), ("vscode-notebook-cell:/a.ipynb#W1", False)))
def test_a_page_that_shows_views_without_a_kernel_gets_the_picture_after_the_cell(
    explore: Callable[..., SliceExplorer], monkeypatch: pytest.MonkeyPatch, cell: str, apart: bool
) -> None:
    shell = SimpleNamespace(events=EventManager(None, {"post_execute": lambda: None}), display_pub=SimpleNamespace())
    published: list[dict[str, str]] = []
    shell.display_pub.publish = lambda data, **_: published.append(data)
    monkeypatch.setattr(displayed, "hosting_cell", lambda: (shell, cell))
    explorer = explore(perceptron(2))
    bundle, _ = explorer._repr_mimebundle_()
    assert VIEW in bundle and ("image/png" in bundle) is not apart and published == []
    for _ in range(2):  # of which the second cell displays nothing
        shell.events.trigger("post_execute")
        assert [set(each) for each in published] == [{"image/png", "text/plain"}] * apart


def test_only_programs_tell_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    assert displayed.hosting_cell()[1] is None
    told: dict[str, Any] = {}
    kernel = SimpleNamespace(get_parent=lambda channel: told)
    monkeypatch.setattr(displayed, "get_ipython", lambda: SimpleNamespace(kernel=kernel))
    assert displayed.hosting_cell()[1] is None
    told["metadata"] = {"cellId": "3fa1"}
    assert displayed.hosting_cell()[1] == "3fa1"
