from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from explorers import ANCHORS, data, perceptron, wait_until
from manifolds import vertices_of
from numpy.typing import NDArray

from splinewidgets.pictures.rendering.surface_picture import output_names
from splinewidgets.pictures.wire import decode
from splinewidgets.widgets.linked.spline_surface import SplineSurface
from splinewidgets.widgets.slice.slice_explorer import SliceExplorer

Show = Callable[..., SplineSurface]


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Iterator[Show]:
    """Makes surfaces, by default of a small network of two inputs; closes them."""
    for widget in (SliceExplorer, SplineSurface):
        monkeypatch.setattr(widget, "_esm", "export default {}")
    made: list[SplineSurface] = []

    def make(*args: Any, **keywords: Any) -> SplineSurface:
        made.append(SplineSurface(*(args or (perceptron(2, outputs=3),)), **keywords))
        assert made[-1].explorer.tessellation
        return made[-1]

    yield make
    for surface in made:
        surface.close()


def heights_of(surface: SplineSurface) -> NDArray[np.float64]:
    """The height of each vertex, in units of the output."""
    low, high = surface._surface["lowest_and_highest"]
    heights: NDArray[np.float64] = low + (high - low) * decode(surface._surface["heights"]).astype(float)
    return heights


def test_heights_are_the_networks_output_at_every_vertex(show: Show) -> None:
    model = perceptron(2, outputs=3)
    surface = show(model, output=1)
    tessellation = surface.explorer.tessellation
    vertices = vertices_of(surface)
    np.testing.assert_allclose(vertices, tessellation.vertices, atol=1e-5)
    with torch.no_grad():
        expected = model(torch.tensor(vertices, dtype=torch.float32))[:, 1].numpy()
    heights = heights_of(surface)
    np.testing.assert_allclose(heights, expected, atol=1e-5)
    assert surface._surface["height_range"] == pytest.approx([heights.min(), heights.max()])
    assert surface._surface["id"] == surface.explorer._picture["id"] == surface.explorer._colors["picture"]
    assert surface._surface["axes"] == surface.explorer.axis_names == ["x₁", "x₂"]


def test_heights_keep_their_digits_however_deep_the_zoom(show: Show) -> None:
    model = perceptron(2, outputs=3).double()
    surface = show(
        model, np.array([[0.3, 0.2]]), np.ones((1, 3)), view=(0.3 - 1e-7, 0.3 + 1e-7, 0.2 - 1e-7, 0.2 + 1e-7)
    )
    with torch.no_grad():
        expected = model(torch.tensor(surface.explorer.tessellation.vertices))[:, 0].numpy()
    extent = np.ptp(expected)
    assert 0 < extent < 1e-6
    np.testing.assert_allclose(heights_of(surface), expected, atol=1e-6 * extent, rtol=0)
    predicted = decode(surface._data["predictions"])
    assert len(predicted) == 1 and expected.min() < predicted[0] < expected.max()


def test_the_surface_follows_its_explorer(show: Show) -> None:
    surface = show()
    before = surface._surface
    surface.explorer.view = (0, 3, 0, 2)
    assert surface._surface["id"] > before["id"]
    assert surface._surface["id"] == surface.explorer._picture["id"] == surface.explorer._colors["picture"]
    assert surface.status == surface.explorer.status
    surface.explorer.set_state({"view": (3, 1, 0, 1)})
    assert surface.error == surface.explorer.error != ""


def test_what_is_chosen_in_one_is_chosen_in_the_other(show: Show) -> None:
    surface = show()
    surface.selected = 3
    assert surface.explorer.selected == 3 and surface.explorer._selected_facts["tile"] == 3
    surface.explorer.hovered = 5
    assert surface.hovered == 5 and surface.explorer._facts["tile"] == 5
    surface.color_by = "area"
    wait_until(lambda: surface.explorer._colors.get("name") == "area")
    assert surface.explorer.color_by == "area"
    surface.visible_layers = [1]
    assert surface.explorer.visible_layers == [1]
    # A tile that there is not is refused by the explorer, and the one before stays selected in both.
    with pytest.raises(ValueError, match="Tile 1000000 was asked for"):
        surface.selected = 10**6
    assert surface.explorer.selected == surface.selected == 3


