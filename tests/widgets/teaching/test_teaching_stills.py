"""What a notebook keeps of an editor of lines, and of a playground."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from explorers import perceptron, wait_until

from splinewidgets.pictures.stills.arrangement_drawing import CHOSEN
from splinewidgets.pictures.stills.palette import BOUNDARY
from splinewidgets.widgets.host import still
from splinewidgets.widgets.host.still import Still
from splinewidgets.widgets.teaching.hyperplane_editor import HyperplaneEditor
from splinewidgets.widgets.teaching.playground import Playground

PIXELS = 60_000
CAMERA = {"azimuth": 1.0, "elevation": 0.3, "distance": 3.0, "target": [0.0, 0.0, 0.0]}


def places(pixels: np.ndarray, color: Any) -> np.ndarray:
    """Where a picture has a color: shares of its width and height (n, 2), up."""
    rows, columns = np.nonzero(np.abs(pixels / 255 - np.asarray(color)).max(2) < 0.02)
    return np.column_stack([(columns + 0.5) / pixels.shape[1], 1 - (rows + 0.5) / pixels.shape[0]])


@pytest.mark.parametrize("layer", [0, 1])
def test_the_chosen_line_is_where_its_unit_is_zero(edit: Callable[..., HyperplaneEditor], layer: int) -> None:
    editor = edit(perceptron(2, 6, 2).double(), overlays=())
    tessellation = editor.tessellation
    unit = int(np.bincount(tessellation.edge_unit[tessellation.edge_layer == layer]).argmax())
    editor.chosen = [layer, unit]
    red = places(editor._still_pixels(PIXELS), CHOSEN)
    u0, u1, v0, v1 = tessellation.slice.bounds
    at = torch.tensor(red * (u1 - u0, v1 - v0) + (u0, v0)).requires_grad_()
    values = editor.model[: 2 * layer + 1](at)[:, unit]
    values.sum().backward()
    assert at.grad is not None
    pixel = (u1 - u0) / PIXELS**0.5
    assert len(red) > 50 and (values.abs() / at.grad.norm(dim=1)).max() < 3 * pixel
    assert f"with unit {unit} of {editor._layers[layer]['name']} in red" in editor._sentence()
    editor.chosen = None
    assert len(places(editor._still_pixels(PIXELS), CHOSEN)) == 0 and "in red" not in editor._sentence()


def test_half_planes_pale_where_the_unit_is_not_active(edit: Callable[..., HyperplaneEditor]) -> None:
    editor = edit(perceptron(2, 6, 2).double(), chosen=(0, 1), visible_layers=[], overlays=())
    tessellation = editor.tessellation
    plain = editor._still_pixels(PIXELS).astype(float)
    editor.overlays = ["half-planes"]
    veiled = editor._still_pixels(PIXELS)
    height, width = plain.shape[:2]
    u0, u1, v0, v1 = tessellation.slice.bounds
    for tile in np.argsort(-tessellation.areas())[:8].tolist():
        at = tessellation.centroids()[tile]
        row, column = int(height * (v1 - at[1]) / (v1 - v0)), int(width * (at[0] - u0) / (u1 - u0))
        active = editor.model[0](torch.tensor(at))[1] > 0
        wanted = plain[row, column] if active else 255 - 0.38 * (255 - plain[row, column])
        np.testing.assert_allclose(veiled[row, column], wanted, atol=2)


def test_overlays_change_the_picture_that_is_kept(edit: Callable[..., HyperplaneEditor]) -> None:
    editor = edit(perceptron(2, 5, 2).double(), chosen=(0, 1))
    assert editor.tessellation
    drawn = []
    for overlays in ((), ("half-planes",), ("signs",), ("power diagram",)):
        editor.overlays = list(overlays)
        drawn.append(editor._still_pixels(PIXELS).tobytes())
    assert len(set(drawn)) == 4 and "_arrangement" in editor._drawn


def test_marks_that_are_switched_off_are_not_kept(edit: Callable[..., HyperplaneEditor]) -> None:
    editor = edit(perceptron(2, seed=1).double(), overlays=())
    assert editor.tessellation and len(places(editor._still_pixels(PIXELS), BOUNDARY)) == 0
    editor.visible_marks = ["boundary"]
    assert len(places(editor._still_pixels(PIXELS), BOUNDARY)) > 20


def test_a_playground_keeps_its_tiles_and_their_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(still, "REST", 0.05)
    published: list[tuple[Any, bool]] = []
    playground = Playground("circles", widths=(5,), samples=40, height=200)
    shown = Still(lambda: [playground], lambda bundle, update=False, **_: published.append((bundle, update)))
    try:
        playground._await_picture(10)
        shown.display()
        (first, update), *_ = published
        assert not update and first["text/plain"].startswith("Playground: ")
        assert f"{playground.explorer.tile_count} tiles" in first["text/plain"] and "step 0" in first["text/plain"]
        tiles, graph = (part._still_pixels(PIXELS // 2) for part in playground._drawn_parts)
        pixels = playground._still_pixels(PIXELS)
        np.testing.assert_array_equal(pixels[: tiles.shape[0], : tiles.shape[1]], tiles)
        np.testing.assert_array_equal(pixels[: graph.shape[0], -graph.shape[1] :], graph)
        # Also what is set of a part, and of one that other data have brought.
        for change in (
            "playground.train(30)",
            "playground.explorer.color_by = 'slope'",
            "playground.data = 'moons'; playground.train(1)",
            "playground.surface.camera = CAMERA",
        ):
            before = len(published)
            exec(change, globals(), {"playground": playground})
            wait_until(lambda before=before: len(published) > before)
            assert published[-1][1]
        assert "Slope" in published[-1][0]["text/plain"]
    finally:
        shown.end()
        playground.close()