def test_another_output_is_another_graph_over_the_same_tiles(show: Show) -> None:
    surface = show()
    first = heights_of(surface)
    surface.output = 2
    assert surface._surface["label"] == surface.outputs[2] == "2"
    assert not np.allclose(first, heights_of(surface))
    with pytest.raises(ValueError, match=r"output is 7. The network has outputs 0 to 2."):
        surface.output = 7
    assert surface.output == 2
    surface.output = 0
    assert surface.error == ""
    surface.set_state({"output": 7})
    assert surface.output == 0 and surface.error.startswith("output is 7. The network has outputs 0 to 2.")
    np.testing.assert_array_equal(first, heights_of(surface))


def test_data_stand_at_their_targets_and_predictions(show: Show) -> None:
    inputs = data(30, inputs=2)
    targets = np.stack([inputs.sum(1), inputs[:, 0], inputs[:, 1]], 1)
    model = perceptron(2, outputs=3)
    surface = show(model, inputs, targets, output=2)
    for view, count in ((None, 30), ((-1, 2, -2, 0), int(((inputs > (-1, -2)) & (inputs < (2, 0))).all(1).sum()))):
        surface.explorer.view = view
        u0, u1, v0, v1 = surface.explorer._picture["window"]
        shown = decode(surface._data["points"]) * (u1 - u0, v1 - v0) + (u0, v0)
        rows = np.array([np.abs(inputs - point).sum(1).argmin() for point in shown])
        assert len(set(rows)) == len(rows) == count > 0
        np.testing.assert_allclose(decode(surface._data["targets"]), inputs[rows, 1], atol=1e-6)
        heights = np.concatenate([heights_of(surface), inputs[:, 1]])
        assert surface._surface["height_range"] == pytest.approx([heights.min(), heights.max()])
        with torch.no_grad():
            predicted = model(torch.tensor(inputs[rows], dtype=torch.float32))[:, 2].numpy()
        np.testing.assert_allclose(decode(surface._data["predictions"]), predicted, atol=1e-5)
    assert "targets" not in show(model, inputs)._data


def test_it_stands_beside_an_explorer_that_there_is(show: Show) -> None:
    explorer = SliceExplorer(perceptron(), anchors=ANCHORS, data=data())
    surface = show(explorer)
    assert surface.explorer is explorer and surface._data
    surface.close()
    explorer.view = (0, 3, 0, 2)  # it was not the surface's to close
    assert explorer._picture["window"] == [0, 3, 0, 2]
    explorer.close()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"output": 3}, r"output is 3\. The network has outputs 0 to 2"),
        ({"vertical_scale": 0.0}, r"vertical_scale is 0\.0\. It must be a positive number"),
        ({"targets": np.zeros((4, 3)), "data": np.ones((5, 2)).cumsum(0)}, r"There are 5 data and \(3,\) outputs"),
        ({"targets": np.zeros((4, 3))}, r"targets were given without data"),
    ],
)
def test_what_does_not_fit_is_refused(show: Show, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        show(**options)


def test_unknown_keywords_and_a_missing_bundle(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TypeError, match=r"SplineSurface has no keyword 'colour_by'.*Did you mean color_by"):
        show(perceptron(2), colour_by="area")
    monkeypatch.setattr(SplineSurface, "_esm", None)
    with pytest.raises(FileNotFoundError, match=r"spline_surface.js is missing"):
        show()


def test_outputs_are_named_as_the_classes_where_there_is_one_for_each() -> None:
    assert output_names(["cat", "dog"], (2,)) == ["cat", "dog"]
    assert output_names(["negative", "positive"], (1,)) == ["output"] == output_names(["negative", "positive"], ())
    assert output_names(["a"], (2, 2)) == [f"output {i}" for i in range(4)]
